"""The papers of a hand-in: tờ trình and danh sách, made from its lines, ready to print and sign."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dossiers import access, clock, meetings, papers
from dossiers.documents.kinds import DocumentKind, file_name
from dossiers.documents.words import (
    PLACE_TO_COME,
    Values,
    counts,
    grounds,
    groups,
    in_full,
    letterhead,
    period,
    signer,
    what,
)
from dossiers.meetings import Outcome
from dossiers.models import Dossier, HandIn, Meeting, Paper, PaperType
from dossiers.roles import Grant
from dossiers.vocabulary import Role, State

# The kinds of paper as which the signed scan is attached: titles ask for one sort of minutes, forms for another.
SCANNED_AS = {
    DocumentKind.PROPOSAL: ("TO_TRINH",), DocumentKind.LIST: ("DANH_SACH",),
    DocumentKind.MEETING: ("BB_BINH_XET", "BB_XET_KT"),
}
Outcomes = Mapping[int, Outcome]
WITH = ("award", "nominee", "season", "round", "unit")


@dataclass(frozen=True)
class Printable:
    """A paper that can be printed; `paper_type` is that of its signed scan, `signed` the scan that lies there."""

    kind: str
    paper_type: PaperType | None
    signed: Paper | None
    accept: str = papers.ACCEPT

    @property
    def label(self) -> str:
        return str(DocumentKind(self.kind).label).removesuffix(" của đơn vị").lower()


def printable(
    hand_in: HandIn, *, slots: Iterable[Any] = (), meeting: Meeting | None = None
) -> list[Printable]:
    """The papers that can be printed of this hand-in; `slots` (of `readiness`) say which scans lie there already."""
    codes = [code for each in SCANNED_AS.values() for code in each]
    types = {each.code: each for each in PaperType.objects.filter(code__in=codes)}
    lying = {slot.paper_type.code: slot.papers[0] for slot in slots if slot.papers}
    missing = {slot.paper_type.code for slot in slots if slot.missing}
    made = []
    for kind in (kind for kind in MAKERS if is_ready(kind, hand_in, meeting)):
        code = _scanned_as(kind, missing, lying)
        made.append(Printable(kind, types.get(code), lying.get(code)))
    return made


def _scanned_as(kind: str, missing: Collection[str], lying: Collection[str]) -> str:
    """The code of the scan: of those possible one that is still missing, else one that lies there, else the first."""
    possible = SCANNED_AS[kind]
    waiting = [code for code in possible if code in missing]
    return next(iter([*waiting, *(code for code in possible if code in lying), *possible]))


def is_ready(kind: str, hand_in: HandIn, meeting: Meeting | None) -> bool:
    """Whether there is what the paper tells of."""
    return hand_in.proposes and (meeting is not None if kind == DocumentKind.MEETING else kind in MAKERS)


def lines_to_print(
    user: Any, hand_in: HandIn, *, grants: list[Grant] | None = None, every: bool = False
) -> list[Dossier]:
    """The lines that a paper of this hand-in names, by award; none for who may not read all of them.

    A paper with some of its lines missing would be a wrong paper. Drafts count until the hand-in is sent; withdrawn
    lines are left out unless `every` one is asked for. Two queries beside those of the grants."""
    named = hand_in.dossiers.all() if every else hand_in.dossiers.exclude(state=State.WITHDRAWN)
    if hand_in.submitted_at is not None and not every:
        named = named.exclude(state=State.DRAFT)
    seen = access.visible_by_work(user, grants=grants)
    readable = list(named.filter(pk__in=seen.values("pk")).select_related(*WITH).order_by("award__position", "pk"))
    return readable if len(readable) == named.count() else []


def values_of(kind: str, hand_in: HandIn, lines: Sequence[Dossier]) -> Values:
    """What fills the template of this kind, from `lines` as `lines_to_print` gives them.

    Only the minutes name a line that failed at the unit's meeting while nobody says why it is proposed."""
    outcomes = meetings.outcomes(lines)
    if kind == DocumentKind.MEETING:
        lines = [each for each in lines if each.pk in outcomes]
    else:
        lines = [each for each in lines if each.pk not in outcomes or not outcomes[each.pk].unexplained]
    return _common(hand_in, lines) | MAKERS[kind](hand_in, lines, outcomes)


