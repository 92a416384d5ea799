"""The office urges the desks of a list: who hears, who is left out, once a day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from dossiers import clock
from dossiers.models import Dossier
from dossiers.rules.objection import Refused
from dossiers.vocabulary import State
from notifications import changes, outbox
from notifications.models import Delivery
from tests import factories as make
from tests.world import World, bring, do, fresh, make_world
from workflow import journal, nudging
from workflow.flows import claims
from workflow.flows.carriage import carriers_of
from workflow.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def people(found: nudging.Plan) -> dict[str, int]:
    return {user.full_name: len(lines) for user, lines in found.people}


def left_out(found: nudging.Plan) -> dict[str, list[Dossier]]:
    return found.left_out


def test_it_shows_who_would_be_told_of_how_many_and_who_is_left_out(world):
    waiting = bring(world, State.APPRAISING, 2)
    claims.claim(carriers_of(waiting)[waiting[0].pk], user=world.appraiser)
    returned = do(world, "return_for_correction", bring(world, State.APPRAISING))
    closed = do(world, "withdraw", bring(world, State.SUBMITTED))
    found = nudging.plan(fresh([*waiting, *returned, *closed]), actor=world.office_head)
    assert people(found) == {world.appraiser.full_name: 2, world.head.full_name: 1}
    assert left_out(found) == {nudging.ELSEWHERE: closed}
    world.head.posts.update(valid_to=make.LONG_AGO)
    found = nudging.plan(fresh(returned), actor=world.office_head)
    assert (people(found), left_out(found)) == ({}, {nudging.NOBODY: returned})


def test_each_person_gets_one_message_and_each_dossier_an_entry(world):
    rows = bring(world, State.APPRAISING, 3)
    outbox.announce()
    Delivery.objects.all().delete()
    nudging.nudge(rows, actor=world.office_head, reason="Sắp họp Hội đồng.")
    outbox.announce()
    told = Delivery.objects.filter(channel="inbox").order_by("user")
    assert [(row.user, row.subject, row.lines.count()) for row in told] == [
        (user, "Đôn đốc xử lý hồ sơ – 3 hồ sơ", 3) for user in (world.appraiser, world.other_appraiser)
    ]
    assert "Sắp họp" not in told[0].body
    entries = Entry.objects.filter(act="nudge").order_by("dossier_id")
    assert [(entry.dossier_id, entry.actor, entry.reason) for entry in entries] == [
        (row.pk, world.office_head, "Sắp họp Hội đồng.") for row in rows
    ]
    assert list(journal.faults()) == []


def test_the_same_desk_hears_once_a_day_of_one_dossier(world):
    rows = bring(world, State.APPRAISING, 2)
    nudging.nudge(rows[:1], actor=world.office_head)
    found = nudging.plan(fresh(rows), actor=world.office_head)
    assert (found.dossiers, left_out(found)) == (rows[1:], {nudging.TODAY: rows[:1]})
    with pytest.raises(Refused, match="hôm nay đã đôn đốc: 1 hồ sơ"):
        nudging.nudge(rows[:1], actor=world.office_head)
    with clock.set_to(clock.now() + timedelta(days=1)):
        assert len(nudging.nudge(rows, actor=world.office_head)) == 2


def test_more_than_ten_are_listed_in_part_with_a_link_to_the_desk(world):
    rows = bring(world, State.APPRAISING, 12)
    outbox.announce()
    Delivery.objects.all().delete()
    nudging.nudge(rows, actor=world.office_head)
    outbox.announce()
    told = Delivery.objects.filter(channel="inbox", user=world.appraiser).get()
    assert (told.subject, told.lines.count(), told.body.count("– ")) == ("Đôn đốc xử lý hồ sơ – 12 hồ sơ", 12, 10)
    assert told.link == f"{reverse('dossiers:dossier_list')}?desk=appraiser%3A{world.body.pk}&state=open"


def test_nobody_else_may_urge(world, client):
    rows = bring(world, State.APPRAISING)
    for user in (world.head, world.decider, world.secretary, world.clerk):
        with pytest.raises(Refused):
            nudging.nudge(rows, actor=user)
        client.force_login(user)
        assert client.get(reverse("workflow:nudge")).status_code == 404
    assert Entry.objects.filter(act="nudge").count() == 0


def test_the_page_shows_first_and_sends_on_one_click(world, client):
    rows = bring(world, State.APPRAISING, 2)
    client.force_login(world.office_head)
    address = reverse("workflow:nudge") + "?state=appraising"
    page = client.get(address)
    assert "Sẽ nhắc 2 người về 2 hồ sơ" in page.content.decode()
    assert f"[Đôn đốc] {world.body.name}: 2 hồ sơ đang chờ xử lý." in page.context["text"]
    answer = client.post(address, {"key": page.context["key"], "dossier": [row.pk for row in rows], "sentence": ""})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ho-so/?state=appraising")
    assert Entry.objects.filter(act="nudge").count() == 2
    page = client.get(address).content.decode()
    assert "Không có hồ sơ nào để đôn đốc" in page
    assert "Hôm nay đã đôn đốc: 2 hồ sơ" in page
    assert 'href="/don-doc/?state=appraising"' in client.get("/ho-so/?state=appraising").content.decode()


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_page_shows_the_text_as_it_will_be_read_and_sends_nothing_by_that(world, client, count):
    rows = bring(world, State.APPRAISING, count)
    outbox.announce()
    Delivery.objects.all().delete()
    client.force_login(world.office_head)
    page = client.get(reverse("workflow:nudge") + "?state=appraising")
    shown = page.context["preview"]
    assert escape(shown.subject) in page.content.decode()
    assert "<br>– ".join(["", *(f"{row.code}: {row.award.name}" for row in rows[:10])]) in page.content.decode()
    assert (outbox.announce(), Delivery.objects.count()) == (0, 0)
    nudging.nudge(rows, actor=world.office_head)
    outbox.announce()
    [sent] = Delivery.objects.filter(channel="inbox", user=page.context["plan"].people[0][0])
    assert (sent.subject, sent.body) == (shown.subject, shown.body)


def test_where_the_office_has_switched_the_message_off_the_page_says_that_nobody_will_read_it(world, client):
    bring(world, State.APPRAISING)
    changes.change("nudge", "claimer_or_desk", "nudge", on=False, mail=False, actor=world.office_head)
    client.force_login(world.office_head)
    page = client.get(reverse("workflow:nudge") + "?state=appraising")
    assert page.context["preview"] is None
    assert "Bảng thông báo đang tắt tin đôn đốc" in page.content.decode()


def test_the_page_costs_as_much_for_thirty_as_for_one(world, client, django_assert_max_num_queries):
    bring(world, State.APPRAISING, 30)
    client.force_login(world.office_head)
    with django_assert_max_num_queries(25):
        client.get(reverse("workflow:nudge") + "?state=appraising")


def test_who_is_barred_from_the_own_line_is_neither_shown_nor_told(world):
    own = make.make_person(world.unit, user=world.appraiser)
    rows = bring(world, State.APPRAISING, nominees=[own, make.make_person(world.unit)])
    outbox.announce()
    Delivery.objects.all().delete()
    found = nudging.plan(rows, actor=world.office_head)
    assert people(found) == {world.appraiser.full_name: 1, world.other_appraiser.full_name: 2}
    nudging.nudge(rows, actor=world.office_head)
    outbox.announce()
    told = Delivery.objects.filter(channel="inbox")
    assert {row.user.full_name: row.lines.count() for row in told} == people(found)


def test_where_only_who_is_proposed_holds_it_nobody_is_urged(world):
    make.be_away(world.other_appraiser)
    rows = bring(world, State.APPRAISING, nominees=[make.make_person(world.unit, user=world.appraiser)])
    found = nudging.plan(rows, actor=world.office_head)
    assert (people(found), left_out(found)) == ({}, {nudging.OWN_LINE: rows})
    with pytest.raises(Refused, match="được đề nghị"):
        nudging.nudge(rows, actor=world.office_head)


def test_a_second_click_answers_as_the_first_and_tells_nobody_twice(world, client):
    rows = bring(world, State.APPRAISING, 2)
    client.force_login(world.office_head)
    address = reverse("workflow:nudge") + "?state=appraising"
    sent = {"key": client.get(address).context["key"], "dossier": [row.pk for row in rows], "sentence": ""}
    assert [client.post(address, sent).status_code for _ in range(2)] == [302, 302]
    assert Entry.objects.filter(act="nudge").count() == 2


def test_a_list_of_none_and_one_that_is_too_long_say_so(world, client, monkeypatch):
    client.force_login(world.office_head)
    assert "Không có hồ sơ nào để đôn đốc" in client.get(reverse("workflow:nudge") + "?state=posted").content.decode()
    rows = bring(world, State.APPRAISING, 3)
    monkeypatch.setattr(nudging, "MOST", 2)
    monkeypatch.setattr("workflow.views.nudging.MOST", 2)
    page = client.get(reverse("workflow:nudge") + "?state=appraising").content.decode()
    assert ("chọn 3 hồ sơ; mỗi lần đôn đốc nhiều nhất 2 hồ sơ" in page, "Gửi lời đôn đốc" in page) == (True, False)
    sent = {"key": "k", "dossier": [row.pk for row in rows], "sentence": ""}
    refused = client.post(reverse("workflow:nudge") + "?state=appraising", sent)
    assert (refused.status_code, Entry.objects.filter(act="nudge").count()) == (409, 0)
