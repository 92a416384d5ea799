"""Whether a tờ trình is sent in the time of the plan, or on an invitation; and what was sent on which invitation."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone

from dossiers.models import Dossier, HandIn
from dossiers.rules.mending import page
from dossiers.rules.objection import Objection
from dossiers.rules.registry import Answers, Question, need
from dossiers.vocabulary import Evidence, Family, HandInOrigin
from workflow import recompute
from workflow.alarms import registry
from workflow.alarms.kinds import DeadlineKind
from workflow.effects import Step, before
from workflow.invitations.models import Invitation
from workflow.journal_models import SubjectKind
from workflow.recompute import TimedSubject


def _open_ones() -> QuerySet[Invitation]:
    return Invitation.objects.filter(withdrawn_at=None, season__closed_at=None).select_related("unit")


recompute.register(
    TimedSubject(
        SubjectKind.INVITATION, rows=_open_ones, alarm=lambda row: DeadlineKind.INVITATION,
        named=lambda row: row.unit.code,
    )
)
registry.subjects(
    SubjectKind.INVITATION, Invitation, runs=lambda row: row.due_at is not None and row.withdrawn_at is None
)


@need("in_time")
def in_time(question: Question) -> Answers:
    """Whether each line is sent by the last day of its round or year, or on an open invitation.

    The simplified procedure may be used on any day (Luật 06/2022/QH15 Đ.85 [T]); what the office proposes itself waits
    for no invitation of its own. What was entered from a paper counts by the day the paper came.
    """
    prefetch_related_objects(list(question.dossiers), "season", "round", "hand_in")
    late = [each for each in question.dossiers if is_late(each, question.at)]
    offered = _offered(late)
    return {
        each.pk: [too_late(each, lapsed=_lapsed(offered, each))] for each in late
        if not any(_covers(row, each, question.at) for row in offered)
    }


def last_day(dossier: Dossier) -> date | None:
    """The last day of the plan for hand-ins: that of the round, else of the year."""
    return (dossier.round and dossier.round.dossiers_by) or dossier.season.dossiers_by


def day_of(hand_in: HandIn, at: datetime) -> date:
    """The day that counts: that on which the paper came, else today."""
    if hand_in.origin == HandInOrigin.PAPER and hand_in.received_on:
        return hand_in.received_on
    return timezone.localdate(at)


def is_late(dossier: Dossier, at: datetime) -> bool:
    """Whether the plan's last day is over for a line that is bound to it."""
    last = last_day(dossier)
    bound = not dossier.simplified and dossier.hand_in.origin != HandInOrigin.OFFICE
    return bound and last is not None and day_of(dossier.hand_in, at) > last


def inviting(dossiers: Sequence[Dossier], at: datetime) -> dict[int, Invitation]:
    """Dossier pk → the open invitation that covers it. Two queries."""
    offered = _offered(dossiers)
    found = {each.pk: [row for row in offered if _covers(row, each, at)] for each in dossiers}
    return {pk: listed[-1] for pk, listed in found.items() if listed}


def _offered(dossiers: Sequence[Dossier]) -> list[Invitation]:
    """The invitations of their units, whatever they cover, that which ends last at the end. Two queries."""
    if not dossiers:
        return []
    rows = Invitation.objects.filter(
        unit__in={each.hand_in.unit_id for each in dossiers}, season__in={each.season_id for each in dossiers},
        withdrawn_at=None, due_at__isnull=False,
    )
    return list(rows.prefetch_related("awards").order_by("due_at", "pk"))


def _covers(row: Invitation, dossier: Dossier, at: datetime) -> bool:
    return _is_for(row, dossier) and day_of(dossier.hand_in, at) <= timezone.localdate(row.due_at)


def _lapsed(offered: Sequence[Invitation], dossier: Dossier) -> date | None:
    """The last day of the latest invitation that was for this line and is over."""
    days = [timezone.localdate(row.due_at) for row in offered if _is_for(row, dossier)]
    return max(days, default=None)


def _is_for(row: Invitation, dossier: Dossier) -> bool:
    awards = {award.pk for award in row.awards.all()}
    return (
        (row.unit_id, row.season_id) == (dossier.hand_in.unit_id, dossier.season_id)
        and row.body_id == dossier.hand_in.to_body_id
        and row.round_id in (None, dossier.round_id)
        and (not awards or dossier.award_id in awards)
    )


def too_late(dossier: Dossier, *, lapsed: date | None = None) -> Objection:
    """The objection of family timing, by the office's own plan, against sending after its last day; `lapsed` is the
    last day of an invitation that is over, too."""
    whose = f"{dossier.round}, {dossier.season}" if dossier.round and dossier.round.dossiers_by else str(dossier.season)
    also = f"; thư mời nộp muộn cũng đã hết hạn {lapsed:%d/%m/%Y}" if lapsed else ""
    mend = "Đề nghị văn phòng mời lại" if lapsed else "Đề nghị văn phòng mời nộp muộn"
    return Objection(
        Family.TIMING, f"Đã quá hạn nhận hồ sơ {last_day(dossier):%d/%m/%Y} của {whose}{also}.",
        citation=f"Kế hoạch {dossier.season}", evidence=Evidence.LOCAL, mend=mend,
        mend_url=page("dossiers:season", dossier.season_id),
    )


@before("submit")
def note_the_invitation(step: Step) -> None:
    """What is sent late tells on which invitation, and the invitation which tờ trình came."""
    late = [each for each in step.dossiers if is_late(each, step.at)]
    used = inviting(late, step.at)
    for dossier in late:
        if dossier.pk in used:
            step.entry_facts[dossier.pk] |= {"invitation": used[dossier.pk].pk}
    through = Invitation.hand_ins.through
    pairs = {(used[each.pk].pk, each.hand_in_id) for each in late if each.pk in used}
    through.objects.bulk_create(
        [through(invitation_id=invitation, handin_id=hand_in) for invitation, hand_in in sorted(pairs)],
        ignore_conflicts=True,
    )
