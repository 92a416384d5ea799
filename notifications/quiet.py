"""Quiet hours: what is written at night or on a day off leaves the application on the next working morning.

In the application it is there at once. Results, and what somebody needs within a day, do not wait.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from notifications.kinds import Kind
from workflow import calendar
from workflow.calendar import Calendar

URGENT_WITHIN = timedelta(hours=24)
AT_ONCE = (Kind.RESULT,)


@dataclass(frozen=True)
class Hours:
    """From `begins` to `ends` (office time, usually over midnight) nothing leaves; with `days_off` on days off too."""

    begins: time
    ends: time
    days_off: bool = True

    def cover(self, at: time) -> bool:
        """Whether `at` is quiet on a working day; `ends` is not quiet any more."""
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


USUAL: Hours | None = Hours(time(19), time(7))  # until an administrator enters others


def hours() -> Hours | None:
    """The office's quiet hours; None where it wants none. One query."""
    from notifications.models import QuietHours

    row = QuietHours.objects.first()
    if row is None:
        return USUAL
    return Hours(row.begins, row.ends, row.days_off) if row.active else None


def next_open(moment: datetime) -> datetime:
    """`moment`, or the end of the quiet hours in which it lies: on the next working day, if today is none. Two queries
    at most."""
    kept = hours()
    return moment if kept is None else opening(moment, kept, calendar.current())


def is_quiet(moment: datetime) -> bool:
    """Whether nothing leaves then. Two queries at most."""
    return next_open(moment) > moment


def opening(moment: datetime, kept: Hours, rules: Calendar) -> datetime:
    """As `next_open`, for these hours on this calendar. Pure."""
    local = timezone.localtime(moment)
    off = kept.days_off and not rules.is_working(local.date())
    if not off and not kept.cover(local.time()):
        return moment
    later_today = not off and local.time() < kept.ends
    day = local.date() if later_today else local.date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(rules.next(day) if kept.days_off else day, kept.ends))
