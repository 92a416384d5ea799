"""A unit of nine through a whole year in Chromium: everybody in a window of their own, pressing what is offered."""

import re

import pytest
from django.urls import reverse

from dossiers.models import Dossier, HandIn
from dossiers.vocabulary import State
from tests.browsing import TIMEOUT, go
from tests.factories import PASSWORD, make_person, make_user
from tests.world import World, make_world
from workflow.models import Decision, Session

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NAMES = (
    "Lê Văn Bình", "Phạm Thị Cúc", "Hoàng Văn Dũng", "Vũ Thị Giang", "Đặng Văn Hải", "Bùi Thị Lan", "Đỗ Văn Minh",
    "Ngô Thị Nga", "Nguyễn Thị Ánh",
)
PASTED = "STT\tHọ và tên\tChức vụ\tDanh hiệu đề nghị\tThành tích\r\n" + "".join(
    f"{n}\t{name}\tChuyên viên\t{{award}}\tHoàn thành tốt nhiệm vụ được giao, có kết quả cụ thể.\r\n"
    for n, name in enumerate(NAMES, start=1)
)
TO_MEND = NAMES[:2]
REASON = "Tóm tắt thành tích chưa nêu kết quả cụ thể; đề nghị bổ sung số liệu."


def press(page, label: str) -> None:
    go(page.get_by_role("button", name=label).first)


def follow(page, label: str) -> None:
    go(page.get_by_role("link", name=re.compile(label)).first)


def open_first(page) -> None:
    go(page.locator("main table a").first)


def says(page) -> str:
    return page.inner_text("main")


def states() -> list[str]:
    return sorted(Dossier.objects.values_list("state", flat=True))


@pytest.fixture
def world() -> World:
    world = make_world(members=6)
    make_person(world.unit, name="Nguyễn Thị Ánh", user=make_user("anh", name="Nguyễn Thị Ánh"))
    return world


@pytest.mark.parametrize("width", [1280, 390])
def test_nine_people_from_a_pasted_list_to_their_results(open_as, live_server, chromium, world, width):
    windows = {}

    def at(name: str, user, address: str = "/"):
        page = windows.get(name) or windows.setdefault(name, open_as(user, address, width=width))
        page.goto(live_server.url + address)
        return page

    prepare(at("drafter", world.drafter), world)
    send(chromium, live_server, world, width)
    ask_for_more(at("office", world.appraiser))
    mend(at("head", world.head))
    clear_all(at, world)
    convene(at("secretary", world.secretary))
    session = reverse("workflow:session", args=[Session.objects.get().pk])
    assert len(world.voters) == 9
    for user in world.voters:
        vote(at(f"voter {user.pk}", user, session))
    close(at("chair", world.decider, session), at("secretary", world.secretary, session))
    sign(at, world)
    number(at("clerk", world.clerk))
    assert states() == [State.GRANTED] * 9
    read_results(at, world)
    assert [line for page in windows.values() for line in page.complaints] == []
    assert {name: page.evaluate("document.documentElement.scrollWidth") for name, page in windows.items()
            if page.evaluate("document.documentElement.scrollWidth") > width} == {}


def prepare(page, world: World) -> None:
    """The drafter pastes the list and lays the tờ trình before the head."""
    follow(page, "Lập tờ trình mới")
    press(page, "Lập tờ trình")
    page.goto(page.url.rstrip("/") + "/dan-danh-sach/")
    page.get_by_label("Danh sách", exact=True).fill(PASTED.format(award=world.award.name))
    press(page, "Xem trước")
    assert "9 người, tập thể thêm được" in says(page)
    press(page, "Thêm 9 dòng")
    assert states() == [State.DRAFT] * 9
    page.goto(page.url.split("/to-trinh/")[0] + reverse("dossiers:hand_in", args=[HandIn.objects.get().pk]))
    press(page, "Trình thủ trưởng duyệt")
    assert "Chờ thủ trưởng duyệt" in says(page)


