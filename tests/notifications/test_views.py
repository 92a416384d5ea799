"""My messages in the browser: mine alone, unread first, opened by a button."""

import pytest
from django.urls import reverse

from dossiers import clock
from dossiers.models import User
from notifications import outbox
from notifications.models import Delivery
from tests import factories as make
from tests.world import do, drafts, make_world
from workflow.models import Batch

pytestmark = pytest.mark.django_db
LIST = "notifications:list"


@pytest.fixture
def reader():
    return make.make_user("an", name="Nguyễn Thị An")


@pytest.fixture
def browser(client, reader):
    client.force_login(reader)
    return client


def message(user: User, subject: str = "Hồ sơ cần bổ sung", **fields) -> Delivery:
    batch = Batch.objects.create(act="submit", content="", at=clock.now())
    about = {"channel": "inbox", "state": "sent", "body": "Nội dung.", "link": "/thong-bao/", "created_at": clock.now()}
    return Delivery.objects.create(user=user, batch=batch, subject=subject, **(about | fields))


def subjects(response) -> list[str]:
    return [row.subject for row in response.context["page"]]


def test_it_shows_my_messages_of_the_application_only(browser, reader):
    message(reader, "Của tôi")
    message(reader, "Thư điện tử", channel="email")
    message(make.make_user(), "Của người khác")
    response = browser.get(reverse(LIST))
    assert subjects(response) == ["Của tôi"]
    assert "Của người khác" not in response.content.decode()


def test_unread_ones_come_first_the_newest_above(browser, reader):
    read = clock.now()
    for subject, when in [("cũ chưa đọc", None), ("đã đọc", read), ("mới chưa đọc", None), ("mới đã đọc", read)]:
        message(reader, subject, read_at=when)
    assert subjects(browser.get(reverse(LIST))) == ["mới chưa đọc", "cũ chưa đọc", "mới đã đọc", "đã đọc"]


def test_opening_marks_it_read_and_leads_to_the_paper(browser, reader):
    row = message(reader, link="/ho-so/P01-001/")
    response = browser.post(reverse("notifications:read", args=[row.pk]))
    assert (response.status_code, response["Location"]) == (302, "/ho-so/P01-001/")
    row.refresh_from_db()
    first = row.read_at
    assert first is not None
    browser.post(reverse("notifications:read", args=[row.pk]))
    row.refresh_from_db()
    assert row.read_at == first


def test_reading_by_get_is_refused(browser, reader):
    assert browser.get(reverse("notifications:read", args=[message(reader).pk])).status_code == 405
    assert browser.get(reverse("notifications:read_all")).status_code == 405


def test_the_message_of_another_person_cannot_be_opened(browser):
    row = message(make.make_user(), link="/ho-so/BI-MAT/")
    response = browser.post(reverse("notifications:read", args=[row.pk]))
    assert (response.status_code, "BI-MAT" in response.content.decode()) == (404, False)
    row.refresh_from_db()
    assert row.read_at is None


def test_all_of_mine_are_marked_read_and_nobody_else_s(browser, reader):
    mine, others = [message(reader) for _ in range(2)], message(make.make_user())
    assert browser.post(reverse("notifications:read_all")).status_code == 302
    assert set(Delivery.objects.filter(read_at=None)) == {others}
    assert {row.pk for row in mine} == set(Delivery.objects.exclude(read_at=None).values_list("pk", flat=True))


def test_it_asks_as_little_for_thirty_as_for_one(browser, reader, django_assert_max_num_queries):
    counts = []
    for more in (1, 29):
        for _ in range(more):
            message(reader)
        with django_assert_max_num_queries(12) as captured:
            browser.get(reverse(LIST))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_long_list_has_pages(browser, reader):
    for number in range(31):
        message(reader, f"Tin {number}")
    assert len(subjects(browser.get(reverse(LIST)))) == 30
    assert subjects(browser.get(reverse(LIST), {"trang": 2})) == ["Tin 0"]
    assert len(subjects(browser.get(reverse(LIST), {"trang": "không phải số"}))) == 30


def test_an_empty_list_says_what_will_come(browser):
    assert "Chưa có thông báo nào." in browser.get(reverse(LIST)).content.decode()


def test_the_bell_counts_what_is_unread(browser, reader):
    assert " chưa đọc</span>" not in browser.get(reverse(LIST)).content.decode()
    message(reader)
    message(reader, read_at=clock.now())
    page = browser.get(reverse(LIST)).content.decode()
    assert ("<strong>1<span" in page, "2 thông báo, 1 chưa đọc" in page) == (True, True)


def test_a_stranger_is_asked_to_sign_in(client):
    response = client.get(reverse(LIST))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("dossiers:login"))


def test_an_act_arrives_in_the_list_of_whom_it_concerns(client):
    world = make_world()
    do(world, "submit", drafts(world, 2))
    outbox.announce()
    client.force_login(world.appraiser)
    assert subjects(client.get(reverse(LIST))) == ["Hồ sơ mới chờ tiếp nhận – 2 hồ sơ"]
    client.force_login(world.other_head)
    assert subjects(client.get(reverse(LIST))) == []


@pytest.mark.parametrize(("dossiers", "folded"), [(0, 0), (3, 0), (4, 1), (500, 1)])
def test_a_long_list_of_dossiers_is_folded_and_what_to_do_stays_in_sight(browser, reader, dossiers, folded):
    bullets = [f"– P01-{number:03}: Giấy khen" for number in range(dossiers)]
    message(reader, body="\n".join(["Đã trình hồ sơ.", *bullets, "Việc cần làm: Tiếp nhận."]))
    page = browser.get(reverse(LIST)).content.decode().split("<article", 1)[1]
    assert (page.count("<details"), f"{dossiers} hồ sơ</summary>" in page) == (folded, bool(folded))
    assert page.count("<li>P01-") == dossiers
    assert "Việc cần làm: Tiếp nhận." in page.split("</details>")[-1]
