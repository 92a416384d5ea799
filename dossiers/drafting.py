"""What a unit prepares before it sends: hand-ins and their draft lines. Pages, rehearsal and demo all call these.

Drafts are no moves and have no journal: a dossier's history begins when its unit head sends it. Every service asks
first whether the actor may draft for that unit and raises Refused (family role) if not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from dossiers import catalogue, clock, codes, mending, papers, text
from dossiers.clashes import clashes
from dossiers.mending import mend
from dossiers.models import Award, Dossier, HandIn, Nominee, Paper, PaperType, Round, Season, StoredFile, Unit, User
from dossiers.nominees import collective_nominee, person_nominee, person_nominees, unit_nominee
from dossiers.placing import Place, options_for, place
from dossiers.preparing import (
    check_hands,
    check_may_add_lines,
    check_may_edit,
    check_may_prepare,
    lock_hand_ins,
    may_draft,
    may_edit,
    not_yours,
    preparing_desk,
    too_late,
)
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import HandInKind, HandInOrigin, ProcedureType, RewardType, State

ABOUT_ALL = ("reward_type", "procedure", "ground", "number", "dated", "received_on", "content")
WHEN_AND_WHY = ("season", "round", "theme")


@dataclass(frozen=True)
class NewLine:
    """A line to add. `deciding_body` may be left out where only one body can decide; `theme` and `round` None mean
    those of the hand-in."""

    nominee: Nominee
    award: Award
    deciding_body: Unit | None = None
    achievement: str = ""
    theme: str | None = None
    round: Round | None = None


@transaction.atomic
def create_hand_in(
    *, unit: Unit, season: Season, actor: User, kind: str = HandInKind.AWARDS, reward_type: str = RewardType.MERIT,
    procedure: str = ProcedureType.REGULAR, ground: str = "", theme: str = "", round: Round | None = None,
    to_body: Unit | None = None, origin: str = HandInOrigin.UNIT, number: str = "", dated: date | None = None,
    received_on: date | None = None, content: str = "",
) -> HandIn:
    """A new draft tờ trình of `unit`, to its department unless `to_body` says otherwise; by `kind` a registration or a
    report instead, which has `content` and papers but no lines.

    Raises Refused (role) for a stranger and ValidationError (simplified without its ground, a round of another year).
    """
    to_body = to_body or catalogue.department_of(unit, clock.today())
    if not may_draft(actor, unit.pk, origin=origin, to_body_id=to_body.pk):
        raise Refused(general=[not_yours(unit)])
    hand_in = HandIn(
        code=codes.next_code("hand_in", unit, day=clock.today()), kind=kind, unit=unit, season=season, to_body=to_body,
        round=round, theme=text.nfc(theme), reward_type=reward_type, procedure=procedure, ground=ground,
        origin=origin, number=text.nfc(number), dated=dated, received_on=received_on, content=text.nfc(content),
        created_by=actor, created_at=clock.now(),
    )
    _forget_awards(hand_in)
    check_hand_in(hand_in)
    hand_in.save()
    return hand_in


@transaction.atomic
def change_hand_in(hand_in: HandIn, values: Mapping[str, Any], *, actor: User) -> HandIn:
    """Write what a draft hand-in says about all its lines: reward_type, procedure, ground, number, dated, content; and,
    while it has no lines, season, round, theme. Raises Refused and ValidationError as `create_hand_in`."""
    hand_in = HandIn.objects.select_for_update(of=("self",)).select_related("unit", "round").get(pk=hand_in.pk)
    check_may_edit(hand_in, actor)
    fixed = WHEN_AND_WHY if hand_in.dossiers.exists() else ()
    for name in (*ABOUT_ALL, *WHEN_AND_WHY):
        if name in values and name not in fixed:
            setattr(hand_in, name, text.nfc(values[name]) if isinstance(values[name], str) else values[name])
    _forget_awards(hand_in)
    check_hand_in(hand_in)
    hand_in.save(update_fields=[*ABOUT_ALL, *WHEN_AND_WHY])
    hand_in.dossiers.filter(state=State.DRAFT).update(simplified=hand_in.simplified)
    return hand_in


def check_hand_in(hand_in: HandIn) -> None:
    """Raise ValidationError by field for what does not fit together on a hand-in."""
    simplified = hand_in.procedure == ProcedureType.SIMPLIFIED
    if simplified and not hand_in.ground:
        raise ValidationError({"ground": "Thủ tục đơn giản phải nêu căn cứ (khoản 1 Điều 85 Luật 06/2022/QH15)."})
    if not simplified and hand_in.ground:
        raise ValidationError({"ground": "Chỉ ghi căn cứ này khi chọn thủ tục đơn giản."})
    if hand_in.round is not None and hand_in.round.season_id != hand_in.season_id:
        raise ValidationError({"round": "Đợt này không thuộc năm thi đua đã chọn."})


@transaction.atomic
def add_lines(hand_in: HandIn, lines: Sequence[NewLine], *, actor: User) -> list[Dossier]:
    """Add draft lines, in order, all or none; the number of statements hardly grows with their number.

    Raises Refused: role for a stranger, state if the hand-in was sent, papers if its kind has no lines, authority if
    the deciding body is unclear, subject if the nominee has such a dossier open. Objections against lines are keyed by
    position (0, 1 …).
    """
    locked = HandIn.objects.select_for_update(of=("self",)).select_related("unit", "season", "round")
    hand_in = locked.get(pk=hand_in.pk)
    check_may_add_lines(hand_in, actor)
    drafts = _drafts(hand_in, lines, actor)
    against = clashes(drafts)
    if against:
        raise Refused({position: [objection] for position, objection in against.items()})
    serials = codes.next_codes("dossier", hand_in.unit, len(drafts), day=clock.today())
    for draft, code in zip(drafts, serials, strict=True):
        draft.code = code
        draft.refresh_search_key()
    return _save_all(drafts)


@transaction.atomic
def change_line(
    dossier: Dossier, *, nominee: Nominee, award: Award, deciding_body: Unit | None, achievement: str, actor: User
) -> Dossier:
    """Rewrite a draft line; raises Refused as `add_lines`."""
    dossier = _locked_draft(dossier, actor)
    there = _places(dossier.hand_in, [NewLine(nominee, award, deciding_body)])[0]
    dossier.nominee, dossier.nominee_name, dossier.award = nominee, nominee.name, award
    dossier.achievement = text.nfc(achievement)
    _send_by(dossier, there)
    against = clashes([dossier])
    if against:
        raise Refused({dossier.pk: [against[0]]})
    dossier.save()
    return dossier


@transaction.atomic
def change_nominee(dossier: Dossier, values: Mapping[str, Any], *, actor: User) -> None:
    """Correct name, job or birth year of the nominee of a draft line. Raises Refused (role, state)."""
    about = {name: values[name] for name in mending.ABOUT_NOMINEE if name in values}
    mending.write(_locked_draft(dossier, actor), about)


@transaction.atomic
def remove_draft(dossier: Dossier, *, actor: User) -> None:
    """Delete a draft line with its papers. Raises Refused (role, or state once it was sent)."""
    _locked_draft(dossier, actor).delete()


@transaction.atomic
def remove_hand_in(hand_in: HandIn, *, actor: User) -> None:
    """Delete a draft hand-in that has no lines. Raises Refused (role, state)."""
    hand_in = HandIn.objects.select_for_update().get(pk=hand_in.pk)
    check_may_edit(hand_in, actor)
    if hand_in.dossiers.exists():
        raise Refused(general=[too_late("Tờ trình còn hồ sơ; hãy xóa các dòng trước.")])
    if hand_in.chain_length:
        raise Refused(general=[too_late("Tờ trình đã ghi vào nhật ký nên không xóa; hãy dùng cho lần trình sau.")])
    hand_in.delete()


@transaction.atomic
def add_paper(
    file: StoredFile, *, name: str, paper_type: PaperType, actor: User, hand_in: HandIn, dossier: Dossier | None = None
) -> Paper:
    """Attach a paper to a draft line, or to a hand-in for all its lines: any while none was sent; once some were,
    only a kind that those left still lack. Raises Refused (role, state)."""
    if dossier is not None:
        draft = _locked_draft(dossier, actor)
        return papers.attach(file, name=name, paper_type=paper_type, actor=actor, dossier=draft)
    hand_in = HandIn.objects.select_for_update(of=("self",)).select_related("unit").get(pk=hand_in.pk)
    check_may_prepare(hand_in, actor)
    if hand_in.submitted_at is not None and hand_in.papers.filter(paper_type=paper_type, replaced=False).exists():
        text_ = f"Tờ trình đã gửi cùng “{paper_type.name}”; giấy tờ đã gửi chỉ thay khi được yêu cầu bổ sung."
        raise Refused(general=[too_late(text_)])
    return papers.attach(file, name=name, paper_type=paper_type, actor=actor, hand_in=hand_in)


def _forget_awards(hand_in: HandIn) -> None:
    """What only a proposal of awards says is not kept on a registration or a report."""
    if not hand_in.proposes:
        hand_in.reward_type, hand_in.procedure, hand_in.ground = RewardType.MERIT, ProcedureType.REGULAR, ""


def _drafts(hand_in: HandIn, lines: Sequence[NewLine], actor: User) -> list[Dossier]:
    moment, unit_name = clock.now(), hand_in.unit.name_on(clock.today())
    role, desk = preparing_desk(hand_in, sends=True)
    drafts = []
    for line, there in zip(lines, _places(hand_in, lines), strict=True):
        draft = Dossier(
            hand_in=hand_in, nominee=line.nominee, nominee_name=line.nominee.name, award=line.award,
            unit=hand_in.unit, unit_name=unit_name, season=hand_in.season, round=line.round or hand_in.round,
            theme=hand_in.theme if line.theme is None else text.nfc(line.theme), simplified=hand_in.simplified,
            achievement=text.nfc(line.achievement), desk_role=role, desk_unit_id=desk, since=moment,
            created_by=actor, created_at=moment,
        )
        _send_by(draft, there)
        drafts.append(draft)
    return drafts


def _places(hand_in: HandIn, lines: Sequence[NewLine]) -> list[Place]:
    options = options_for([line.award for line in lines], hand_in.unit, clock.today())
    department = catalogue.department_of(hand_in.unit, clock.today())
    found = [place(line.award, line.deciding_body, options=options, department=department) for line in lines]
    unclear = {position: [each] for position, each in enumerate(found) if isinstance(each, Objection)}
    if unclear:
        raise Refused(unclear)
    return [each for each in found if isinstance(each, Place)]


def _send_by(dossier: Dossier, there: Place) -> None:
    dossier.authority, dossier.deciding_body = there.authority, there.deciding_body
    dossier.route, dossier.body_id = list(there.route), there.route[0]


def _save_all(drafts: list[Dossier]) -> list[Dossier]:
    try:
        with transaction.atomic():
            return Dossier.objects.bulk_create(drafts)
    except IntegrityError as error:
        # Somebody saved the same line between our look and our write.
        against = clashes(drafts)
        if not against:
            raise
        raise Refused({position: [objection] for position, objection in against.items()}) from error


def _locked_draft(dossier: Dossier, actor: User) -> Dossier:
    locked = Dossier.objects.select_for_update(of=("self",)).select_related(
        "hand_in__unit", "season", "award", "nominee"
    )
    lock_hand_ins([dossier.pk])
    dossier = locked.get(pk=dossier.pk)
    # Lines that were left behind when the others were sent stay drafts, and stay the unit's.
    check_hands(dossier.hand_in, actor)
    if dossier.state != State.DRAFT:
        raise Refused({dossier.pk: [too_late(f"Hồ sơ {dossier.code} đã gửi; muốn dừng, thủ trưởng đơn vị rút hồ sơ.")]})
    return dossier


__all__ = [
    "NewLine", "add_lines", "add_paper", "change_hand_in", "change_line", "change_nominee", "check_hand_in",
    "check_may_add_lines", "check_may_edit", "check_may_prepare", "collective_nominee", "create_hand_in", "may_draft",
    "may_edit", "mend", "person_nominee", "person_nominees", "remove_draft", "remove_hand_in", "unit_nominee",
]