def name_of(kind: str, hand_in: HandIn) -> str:
    """'to-trinh-P01-2026.docx'."""
    return file_name(kind, hand_in.unit.code, hand_in.season.year)


def reference(hand_in: HandIn) -> str:
    """'Tờ trình số 12/TTr-P01 ngày 20/11/2026', with room for what is not known yet."""
    symbol = f"TTr-{hand_in.unit.symbol or hand_in.unit.code}"
    day = f"ngày {hand_in.dated:%d/%m/%Y}" if hand_in.dated else in_full(None, hand_in.season.year)
    return f"Tờ trình số {hand_in.number or f'……/{symbol}'} {day}"


def _common(hand_in: HandIn, lines: Sequence[Dossier]) -> Values:
    day = hand_in.dated or (timezone.localdate(hand_in.submitted_at) if hand_in.submitted_at else clock.today())
    unit = hand_in.unit
    title, name = signer(Role.UNIT_HEAD, unit, day=day)
    when = period(hand_in.season, hand_in.round, hand_in.theme)
    symbol = f"TTr-{unit.symbol or unit.code}"
    return {
        **letterhead(unit, day=day, number=hand_in.number, symbol=symbol, dated=hand_in.dated),
        **counts(lines), "nam": hand_in.season.year, "thoi_gian": when,
        "trich_yeu": f"Về việc đề nghị {what(lines)}{when}", "kinh_gui": hand_in.to_body.name_on(day),
        "don_vi": unit.name_on(day), "cac_can_cu": grounds(lines, day),
        "thu_tuc_don_gian": hand_in.get_ground_display() if hand_in.simplified else "",
        "noi_nhan": ["Như trên", "Lưu: VT"], "chuc_vu_ky": title.upper(), "nguoi_ky": name,
    }


def _proposal(hand_in: HandIn, lines: Sequence[Dossier], outcomes: Outcomes) -> Values:
    return {}


def _list(hand_in: HandIn, lines: Sequence[Dossier], outcomes: Outcomes) -> Values:
    when = period(hand_in.season, hand_in.round, hand_in.theme)
    return groups(lines, lambda line: {"tom_tat": line.achievement}) | {
        "trich_yeu": f"Đề nghị khen thưởng{when}", "kem_theo": reference(hand_in),
    }


def _meeting(hand_in: HandIn, lines: Sequence[Dossier], outcomes: Outcomes) -> Values:
    meeting, unit = hand_in.meeting, hand_in.unit
    held = timezone.localtime(meeting.held_at)
    symbol = f"BB-{unit.symbol or unit.code}"
    head = letterhead(unit, day=held.date(), symbol=symbol, dated=held.date())
    return head | groups(lines, lambda line: _vote(outcomes[line.pk])) | {
        "trich_yeu": f"Họp bình xét, đề nghị khen thưởng{period(hand_in.season, hand_in.round, hand_in.theme)}",
        "thoi_gian_hop": f"{held:%H} giờ {held:%M}, {in_full(held.date(), held.year)}",
        "dia_diem": meeting.place or PLACE_TO_COME, "chu_tri": meeting.chair, "thu_ky": meeting.secretary,
        "co_mat": meeting.present, "tong_so_nguoi": meeting.total, "vang_mat": meeting.absent,
        "y_kien": meeting.opinions or "Không có.", "ket_thuc": "Biên bản đã được thông qua tại cuộc họp./.",
    }


def _vote(outcome: Outcome) -> Values:
    verdict, vote = "Đạt" if outcome.passed else "Không đạt", outcome.vote
    return {
        "dong_y": vote.yes, "khong_dong_y": vote.no, "y_kien_khac": vote.abstained,
        "ket_qua": f"{verdict}. {vote.reason}" if vote.reason else verdict,
    }


MAKERS: dict[str, Callable[[HandIn, Sequence[Dossier], Outcomes], Values]] = {
    DocumentKind.PROPOSAL: _proposal,
    DocumentKind.LIST: _list,
    DocumentKind.MEETING: _meeting,
}
