"""What decides whether a task is done: the states of the lines, the session's and the decision's own marks."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from dossiers import clock
from dossiers.models import Dossier
from dossiers.vocabulary import State
from workflow.consultation.models import Addressee, Consultation, ConsultationItem
from workflow.council.models import AgendaItem, Ballot, Recusal, Session
from workflow.decisions.models import Decision, DecisionStatus
from workflow.flows.models import Line, Procedure, ProcedureKind
from workflow.posting.models import Posting, PostingLine

# A line in one of these states has work to be done on a hand-in or a correction.
AT_WORK = (State.SUBMITTED, State.APPRAISING, State.CONSULTING, State.POSTED)
# A line that left in one of these states was taken away, not dealt with.
TAKEN_AWAY = (State.WITHDRAWN, State.ON_HOLD, State.RETURNED)


@dataclass(frozen=True)
class Facts:
    """How things stand for one procedure. `live` and `gone`: state → number of lines still on it, and left."""

    live: Counter[str] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)
    due_at: datetime | None = None
    seats: tuple[int, ...] | None = None
    voted: frozenset[int] = frozenset()
    asked: tuple[int, ...] | None = None
    answered: frozenset[int] = frozenset()
    closed: bool = False
    minuted: bool = False
    status: str = ""
    numbered: bool = False
    over: bool = False

    def some(self, *states: str) -> bool:
        """Whether a line that is still on the procedure stands in one of `states`."""
        return any(self.live[state] for state in states)

    @property
    def empty(self) -> bool:
        """No line is left."""
        return not self.live.total()

    @property
    def vacated(self) -> bool:
        """No line is left, and none of them was dealt with here: they were withdrawn, held or returned elsewhere."""
        return self.empty and not any(count for state, count in self.gone.items() if state not in TAKEN_AWAY)


def of_lines(dossiers: Iterable[Dossier]) -> Facts:
    """The facts of a procedure that these dossiers (as they are in memory) have just joined."""
    rows = list(dossiers)
    return Facts(
        live=Counter(str(each.state) for each in rows),
        due_at=min((each.due_at for each in rows if each.due_at), default=None),
    )


def read(procedures: Collection[Procedure]) -> dict[int, Facts]:
    """procedure pk → facts; the queries depend on the kinds at hand, not on the number of procedures or lines."""
    about: dict[int, dict[str, Any]] = {each.pk: _no_lines() for each in procedures}
    _read_lines(about)
    _read_sessions([each.pk for each in procedures if each.kind == ProcedureKind.COUNCIL], about)
    _read_consultations([each.pk for each in procedures if each.kind == ProcedureKind.CONSULTATION], about)
    papers = (ProcedureKind.DECISION, ProcedureKind.REVOCATION)
    _read_decisions([each.pk for each in procedures if each.kind in papers], about)
    _read_postings([each.pk for each in procedures if each.kind == ProcedureKind.POSTING], about)
    return {pk: Facts(**values) for pk, values in about.items()}


def _no_lines() -> dict[str, Any]:
    return {"live": Counter(), "gone": Counter(), "due_at": None}


def _read_lines(about: dict[int, dict[str, Any]]) -> None:
    here = Q(left_at__isnull=True)
    rows = Line.objects.filter(procedure__in=list(about)).order_by().values_list("procedure_id", "dossier__state")
    counted = rows.annotate(live=Count("pk", filter=here), gone=Count("pk", filter=~here))
    for pk, state, live, gone, due_at in counted.annotate(due=Min("dossier__due_at", filter=here)):
        about[pk]["live"][state] += live
        about[pk]["gone"][state] += gone
        about[pk]["due_at"] = min(filter(None, (about[pk]["due_at"], due_at)), default=None)


def _read_sessions(ids: Sequence[int], about: dict[int, dict[str, Any]]) -> None:
    if not ids:
        return
    rows = Session.objects.filter(procedure__in=ids).order_by("entitled")
    for pk, closed_at, minutes_at, seat in rows.values_list("procedure_id", "closed_at", "minutes_at", "entitled"):
        seats = (*about[pk].get("seats", ()), *([] if seat is None else [seat]))
        about[pk] |= {"closed": closed_at is not None, "minuted": minutes_at is not None, "seats": seats}
    voting = [pk for pk in ids if about[pk].get("closed") is False]
    for pk, seat_ids in _voted(voting, about).items():
        about[pk]["voted"] = frozenset(seat_ids)


def _voted(ids: Sequence[int], about: dict[int, dict[str, Any]]) -> dict[int, set[int]]:
    """Seats that have a current ballot or a recusal on every item still on the agenda."""
    if not ids:
        return {}
    answers: Counter[tuple[int, int]] = Counter()
    items = AgendaItem.objects.filter(
        session__procedure__in=ids, dossier__lines__procedure=F("session__procedure"), dossier__lines__left_at=None
    )
    recused = Recusal.objects.filter(item=OuterRef("item"), seat=OuterRef("seat"))
    ballots = _counted(Ballot.objects.filter(~Exists(recused), current=True, item__in=items))
    for pk, seat_id, count in ballots.union(_counted(Recusal.objects.filter(item__in=items)), all=True):
        answers[pk, seat_id] += count
    found: dict[int, set[int]] = {pk: set() for pk in ids}
    for (pk, seat_id), count in answers.items():
        if count >= about[pk]["live"].total():
            found[pk].add(seat_id)
    return found


def _counted(rows: QuerySet[Any]) -> QuerySet[Any]:
    grouped = rows.order_by().values_list("item__session__procedure_id", "seat_id")
    return grouped.annotate(n=Count("item"))


def _read_consultations(ids: Sequence[int], about: dict[int, dict[str, Any]]) -> None:
    """A consultation carries no line: what it asks about stands in its own list."""
    if not ids:
        return
    for pk, due_at in Consultation.objects.filter(procedure__in=ids).values_list("procedure_id", "due_at"):
        about[pk] |= {"due_at": due_at, "asked": ()}
    items = ConsultationItem.objects.filter(consultation__procedure__in=ids).order_by()
    here = Q(ended_at__isnull=True)
    counted = items.values_list("consultation__procedure_id", "dossier__state")
    for pk, state, live, gone in counted.annotate(live=Count("pk", filter=here), gone=Count("pk", filter=~here)):
        about[pk]["live"][state] += live
        about[pk]["gone"][state] += gone
    given = Count("answers", filter=Q(answers__current=True, answers__item__ended_at__isnull=True))
    rows = Addressee.objects.filter(consultation__procedure__in=ids).annotate(given=given).order_by("position", "pk")
    for pk, addressee, count in rows.values_list("consultation__procedure_id", "pk", "given"):
        about[pk]["asked"] += (addressee,)
        if count >= about[pk]["live"].total() > 0:
            about[pk]["answered"] = about[pk].get("answered", frozenset()) | {addressee}


def _read_decisions(ids: Sequence[int], about: dict[int, dict[str, Any]]) -> None:
    if not ids:
        return
    for pk, status, number in Decision.objects.filter(procedure__in=ids).values_list(
        "procedure_id", "status", "number"
    ):
        about[pk] |= {"status": status, "numbered": number is not None}


def _read_postings(ids: Sequence[int], about: dict[int, dict[str, Any]]) -> None:
    """A posting keeps its own list: its lines lie on the procedure on which they are appraised."""
    if not ids:
        return
    now = clock.now()
    for pk, due_at in Posting.objects.filter(procedure__in=ids).values_list("procedure_id", "due_at"):
        over = due_at is None or due_at < now
        about[pk] |= {"over": over, "due_at": None if over else due_at}
    rows = PostingLine.objects.filter(posting__procedure__in=ids).order_by()
    counted = rows.values_list("posting__procedure_id", "left_by").annotate(Count("pk"))
    for pk, left_by, count in counted:
        there, state = WHERE_POSTED.get(left_by, ("gone", State.APPRAISING))
        about[pk][there][state] += count


# How a line stands to the list, by the act with which it left it (none: it is on the list still).
WHERE_POSTED = {
    "": ("live", State.POSTED), "hold": ("gone", State.ON_HOLD), "withdraw": ("gone", State.WITHDRAWN),
}
SIGNED_OR_LATER = (DecisionStatus.SIGNED, DecisionStatus.ISSUED)
