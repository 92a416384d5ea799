"""Working days of Việt Nam: package `holidays`, corrected by the office's own rows (swaps, local closing).

The arithmetic is pure: a `Calendar` is a value. The functions of the module read the rows that correct it, at most once
per web request, and never keep them longer.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

import holidays
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from holidays.countries.vietnam import VietnamStaticHolidays

# A date, or an aware datetime, which keeps its time of day in the office's zone.
Day = TypeVar("Day", bound=date)
ONE = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Which days are working days; `overrides` (day → working or not) go before the national calendar."""

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Whether people work on `day` (a plain date)."""
        stated = self.overrides.get(day)
        return works_nationally(day) if stated is None else stated

    def add(self, start: Day, n: int) -> Day:
        """The n-th working day after `start`, or before it for negative n; `start` itself is never counted.

        Raises ValueError for n = 0 (a term of no days has no last day) and for what is no whole number.
        """
        if not isinstance(n, int) or n == 0:
            raise ValueError("n is a whole number: at least 1, or negative")
        step = ONE if n > 0 else -ONE
        day, left = local_day(start), abs(n)
        while left:
            day += step
            left -= self.is_working(day)
        return _moved(start, day)

    def between(self, a: date, b: date) -> int:
        """Working days in (a, b]; counted backwards, and so negative, where b is before a."""
        first, last = local_day(a), local_day(b)
        if last < first:
            return -self.between(last, first)
        return sum(self.is_working(first + ONE * number) for number in range(1, (last - first).days + 1))

    def next(self, day: Day) -> Day:
        """`day` itself if people work on it, else the first working day after it: a term ending on `day` ends there."""
        found = local_day(day)
        while not self.is_working(found):
            found += ONE
        return _moved(day, found)


def add_working_days(start: Day, n: int) -> Day:
    """As `Calendar.add`, on today's rows. A date in, a date out; an aware datetime in, an aware datetime out."""
    return current().add(start, n)


def working_days_between(a: date, b: date) -> int:
    """As `Calendar.between`, on today's rows."""
    return current().between(a, b)


def next_working_day(day: Day) -> Day:
    """As `Calendar.next`, on today's rows."""
    return current().next(day)


def local_day(moment: date) -> date:
    """The date of `moment` in the office's zone; a plain date is its own. Raises ValueError for a naive datetime."""
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment


def _moved(start: Day, day: date) -> Day:
    if not isinstance(start, datetime):
        return day  # type: ignore[return-value]
    zone = timezone.get_current_timezone()
    moved = datetime.combine(day, start.astimezone(zone).time(), tzinfo=zone)
    return moved.astimezone(start.tzinfo)  # type: ignore[return-value]


def works_nationally(day: date) -> bool:
    """Whether `day` is a working day by the package alone, without the office's own rows."""
    known = national(day.year)
    return day in known.made_up or (day.weekday() < SATURDAY and day not in known.off)


@dataclass(frozen=True)
class National:
    """What the package knows of a year: days off with their names, and weekend days worked in exchange."""

    off: Mapping[date, str]
    made_up: frozenset[date]


@lru_cache(maxsize=64)
def national(year: int) -> National:
    """The national calendar of `year` (a swap may reach over New Year, so the neighbours are read too)."""
    found = holidays.country_holidays("VN", years=range(year - 1, year + 2), language="vi")
    return National(
        {day: name for day, name in sorted(found.items()) if day.year == year},
        frozenset(day for day in found.weekend_workdays if day.year == year),
    )


def settled_through() -> int:
    """The last year of whose swaps and days in lieu the package knows the decision; later ones follow the law and the
    lunar calendar until an administrator enters theirs."""
    return max(VietnamStaticHolidays.special_public_holidays)


_of_request: ContextVar[list[Calendar] | None] = ContextVar("calendar_of_request", default=None)


def current() -> Calendar:
    """The calendar with the rows of this moment: one query, or none if this web request has asked before."""
    from workflow.models import DayOverride

    kept = _of_request.get()
    if kept:
        return kept[0]
    calendar = Calendar(dict(DayOverride.objects.values_list("day", "working")))
    if kept is not None:
        kept.append(calendar)
    return calendar


def open_request(**signal: Any) -> None:
    """A web request begins: what it reads is kept until it ends."""
    _of_request.set([])


def close_request(**signal: Any) -> None:
    """A web request has ended."""
    _of_request.set(None)


def forget(**signal: Any) -> None:
    """A row has changed: what this request has read is read again."""
    if _of_request.get() is not None:
        _of_request.set([])


request_started.connect(open_request, dispatch_uid="workflow.calendar.open")
request_finished.connect(close_request, dispatch_uid="workflow.calendar.close")
for changed in (post_save, post_delete):
    changed.connect(forget, sender="workflow.DayOverride", dispatch_uid="workflow.calendar.forget")
