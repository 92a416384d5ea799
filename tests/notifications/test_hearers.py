"""'Đã báo cho ai' on the page of a dossier: what was sent to whom and when, and who may know of what."""

import re
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiers import clock
from dossiers.models import User
from dossiers.vocabulary import State
from notifications import hearers, outbox
from notifications.models import Delivery, DeliveryState
from tests import factories as make
from tests.world import World, bring, do, make_world
from workflow import nudging
from workflow.alarms import sweeping

pytestmark = pytest.mark.django_db


def at(day: str, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"2026-{day}T{hour:02}:00"))


@pytest.fixture
def world() -> World:
    """The nominee of the first line has an account; everybody of the office has an address."""
    with clock.set_to(at("03-02")):
        world = make_world()
        world.nominee = make.make_user(name="Mai Thị Được Đề Nghị")
    User.objects.filter(pk__in=[world.appraiser.pk, world.head.pk]).update(email="a@so.example")
    return world


def happen(world: World) -> list:
    """Two lines proposed ineligible and put back, returned to the unit, reminded of, urged."""
    with clock.set_to(at("03-02")):
        rows = bring(world, State.APPRAISING, nominees=[make.make_person(world.unit, user=world.nominee),
                                                        make.make_person(world.unit)])
        do(world, "propose_ineligible", rows)
        outbox.announce()
    with clock.set_to(at("03-03")):
        rows = do(world, "return_for_correction", rows)
        nudging.nudge(rows, actor=world.office_head)
        outbox.announce()
    with clock.set_to(at("03-12")):
        sweeping.sweep()
        outbox.announce()
    return rows


def shown(client, user, dossier) -> set[tuple[str, str]]:
    """(name, heading) of everything that the page shows to `user`."""
    client.force_login(user)
    page = client.get(reverse("workflow:dossier", args=[dossier.code]))
    assert page.status_code == 200
    listed = page.context["notices"]
    for notice in listed:
        assert f"{timezone.localtime(notice.at):%H:%M %d/%m/%Y}" in page.content.decode()
    return {(notice.name, re.split(" – ", notice.subject)[0]) for notice in listed}


def test_the_office_sees_all_of_it_the_unit_what_its_people_got_and_the_nominee_the_own(world, client):
    dossier = happen(world)[0]
    everything = {(notice.name, notice.subject.split(" – ")[0]) for notice in hearers.notices(dossier.pk)}
    office_head, head, drafter = (user.full_name for user in (world.office_head, world.head, world.drafter))
    restricted = {pair for pair in everything if pair[0] == office_head}
    assert restricted != set()
    assert {(head, "Đôn đốc xử lý hồ sơ"), (head, "Hồ sơ quá hạn, cần xử lý")} <= everything
    assert shown(client, world.appraiser, dossier) == everything
    of_the_unit = {pair for pair in everything if pair[0] in (head, drafter)}
    assert shown(client, world.head, dossier) == of_the_unit != everything
    assert shown(client, world.nominee, dossier) == {(world.nominee.full_name, "Hồ sơ của bạn đã được trình")}


def test_who_is_proposed_sees_no_more_for_working_at_the_office(world, client):
    with clock.set_to(at("03-02")):
        rows = bring(world, State.APPRAISING, nominees=[make.make_person(world.unit, user=world.other_appraiser)])
        do(world, "propose_ineligible", rows)
        outbox.announce()
    names = {name for name, _ in shown(client, world.other_appraiser, rows[0])}
    assert names <= {world.other_appraiser.full_name}
    assert world.office_head.full_name in {name for name, _ in shown(client, world.appraiser, rows[0])}


def test_each_way_is_named_with_how_far_it_came(world, client):
    dossier = happen(world)[0]
    Delivery.objects.filter(channel="email", user=world.head).update(state=DeliveryState.FAILED)
    client.force_login(world.appraiser)
    page = client.get(reverse("workflow:dossier", args=[dossier.code])).content.decode()
    assert "thư điện tử – <span class=\"vd-late\">không gửi được</span>" in page
    assert "trong ứng dụng" in page


def test_the_page_costs_as_much_for_many_messages_as_for_one(world, client, django_assert_max_num_queries):
    dossier = happen(world)[0]
    with django_assert_max_num_queries(1):
        assert len(list(hearers.notices(dossier.pk))) > 5
