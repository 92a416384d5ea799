"""At night and on days off nothing leaves the application; results, and what is needed within a day, do."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from dossiers import clock
from dossiers.vocabulary import State
from notifications import outbox
from notifications.kinds import Kind
from notifications.models import Delivery, QuietHours
from notifications.quiet import Hours, next_open, opening
from tests.world import World, bring, convene, do, drafts, issue, make_world
from workflow.calendar import Calendar

NIGHT = Hours(time(19), time(7))
NOON = Hours(time(12), time(13, 30), days_off=False)
TET = Calendar({date(2026, 3, 3): False})


def at(moment: str) -> datetime:
    """A moment of March 2026 in the office's zone: at('02 19:30')."""
    return timezone.make_aware(datetime.fromisoformat(f"2026-03-{moment}"))


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("02 06:59", "02 07:00"), ("02 07:00", "02 07:00"), ("02 18:59", "02 18:59"), ("02 19:00", "04 07:00"),
        ("03 10:00", "04 07:00"), ("06 23:00", "09 07:00"), ("07 10:00", "09 07:00"), ("09 00:00", "09 07:00"),
    ],
)
def test_what_is_written_at_night_or_on_a_day_off_leaves_on_the_next_working_morning(moment, leaves):
    assert opening(at(moment), NIGHT, TET) == at(leaves)


@pytest.mark.parametrize(("moment", "leaves"), [("07 12:10", "07 13:30"), ("07 11:59", "07 11:59")])
def test_an_office_may_keep_other_hours(moment, leaves):
    assert opening(at(moment), NOON, TET) == at(leaves)


@pytest.fixture
def world(db) -> World:
    with clock.set_to(at("02 09:00")):
        return make_world()


def leaving(moment: str) -> set[datetime]:
    """When the e-mails leave that are written at `moment`."""
    with clock.set_to(at(moment)):
        outbox.announce()
    return set(Delivery.objects.filter(channel="email").values_list("next_try_at", flat=True))


@pytest.fixture
def night(world) -> World:
    QuietHours.objects.create()
    type(world.head).objects.update(email="ai@example.vn")
    return world


def test_what_is_told_at_night_is_in_the_application_at_once_and_leaves_it_in_the_morning(night):
    with clock.set_to(at("06 20:00")):
        do(night, "submit", drafts(night))
    assert leaving("06 20:00") == {at("09 07:00")}
    assert set(Delivery.objects.filter(channel="inbox").values_list("sent_at", flat=True)) == {at("06 20:00")}


@pytest.mark.parametrize(("ahead", "leaves"), [(12, "06 20:00"), (36, "09 07:00")])
def test_a_session_within_a_day_does_not_wait(night, ahead, leaves):
    with clock.set_to(at("06 19:00")):
        rows = bring(night, State.AWAITING_COUNCIL)
        outbox.announce()
        Delivery.objects.all().delete()
        convene(night, rows, held_at=at("06 20:00") + timedelta(hours=ahead))
    assert leaving("06 20:00") == {at(leaves)}


def test_a_result_does_not_wait(night):
    with clock.set_to(at("06 20:00")):
        rows = bring(night, State.ENDORSED)
        outbox.announce()
        Delivery.objects.all().delete()
        issue(night, rows)
        outbox.announce()
    rows = Delivery.objects.filter(channel="email").values_list("kind", "next_try_at")
    assert set(rows) == {(Kind.RESULT, at("06 20:00"))}


def test_an_office_may_want_no_quiet_hours(night):
    QuietHours.objects.update(active=False)
    assert next_open(at("06 20:00")) == at("06 20:00")


@pytest.mark.parametrize("moment", ["02-13T19:00", "02-14T08:00", "02-17T00:00", "02-22T23:59", "02-23T06:59"])
def test_the_nine_days_of_tet_are_quiet(db, moment):
    QuietHours.objects.create()
    written = timezone.make_aware(datetime.fromisoformat(f"2026-{moment}"))
    assert next_open(written) == timezone.make_aware(datetime(2026, 2, 23, 7))
