"""One dossier carried through in Chromium: everybody signs in and presses the buttons that the pages offer."""

import re

import pytest
from django.urls import reverse

from dossiers.vocabulary import State
from tests.factories import PASSWORD
from tests.world import drafts, fresh, make_world
from workflow.models import Session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


TIMEOUT = 8000


def press(page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).first.click(timeout=TIMEOUT)


def follow(page, label: str) -> None:
    page.get_by_role("link", name=re.compile(label)).first.click(timeout=TIMEOUT)


def test_from_draft_to_decision(open_as, live_server, chromium):
    world = make_world()
    row = drafts(world)[0]

    head = chromium.new_context(locale="vi-VN").new_page()
    head.goto(live_server.url + "/")
    head.get_by_label("Tên đăng nhập").fill(world.head.username)
    head.get_by_label("Mật khẩu").fill(PASSWORD)
    press(head, "Đăng nhập")
    follow(head, row.hand_in.code)
    press(head, "Duyệt và gửi")
    assert "Đã gửi 1 hồ sơ tới Sở Tư pháp" in head.inner_text("main")
    head.context.close()

    office = open_as(world.appraiser, "/")
    follow(office, row.hand_in.code)
    press(office, "Tiếp nhận")
    press(office, "Thẩm định xong")
    press(office, "Thẩm định xong các hồ sơ đã chọn")
    assert fresh([row])[0].state == State.AWAITING_COUNCIL

    secretary = open_as(world.secretary, "/")
    follow(secretary, "Chờ Hội đồng họp")
    press(secretary, "Triệu tập phiên họp với các hồ sơ đã chọn")
    secretary.get_by_label("Nội dung phiên họp").fill("Họp xét khen thưởng")
    secretary.get_by_label("Ngày họp").fill("25/11/2026")
    secretary.get_by_label("Giờ họp").fill("08:30")
    press(secretary, "Triệu tập và mời biểu quyết")
    url = reverse("workflow:session", args=[Session.objects.get().pk])
    for user in world.voters:
        voter = open_as(user, "/", width=390, scripts=False)
        follow(voter, "Họp xét khen thưởng")
        voter.get_by_label("Đồng ý", exact=True).check()
        press(voter, "Xem lại trước khi gửi")
        press(voter, "Gửi phiếu")
        assert voter.complaints == []
    chair = open_as(world.decider, url)
    press(chair, "Kết thúc biểu quyết và áp dụng kết quả")
    assert "5/5 đồng ý" in chair.inner_text("main")
    secretary.goto(live_server.url + url)
    press(secretary, "Lập biên bản")

    office.goto(live_server.url + "/")
    follow(office, "Đạt, chờ trình ký")
    press(office, "Lập văn bản trình ký với các hồ sơ đã chọn")
    press(office, "Trình ký")
    chair.goto(live_server.url + "/")
    follow(chair, "Quyết định")
    chair.locator("main table a").first.click(timeout=TIMEOUT)
    press(chair, "Ký")
    clerk = open_as(world.clerk, "/")
    clerk.locator("main table a").first.click(timeout=TIMEOUT)
    clerk.get_by_label("Số", exact=True).fill("215")
    press(clerk, "Cấp số và phát hành")
    assert fresh([row])[0].state == State.GRANTED
    told = open_as(world.head, reverse("workflow:dossier", args=[row.code]))
    assert "215/QĐ-STP" in told.inner_text("main")
    assert [page.complaints for page in (office, secretary, chair, clerk, told)] == [[]] * 5
