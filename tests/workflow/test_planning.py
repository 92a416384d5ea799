"""The days of the year's plan ring for units that are behind: armed when the year opens and when a day changes."""

from datetime import date

import pytest
from django.urls import reverse

from dossiers import clock
from dossiers.models import Round, Season
from dossiers.vocabulary import Level, Nature, Role
from tests.factories import make_body, make_holder
from tests.workflow.test_deadlines import at
from workflow import planning, seasons
from workflow.alarms import sweeping
from workflow.models import Alarm, Firing

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return make_holder(Role.OFFICE_HEAD, make_body("STP", level=Level.DEPARTMENT))


def year(**fields) -> Season:
    about = {
        "opens": date(2026, 1, 5), "achievement_from": date(2026, 1, 1), "achievement_to": date(2026, 12, 31),
        "registration_by": date(2026, 2, 27), "dossiers_by": date(2026, 11, 30),
    }
    return Season.objects.create(year=2026, title="Năm thi đua 2026", **(about | fields))


def armed() -> list[tuple[str, str, int]]:
    rows = Alarm.objects.filter(subject_kind__in=["season", "round"]).order_by("kind", "subject_id", "version")
    return [(row.kind, row.moments[row.steps.index("end")][:10], row.version) for row in rows]


def test_opening_the_year_arms_its_days_and_those_of_its_rounds(keeper):
    season = year()
    Round.objects.create(season=season, number=1, dossiers_by=date(2026, 6, 15))
    Round.objects.create(season=season, number=2)
    with clock.set_to(at("01-05")):
        seasons.open_season(season, actor=keeper)
    assert armed() == [
        ("dossiers", "2026-11-30", 1), ("registration", "2026-02-27", 1), ("round", "2026-06-15", 1),
    ]


def test_a_year_that_was_open_before_its_days_rang_is_armed_once(keeper):
    open_one = year(opened_at=at("01-05"))
    Season.objects.create(
        year=2025, title="Năm thi đua 2025", opens=date(2025, 1, 6), achievement_from=date(2025, 1, 1),
        achievement_to=date(2025, 12, 31), dossiers_by=date(2026, 12, 1), opened_at=at("01-05"), closed_at=at("01-06"),
    )
    with clock.set_to(at("01-07")):
        planning.arm_open_years()
        planning.arm_open_years()
    assert armed() == [("dossiers", "2026-11-30", open_one.term_no), ("registration", "2026-02-27", open_one.term_no)]


def test_a_rehearsed_year_and_days_gone_by_arm_nothing(keeper):
    with clock.set_to(at("03-02")):
        seasons.open_season(year(nature=Nature.REHEARSAL), actor=keeper)
        seasons.open_season(year(), actor=keeper)
    assert armed() == [("dossiers", "2026-11-30", 1)]


def test_a_changed_day_is_another_term_and_the_former_alarm_is_stale(keeper, client):
    season = year()
    changed = Round.objects.create(season=season, number=1, dossiers_by=date(2026, 6, 15))
    same = Round.objects.create(season=season, number=2, dossiers_by=date(2026, 8, 15))
    client.force_login(keeper)
    with clock.set_to(at("01-05")):
        seasons.open_season(season, actor=keeper)
        given = {
            "year": "2026", "title": "Năm thi đua 2026", "opens": "05/01/2026", "achievement_from": "01/01/2026",
            "achievement_to": "31/12/2026", "registration_by": "27/02/2026", "initiatives_by": "",
            "dossiers_by": "15/12/2026", "rounds-TOTAL_FORMS": "2", "rounds-INITIAL_FORMS": "2",
            "rounds-0-id": str(changed.pk), "rounds-0-number": "1", "rounds-0-dossiers_by": "20/06/2026",
            "rounds-1-id": str(same.pk), "rounds-1-number": "2", "rounds-1-dossiers_by": "15/08/2026",
        }
        assert client.post(reverse("dossiers:season_edit", args=[season.pk]), given).status_code == 302
    assert armed() == [
        ("dossiers", "2026-11-30", 1), ("dossiers", "2026-12-15", 2), ("registration", "2026-02-27", 1),
        ("registration", "2026-02-27", 2), ("round", "2026-06-15", 1), ("round", "2026-06-20", 2),
        ("round", "2026-08-15", 1),
    ]
    sweeping.sweep(at("12-01"))
    stale = Firing.objects.filter(outcome="stale").values_list("alarm__kind", "alarm__version")
    assert sorted(set(stale)) == [("dossiers", 1), ("registration", 1), ("round", 1)]


def test_saving_the_same_days_changes_no_term(keeper, client):
    season = year(initiatives_by=None)
    client.force_login(keeper)
    with clock.set_to(at("01-05")):
        seasons.open_season(season, actor=keeper)
        given = {
            "year": "2026", "title": "Tên mới", "opens": "05/01/2026", "achievement_from": "01/01/2026",
            "achievement_to": "31/12/2026", "registration_by": "27/02/2026", "initiatives_by": "",
            "dossiers_by": "30/11/2026", "rounds-TOTAL_FORMS": "0", "rounds-INITIAL_FORMS": "0",
        }
        assert client.post(reverse("dossiers:season_edit", args=[season.pk]), given).status_code == 302
    season.refresh_from_db()
    assert (season.title, season.term_no) == ("Tên mới", 1)
