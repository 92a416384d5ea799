"""Everybody reads the ladder; an administrator switches and adds rungs, and running terms follow."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiers import clock
from dossiers.vocabulary import Role, State
from tests.factories import make_holder
from tests.world import World, bring, make_world
from workflow.alarms import sweeping
from workflow.alarms.models import Alarm, Audience, Rung

pytestmark = pytest.mark.django_db


def at(day: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"2026-{day}T09:00"))


@pytest.fixture
def world() -> World:
    with clock.set_to(at("03-02")):
        world = make_world()
        world.administrator = make_holder(Role.ADMINISTRATOR, world.body)
        bring(world, State.APPRAISING)
    return world


def change(client, user, **posted):
    client.force_login(user)
    with clock.set_to(at("03-10")):
        return client.post(reverse("workflow:ladder"), posted)


def test_everybody_reads_it_and_only_an_administrator_may_change_it(world, client):
    rung = Rung.objects.get(kind="step", offset=-5)
    client.force_login(world.head)
    page = client.get(reverse("workflow:ladder")).content.decode()
    assert "Trước hạn 5 ngày làm việc" in page
    assert "Thêm bậc" not in page
    assert change(client, world.head, bac=rung.pk).status_code == 403
    rung.refresh_from_db()
    assert rung.active


def test_a_rung_is_switched_off_and_on(world, client):
    rung = Rung.objects.get(kind="step", offset=-5)
    for active in (False, True):
        assert change(client, world.administrator, bac=rung.pk).status_code == 302
        rung.refresh_from_db()
        assert rung.active is active
    assert change(client, world.administrator, bac="abc").status_code == 404


def test_a_rung_that_is_added_rings_for_running_terms_too(world, client):
    assert change(client, world.administrator, kind="step", offset="-3", audience=Audience.DESK).status_code == 302
    alarm = Alarm.objects.get(subject_kind="dossier", version=2)
    assert alarm.steps == ["-5", "-3", "-2", "0", "end", "1", "6"]
    assert timezone.localtime(datetime.fromisoformat(alarm.moments[1])).strftime("%d/%m %H:%M") == "25/03 08:00"
    assert change(client, world.administrator, kind="step", offset="-3", audience=Audience.DESK).status_code == 200
    assert change(client, world.administrator, kind="step", offset="-300", audience=Audience.DESK).status_code == 200


def test_the_weekly_summary_begins_next_week_when_it_is_switched_on_late(world, client):
    with clock.set_to(at("04-20")):
        sweeping.sweep()
        rung = Rung.objects.get(kind="step", offset=6)
        client.force_login(world.administrator)
        client.post(reverse("workflow:ladder"), {"bac": rung.pk})
    alarm = Alarm.objects.get(subject_kind="dossier", version=2)
    # Monday 27 April is a day off
    assert (alarm.steps[-1], timezone.localtime(alarm.at).strftime("%d/%m %H:%M")) == ("6w2", "28/04 08:00")


def test_an_administrator_sees_what_could_not_ring(world, client):
    Alarm.objects.filter(version=2).update(failures=3, error="ValueError: không đọc được")
    for user, seen in ((world.administrator, True), (world.head, False)):
        client.force_login(user)
        assert ("không đọc được" in client.get(reverse("workflow:ladder")).content.decode()) is seen
