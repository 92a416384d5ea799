"""When the calendar changes, the mornings that are still to come follow it, also where the end itself stays."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiers import clock
from dossiers.models import Round, Season
from dossiers.vocabulary import Counting, Role, State
from tests.factories import make_body, make_draft, make_holder, make_unit
from tests.world import bring, convene, make_world
from workflow import calendar_changes, planning, terms
from workflow.alarms import arming, sweeping
from workflow.calendar_changes import DayChange
from workflow.models import Alarm, DayOverride, Entry, Rung

pytestmark = pytest.mark.django_db
PAPER = "15/TB-STP"


def at(day: str, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"2026-{day}T{hour:02}:00"))


def year(by: date, number: int = 2026) -> Season:
    about = {"opens": date(2026, 1, 5), "achievement_from": date(2026, 1, 1), "achievement_to": date(2026, 12, 31)}
    season = Season.objects.create(
        year=number, title=f"Năm {number}", dossiers_by=by, opened_at=at("01-05"), term_no=1, **about
    )
    planning.arm(season)
    return season


def rings(**about) -> list[tuple[str, str]]:
    """What is still to ring, as (day and hour, step)."""
    alarm = Alarm.objects.get(**about)
    assert alarm.at == alarm.to_come[0][0]
    return [(f"{timezone.localtime(moment):%m-%d %H:%M}", step) for moment, step in alarm.to_come]


@pytest.fixture
def change():
    administrator = make_holder(Role.ADMINISTRATOR, make_body("QT"))

    def change(*days: tuple[date, str], now: str = "03-02", hour: int = 9):
        with clock.set_to(at(now, hour)):
            changes = [DayChange(day, kind, paper=PAPER if kind else "") for day, kind in days]
            return calendar_changes.change(changes, actor=administrator)

    return change


THURSDAY, FRIDAY = date(2026, 3, 12), date(2026, 3, 13)
AS_ARMED = [
    ("03-06 08:00", "-5"), ("03-11 08:00", "-2"), ("03-13 08:00", "0"), ("03-13 23:59", "end"), ("03-16 08:00", "1"),
    ("03-23 08:00", "6"),
]


def test_a_day_of_the_plan_stays_and_its_mornings_are_counted_anew_and_back_again(change):
    with clock.set_to(at("03-02")):
        year(FRIDAY)
    assert rings(kind="dossiers") == AS_ARMED
    change((THURSDAY, "closed"))
    assert rings(kind="dossiers") == [("03-05 08:00", "-5"), ("03-10 08:00", "-2"), *AS_ARMED[2:]]
    change((THURSDAY, ""))
    assert rings(kind="dossiers") == AS_ARMED
    assert not Entry.objects.filter(act="move_term").exists()


def test_a_day_of_the_plan_that_is_now_a_day_off_is_reminded_of_on_the_working_day_before_it(change):
    with clock.set_to(at("03-02")):
        season = year(FRIDAY)
    change((FRIDAY, "closed"))
    assert rings(kind="dossiers") == [
        ("03-05 08:00", "-5"), ("03-10 08:00", "-2"), ("03-12 08:00", "0"), ("03-13 23:59", "end"),
        ("03-16 08:00", "1"), ("03-23 08:00", "6"),
    ]
    season.refresh_from_db()
    assert season.dossiers_by == FRIDAY


def test_a_round_and_the_day_by_which_to_vote_follow_too(change):
    with clock.set_to(at("03-02")):
        world = make_world()
        Round.objects.create(season=world.season, number=1, dossiers_by=FRIDAY, term_no=1)
        planning.arm(world.season)
        convene(world, bring(world, State.AWAITING_COUNCIL), vote_by=FRIDAY)
    change((THURSDAY, "closed"))
    for kind in ("round", "ballot"):
        assert rings(kind=kind)[1] == ("03-10 08:00", "-2")


def test_the_term_of_a_dossier_whose_end_stays_has_new_mornings(change):
    row = make_draft(make_unit("P1"))
    row.due_from, row.due_days, row.due_unit, row.term_no = at("03-02"), 11, Counting.CALENDAR, 1
    with clock.set_to(at("03-02")):
        row.due_at = terms.due(at("03-02"), 11, unit=Counting.CALENDAR)
        row.save()
        arming.arm_dossiers([row])
    change((THURSDAY, "closed"))
    assert rings(subject_kind="dossier")[:2] == [("03-05 08:00", "-5"), ("03-10 08:00", "-2")]
    row.refresh_from_db()
    assert (row.due_at, row.chain_length) == (terms.last_moment(FRIDAY), 0)


def test_a_morning_that_is_today_by_the_new_calendar_rings_at_once_and_an_earlier_one_is_left_out(change):
    with clock.set_to(at("03-02")):
        year(FRIDAY)
        year(date(2026, 3, 16), 2027)
    with clock.set_to(at("03-10", 12)):
        sweeping.sweep()
    change((THURSDAY, "closed"), now="03-10", hour=12)
    first, second = Alarm.objects.filter(kind="dossiers").order_by("subject_id")
    assert first.to_come[0] == (at("03-10", 12), "-2")
    assert second.to_come[0] == (at("03-11", 8), "-2")
    change((date(2026, 3, 11), "closed"), now="03-10", hour=13)
    assert [step for _, step in Alarm.objects.get(pk=first.pk).to_come[:2]] == ["-2", "0"]
    assert Alarm.objects.get(pk=second.pk).to_come[0] == (at("03-10", 13), "-2")
    with clock.set_to(at("03-10", 14)):
        sweeping.sweep()
    assert Entry.objects.filter(act="remind", facts__step="-2").count() == 2


def test_what_lies_two_days_back_by_the_new_calendar_is_left_out(change):
    with clock.set_to(at("03-02")):
        year(FRIDAY)
    with clock.set_to(at("03-10", 12)):
        sweeping.sweep()
    change((THURSDAY, "closed"), (date(2026, 3, 11), "closed"), now="03-10", hour=12)
    assert rings(kind="dossiers")[0] == ("03-13 08:00", "0")


def test_the_weekly_summary_stays_in_its_week(change):
    Rung.objects.filter(kind="dossiers", offset=6).update(active=True)
    with clock.set_to(at("03-02")):
        year(date(2026, 2, 27))
        alarm = Alarm(kind="dossiers", subject_kind="season", subject_id=Season.objects.get().pk, version=1)
        alarm.moments, alarm.steps = ["2026-02-27T17:00:00+00:00"], ["end"]
        alarm.rung = 1
        alarm.set_to_come([(at("03-09", 8), "6")])
        alarm.save()
    change((date(2026, 3, 9), "closed"))
    assert rings(kind="dossiers") == [("03-10 08:00", "6")]
    alarm = Alarm.objects.get()
    alarm.set_to_come([(at("03-10", 8), "6w2")])
    alarm.save()
    change((date(2026, 3, 9), ""))
    assert rings(kind="dossiers") == [("03-09 08:00", "6w2")]


def test_what_is_far_from_the_changed_day_is_not_even_read(change):
    with clock.set_to(at("03-02")):
        year(date(2026, 12, 31))
    with CaptureQueriesContext(connection) as asked:
        change((date(2026, 3, 4), "closed"))
    assert not [each for each in asked.captured_queries if each["sql"].startswith("UPDATE") and "alarm" in each["sql"]]
    assert DayOverride.objects.filter(day=date(2026, 3, 4)).exists()


def test_thirty_alarms_are_refitted_in_as_many_statements_as_one(change):
    def cost(kind: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            change((THURSDAY, kind))
        return len(asked)

    with clock.set_to(at("03-02")):
        season = year(FRIDAY)
    cost("closed")  # the year's own journal is there from now on
    cost("")
    one = cost("closed")
    cost("")
    with clock.set_to(at("03-02")):
        Round.objects.bulk_create(
            Round(season=season, number=number, dossiers_by=FRIDAY, term_no=1) for number in range(1, 30)
        )
        planning.arm(season)
    assert cost("closed") == one
    assert {alarm.to_come[1] for alarm in Alarm.objects.all()} == {(at("03-10", 8), "-2")}
