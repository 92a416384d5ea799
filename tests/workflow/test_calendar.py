"""Working days against a table made by hand, and by their properties."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from dossiers.models import Dossier
from dossiers.vocabulary import Role
from tests.factories import make_body, make_draft, make_holder, make_unit
from workflow import calendar, calendar_changes, calendar_shipped, terms
from workflow.calendar import Calendar
from workflow.calendar_changes import DayChange
from workflow.models import DayOverride, Entry

SWAP_OF_2026 = {date(2026, 1, 2): False, date(2026, 1, 10): True}
RULES = Calendar(SWAP_OF_2026)
SHIPPED = "Văn phòng Chính phủ, nghỉ Tết Dương lịch, làm bù ngày 10/01/2026"

# Made by hand from the yearly announcements (2024–2026) and, for 2027, from Bộ luật Lao động Đ.112: every weekday that
# is off, every weekend day that is worked.
OFF = {
    2024: ["01-01", "02-08", "02-09", "02-12", "02-13", "02-14", "04-18", "04-29", "04-30", "05-01", "09-02", "09-03"],
    2025: ["01-01", "01-27", "01-28", "01-29", "01-30", "01-31", "04-07", "04-30", "05-01", "05-02", "09-01", "09-02"],
    2026: [
        "01-01", "01-02", "02-16", "02-17", "02-18", "02-19", "02-20", "04-27", "04-30", "05-01", "08-31", "09-01",
        "09-02", "11-24",
    ],
    2027: [
        "01-01", "02-04", "02-05", "02-08", "02-09", "02-10", "04-16", "04-30", "05-03", "09-02", "09-03", "11-24",
    ],
}  # fmt: skip
WORKED = {2024: ["05-04"], 2025: ["04-26"], 2026: ["01-10", "08-22"], 2027: []}


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def by_hand(year: int) -> dict[date, bool]:
    off = {date.fromisoformat(f"{year}-{day}") for day in OFF[year]}
    worked = {date.fromisoformat(f"{year}-{day}") for day in WORKED[year]}
    return {day: day in worked or (day.weekday() < 5 and day not in off) for day in days_of(year)}


@pytest.mark.parametrize("year", sorted(OFF))
def test_every_day_of_the_year_is_as_in_the_table_made_by_hand(year):
    table = by_hand(year)
    assert {day: RULES.is_working(day) for day in table} == table


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2024-02-07", 1, "2024-02-15"),  # over Tết
        ("2024-04-26", 1, "2024-05-02"),  # 29/4 is off in exchange …
        ("2024-05-03", 1, "2024-05-04"),  # … for a Saturday
        ("2025-01-24", 1, "2025-02-03"),
        ("2025-04-25", 1, "2025-04-26"),
        ("2025-04-29", 1, "2025-05-05"),
        ("2025-08-29", 1, "2025-09-03"),
        ("2025-12-31", 1, "2026-01-05"),  # over the end of the year and the swap
        ("2026-01-09", 1, "2026-01-10"),
        ("2026-01-09", 2, "2026-01-12"),
        ("2026-02-13", 1, "2026-02-23"),
        ("2026-08-21", 1, "2026-08-22"),
        ("2026-08-28", 1, "2026-09-03"),
        ("2026-11-23", 1, "2026-11-25"),
        ("2026-12-31", 1, "2027-01-04"),
        ("2027-02-03", 1, "2027-02-11"),
        ("2027-04-29", 1, "2027-05-04"),  # Labour day on a Saturday: Monday in lieu
        ("2027-09-01", 1, "2027-09-06"),
        ("2026-03-02", 20, "2026-03-30"),
        ("2026-03-02", 25, "2026-04-06"),
        ("2026-01-12", -1, "2026-01-10"),
        ("2026-01-05", -1, "2025-12-31"),
        ("2026-09-03", -2, "2026-08-27"),
        ("2026-02-14", 1, "2026-02-23"),  # a start on a day off
        ("2026-02-22", -1, "2026-02-13"),
    ],
)
def test_the_nth_working_day(start, n, end):
    assert RULES.add(date.fromisoformat(start), n) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2026-01-02", "2026-01-05"),
        ("2026-01-10", "2026-01-10"),
        ("2026-02-14", "2026-02-23"),
        ("2026-08-22", "2026-08-22"),
        ("2027-05-01", "2027-05-04"),
    ],
)
def test_a_term_that_ends_on_a_day_off_ends_on_the_next_working_day(day, found):
    assert RULES.next(date.fromisoformat(day)) == date.fromisoformat(found)


@pytest.mark.parametrize("n", [0, 1.5, "3", None])
def test_no_days_and_what_is_no_whole_number_are_no_term(n):
    with pytest.raises(ValueError, match="at least 1"):
        RULES.add(date(2026, 3, 2), n)


def test_a_moment_of_another_zone_keeps_the_office_s_time_of_day_over_a_change_of_its_clocks():
    friday = datetime(2026, 3, 6, 1, 30, tzinfo=ZoneInfo("America/New_York"))  # 13:30 in the office
    monday = RULES.add(friday, 1)
    assert timezone.localtime(monday) == timezone.make_aware(datetime(2026, 3, 9, 13, 30))
    assert (monday.tzinfo, monday.hour) == (friday.tzinfo, 2)


def test_no_holiday_is_known_where_no_lunar_table_reaches_and_weekends_stay():
    rules = Calendar()
    assert rules.add(date(2099, 1, 16), 1) == date(2099, 1, 26)  # over Tết
    assert rules.add(date(2150, 1, 2), 1) == date(2150, 1, 5)
    assert calendar.settled_through() >= 2026


def test_the_days_between_leave_out_the_first_and_count_the_last():
    assert RULES.between(date(2025, 12, 31), date(2026, 1, 10)) == 6
    assert RULES.between(date(2026, 1, 9), date(2026, 1, 10)) == 1
    assert RULES.between(date(2026, 1, 10), date(2026, 1, 10)) == 0
    assert RULES.between(date(2026, 1, 10), date(2025, 12, 31)) == -6


@pytest.mark.parametrize("start", [date(2026, 1, 1), date(2026, 2, 14), date(2026, 8, 21), date(2026, 12, 30)])
def test_adding_and_counting_agree(start):
    for n in range(1, 60):
        end = RULES.add(start, n)
        assert RULES.is_working(end)
        assert RULES.between(start, end) == n
        assert RULES.add(RULES.add(start, 1), n) == RULES.add(start, n + 1)
        assert RULES.add(end, -1) < end
        assert RULES.between(RULES.add(start, -n), start) in (n, n - 1)


def test_a_datetime_keeps_its_time_of_day_and_its_zone():
    # 20:00 UTC on the 1st is 03:00 on the 2nd in the office: a day off, so the first working day is the 5th
    start = datetime(2026, 1, 1, 20, 0, tzinfo=UTC)
    end = RULES.add(start, 1)
    assert end == datetime(2026, 1, 4, 20, 0, tzinfo=UTC)
    assert end.tzinfo is UTC
    local = timezone.make_aware(datetime(2026, 1, 9, 14, 30))
    assert RULES.add(local, 1) == timezone.make_aware(datetime(2026, 1, 10, 14, 30))
    assert RULES.next(local) == local


def test_a_naive_datetime_is_refused():
    with pytest.raises(ValueError, match="naive"):
        RULES.add(datetime(2026, 1, 9, 14, 30), 1)


def test_an_own_row_goes_before_the_national_calendar():
    closed = Calendar({date(2026, 3, 3): False, date(2026, 3, 7): True})
    assert closed.add(date(2026, 3, 2), 1) == date(2026, 3, 4)
    assert closed.add(date(2026, 3, 6), 1) == date(2026, 3, 7)


@pytest.mark.django_db
class TestRows:
    def test_a_new_database_has_the_shipped_swap(self):
        rows = {row.day: row.working for row in DayOverride.objects.all()}
        assert rows == SWAP_OF_2026
        assert {(row.number, row.dated) for row in DayOverride.objects.all()} == {
            ("12729/VPCP-KGVX", date(2025, 12, 25)),
        }
        assert calendar.add_working_days(date(2025, 12, 31), 5) == date(2026, 1, 9)
        assert calendar.add_working_days(date(2025, 12, 31), 6) == date(2026, 1, 10)

    def test_loading_again_adds_what_is_missing_and_nothing_else(self):
        DayOverride.objects.filter(day=date(2026, 1, 2)).delete()
        DayOverride.objects.filter(day=date(2026, 1, 10)).update(kind="closed", working=False, paper="15/QĐ-STP")
        for added in (1, 0):
            assert calendar_shipped.load() == added
        assert list(DayOverride.objects.values_list("day", "working", "number", "paper")) == [
            (date(2026, 1, 2), False, "12729/VPCP-KGVX", SHIPPED),
            (date(2026, 1, 10), False, "12729/VPCP-KGVX", "15/QĐ-STP"),
        ]

    def test_what_an_administrator_took_away_does_not_come_back(self):
        administrator = make_holder(Role.ADMINISTRATOR, make_body("STP"))
        calendar_changes.change([DayChange(date(2026, 1, 10), "")], actor=administrator)
        call_command("load_calendar", verbosity=0)
        assert list(DayOverride.objects.values_list("day", flat=True)) == [date(2026, 1, 2)]

    def test_in_an_installation_at_work_the_terms_follow_what_a_release_brings(self):
        DayOverride.objects.all().delete()
        dossier = make_draft(make_unit("P1"))
        at = timezone.make_aware(datetime(2025, 12, 31, 9))
        end = terms.due(at, 1, rules=Calendar())
        Dossier.objects.filter(pk=dossier.pk).update(due_from=at, due_days=1, due_at=end)
        call_command("load_calendar", verbosity=0)
        dossier.refresh_from_db()
        assert (end, dossier.due_at) == (end_of(date(2026, 1, 2)), end_of(date(2026, 1, 5)))
        assert Entry.objects.get(act="move_term").actor_name == "Hệ thống"

    def test_going_back_to_earlier_tables_leaves_the_rows_alone(self):
        DayOverride.objects.all().delete()
        calendar_shipped.sow(plan=[(None, True)])
        assert not DayOverride.objects.exists()
        calendar_shipped.sow(plan=[(None, False)])
        assert DayOverride.objects.count() == len(SWAP_OF_2026)

    def test_outside_a_request_every_call_reads_the_rows_of_the_moment(self):
        day = date(2026, 3, 3)
        assert calendar.next_working_day(day) == day
        DayOverride.objects.create(day=day, working=False, paper="15/QĐ-STP")
        assert calendar.next_working_day(day) == date(2026, 3, 4)

    def test_one_request_asks_once_and_the_next_asks_again(self, django_assert_num_queries):
        day = date(2026, 3, 3)
        calendar.open_request()
        with django_assert_num_queries(1):
            assert [calendar.next_working_day(day) for _ in range(30)] == [day] * 30
        DayOverride.objects.bulk_create([DayOverride(day=day, working=False, paper="15/QĐ-STP")])
        calendar.close_request()
        calendar.open_request()
        assert calendar.working_days_between(date(2026, 3, 2), day) == 0
        calendar.close_request()

    def test_a_row_changed_within_a_request_counts_at_once(self):
        day = date(2026, 3, 3)
        calendar.open_request()
        assert calendar.next_working_day(day) == day
        row = DayOverride.objects.create(day=day, working=False, paper="15/QĐ-STP")
        assert calendar.next_working_day(day) == date(2026, 3, 4)
        row.delete()
        assert calendar.next_working_day(day) == day
        calendar.close_request()
