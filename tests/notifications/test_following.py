"""Following a dossier, and reading on its page who was told of it."""

import pytest
from django.urls import reverse

from dossiers.vocabulary import State
from notifications import holds, outbox, preferences
from notifications.models import Delivery
from tests import factories as make
from tests.world import bring, do, fresh, make_world
from workflow import told
from workflow.models import DecisionItem, Follow

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world()
    world.nominee = make.make_user(name="Mai Thị Được")
    return world


def follow(client, user, dossier, **posted):
    client.force_login(user)
    return client.post(reverse("workflow:dossier_follow", args=[dossier.code]), posted)


def heard(user) -> list[str]:
    outbox.announce()
    return [row.subject.split(" – ")[0] for row in Delivery.objects.to_person(user).order_by("pk")]


def test_who_follows_hears_of_every_step_until_he_stops(world, client):
    rows = bring(world, State.SUBMITTED)
    outbox.announce()
    follow(client, world.inspector, rows[0])
    assert "Thôi theo dõi" in client.get(reverse("workflow:dossier", args=[rows[0].code])).content.decode()
    rows = do(world, "receive", rows)
    do(world, "propose_ineligible", rows)
    assert heard(world.inspector) == ["Hồ sơ bạn theo dõi có bước mới"]
    follow(client, world.inspector, rows[0], thoi="1")
    do(world, "clear", fresh(rows))
    assert heard(world.inspector) == ["Hồ sơ bạn theo dõi có bước mới"]


def test_who_has_work_on_it_hears_of_the_work_alone(world, client):
    rows = bring(world, State.APPRAISING)
    outbox.announce()
    follow(client, world.head, rows[0])
    do(world, "return_for_correction", rows)
    assert heard(world.head) == ["Hồ sơ cần bổ sung"]


def test_who_may_see_it_no_more_hears_no_more(world, client):
    rows = bring(world, State.SUBMITTED)
    follow(client, world.clerk, rows[0])
    world.clerk.posts.update(valid_to=make.LONG_AGO)
    do(world, "receive", rows)
    assert (Follow.objects.count(), heard(world.clerk)) == (1, [])


def test_a_nominee_cannot_follow_the_own_dossier_and_nobody_one_he_may_not_see(world, client):
    rows = bring(world, State.SUBMITTED, nominees=[make.make_person(world.unit, user=world.nominee)])
    assert follow(client, world.nominee, rows[0]).status_code == 404
    assert follow(client, world.other_head, rows[0]).status_code == 404
    # nor is a follower told who lost every other reason than being proposed
    Follow.objects.create(user=world.nominee, dossier=rows[0], since=rows[0].created_at)
    do(world, "receive", rows)
    assert heard(world.nominee) == ["Hồ sơ của bạn đã được trình"]


def page(client, user, dossier) -> str:
    client.force_login(user)
    whole = client.get(reverse("workflow:dossier", args=[dossier.code])).content.decode()
    return whole.partition('id="da-bao"')[2].partition("</section>")[0]


def test_the_office_reads_who_was_told_by_which_way_and_what_failed(world, client):
    world.head.email = "thutruong@stp.example.vn"
    world.head.save()
    rows = do(world, "return_for_correction", bring(world, State.APPRAISING))
    outbox.announce()
    Delivery.objects.filter(channel="email").update(state="failed")
    shown = page(client, world.appraiser, rows[0])
    assert world.head.full_name in shown
    assert "Hồ sơ cần bổ sung" in shown
    assert 'thư điện tử – <span class="vd-late">không gửi được</span>' in shown
    # the desk is the unit's now, so that its people read it too; a member of the council does not
    assert world.drafter.full_name in page(client, world.head, rows[0])
    assert page(client, world.inspector, rows[0]) == ""


def test_a_nominee_reads_the_own_messages_alone_and_nobody_outside_the_body_what_is_held(world, client):
    own = make.make_person(world.unit, user=world.nominee)
    holds.place(holds.RESULTS, reason="Chờ lễ trao tặng", actor=world.office_head)
    rows = bring(world, State.GRANTED, nominees=[own])
    outbox.announce()
    shown = page(client, world.nominee, rows[0])
    assert ("Hồ sơ của bạn đã được trình" in shown, "Kết quả khen thưởng" in shown) == (True, False)
    assert world.appraiser.full_name not in shown
    assert "Kết quả khen thưởng" not in page(client, world.head, rows[0])
    assert "đang giữ lại" in page(client, world.office_head, rows[0])


def test_of_a_decision_only_who_was_told_is_named_with_the_ways_that_were_used(world):
    for user in (world.head, world.drafter):
        user.email = f"{user.username}@stp.example.vn"
        user.save()
    preferences.choose(world.head, [("result", "email", "off")])
    preferences.choose(world.drafter, [("result", "email", "off"), ("result", "inbox", "off")])
    [row] = bring(world, State.GRANTED)
    outbox.announce()
    decision = DecisionItem.objects.get(dossier=row).decision
    ways = {hearer.name: hearer.ways for hearer in told.told_of(decision)}
    assert (ways[world.head.full_name], world.drafter.full_name in ways) == (("trong ứng dụng",), False)


def test_the_page_costs_as_much_for_thirty_messages_as_for_one(world, client, django_assert_max_num_queries):
    rows, counts = bring(world, State.APPRAISING), []
    page(client, world.office_head, rows[0])
    for times in (1, 5):
        for _ in range(times):
            rows = do(world, "release", do(world, "hold", rows))
        outbox.announce()
        with django_assert_max_num_queries(60) as captured:
            page(client, world.office_head, rows[0])
        counts.append(len(captured))
    assert counts[0] == counts[1]
