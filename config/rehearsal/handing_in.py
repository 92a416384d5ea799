"""The units' part: drafts, papers, 'Duyệt và gửi', mending what was returned, withdrawing."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from config.rehearsal import papers, plan
from config.rehearsal.casting import way
from config.rehearsal.stage import Case, Stage, dossiers
from config.rehearsal.words import MENDED, WITHDRAWAL, achievement
from dossiers import drafting, mending
from dossiers.drafting import NewLine
from dossiers.models import Dossier, HandIn, User
from dossiers.rules.objection import Refused
from dossiers.vocabulary import NeededBefore, ProcedureType, RewardType, SimplifiedGround
from workflow import engine
from workflow.calendar import local_day
from workflow.flows.models import CorrectionItem

Sheet = tuple[str, str, int | None, tuple[str, ...], bool]


def hand_in(stage: Stage, cases: Sequence[Case], day: date) -> None:
    """Every unit prepares and sends what it hands in on `day`: one tờ trình per theme, round and missing papers."""
    sheets: dict[Sheet, list[Case]] = defaultdict(list)
    for case in cases:
        if (case.line.on_date or stage.scenario.as_of) == day:
            sheets[sheet_of(case)].append(case)
    order = {code: position for position, code in enumerate(stage.cast.units)}
    for _, listed in sorted(sheets.items(), key=lambda row: order[row[0][0]]):
        with stage.moment():
            prepared = prepare(stage, listed)
        stage.do(prepared, lambda some: submit(stage, some))


def sheet_of(case: Case) -> Sheet:
    """Cases with the same sheet go on one tờ trình."""
    line = case.line
    return (case.unit, line.theme, line.round, line.without, case.rests_before == "submit")


def prepare(stage: Stage, cases: Sequence[Case]) -> list[Case]:
    """Draft one hand-in with these lines, those left out that the application does not take; returns the rest."""
    left = list(cases)
    while left:
        try:
            with transaction.atomic():
                draft(stage, left)
        except Refused as refusal:
            left = _without(stage, left, refusal)
        else:
            break
    return left


def draft(stage: Stage, cases: Sequence[Case]) -> list[Dossier]:
    """One hand-in with these lines and its papers, by the unit's drafter. Raises Refused as `drafting.add_lines`."""
    drafter = stage.cast.drafters[cases[0].unit]
    paper = _new_hand_in(stage, cases[0])
    with stage.asking_who_decides():
        rows = drafting.add_lines(paper, [_new_line(stage, case) for case in cases], actor=drafter)
    bodies = {body.pk: code for code, body in stage.cast.bodies.items()}
    for case, dossier in zip(cases, rows, strict=True):
        case.dossier = dossier
        route = [bodies[pk] for pk in dossier.route]
        case.live(plan.steps(case.line, way(stage.scenario, route), simplified=dossier.simplified))
    drafting.check_may_edit(paper, drafter)
    papers.provide(stage, cases, NeededBefore.SUBMIT, actor=drafter)
    return rows


def _new_hand_in(stage: Stage, case: Case) -> HandIn:
    line = case.line
    kind = {"reward_type": RewardType.MOVEMENT if line.theme else RewardType.MERIT}
    if stage.scenario.season.simplified:
        kind = {
            "reward_type": RewardType.SUDDEN, "procedure": ProcedureType.SIMPLIFIED, "ground": SimplifiedGround.SUDDEN,
        }
    stage.letters[case.unit] = stage.letters.get(case.unit, 0) + 1
    symbol = stage.cast.units[case.unit].symbol or case.unit
    return drafting.create_hand_in(
        unit=stage.cast.units[case.unit], season=stage.cast.season, actor=stage.cast.drafters[case.unit],
        theme=line.theme, round=stage.cast.rounds[line.round] if line.round else None,
        number=f"{stage.letters[case.unit]:02d}/TTr-{symbol}", dated=local_day(stage.now), **kind,
    )


def _new_line(stage: Stage, case: Case) -> NewLine:
    return NewLine(
        nominee=case.nominee, award=stage.cast.awards[case.line.award],
        deciding_body=stage.cast.bodies[case.line.decided_by], achievement=achievement(stage.scenario.season.year),
    )


def _without(stage: Stage, cases: list[Case], refusal: Refused) -> list[Case]:
    """The lines that may be drafted; the objections name lines by their place in the list."""
    if refusal.general or not refusal.by_dossier:
        blocked = set(range(len(cases)))
    else:
        blocked = set(refusal.by_dossier)
    for place in blocked:
        stage.give_up(cases[place], " ".join(one.text for one in refusal.by_dossier.get(place, refusal.all)))
    return [case for place, case in enumerate(cases) if place not in blocked]


def submit(stage: Stage, cases: Sequence[Case]) -> None:
    with stage.asking_who_decides():
        engine.perform("submit", dossiers(cases), actor=stage.cast.heads[cases[0].unit])


def mend(stage: Stage, cases: Sequence[Case]) -> None:
    """The drafter mends what was asked for; the head sends it again."""
    asked = CorrectionItem.objects.filter(dossier__in=[case.pk for case in cases], mended_at=None)
    for item in asked.select_related("dossier__hand_in").order_by("pk"):
        case = next(case for case in cases if case.pk == item.dossier_id)
        drafter = stage.cast.drafters[case.unit]
        changes = {"achievement": f"{MENDED} Lần {item.round}." if item.round > 1 else MENDED}
        drafting.mend(item.dossier, changes, allowed=item.fields, actor=drafter)
        for code in item.papers:
            _mend_paper(stage, item, code, actor=drafter)
    engine.perform("resubmit", dossiers(cases), actor=stage.cast.heads[cases[0].unit])


def _mend_paper(stage: Stage, item: CorrectionItem, code: str, *, actor: User) -> None:
    kind = stage.cast.paper_types[code]
    mending.mend_paper(
        item.dossier, papers.file_of(stage, kind), name=papers.name_of(kind, ", bổ sung"), paper_type=kind,
        allowed=item.papers, actor=actor,
    )


def withdraw(stage: Stage, cases: Sequence[Case]) -> None:
    engine.perform("withdraw", dossiers(cases), actor=stage.cast.heads[cases[0].unit], reason=WITHDRAWAL)
