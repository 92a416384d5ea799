"""How a person wants to hear: what is chosen is done, what needs the person is always told in the application."""

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from config.environment.messages import Zalo
from dossiers.vocabulary import State
from notifications import outbox, preferences
from notifications.channels.email import headers, stops
from notifications.feed import address
from notifications.kinds import Kind, Mode
from notifications.models import Delivery, Preference
from notifications.settings_page import CONFIRMED
from notifications.unsubscribing import SALT, unsubscribe_url
from tests import factories as make
from tests.notifications.letters import give_addresses
from tests.world import bring, do, make_world
from workflow import nudging

pytestmark = pytest.mark.django_db
SETTINGS = "notifications:settings"


@pytest.fixture
def world():
    world = make_world()
    world.head.email = "thutruong@stp.example.vn"
    world.head.save()
    return world


def held(world):
    """The unit is told that a line rests: news to its head."""
    rows = bring(world, State.APPRAISING)
    outbox.announce()
    Delivery.objects.all().delete()
    do(world, "hold", rows)
    outbox.announce()
    return {row.channel: (row.state, row.last_error) for row in Delivery.objects.filter(user=world.head)}


def test_without_a_choice_everything_comes_at_once(world):
    assert held(world) == {"inbox": ("sent", ""), "email": ("queued", "")}
    modes = preferences.mode_of([world.head.pk, world.drafter.pk], Kind.NEWS, "email")
    assert modes == {world.head.pk: "at_once", world.drafter.pk: "at_once"}


def test_what_is_switched_off_is_kept_with_its_reason_and_not_sent(world):
    preferences.choose(world.head, [("news", "email", "off"), ("news", "inbox", "off")])
    off = ("suppressed", "Người nhận đã chọn không nhận.")
    assert held(world) == {"inbox": off, "email": off}
    assert list(Delivery.objects.to_person(world.head)) == []
    assert Delivery.objects.unread(world.head).count() == 0


def test_what_waits_for_the_morning_when_it_is_switched_off_does_not_leave_any_more(world):
    give_addresses(world.drafter)
    held(world)
    do(world, "return_for_correction", bring(world, State.APPRAISING))
    outbox.announce()
    letters = Delivery.objects.filter(channel="email").order_by("pk")
    before = [(row.user, row.kind) for row in letters]
    assert {(world.head, "news"), (world.head, "work"), (world.drafter, "news")} <= set(before)
    preferences.choose(world.head, [("news", "email", "off"), ("work", "email", "daily")])
    assert [(row.user, row.kind) for row in letters.filter(state="queued")] == [
        each for each in before if each != (world.head, "news")
    ]
    off = letters.filter(user=world.head, kind="news").values_list("state", "next_try_at", "last_error")
    assert set(off) == {("suppressed", None, preferences.CHOSEN_OFF)}
    assert {row.state for row in Delivery.objects.filter(channel="inbox")} == {"sent"}


def test_work_cannot_be_switched_off_in_the_application_by_whatever_is_posted(world, client):
    client.force_login(world.head)
    client.post(reverse(SETTINGS), {"work-inbox": "off", "work-email": "off", "news-inbox": "daily", "x-email": "off"})
    rows = set(Preference.objects.filter(user=world.head).values_list("kind", "channel", "mode"))
    assert rows == {("work", "email", "off")}
    # nor by a row that came from elsewhere
    for kind in (Kind.WORK, Kind.REMINDER):
        Preference.objects.create(user=world.head, kind=kind, channel="inbox", mode="off")
        assert preferences.mode_of([world.head.pk], kind, "inbox") == {world.head.pk: Mode.AT_ONCE}


def test_who_is_urged_reads_it_in_the_application_whatever_was_chosen(world):
    preferences.choose(world.head, [("reminder", "inbox", "off"), ("reminder", "email", "off")])
    rows = do(world, "return_for_correction", bring(world, State.APPRAISING))
    outbox.announce()
    Delivery.objects.all().delete()
    nudging.nudge(rows, actor=world.office_head)
    outbox.announce()
    told = Delivery.objects.filter(user=world.head).values_list("channel", "state")
    assert set(told) == {("inbox", "sent"), ("email", "suppressed")}


def test_the_page_shows_what_was_chosen_and_what_is_fixed(world, client):
    client.force_login(world.head)
    client.post(reverse(SETTINGS), {"result-email": "daily", "season-inbox": "off"}, follow=True)
    page = client.get(reverse(SETTINGS)).content.decode()
    assert '<option value="daily" selected>' in page
    assert '<option value="off" selected>Không hiện</option>' in page
    assert page.count("Luôn hiện</span>") == 2  # what to do, and what is still not done
    client.post(reverse(SETTINGS), {"result-email": "at_once", "season-inbox": "at_once"})
    assert Preference.objects.count() == 0


