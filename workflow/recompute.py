"""When the calendar changes, every running term is counted again from what is stored, in one pass.

Each kind of subject with terms registers here once (`timed_subjects`); stopped clocks have no end to move and get one
when they run again.

1. The caller has the calendar alone (`calendar_lock`), so nobody sets a term meanwhile.
2. Of each kind, the rows whose running term touches a changed day are locked by primary key and counted anew.
3. Those whose end moved: new end, next term number, one chained entry with the old and the new end, alarms armed for
   the new term; the procedures they lie on are due accordingly. A term whose end lies ahead again is not overdue any
   more.
4. What is still to ring for the others rings on the mornings of the new calendar (`alarms.following`).

The number of statements does not grow with the rows but for the batches of the writes.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from dossiers.models import Dossier, User
from dossiers.vocabulary import Role, State
from workflow import calendar, journal, terms
from workflow.alarms import arming, following
from workflow.alarms.arming import END
from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.models import Alarm
from workflow.calendar import Calendar
from workflow.flows import carriage
from workflow.journal_models import Batch, Entry, SubjectKind

MOVE = "move_term"
ROW_BATCH = 500
COLUMNS = ("due_at", "term_no", "chain_head", "chain_length")


def nothing_more(rows: Sequence[Any], actor: User | None, at: datetime) -> None:
    """Nothing else follows the terms of these rows."""


@dataclass(frozen=True)
class TimedSubject:
    """One kind of subject with terms: its rows (a model that is `Timed` and `Chained`), what its alarms are armed as,
    how people name a row, the mark of what is late (a column that empties when the end lies ahead again), and what
    follows when the ends of some rows have moved (`after`: rows, actor, moment)."""

    kind: str
    rows: Callable[[], QuerySet[Any]]
    alarm: Callable[[Any], str]
    named: Callable[[Any], str]
    late: str = ""
    after: Callable[[Sequence[Any], User | None, datetime], None] = nothing_more


@dataclass(frozen=True)
class Moved:
    """A running term whose end moves: of what (`alarm` is a code of `DeadlineKind`), from when to when."""

    alarm: str
    name: str
    before: datetime
    after: datetime

    @property
    def label(self) -> str:
        return DeadlineKind(self.alarm).label


timed_subjects: dict[str, TimedSubject] = {}


def register(subject: TimedSubject) -> None:
    """Let terms of this kind follow the calendar."""
    timed_subjects[subject.kind] = subject


def alarm_of(dossier: Dossier) -> str:
    """What the running term of a dossier is: the unit's answer to a return, else the work of the desk."""
    return DeadlineKind.RESPONSE if dossier.state == State.RETURNED else DeadlineKind.STEP


def _desks_follow(rows: Sequence[Dossier], actor: User | None, at: datetime) -> None:
    carriage.follow_terms([row.pk for row in rows])


register(
    TimedSubject(
        SubjectKind.DOSSIER, rows=Dossier.objects.all, alarm=alarm_of, named=lambda row: row.code, late="overdue_at",
        after=_desks_follow,
    )
)


def _papers_follow(rows: Sequence[Any], actor: User | None, at: datetime) -> None:
    carriage.follow_papers({row.procedure_id: row.due_at for row in rows})
    carriage.settle({row.procedure_id for row in rows}, actor=actor, at=at)


def register_letters(kind: str, rows: Callable[[], QuerySet[Any]], alarm: str) -> None:
    """Register what has a procedure of its own (consultation, posting): the procedure is due when it is."""
    register(
        TimedSubject(kind, rows=rows, alarm=lambda row: alarm, named=lambda row: row.code, after=_papers_follow)
    )


def foresee(rules: Calendar, days: Collection[date]) -> list[Moved]:
    """What would move if `rules`, which differ on `days`, held: the earliest old end first. One query per kind."""
    found = [
        Moved(subject.alarm(row), subject.named(row), row.due_at, after)
        for subject in timed_subjects.values()
        for row, after in _moving(_touched(subject, days), rules)
    ]
    return sorted(found, key=lambda each: (each.before, each.name))


def counted(moved: Iterable[Moved]) -> list[tuple[str, int]]:
    """How many of each kind of deadline, by its name."""
    return sorted(Counter(each.label for each in moved).items())


