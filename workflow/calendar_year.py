"""A year as it is worked: which days differ from Monday to Friday, why, and where each of them comes from."""

import calendar as months
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.calendar import SATURDAY, Calendar, national
from workflow.calendar_models import DayOverride

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
IN_LIEU = "Làm bù theo lịch chung"


@dataclass(frozen=True)
class Day:
    """A day off that is not a mere Saturday or Sunday, a Saturday or Sunday on which people work, or a day with an own
    row. `own` is that row, else the day comes from the national calendar."""

    day: date
    working: bool
    name: str
    own: DayOverride | None = None

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.day.weekday()]


@dataclass(frozen=True)
class Cell:
    """A day in the picture of its month; `mark` is '' for an ordinary one."""

    day: date
    working: bool
    mark: str


@dataclass(frozen=True)
class Month:
    number: int
    weeks: Sequence[Sequence[Cell | None]]


@dataclass(frozen=True)
class Year:
    year: int
    days: Sequence[Day]
    months: Sequence[Month]
    working: int
    off: int
    made_up: int


def year_of(number: int, own: Sequence[DayOverride]) -> Year:
    """The year with the office's `own` rows (those of other years do no harm)."""
    rules, rows = Calendar({row.day: row.working for row in own}), {row.day: row for row in own}
    every = [date(number, 1, 1) + timedelta(days=n) for n in range(366 if months.isleap(number) else 365)]
    days = [found for day in every if (found := _different(day, rules, rows.get(day)))]
    marks = {each.day: each for each in days}
    return Year(
        number, days, [Month(month, _weeks(number, month, rules, marks)) for month in range(1, 13)],
        working=sum(map(rules.is_working, every)),
        off=sum(not each.working and each.day.weekday() < SATURDAY for each in days),
        made_up=sum(each.working and each.day.weekday() >= SATURDAY for each in days),
    )


def _different(day: date, rules: Calendar, row: DayOverride | None) -> Day | None:
    known, works = national(day.year), rules.is_working(day)
    if row is not None:
        return Day(day, works, row.get_kind_display(), row)
    if day in known.off:
        return Day(day, works, known.off[day])
    return Day(day, works, IN_LIEU) if day in known.made_up else None


def _weeks(year: int, month: int, rules: Calendar, marks: dict[date, Day]) -> list[list[Cell | None]]:
    def cell(number: int) -> Cell | None:
        if not number:
            return None
        day = date(year, month, number)
        mark = marks.get(day)
        return Cell(day, rules.is_working(day), mark.name if mark else "")

    return [[cell(number) for number in week] for week in months.Calendar().monthdayscalendar(year, month)]
