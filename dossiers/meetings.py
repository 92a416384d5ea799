"""Họp bình xét: what the unit's own meeting says of each line, recorded before sending and only read afterwards.

A meeting can be held on paper and not recorded here at all: a line without a recorded vote has not failed. Where the
rules ask for the minutes, the signed paper is asked for like any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from dossiers import clock, text
from dossiers.models import Dossier, HandIn, LegalFigure, Meeting, MeetingVote, User
from dossiers.models.base import in_force
from dossiers.preparing import check_may_prepare, too_late
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import BLOCKING_EVIDENCE, Family, State

BAR = {"kind": "vote_rule", "code": "unit_meeting"}
# The papers that are the minutes of such a meeting.
MINUTES_PAPERS = ("BB_BINH_XET", "BB_XET_KT")


@dataclass(frozen=True)
class Bar:
    """How many votes a line needs at the unit's meeting: more than (`strict`) or at least `pct` % of `base`: those
    present, all of the unit (`total_members`) or the votes cast (`valid`). Without a local rule it is a convention."""

    pct: int = 50
    strict: bool = True
    base: str = "present"
    source: str = "quy ước mặc định, cơ quan chưa quy định"

    def passed(self, vote: MeetingVote) -> bool:
        """Whether the line got enough votes; needs `vote.meeting`."""
        meeting = vote.meeting
        whole = {"total_members": meeting.total, "valid": vote.yes + vote.no}.get(self.base, meeting.present)
        return vote.yes * 100 > self.pct * whole if self.strict else vote.yes * 100 >= self.pct * whole

    def __str__(self) -> str:
        whose = {"total_members": "tổng số người", "valid": "số phiếu"}.get(self.base, "số người có mặt")
        share = "1/2" if self.pct == 50 else f"{self.pct}%"
        return f"quá {share} {whose}" if self.strict else f"từ {share} {whose} trở lên"


@dataclass(frozen=True)
class Outcome:
    """The unit's vote on one line and what it amounts to."""

    vote: MeetingVote
    bar: Bar
    passed: bool

    @property
    def unexplained(self) -> bool:
        """Failed, and nobody has written why the line is proposed all the same."""
        return not self.passed and not self.vote.reason.strip()


@dataclass(frozen=True)
class Minutes:
    """What the minutes say of the meeting as a whole; `held_at` is aware."""

    held_at: datetime
    chair: str
    secretary: str
    total: int
    present: int
    place: str = ""
    opinions: str = ""


@dataclass(frozen=True)
class Vote:
    """The votes on one line, and what is noted about it (why it is proposed although it failed, say)."""

    yes: int
    no: int = 0
    reason: str = ""


def bar_on(day: date) -> Bar:
    """The bar in force on `day`: the office's own row if it entered one, else the convention."""
    row = LegalFigure.objects.filter(in_force(day), **BAR).order_by("-valid_from").first()
    if row is None or row.evidence not in BLOCKING_EVIDENCE:
        return Bar()
    value = row.value
    return Bar(value["threshold_pct"], value["strict"], value["denominator"], row.citation)


def meeting_of(hand_in: HandIn) -> Meeting | None:
    """The meeting of this hand-in, if one is recorded."""
    return Meeting.objects.filter(hand_in=hand_in).select_related("recorded_by").first()


def outcomes(lines: Sequence[Dossier], *, bar: Bar | None = None) -> dict[int, Outcome]:
    """Dossier pk → the unit's vote on it, for those voted on; two queries, one where the `bar` was just read."""
    rows = list(MeetingVote.objects.filter(dossier__in=[each.pk for each in lines]).select_related("meeting"))
    bar = bar or (bar_on(clock.today()) if rows else Bar())
    return {row.dossier_id: Outcome(row, bar, bar.passed(row)) for row in rows}


def mark(lines: Sequence[Any], *, bar: Bar | None = None) -> None:
    """Each line learns its `outcome`, None where the meeting did not vote on it."""
    found = outcomes(lines, bar=bar)
    for line in lines:
        line.outcome = found.get(line.pk)


@transaction.atomic
def record(hand_in: HandIn, minutes: Minutes, votes: Mapping[int, Vote | None], *, actor: User) -> Meeting:
    """Write the meeting and its votes (draft line pk → votes, None takes them back); lines not named stay as they are.

    Once some lines were sent, what the minutes say of the whole stands; the votes on lines left behind may still be
    mended. Raises Refused: role and state as other drafting, standard (keyed by line) for figures that cannot be.
    """
    hand_in = HandIn.objects.select_for_update(of=("self",)).select_related("unit").get(pk=hand_in.pk)
    check_may_prepare(hand_in, actor)
    drafts = {line.pk for line in hand_in.dossiers.filter(state=State.DRAFT).select_for_update()}
    sent = [too_late("Có hồ sơ đã gửi; kết quả bình xét của hồ sơ đó không sửa được nữa.")]
    if set(votes) - drafts:
        raise Refused(general=sent)
    meeting = meeting_of(hand_in)
    if meeting is None or hand_in.submitted_at is None:
        meeting = _written(hand_in, meeting, minutes, actor)
    wrong = {pk: against for pk, vote in votes.items() if vote and (against := _against(vote, meeting))}
    if wrong:
        raise Refused(wrong)
    _write_votes(meeting, votes)
    return meeting


def _written(hand_in: HandIn, meeting: Meeting | None, minutes: Minutes, actor: User) -> Meeting:
    against = _against_minutes(minutes)
    if against:
        raise Refused(general=against)
    meeting = meeting or Meeting(hand_in=hand_in)
    for name in ("chair", "secretary", "place", "opinions"):
        setattr(meeting, name, text.nfc(getattr(minutes, name)))
    meeting.held_at, meeting.total, meeting.present = minutes.held_at, minutes.total, minutes.present
    meeting.recorded_by, meeting.recorded_at = actor, clock.now()
    meeting.save()
    return meeting


def _against_minutes(minutes: Minutes) -> list[Objection]:
    against = []
    if minutes.held_at > clock.now():
        against.append(_wrong("Cuộc họp chưa diễn ra; ghi kết quả sau khi họp."))
    if not 0 < minutes.present <= minutes.total:
        against.append(_wrong(present_words(minutes.present, minutes.total)))
    return against


def present_words(present: int, total: int) -> str:
    """Why so many people cannot have been present."""
    return f"Số người có mặt ({present}) phải từ 1 đến tổng số người của đơn vị ({total})."


def _against(vote: Vote, meeting: Meeting) -> list[Objection]:
    cast = vote.yes + vote.no
    if cast <= meeting.present:
        return []
    return [_wrong(f"Tổng số phiếu ({vote.yes} + {vote.no} = {cast}) nhiều hơn số người có mặt ({meeting.present}).")]


def _wrong(words: str) -> Objection:
    return Objection(Family.STANDARD, words, mend="Xem lại số liệu trong biên bản", waivable=False)


def _write_votes(meeting: Meeting, votes: Mapping[int, Vote | None]) -> None:
    MeetingVote.objects.filter(dossier__in=[pk for pk, vote in votes.items() if vote is None]).delete()
    rows = [
        MeetingVote(meeting=meeting, dossier_id=pk, yes=vote.yes, no=vote.no, reason=text.nfc(vote.reason))
        for pk, vote in votes.items() if vote is not None
    ]
    MeetingVote.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["dossier"], update_fields=["meeting", "yes", "no", "reason"]
    )
