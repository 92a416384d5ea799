"""When a term ends, counted from what is stored."""

from datetime import datetime

import pytest
from django.utils import timezone

from dossiers.models import Dossier
from workflow import terms
from workflow.calendar import Calendar

RULES = Calendar()


def at(day: str, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"2026-{day}T{hour:02}:00"))


def end(day: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"2026-{day}T23:59:59"))


@pytest.mark.parametrize(
    ("start", "days", "about", "last"),
    [
        ("03-02", 3, {}, "03-05"),
        ("03-06", 1, {}, "03-09"),
        ("03-02", 0, {}, "03-02"),  # the present day …
        ("03-07", 0, {}, "03-09"),  # … if it is a working one
        ("03-02", 3, {"extended_days": 2}, "03-09"),
        ("03-02", 4, {"unit": "calendar"}, "03-06"),
        ("03-02", 5, {"unit": "calendar"}, "03-09"),  # a Saturday
        ("03-02", 5, {"unit": "calendar", "extended_days": 3}, "03-10"),
        ("03-07", 0, {"unit": "calendar"}, "03-09"),
        ("02-13", 3, {"unit": "calendar"}, "02-23"),  # within Tết
    ],
)
def test_a_term_ends_with_the_whole_of_its_last_working_day(start, days, about, last):
    assert terms.due(at(start), days, rules=RULES, **about) == end(last)


def test_the_day_is_counted_in_the_office_s_zone():
    late_abroad = datetime.fromisoformat("2026-03-02T18:00:00+00:00")  # one o'clock on the 3rd in the office
    assert terms.due(late_abroad, 1, rules=RULES) == end("03-04")


def test_what_is_stored_says_when_the_term_ends():
    row = Dossier(due_from=at("03-02"), due_days=5, due_unit="calendar", extended_days=3)
    assert terms.end_of(row, RULES) == end("03-10")
    assert terms.end_of(Dossier(), RULES) is None
    assert terms.end_of(Dossier(days_left=3), RULES) is None


@pytest.mark.parametrize(("unit", "days"), [("working", 3), ("calendar", 5)])
def test_what_is_left_is_said_in_the_unit_of_the_term(unit, days):
    row = Dossier(due_from=at("03-02"), due_days=days + 3, due_unit=unit, due_at=end("03-10"))
    assert terms.left(row, at("03-05"), RULES) == days
    assert terms.left(row, at("03-12"), RULES) == 0
    assert terms.left(Dossier(due_unit=unit), at("03-05"), RULES) is None
