"""Until when to vote: set when the session is convened. Its end closes nothing; the leaders hear who has not voted."""

from collections.abc import Collection
from datetime import date, datetime

from dossiers import clock
from dossiers.models import Season
from dossiers.vocabulary import Basis, Evidence, Nature, Role
from workflow import journal
from workflow.alarms import arming, registry
from workflow.alarms.arming import END
from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.registry import Fired
from workflow.council import ballots, progress
from workflow.council.models import Seat, Session
from workflow.flows import carriage
from workflow.journal_models import Batch, SubjectKind
from workflow.terms import last_moment

LEADERS = (Role.CHAIR, Role.SECRETARY)


def set_term(session: Session, until: date | None, *, at: datetime) -> None:
    """Give a session that is being convened at `at` the day by which to vote, in memory; None: it has none."""
    if until is None:
        return
    session.due_at, session.due_from = last_moment(until), at
    session.due_basis, session.due_evidence, session.term_no = Basis.OFFICE, Evidence.LOCAL, 1


def arm(session: Session) -> None:
    """Let the term of a session ring, unless it is rehearsed: its agenda is written."""
    rehearsed = Season.objects.filter(nature=Nature.REHEARSAL, dossiers__agenda_items__session=session)
    if session.due_at is not None and not rehearsed.exists():
        arming.arm(DeadlineKind.BALLOT, [session], subject_kind=SubjectKind.SESSION)


def missing(session: Session) -> list[Seat]:
    """The entitled seats that have not voted on every line still to be decided."""
    items = ballots.live_items(session)
    listed = progress.voters(session, items, own_barred=ballots.own_line_is_barred())
    return [voter.seat for voter in listed if not voter.done]


@registry.on_ring(DeadlineKind.BALLOT)
def remind(batch: Batch, fired: list[Fired]) -> None:
    """Who has not voted yet is reminded, later whoever stands above the council too."""
    _write(batch, fired, "remind_vote")


@registry.on_ring(DeadlineKind.BALLOT, END)
def tell_leaders(batch: Batch, fired: list[Fired]) -> None:
    """Chair and secretary hear that votes are missing: the chair closes, or waits."""
    _write(batch, fired, "votes_missing")


def _write(batch: Batch, fired: list[Fired], deed: str) -> None:
    at = clock.now()
    for each in fired:
        seats = missing(each.subject)
        if seats:
            named = [seat.pk for seat in seats]
            facts = {"due": each.subject.due_at, "audience": each.audience, "seats": named}
            journal.write(
                batch, [each.subject], act=deed, actor=None, at=at, role=Role.SYSTEM, facts=facts,
                body_id=each.subject.council.body_id,
            )


def _lock(pks: Collection[int]) -> dict[int, Session]:
    procedures = Session.objects.filter(pk__in=list(pks)).values_list("procedure_id", flat=True)
    carriage.lock(sorted(procedures))
    rows = Session.objects.select_for_update(of=("self",)).select_related("council__body", "procedure")
    return {row.pk: row for row in rows.filter(pk__in=list(pks)).order_by("pk")}


def _runs(session: Session) -> bool:
    return session.due_at is not None and session.closed_at is None and session.procedure.open


registry.subjects(SubjectKind.SESSION, Session, lock=_lock, runs=_runs)
