"""Days that somebody has set stay where they are; who changes the calendar is shown those that are now days off."""

from datetime import date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiers import clock
from dossiers.models import Round, Season
from dossiers.vocabulary import Nature, Role, State
from tests import factories as make
from tests.world import bring, convene, make_world
from workflow import fixed_days
from workflow.models import DayOverride, Session

pytestmark = pytest.mark.django_db
THURSDAY = timezone.make_aware(datetime(2026, 11, 26, 9))
DAY = date(2026, 12, 3)
PAGE, CHANGE = "/lich-lam-viec/", "/lich-lam-viec/sua/"


@pytest.fixture
def world():
    with clock.set_to(THURSDAY):
        world = make_world()
        world.administrator = make.make_holder(Role.ADMINISTRATOR, world.body)
        yield world


def meeting(world, day: date, vote_by: date | None = None) -> Session:
    held = timezone.make_aware(datetime.combine(day, time(14)))
    return convene(world, bring(world, State.AWAITING_COUNCIL), held_at=held, vote_by=vote_by)


def found(first: date = DAY, last: date = DAY, off=lambda day: True) -> list[tuple[date, str, str]]:
    return [(each.day, each.what, each.name) for each in fixed_days.between(first, last, off=off)]


def test_the_plan_its_rounds_sessions_and_days_to_vote_are_found(world):
    season, body = world.season, world.body.name
    season.registration_by, season.dossiers_by = DAY, date(2026, 12, 4)
    season.save()
    Round.objects.create(season=season, number=2, dossiers_by=DAY)
    first, second = meeting(world, DAY), meeting(world, date(2026, 12, 8), vote_by=DAY)
    assert sorted(found()) == sorted([
        (DAY, "Hạn đăng ký thi đua", season.title), (DAY, "Hạn nộp hồ sơ của đợt", f"Đợt 2, {season}"),
        (DAY, "Ngày họp Hội đồng", f"{first.title}, {body}"), (DAY, "Hạn biểu quyết", f"{second.title}, {body}"),
    ])
    assert found(DAY, date(2026, 12, 31), off=lambda day: day == date(2026, 12, 4)) == [
        (date(2026, 12, 4), "Hạn nộp hồ sơ", season.title)
    ]


def test_what_is_over_closed_called_off_or_rehearsed_is_left_out(world):
    about = {"opens": DAY, "achievement_from": DAY, "achievement_to": DAY, "dossiers_by": DAY}
    at = clock.now()
    Season.objects.create(year=2025, title="Đã đóng", opened_at=at, closed_at=at, **about)
    rehearsed = Season.objects.create(year=2026, title="Tập dượt", nature=Nature.REHEARSAL, opened_at=at, **about)
    Round.objects.create(season=rehearsed, number=1, dossiers_by=DAY)
    Session.objects.filter(pk=meeting(world, DAY).pk).update(closed_at=at, closed_by=world.decider)
    off = meeting(world, DAY).procedure
    off.open = False
    off.save()
    assert found() == []
    world.season.dossiers_by = date(2026, 11, 25)
    world.season.save()
    assert found(date(2026, 11, 1), date(2026, 11, 30)) == []


def test_the_preview_and_the_page_say_so_to_the_administrator_alone(world, client):
    world.season.dossiers_by = DAY
    world.season.save()
    client.force_login(world.administrator)
    assert "rơi vào ngày nghỉ" not in client.get(f"{PAGE}?nam=2026").content.decode()
    seen = client.post(CHANGE, {"lines": f"{DAY:%d/%m/%Y}; nghỉ riêng; 15/TB-STP\n05/12/2026; làm bù; 15/TB-STP"})
    told = seen.content.decode()
    assert "1 ngày đã đặt rơi vào ngày nghỉ" in told
    assert f'<a href="/nam-thi-dua/{world.season.pk}/sua/">Sửa năm thi đua</a>' in told
    client.post(CHANGE, {"changes": seen.context["signed"]})
    assert "1 ngày đã đặt rơi vào ngày nghỉ" in client.get(f"{PAGE}?nam=2026").content.decode()
    world.season.refresh_from_db()
    assert world.season.dossiers_by == DAY
    client.force_login(world.appraiser)
    assert "rơi vào ngày nghỉ" not in client.get(f"{PAGE}?nam=2026").content.decode()


def test_a_day_that_becomes_a_working_day_is_no_matter(world, client):
    DayOverride.objects.create(day=DAY, kind="closed", paper="15/TB-STP")
    world.season.dossiers_by = DAY
    world.season.save()
    client.force_login(world.administrator)
    seen = client.post(CHANGE, {"remove": DAY.isoformat()})
    assert (seen.context["fixed"], "rơi vào ngày nghỉ" in seen.content.decode()) == ([], False)


def test_thirty_cost_as_many_statements_as_one(world):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert found()
        return len(asked)

    Round.objects.create(season=world.season, number=1, dossiers_by=DAY)
    assert cost() == 3
    Round.objects.bulk_create(Round(season=world.season, number=2 + n, dossiers_by=DAY) for n in range(29))
    assert cost() == 3


def test_the_keepers_of_a_year_see_which_of_its_days_are_off(world, client):
    season = world.season
    season.dossiers_by, season.registration_by = date(2026, 12, 5), date(2026, 11, 22)  # a Saturday; over since Sunday
    season.save()
    Round.objects.create(season=season, number=1, dossiers_by=date(2026, 12, 6))
    Round.objects.create(season=season, number=2, dossiers_by=DAY)
    told = {}
    for person in (world.office_head, world.head, world.appraiser):
        client.force_login(person)
        told[person] = client.get(f"/nam-thi-dua/{season.pk}/").content.decode()
    assert "2 ngày đã đặt rơi vào ngày nghỉ" in told[world.office_head]
    assert ["rơi vào ngày nghỉ" in told[person] for person in (world.head, world.appraiser)] == [False, False]
    Season.objects.update(closed_at=clock.now(), opened_at=clock.now())
    client.force_login(world.office_head)
    assert "rơi vào ngày nghỉ" not in client.get(f"/nam-thi-dua/{season.pk}/").content.decode()
