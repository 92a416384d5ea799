"""What no link leads to, or only shows after a press: the open bell, Zalo, the address of a calendar, a new secret, a
preview, a refusal, what strangers read. WCAG 2.1 AA by axe-core at both widths, nothing blocked, nothing too wide."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from config.environment.messages import Zalo
from dossiers import clock
from dossiers.models import Season
from dossiers.vocabulary import Role, State
from notifications import outbox
from notifications.models import Subscriber
from notifications.unsubscribing import unsubscribe_url
from tests import factories as make
from tests.notifications.test_views import message
from tests.pictures import violations
from tests.world import World, bring, do, drafts, make_world
from workflow.models import Consultation, Posting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 390)


@dataclass
class Place:
    world: World
    administrator: Any
    letter: Consultation

    def user(self, name: str) -> Any:
        return self.administrator if name == "administrator" else getattr(self.world, name)


@pytest.fixture
def place(settings) -> Place:
    settings.ZALO = Zalo("app-1", "khoa", "lam-moi", "https://zalo.invalid", "https://zalo.invalid")
    world = make_world()
    with outbox.recorder():
        do(world, "submit", drafts(world, 30))
        for state in (State.CONSULTING, State.POSTED):
            bring(world, state)
        outbox.announce()
    for number in range(30):
        message(world.head, f"Hồ sơ cần bổ sung – P01-20261118-{number:03}", body="Việc.\n" + "– P01: Giấy khen\n" * 5)
    Subscriber.objects.create(name="Phần mềm văn bản", url="https://may.example.vn/nhan-tin", made_at=clock.now())
    return Place(world, make.make_holder(Role.ADMINISTRATOR, world.body), Consultation.objects.get())


def press(name: str, role: str = "button") -> Callable[[Any], None]:
    def step(page: Any) -> None:
        with page.expect_navigation():
            page.get_by_role(role, name=name).first.click()

    return step


def stop(page: Any) -> None:
    """One press, which holds at the second width already."""
    if page.get_by_role("button", name="Thôi nhận").count():
        press("Thôi nhận")(page)


def open_the_bell(page: Any) -> None:
    page.locator("summary.vd-bell").click()
    page.locator(".vd-bell-box ul").wait_for()


def unfold_everything(page: Any) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")


def type_days(*lines: str) -> Callable[[Any], None]:
    def step(page: Any) -> None:
        page.fill("textarea[name=lines]", "\n".join(lines))
        press("Xem trước các dòng")(page)

    return step


def nothing(page: Any) -> None:
    """The page as it comes."""


def at(name: str, *args: Any, query: str = "") -> str:
    return reverse(name, args=args) + query


def over() -> Posting:
    """The list whose least period has passed."""
    Posting.objects.update(due_at=clock.now() - timedelta(hours=1))
    return Posting.objects.get()


def due_on_a_sunday(season: Season) -> Season:
    """The year, whose last day for dossiers is a Sunday to come."""
    day = clock.today() + timedelta(days=7 + 6 - clock.today().weekday())
    Season.objects.filter(pk=season.pk).update(dossiers_by=day)
    return season


# who, where, what is pressed there, and a word that shows that it was
OPENED = {
    "bell": ("head", lambda place: "/", open_the_bell, "Xem tất cả thông báo"),
    "messages": ("head", lambda place: at("notifications:list"), unfold_everything, "Đánh dấu đã đọc tất cả"),
    "zalo": ("head", lambda place: at("notifications:zalo"), nothing, "Nhận tin qua Zalo"),
    "calendar": ("head", lambda place: at("notifications:calendar"), press("Lập địa chỉ"), "chỉ hiện một lần"),
    "secret": (
        "administrator", lambda place: at("notifications:subscriber", Subscriber.objects.get().pk), press("Đổi khóa"),
        "Khóa chỉ hiện một lần",
    ),
    "preview": (
        "administrator", lambda place: at("workflow:calendar_change"),
        type_days(f"{clock.today():%d/%m/%Y}; nghỉ riêng; Thông báo số 1/TB"), "Ngày sẽ sửa",
    ),
    "refused days": (
        "administrator", lambda place: at("workflow:calendar_change"), type_days("32/13/2026; nghỉ", "x"), "Cần sửa",
    ),
    "told": ("administrator", lambda place: at("notifications:table"), unfold_everything, "Ai được báo"),
    "urging": ("office_head", lambda place: at("workflow:nudge"), unfold_everything, "Sẽ nhắc"),
    "letter": (
        "appraiser", lambda place: at("workflow:consultation", place.letter.pk), unfold_everything, "Gia hạn trả lời",
    ),
    "minutes": ("appraiser", lambda place: at("workflow:posting_minutes", over().pk), nothing, "NGƯỜI LẬP BIÊN BẢN"),
    "days off of a year": (
        "office_head", lambda place: at("dossiers:season", due_on_a_sunday(place.world.season).pk), nothing,
        "rơi vào ngày nghỉ",
    ),
    "public": ("", lambda place: at("workflow:public_postings", place.world.body.code), nothing, "đang công khai"),
    "unsubscribe": (
        "", lambda place: "/" + unsubscribe_url(place.world.head, "news").split("/", 3)[3], stop,
        "Từ nay không gửi",
    ),
    "unsubscribe_from_work": (
        "", lambda place: "/" + unsubscribe_url(place.world.head, "work").split("/", 3)[3], stop,
        "Việc vẫn hiện trong ứng dụng",
    ),
}


@pytest.mark.parametrize("name", OPENED)
def test_what_is_opened_keeps_nobody_out(name, place, open_as, live_server):
    who, where, step, word = OPENED[name]
    found: list[str] = []
    for width in WIDTHS:
        page = open_as(place.user(who) if who else make.make_user(), "/khong-co-trang-nay/", width=width)
        if not who:
            page.context.clear_cookies()
        page.complaints.clear()
        page.goto(live_server.url + where(place))
        step(page)
        assert word in page.locator("body").inner_text()
        found += violations(Axe(), page) + page.complaints
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{wide} px wide at {width}"] if wide > width else []
    assert found == []