def move_terms(batch: Batch, papers: Mapping[date, str], *, actor: User | None, at: datetime) -> list[Entry]:
    """Count the running terms anew on the rows of now, which have changed on the days of `papers`, each by the paper
    that is cited there; the entries of those that moved. Only within a batch that has the calendar alone."""
    rules, days = calendar.current(), papers.keys()
    entries: list[Entry] = []
    for subject in timed_subjects.values():
        locked = _touched(subject, days).select_for_update(of=("self",))
        moving = _moving(locked, rules)
        if moving:
            entries += _move(batch, subject, moving, actor=actor, at=at, papers=papers)
            rows = [row for row, _ in moving]
            _arm(subject, rows, at=at, rules=rules)
            subject.after(rows, actor, at)
    following.follow(days, rules, at=at)
    return entries


def _touched(subject: TimedSubject, days: Collection[date]) -> QuerySet[Any]:
    """Rows whose running term has one of the changed days between its beginning and its end; no other can move."""
    first = timezone.make_aware(datetime.combine(min(days), time.min))
    last = timezone.make_aware(datetime.combine(max(days) + timedelta(days=1), time.min))
    return subject.rows().filter(due_from__lt=last, due_at__gte=first, due_days__isnull=False).order_by("pk")


def _moving(rows: Iterable[Any], rules: Calendar) -> list[tuple[Any, datetime]]:
    known: dict[tuple[Any, ...], datetime] = {}
    found = []
    for row in rows:
        term = (timezone.localdate(row.due_from), row.due_days, row.due_unit, row.extended_days)
        if term not in known:
            known[term] = terms.end_of(row, rules)
        if known[term] != row.due_at:
            found.append((row, known[term]))
    return found


def _move(
    batch: Batch, subject: TimedSubject, moving: Sequence[tuple[Any, datetime]], *, actor: User | None, at: datetime,
    papers: Mapping[date, str],
) -> list[Entry]:
    about = {
        "act": MOVE, "actor": actor, "actor_name": journal.name_of(actor), "at": at,
        "role": Role.ADMINISTRATOR if actor else Role.SYSTEM,
    }
    entries = []
    for row, after in moving:
        before, row.due_at = row.due_at, after
        row.term_no += 1
        if subject.late and after >= at:
            setattr(row, subject.late, None)
        paper = _papers_over(row, before, papers)
        facts = {"due_before": timezone.localtime(before), "due_at": after, "paper": paper}
        told = {"facts": facts, "reason": _told(before, after, paper), "body_id": getattr(row, "body_id", None)}
        entries.append(journal.chain(batch, row, **told, **about))
    Entry.objects.bulk_create(entries)
    columns = [*COLUMNS, *([subject.late] if subject.late else [])]
    type(moving[0][0])._default_manager.bulk_update([row for row, _ in moving], columns, batch_size=ROW_BATCH)
    journal.remember(batch, entries)
    return entries


def _papers_over(row: Any, before: datetime, papers: Mapping[date, str]) -> str:
    """The papers by which days within the row's term have changed, each once."""
    begun, ended = timezone.localdate(row.due_from), timezone.localdate(max(before, row.due_at))
    return "; ".join(dict.fromkeys(papers[day] for day in sorted(papers) if begun <= day <= ended))


def _told(before: datetime, after: datetime, paper: str) -> str:
    old, new = timezone.localdate(before), timezone.localdate(after)
    return f"Hạn {old:%d/%m/%Y} dời sang {new:%d/%m/%Y}. {paper}".rstrip()


def _arm(subject: TimedSubject, rows: Sequence[Any], *, at: datetime, rules: Calendar) -> None:
    kinds, ended = {row.pk: subject.alarm(row) for row in rows}, _ended(subject, rows, at)
    for kind in sorted(set(kinds.values())):
        armed = [row for row in rows if kinds[row.pk] == kind]
        arming.arm(kind, armed, subject_kind=subject.kind, rules=rules, since=at, ended=ended)


def _ended(subject: TimedSubject, rows: Sequence[Any], at: datetime) -> set[int]:
    """Primary keys of those whose end has rung and is over still: by their mark, else by the former term's alarm."""
    if subject.late:
        return {row.pk for row in rows if getattr(row, subject.late)}
    over = {row.pk: row.term_no - 1 for row in rows if row.due_at < at}
    if not over:
        return set()
    alarms = Alarm.objects.filter(subject_kind=subject.kind, subject_id__in=list(over), at__isnull=False)
    waiting = {each.subject_id for each in alarms if each.version == over[each.subject_id] and each.rings(END)}
    return over.keys() - waiting
