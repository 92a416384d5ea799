"""Arming: when a term begins, one row says when it will ring."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

from dossiers.models.timing import Timed
from workflow import calendar
from workflow.alarms.models import Alarm, Rung
from workflow.calendar import Calendar

END = "end"
MORNING = time(8, 0)  # when people are reminded: the office has just opened
ROW_BATCH = 1000
Offsets = dict[str, list[int]]


def arm(kind: str, subjects: Iterable[Timed], *, subject_kind: str, rules: Calendar | None = None) -> list[Alarm]:
    """Arm the present term of each subject that has one; two queries and the insertion, whatever the number.

    `kind` is a code of `DeadlineKind`. Alarms of earlier terms are left: they find themselves stale. Arming the same
    term twice does nothing.
    """
    running = [each for each in subjects if each.due_at is not None]
    if not running:
        return []
    rules = rules or calendar.current()
    offsets = ladders([kind])[kind]
    rows = [_alarm(kind, subject_kind, each, offsets, rules) for each in running]
    return Alarm.objects.bulk_create(rows, batch_size=ROW_BATCH, ignore_conflicts=True)


def ladders(kinds: Sequence[str]) -> Offsets:
    """The offsets of every rung of each kind, in order, those switched off included: they are asked when they ring."""
    found: Offsets = defaultdict(list)
    for kind, offset in Rung.objects.filter(kind__in=kinds).order_by("offset").values_list("kind", "offset"):
        found[kind].append(offset)
    return found


def moments(
    due_at: datetime, began: datetime | None, offsets: Sequence[int], rules: Calendar
) -> list[tuple[datetime, str]]:
    """When a term that ends at `due_at` rings: the mornings of its rungs and its end. A rung whose morning was over
    before the term began is left out."""
    found = [(_morning(due_at, offset, rules), str(offset)) for offset in offsets]
    kept = [(at, step) for at, step in found if began is None or at > began]
    # the end lies one microsecond after the last moment of the term: until then nobody is late
    return sorted([*kept, (due_at + timedelta(microseconds=1), END)])


def _morning(due_at: datetime, offset: int, rules: Calendar) -> datetime:
    day = rules.next(timezone.localdate(due_at))
    day = rules.add(day, offset) if offset else day
    return timezone.make_aware(datetime.combine(day, MORNING))


def _alarm(kind: str, subject_kind: str, subject: Timed, offsets: Sequence[int], rules: Calendar) -> Alarm:
    rings = moments(subject.due_at, subject.due_from, offsets, rules)
    return Alarm(
        kind=kind, subject_kind=subject_kind, subject_id=subject.pk, version=subject.term_no,
        moments=[at.astimezone(UTC).isoformat() for at, _ in rings], steps=[step for _, step in rings], at=rings[0][0],
    )
