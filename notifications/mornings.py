"""When the letter of the day leaves."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from workflow import calendar

MORNING = time(7, 30)


def next_morning(now: datetime) -> datetime:
    """Half past seven of the next working day; of today, where that is still to come."""
    local = timezone.localtime(now)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(calendar.next_working_day(day), MORNING, tzinfo=local.tzinfo)
