"""The bell: what is unread for me alone, cheaply asked, in no cache; and in a browser it changes by itself."""

import threading

import pytest
from django.db import connections
from django.urls import reverse

from dossiers import clock
from notifications import outbox
from notifications.models import Delivery
from tests import factories as make
from tests.browsing import go
from tests.notifications.test_views import message
from tests.world import drafts, make_world

UNREAD, NEWEST = "notifications:unread", "notifications:newest"


@pytest.fixture
def reader(db):
    return make.make_user("an", name="Nguyễn Thị An")


@pytest.fixture
def browser(client, reader):
    client.force_login(reader)
    return client


def test_it_counts_my_unread_messages_of_the_application_that_are_not_held(browser, reader):
    message(reader)
    message(reader)
    message(reader, read_at=clock.now())
    message(reader, channel="email")
    message(reader, state="held")
    message(make.make_user())
    response = browser.get(reverse(UNREAD))
    assert (response.json(), response["Cache-Control"]) == ({"unread": 2}, "no-store")


def test_the_header_counts_as_the_bell_does(browser, reader):
    message(reader)
    message(reader, state="held")
    assert "<strong>1<span" in browser.get(reverse("notifications:list")).content.decode()


def test_nothing_new_is_answered_without_a_body(browser, reader):
    first = message(reader)
    tag = browser.get(reverse(UNREAD))["ETag"]
    again = browser.get(reverse(UNREAD), headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    Delivery.objects.filter(pk=first.pk).update(read_at=clock.now())
    message(reader)  # as many as before, but others
    assert browser.get(reverse(UNREAD), headers={"If-None-Match": tag}).status_code == 200


def test_asking_costs_one_statement_beside_the_session(browser, reader, django_assert_num_queries):
    for _ in range(30):
        message(reader)
    with django_assert_num_queries(3):
        browser.get(reverse(UNREAD))
    with django_assert_num_queries(3):
        browser.get(reverse(NEWEST))


def test_the_newest_five_of_mine_can_be_opened_from_it(browser, reader):
    for number in range(7):
        message(reader, f"Tin số {number}")
    message(reader, "Tin đã đọc", read_at=clock.now())
    message(make.make_user(), "Tin của người khác")
    text = browser.get(reverse(NEWEST)).content.decode()
    assert [f"Tin số {n}" in text for n in range(7)] == [False, False, True, True, True, True, True]
    assert ("Tin đã đọc" in text, "Tin của người khác" in text, text.count("csrfmiddlewaretoken")) == (False, False, 5)


def test_who_is_signed_out_is_told_nothing(client, db):
    assert [client.get(reverse(name)).status_code for name in (UNREAD, NEWEST)] == [302, 302]


def announce_elsewhere() -> None:
    """The worker's part, on a thread and a connection of its own."""

    def work() -> None:
        outbox.announce()
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_it_changes_within_three_seconds_of_the_act_of_another(open_as):
    from playwright.sync_api import expect

    world = make_world()
    rows = drafts(world, 2)
    page = open_as(world.appraiser, reverse("workflow:inbox"))
    head = open_as(world.head, reverse("dossiers:hand_in", args=[rows[0].hand_in_id]))
    title = page.title()
    bell = page.locator("summary.vd-bell")
    assert (bell.inner_text().strip(), title.startswith("(")) == ("Thông báo", False)
    go(head.get_by_role("button", name="Duyệt và gửi").first)
    announce_elsewhere()
    expect(page).to_have_title(f"(1) {title}", timeout=3000)
    assert " ".join(bell.inner_text().split()) == "Thông báo 1 chưa đọc"
    assert page.locator("#vd-bell-says").inner_text() == "Có 1 thông báo mới, 1 thông báo chưa đọc."
    bell.click()
    go(page.get_by_role("button", name="Hồ sơ mới chờ tiếp nhận"))
    expect(page.locator("summary.vd-bell")).to_have_text("Thông báo")
    assert page.complaints == head.complaints == []


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_scripts_it_is_a_link_and_after_signing_out_nothing_is_asked(open_as, live_server):
    reader = make.make_user()
    message(reader)
    page = open_as(reader, "/khong-co-trang-nay/", scripts=False)
    go(page.get_by_role("link", name="Thông báo"))
    assert page.url == live_server.url + reverse("notifications:list")
    live = open_as(reader, "/khong-co-trang-nay/")
    live.wait_for_selector("summary.vd-bell")
    asked: list[str] = []
    live.on("request", lambda request: asked.append(request.url))
    live.context.clear_cookies()
    live.wait_for_timeout(7000)
    assert asked.count(live_server.url + reverse(UNREAD)) == 1


