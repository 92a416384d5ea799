"""What must be refused is tried at its moment, in a transaction that is always undone: it leaves nothing behind."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from django.db import transaction

from config.rehearsal import casting, handing_in, plan
from config.rehearsal.company import Officers
from config.rehearsal.papers import forget
from config.rehearsal.report import Tried
from config.rehearsal.scenario import Attempt, By, Scenario
from config.rehearsal.stage import Case, Stage
from config.rehearsal.words import ASKED_OUTSIDE, HELD_PUBLICLY, OPINION, QUESTION, REASONS
from dossiers import catalogue, clock, roles
from dossiers.models import Award, Dossier, User
from dossiers.rules.objection import Refused
from dossiers.vocabulary import UNIT_ROLES, State, Subject
from workflow import engine
from workflow.calendar import local_day
from workflow.council import sessions
from workflow.council.models import AgendaItem
from workflow.decisions import lines

# A paper goes out whole, so these are tried with all its lines.
WHOLE_PAPER = ("issue", "forward", "send_out")
BY_CLOSING = ("endorse", "turn_down", "lower_award")


class _Undone(Exception):
    """Ends the transaction of an attempt."""


def prepare(stage: Stage, scenario: Scenario) -> None:
    """Choose the dossier of every attempt that names one; from now on `stage.before_each` tries them in time."""
    stage.waiting = [(each, _target(each, stage.cases) if each.on else None) for each in scenario.attempts]
    stage.before_each = try_before


def _target(attempt: Attempt, cases: Sequence[Case]) -> Case:
    """The first fitting dossier whose life passes through a state from which the act is legal, else the first."""
    assert attempt.on is not None
    fitting = [case for case in cases if attempt.on.fits(case.line)]
    passing = [case for case in fitting if plan.window(case.life, attempt.act) is not None]
    return (passing or fitting)[0]


def try_before(stage: Stage, cases: Sequence[Case]) -> None:
    """Make the attempts on these cases that are due before they take their next step."""
    here = {id(case) for case in cases}
    for attempt, case in list(stage.waiting):
        if case is not None and id(case) in here and case.done == plan.window(case.life, attempt.act):
            _make(stage, attempt, case)


def try_hand_ins(stage: Stage) -> None:
    """Make the attempts that are hand-ins of their own, each at the end of its date; those dated later wait."""
    for attempt, case in list(stage.waiting):
        day = attempt.line and (attempt.line.on_date or stage.scenario.as_of)
        if case is None and day and day <= local_day(stage.now):
            _make(stage, attempt, None)


def try_rest(stage: Stage) -> None:
    """Make what is left: acts for which no life offers a moment, and hand-ins dated after the play."""
    for attempt, case in list(stage.waiting):
        _make(stage, attempt, case)


def _make(stage: Stage, attempt: Attempt, case: Case | None) -> None:
    stage.waiting.remove((attempt, case))
    work = _own_hand_in(stage, attempt) if case is None else _act_on(stage, attempt, case)
    at = stage.now
    if case is None and attempt.line:
        stage.now = casting.afternoon(attempt.line.on_date or stage.scenario.as_of)
    refusal = undone(stage, work)
    stage.now = at
    families = frozenset(refusal.families) if refusal else frozenset()
    stage.tried.append(Tried(attempt, families, refusal is not None, str(refusal) if refusal else ""))


def undone(stage: Stage, work: Callable[[], object]) -> Refused | None:
    """Do `work` at the stage's moment, undo it with its files, and return its refusal if it was refused."""
    known = set(stage.files)
    refusal = None
    try:
        with transaction.atomic(), clock.set_to(stage.now):
            try:
                with transaction.atomic():
                    work()
            except Refused as refused:
                refusal = refused
            raise _Undone
    except _Undone:
        pass
    forget(stage.files, stage.files.keys() - known)
    return refusal


def _own_hand_in(stage: Stage, attempt: Attempt) -> Callable[[], object]:
    def work() -> None:
        line = attempt.line
        assert line is not None
        places = casting.own_places(line, stage.scenario, stage.cast, stage.cases)
        cases = [Case(-1, line, *place) for place in places]
        sheets = [[case for case in cases if case.unit == unit] for unit in dict.fromkeys(unit for unit, _ in places)]
        for listed in sheets:
            rows = handing_in.draft(stage, listed)
            _perform(stage, "submit", rows, person(stage, attempt.by, rows[0], "submit"))

    return work


def _act_on(stage: Stage, attempt: Attempt, case: Case) -> Callable[[], object]:
    def work() -> None:
        dossier = Dossier.objects.select_related("award", "body", "unit", "nominee").get(pk=case.pk)
        actor = person(stage, attempt.by, dossier, attempt.act)
        if attempt.act in BY_CLOSING and dossier.state == State.IN_COUNCIL and _voted(dossier):
            return _close(stage, attempt.act, dossier, actor)
        rows = _with_its_paper(dossier) if attempt.act in WHOLE_PAPER else [dossier]
        return _perform(stage, attempt.act, rows, actor)

    return work