def send(chromium, live_server, world: World, width: int) -> None:
    """The head signs in, reads one screen and sends, with the keyboard alone."""
    page = chromium.new_context(locale="vi-VN", viewport={"width": width, "height": 844}).new_page()
    page.goto(live_server.url + "/")
    page.get_by_label("Tên đăng nhập").focus()
    page.keyboard.type(world.head.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    by_keyboard(page, "Đọc và duyệt")
    assert [name for name in NAMES if name not in says(page)] == []
    by_keyboard(page, "Duyệt và gửi 9 hồ sơ")
    page.wait_for_load_state()
    assert states() == [State.SUBMITTED] * 9
    page.context.close()


def by_keyboard(page, words: str) -> None:
    """Tab to what bears these words, then Enter."""
    page.wait_for_load_state()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith(words):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    pytest.fail(f"Tab does not reach '{words}'")


def ask_for_more(page) -> None:
    """The office receives all nine and returns two."""
    open_first(page)
    on_many(page, NAMES, "Tiếp nhận")
    assert states() == [State.APPRAISING] * 9
    on_many(page, TO_MEND, "Yêu cầu bổ sung")
    page.get_by_label("Tóm tắt thành tích").first.check(timeout=TIMEOUT)
    page.locator("textarea[name=reason]").fill(REASON)
    finish(page, "Yêu cầu bổ sung")
    assert states() == [State.APPRAISING] * 7 + [State.RETURNED] * 2


def on_many(page, names, act: str) -> None:
    for name in names:
        page.get_by_role("checkbox", name=re.compile(f"^Chọn {name}")).check(timeout=TIMEOUT)
    page.get_by_text("Làm một việc cho nhiều hồ sơ").click(timeout=TIMEOUT)
    go(page.locator("details[open]").get_by_role("button", name=act))


def finish(page, act: str) -> None:
    """Send the form of the act that was chosen for the ticked lines."""
    go(page.locator("#viec").get_by_role("button", name=act))


def mend(page) -> None:
    """The unit reads the reason, mends the named field of both lines and sends them again."""
    follow(page, "Bổ sung|bổ sung")
    assert says(page).count(REASON) == 2
    assert "Đã bổ sung 0/2" in says(page)
    for box in page.locator(".vd-asked textarea").all():
        box.fill("Giải quyết 120 hồ sơ trước hạn, không có hồ sơ quá hạn.")
    press(page, "Lưu và gửi lại 2 hồ sơ")
    assert states() == [State.APPRAISING] * 9


def clear_all(at, world: World) -> None:
    """The office rechecks the two, then clears the seven."""
    for _ in range(2):
        page = at("office", world.appraiser)
        open_first(page)
        for box in page.locator("main input[name=dossier][type=checkbox]").all():
            box.check()
        if not page.locator("details[open]").get_by_role("button", name="Thẩm định xong").count():
            page.get_by_text("Làm một việc cho nhiều hồ sơ").click(timeout=TIMEOUT)
        go(page.locator("details[open]").get_by_role("button", name="Thẩm định xong"))
        finish(page, "Thẩm định xong")
    assert states() == [State.AWAITING_COUNCIL] * 9


def convene(page) -> None:
    follow(page, "Triệu tập|Chờ Hội đồng họp|chờ Hội đồng")
    press(page, "Triệu tập phiên họp với các hồ sơ đã chọn")
    page.get_by_label("Nội dung phiên họp").fill("Họp xét khen thưởng")
    page.get_by_label("Ngày họp").fill("25/11/2026")
    page.get_by_label("Giờ họp").fill("08:30")
    press(page, "Triệu tập và mời biểu quyết")


def vote(page) -> None:
    """One choice for the whole group, read over, sent."""
    page.get_by_label("Đồng ý", exact=True).first.check(timeout=TIMEOUT)
    press(page, "Xem lại trước khi gửi")
    assert "9/9 đồng ý" in says(page)
    press(page, "Gửi phiếu")


def close(chair, secretary) -> None:
    press(chair, "Kết thúc biểu quyết và áp dụng kết quả")
    assert states() == [State.ENDORSED] * 9
    secretary.reload()
    press(secretary, "Lập biên bản")


def sign(at, world: World) -> None:
    office = at("office", world.appraiser)
    follow(office, "trình ký|Trình ký")
    press(office, "Lập văn bản trình ký với các hồ sơ đã chọn")
    press(office, "Trình ký")
    decider = at("chair", world.decider, reverse("workflow:decision", args=[Decision.objects.get().pk]))
    press(decider, "Ký tất cả 9")
    assert states() == [State.SIGNED] * 9


def number(page) -> None:
    open_first(page)
    page.get_by_label("Số", exact=True).fill("215")
    press(page, "Cấp số và phát hành")


def read_results(at, world: World) -> None:
    """Unit and nominee find number and result; the nominee nothing of anybody else."""
    row = Dossier.objects.get(nominee_name="Nguyễn Thị Ánh")
    head = at("head", world.head, reverse("workflow:dossier", args=[row.code]))
    assert "215/QĐ-STP" in says(head)
    nominee = at("nominee", row.nominee.user, reverse("workflow:dossier", args=[row.code]))
    assert "215/QĐ-STP" in says(nominee)
    assert [name for name in NAMES if name in says(nominee)] == ["Nguyễn Thị Ánh"]
