"""Everybody reads the ladder; an administrator switches and adds rungs, and running terms follow."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dossiers import clock
from dossiers.vocabulary import Role, State
from tests.factories import make_holder
from tests.world import World, bring, make_world
from workflow.alarms import sweeping
from workflow.alarms.models import Alarm, Audience, Firing, Rung
from workflow.models import Beat

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
    for active in (False, False, True, True):  # a second click changes nothing
        assert change(client, world.administrator, bac=rung.pk, thanh="bat" if active else "tat").status_code == 302
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


@pytest.mark.parametrize("audience", [Audience.DESK_AND_SUPERIOR, Audience.BODY_HEAD])
def test_whoever_stands_above_is_not_told_before_the_end_that_something_is_overdue(world, client, audience):
    for offset in ("-3", "0"):
        page = change(client, world.administrator, kind="step", offset=offset, audience=audience)
        assert "chỉ được nhắc sau hạn" in page.content.decode()
    assert not Rung.objects.filter(kind="step", offset=-3).exists()
    assert change(client, world.administrator, kind="step", offset="3", audience=audience).status_code == 302


def test_the_weekly_summary_begins_next_week_when_it_is_switched_on_late(world, client):
    with clock.set_to(at("04-20")):
        sweeping.sweep()
        rung = Rung.objects.get(kind="step", offset=6)
        client.force_login(world.administrator)
        client.post(reverse("workflow:ladder"), {"bac": rung.pk, "thanh": "bat"})
    alarm = Alarm.objects.get(subject_kind="dossier", version=2)
    # Monday 27 April is a day off
    assert (alarm.steps[-1], timezone.localtime(alarm.at).strftime("%d/%m %H:%M")) == ("6w2", "28/04 08:00")


def test_an_administrator_sees_what_could_not_ring(world, client):
    Alarm.objects.filter(version=2).update(failures=3, error="ValueError: không đọc được")
    for user, seen in ((world.administrator, True), (world.head, False)):
        client.force_login(user)
        assert ("không đọc được" in client.get(reverse("workflow:ladder")).content.decode()) is seen


def given_up(alarm: Alarm) -> Firing:
    return Firing.objects.create(
        alarm=alarm, step="-5", due=at("03-23"), at=at("03-24"), outcome=Firing.Outcome.FAILED,
        error="ValueError: không đọc được",
    )


def test_an_administrator_is_shown_on_every_page_what_was_given_up_and_deals_with_it(world, client):
    alarm = Alarm.objects.get(subject_kind="dossier", version=2)
    Beat.objects.create(name="scheduler", at=clock.now())
    again = given_up(alarm)
    for user, seen in ((world.administrator, True), (world.head, False)):
        client.force_login(user)
        home = client.get("/").content.decode()
        assert ("1 lần nhắc hạn không thực hiện được." in home) is seen
        assert ("không đọc được" in client.get(reverse("workflow:ladder")).content.decode()) is seen
    assert change(client, world.head, lai=again.pk).status_code == 403
    assert Firing.objects.get() == again
    for _ in range(2):  # a second click finds nothing to do
        assert change(client, world.administrator, lai=again.pk).status_code == 302
    assert (Firing.objects.count(), alarm.rung) == (0, 0)
    skipped = given_up(alarm)
    assert change(client, world.administrator, bo=skipped.pk).status_code == 302
    assert change(client, world.administrator, bo="9" * 30).status_code == 302
    assert Firing.objects.get().outcome == Firing.Outcome.SKIPPED
    assert "không thực hiện được" not in client.get("/").content.decode()


def switch(client, world, rung: Rung, day: str, to: str) -> None:
    client.force_login(world.administrator)
    with clock.set_to(at(day)):
        client.post(reverse("workflow:ladder"), {"bac": rung.pk, "thanh": to})


def rang() -> list[tuple[str, str]]:
    rows = Firing.objects.filter(alarm__version=2).order_by("pk")
    return list(rows.values_list("step", "outcome"))


def test_what_was_off_when_due_is_not_made_up_for_and_what_is_on_again_in_time_rings_once(world, client):
    early, later = (Rung.objects.get(kind="step", offset=offset) for offset in (-5, -2))
    for rung in (early, later):
        switch(client, world, rung, "03-10", "tat")
    switch(client, world, later, "03-12", "bat")
    sweeping.sweep(at("03-23"))
    switch(client, world, early, "03-24", "bat")
    for day in ("03-24", "03-26", "03-27"):
        sweeping.sweep(at(day))
    assert rang() == [("-5", Firing.Outcome.OFF), ("-2", Firing.Outcome.FIRED)]


def test_a_rung_that_is_added_after_everything_has_rung_rings_for_a_dossier_that_still_lies_there(world, client):
    with clock.set_to(at("04-20")):
        sweeping.sweep()
    client.force_login(world.administrator)
    with clock.set_to(at("04-20")):
        client.post(reverse("workflow:ladder"), {"kind": "step", "offset": "20", "audience": Audience.DESK})
        client.post(reverse("workflow:ladder"), {"kind": "step", "offset": "3", "audience": Audience.DESK})
    sweeping.sweep(at("05-20"))
    # what should have rung in the past is not made up for
    assert rang()[-2:] == [("6", Firing.Outcome.OFF), ("20", Firing.Outcome.FIRED)]


def test_so_it_does_for_what_is_owed_after_the_decision(world, client):
    with clock.set_to(at("03-02")):
        bring(world, State.GRANTED)
    sweeping.sweep(at("04-20"))
    owed = Alarm.objects.get(kind="notice_result")
    assert owed.at is None
    client.force_login(world.administrator)
    with clock.set_to(at("04-20")):
        client.post(reverse("workflow:ladder"), {"kind": "notice_result", "offset": "40", "audience": Audience.DESK})
    sweeping.sweep(at("07-01"))
    assert list(owed.firings.order_by("-pk").values_list("step", "outcome")[:1]) == [("40", Firing.Outcome.FIRED)]


def test_a_rung_for_thirty_running_terms_is_as_many_statements_as_for_one(world, client):
    def cost(offset: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            change(client, world.administrator, kind="step", offset=str(offset), audience=Audience.DESK)
        return len(asked)

    cost(-8)  # the first page of a session asks more
    one = cost(-3)
    with clock.set_to(at("03-02")):
        bring(world, State.APPRAISING, 29)
    assert cost(-4) == one
    steps = {tuple(alarm.steps[:4]) for alarm in Alarm.objects.filter(version=2)}
    assert steps == {("-8", "-5", "-4", "-3")}