def _perform(stage: Stage, act: str, rows: Sequence[Dossier], actor: User) -> None:
    told = facts_of(stage, act, rows[0])
    with stage.asking_who_decides() if act == "submit" else nullcontext():
        engine.perform(act, rows, actor=actor, reason=REASONS.get(act, ""), **told)


def _close(stage: Stage, act: str, dossier: Dossier, actor: User) -> None:
    """The chair endorses and turns down by closing the session; where the vote went the other way, the act itself is
    asked for, and the application says why not."""
    item = AgendaItem.objects.select_related("session").get(dossier=dossier, outcome="")
    try:
        with transaction.atomic():
            lower = {item.pk: _lower_award(stage, dossier)} if act == "lower_award" else {}
            entries = sessions.close(item.session, actor=actor, lower=lower)
            if not any(entry.dossier_id == dossier.pk and entry.act == act for entry in entries):
                raise _Undone
    except _Undone:
        _perform(stage, act, [dossier], actor)


def _voted(dossier: Dossier) -> bool:
    return AgendaItem.objects.filter(dossier=dossier, outcome="", ballots__isnull=False).exists()


def _with_its_paper(dossier: Dossier) -> list[Dossier]:
    paper = lines.paper_of([dossier]).get(dossier.pk)
    return lines.dossiers_of(paper) if paper else [dossier]


def facts_of(stage: Stage, act: str, dossier: Dossier) -> Mapping[str, Any]:
    """Sensible facts for an act, so that only what the attempt is about can stand against it."""
    day = local_day(stage.now)
    facts: dict[str, dict[str, Any]] = {
        "return_for_correction": {"fields": ["achievement"], "papers": ["BC_THANH_TICH"]},
        "clear": {"opinion": OPINION},
        "ask_consultation": {"question": QUESTION, "outside": [ASKED_OUTSIDE], "days": 5},
        "hold": {"public_line": HELD_PUBLICLY},
        "reconsider": {"paper": f"Công văn số 12 ngày {day:%d/%m/%Y}"},
        "record_grant": {"number": 999, "symbol": "QĐ", "dated": day},
    }
    return {"award": _lower_award(stage, dossier)} if act == "lower_award" else facts.get(act, {})


def _lower_award(stage: Stage, dossier: Dossier) -> Award:
    """Another award that the same body decides for the same kind of nominee, the nearest on the screens."""
    fitting = Award.objects.filter(subject__in=[dossier.nominee.subject, Subject.BOTH]).exclude(pk=dossier.award_id)
    options = catalogue.authorities_many([(award, dossier.unit) for award in fitting], local_day(stage.now))
    decided_there = [
        award for award in fitting
        if any(each.deciding_body.pk == dossier.deciding_body_id for each in options[award.pk, dossier.unit_id])
    ]
    return min(decided_there or fitting, key=lambda award: abs(award.position - dossier.award.position))


def person(stage: Stage, by: By, dossier: Dossier, act: str) -> User:
    """A holder of the role `by` for this dossier; of several, one who may do the act if there is one."""
    people = candidates(stage, by, dossier)
    wanted = plan.acts()[act].roles
    for user in people:
        for grant in roles.grants_of(user):
            place = dossier.unit_id if grant.role in UNIT_ROLES else dossier.body_id
            if grant.role in wanted and grant.unit_id == place:
                return user
    return people[0]


def candidates(stage: Stage, by: By, dossier: Dossier) -> list[User]:
    """Who `by` may mean, the usual one first, the nominee left out unless meant."""
    if by == By.NOMINEE:
        return [_account_of(stage, dossier)]
    cast = stage.cast
    unit, body = cast.code_of(dossier.unit), cast.code_of(dossier.body)
    if by in (By.UNIT_HEAD, By.DRAFTER):
        return [(cast.heads if by == By.UNIT_HEAD else cast.drafters)[unit]]
    if by == By.OTHER_UNIT_HEAD:
        return [_other_head(stage, unit)]
    return _of_body(cast.officers[body], by, dossier)


def _of_body(officers: Officers, by: By, dossier: Dossier) -> list[User]:
    people = {
        By.OFFICE: [*officers.appraisers, officers.office_head], By.COUNCIL_MEMBER: officers.members,
        By.DECIDER: [officers.decider], By.CLERK: [officers.clerk],
    }[by]
    return [user for user in people if user.pk != dossier.nominee.user_id] or people


def _other_head(stage: Stage, unit: str) -> User:
    """The head of another unit, of the same department if there is one."""
    body = stage.scenario.unit(unit).body
    others = [each for each in stage.scenario.units if each.code != unit]
    near = [each for each in others if each.body == body]
    return stage.cast.heads[(near or others)[0].code]


def _account_of(stage: Stage, dossier: Dossier) -> User:
    """The nominee's account, made for the attempt where the nominee has none."""
    nominee = dossier.nominee
    if nominee.user is None:
        nominee.user = User.objects.create(
            username=f"{stage.cast.prefix}duocdenghi{nominee.pk}".lower(), full_name=nominee.name,
            nature=stage.cast.nature,
        )
        nominee.save()
    return nominee.user


__all__ = ["prepare", "try_before", "try_hand_ins", "try_rest", "undone"]
