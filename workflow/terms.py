"""When a term ends: the one arithmetic of every deadline, from what a `Timed` subject stores.

A term is counted from the day after it begins and ends with the whole of its last day. In working days that day is the
n-th working one; in calendar days it is the n-th day or, where nobody works on it, the next working day.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from dossiers.models.timing import Timed
from dossiers.vocabulary import Counting
from workflow import calendar
from workflow.calendar import Calendar

LAST_MOMENT = time(23, 59, 59)


@dataclass(frozen=True)
class Term:
    """So many days, of which kind (`Counting`)."""

    days: int
    unit: str = Counting.WORKING


def due(
    at: datetime, days: int, *, unit: str = Counting.WORKING, extended_days: int = 0, rules: Calendar | None = None
) -> datetime:
    """The last moment of a term of `days` (0: of the present day) that begins at `at`; an extension is counted in the
    same unit. `rules` is the calendar, by default today's rows (one query)."""
    rules = rules or calendar.current()
    start, total = timezone.localdate(at), days + extended_days
    if unit == Counting.CALENDAR or not total:
        last = rules.next(start + timedelta(days=total))
    else:
        last = rules.add(start, total)
    return last_moment(last)


def last_moment(day: date) -> datetime:
    """The last moment of `day` in the office's zone: until then what is due on that day is in time."""
    return timezone.make_aware(datetime.combine(day, LAST_MOMENT))


def end_of(subject: Timed, rules: Calendar) -> datetime | None:
    """The last moment of the subject's running term on the calendar `rules`; None while no term runs."""
    if subject.due_from is None or subject.due_days is None:
        return None
    return due(
        subject.due_from, subject.due_days, unit=subject.due_unit, extended_days=subject.extended_days, rules=rules
    )


def left(subject: Timed, at: datetime, rules: Calendar) -> int | None:
    """Days of the running term still to come at `at`, in its own unit; 0 when it is over, None while none runs.

    Counted from what is stored: that a last day lies on a day off gives the day after it, and no further days when the
    rest is taken up at another time.
    """
    if subject.due_at is None or subject.due_from is None or subject.due_days is None:
        return None
    if subject.due_unit == Counting.CALENDAR:
        passed = (timezone.localdate(at) - timezone.localdate(subject.due_from)).days
    else:
        passed = rules.between(subject.due_from, at)
    return max(0, subject.due_days + subject.extended_days - passed)
