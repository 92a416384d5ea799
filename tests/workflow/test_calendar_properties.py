"""What holds of working days whatever the calendar, the day and the number."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dossiers.models import Dossier
from dossiers.vocabulary import Counting
from workflow import terms
from workflow.calendar import Calendar

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
# own rows where they matter: in and around a year's turn and Tết
OWN = st.dictionaries(st.dates(date(2025, 12, 1), date(2026, 3, 15)), st.booleans(), max_size=12)
CALENDARS = OWN.map(Calendar)
NUMBERS = st.integers(1, 60)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)).map(timezone.make_aware)
quickly = settings(max_examples=40, deadline=None)
ONE = timedelta(days=1)


@quickly
@given(CALENDARS, DAYS, NUMBERS)
def test_adding_and_counting_undo_each_other(rules, start, n):
    end = rules.add(start, n)
    assert (rules.is_working(end), rules.between(start, end), rules.between(end, start)) == (True, n, -n)
    assert rules.between(start, end - ONE) == n - 1


@quickly
@given(CALENDARS, DAYS, NUMBERS)
def test_before_and_after_are_alike(rules, day, n):
    assume(rules.is_working(day))
    assert rules.add(rules.add(day, n), -n) == day
    assert rules.add(rules.add(day, -n), n) == day


@quickly
@given(CALENDARS, DAYS, DAYS, NUMBERS)
def test_what_begins_later_does_not_end_sooner(rules, a, b, n):
    first, later = sorted((a, b))
    assert rules.add(first, n) <= rules.add(later, n)
    assert rules.add(first, -n) <= rules.add(later, -n)
    assert rules.add(first, n) < rules.add(first, n + 1)
    assert rules.next(first) <= rules.next(later)


@quickly
@given(CALENDARS, DAYS, DAYS, DAYS)
def test_the_days_of_two_stretches_are_those_of_both(rules, a, b, c):
    assert rules.between(a, b) + rules.between(b, c) == rules.between(a, c)


@quickly
@given(CALENDARS, DAYS)
def test_the_next_working_day_is_the_nearest_and_its_own_next(rules, day):
    found = rules.next(day)
    assert (rules.is_working(found), rules.next(found)) == (True, found)
    assert found == (day if rules.is_working(day) else rules.add(day, 1))


@quickly
@given(CALENDARS, MOMENTS, NUMBERS)
def test_a_moment_keeps_its_time_of_day_and_goes_where_its_day_goes(rules, moment, n):
    day = timezone.localdate(moment)
    for moved, expected in (
        (rules.add(moment, n), rules.add(day, n)), (rules.add(moment, -n), rules.add(day, -n)),
        (rules.next(moment), rules.next(day)),
    ):
        assert (timezone.localdate(moved), timezone.localtime(moved).time()) == (expected, moment.time())


@quickly
@given(CALENDARS, MOMENTS, st.integers(0, 40), st.integers(0, 10), st.sampled_from(Counting))
def test_a_term_ends_on_a_working_day_and_an_extension_counts_as_if_it_had_been_given_at_once(
    rules, moment, days, more, unit
):
    end = terms.due(moment, days, unit=unit, extended_days=more, rules=rules)
    assert end == terms.due(moment, days + more, unit=unit, rules=rules)
    assert (rules.is_working(timezone.localdate(end)), timezone.localtime(end).time()) == (True, time(23, 59, 59))
    assert end >= moment


@quickly
@given(CALENDARS, MOMENTS, st.integers(1, 40), st.sampled_from(Counting), st.data())
def test_a_term_that_is_stopped_and_taken_up_at_once_ends_when_it_would_have(rules, begun, days, unit, data):
    end = terms.due(begun, days, unit=unit, rules=rules)
    row = Dossier(due_from=begun, due_days=days, due_unit=unit, due_at=end)
    stopped = begun + data.draw(st.timedeltas(timedelta(0), end - begun))
    left = terms.left(row, stopped, rules)
    assert terms.due(stopped, left, unit=unit, rules=rules) == end