def test_who_cannot_be_reached_reads_who_can_mend_that(world, client, settings):
    settings.ZALO = Zalo("app", "khoa", "lam-moi", "https://zalo.invalid", "https://zalo.invalid")
    client.force_login(world.drafter)
    page = client.get(reverse(SETTINGS)).content.decode()
    assert "qua thư điện tử: tài khoản chưa có địa chỉ. Đề nghị quản trị hệ thống" in page
    own = f'<a href="{reverse("notifications:zalo")}">Nhận tin qua Zalo</a>; không ghi thì'
    assert ("qua tin nhắn Zalo: tài khoản chưa có mã" in page, own in page) == (True, True)
    world.drafter.email, world.drafter.zalo_id = "soan@stp.example.vn", "7655909298596854389"
    world.drafter.save()
    assert "Chưa gửi được tin cho bạn" not in client.get(reverse(SETTINGS)).content.decode()


def test_it_says_whether_the_calendar_is_fetched_from_an_address(world, client):
    client.force_login(world.head)
    assert "máy tính: chưa lập địa chỉ." in client.get(reverse(SETTINGS)).content.decode()
    address.renew(world.head)
    assert "máy tính: đã lập địa chỉ riêng." in client.get(reverse(SETTINGS)).content.decode()


def test_many_people_are_asked_about_in_one_statement(world, django_assert_num_queries):
    people = [make.make_user().pk for _ in range(30)]
    with django_assert_num_queries(1):
        assert set(preferences.mode_of(people, Kind.NEWS, "email").values()) == {"at_once"}


class TestTheAddressInAnEmail:
    def path(self, world, kind="news"):
        return "/" + unsubscribe_url(world.head, kind).split("/", 3)[3]

    def chosen(self):
        return list(Preference.objects.values_list("user", "kind", "channel", "mode"))

    def test_reading_it_changes_nothing_a_press_stops_the_kind_by_e_mail_alone(self, world, client):
        page = client.get(self.path(world))
        assert (page.status_code, Preference.objects.count()) == (200, 0)
        assert "Thôi nhận loại tin này" in page.content.decode()
        page = client.post(self.path(world), {"List-Unsubscribe": "One-Click"})
        assert page.status_code == 200
        assert self.chosen() == [(world.head.pk, "news", "email", "off")]
        client.post(self.path(world), {"List-Unsubscribe": "One-Click"})
        assert Preference.objects.count() == 1

    def test_a_mail_program_needs_no_token_of_a_page(self, world):
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(self.path(world), {"List-Unsubscribe": "One-Click"}).status_code == 200

    def test_that_of_the_letter_of_the_day_stops_all_of_it_but_work(self, world, client):
        chosen = [("news", "email", "daily"), ("season", "email", "daily"), ("work", "email", "daily")]
        preferences.choose(world.head, chosen)
        letter = Delivery(user=world.head, kind="work")
        letter.gathered = {"work", "news"}
        page = client.post(self.path(world, stops(letter)), {"List-Unsubscribe": "One-Click"}).content.decode()
        assert "Từ nay không gửi loại tin <strong>Tin gộp mỗi ngày một thư</strong>" in page
        assert set(Preference.objects.values_list("kind", "mode")) == {
            ("news", "off"), ("season", "off"), ("work", "daily"),
        }
        letter.gathered = {"work"}
        assert stops(letter) == "work"

    @pytest.mark.parametrize("kind", Kind)
    def test_every_letter_bears_it_and_all_but_work_stop_at_one_press_of_a_mail_program(self, world, kind):
        about = headers(Delivery(user=world.head, kind=kind))
        assert about["List-Unsubscribe"] == f"<{unsubscribe_url(world.head, kind)}>"
        one_press = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if kind != Kind.WORK else {}
        assert {name: text for name, text in about.items() if name == "List-Unsubscribe-Post"} == one_press

    def test_work_stops_by_e_mail_alone_and_only_after_a_warning_was_read(self, world, client):
        path = self.path(world, "work")
        page = client.get(path).content.decode()
        assert "việc vẫn hiện trong ứng dụng như trước" in page
        for press in ({"List-Unsubscribe": "One-Click"}, {}):
            assert client.post(path, press).content.decode().count("Tôi đã rõ, thôi nhận loại tin này") == 1
        assert self.chosen() == []
        page = client.post(path, {CONFIRMED: "1"}).content.decode()
        assert "Từ nay không gửi loại tin <strong>Việc cần tôi làm</strong> qua thư điện tử nữa." in page
        assert self.chosen() == [(world.head.pk, "work", "email", "off")]
        do(world, "return_for_correction", bring(world, State.APPRAISING))
        outbox.announce()
        told = Delivery.objects.filter(user=world.head, kind="work").values_list("channel", "state")
        assert set(told) == {("inbox", "sent"), ("email", "suppressed")}

    def test_a_forged_one_is_nowhere(self, world, client):
        forged = signing.dumps([world.head.pk, "news", "email"], salt="another")
        work = signing.dumps([world.head.pk, "work", "inbox"], salt=SALT)
        for token in (forged, work, "khong-co"):
            assert client.post(reverse("notifications:unsubscribe", args=[token])).status_code == 404
        assert Preference.objects.count() == 0
