"""The letter of the day: one per person and channel each working morning, once however often the clock ticks."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from dossiers import clock
from dossiers.vocabulary import State
from notifications import holds, outbox, preferences, releasing
from notifications.daily import merge_due
from notifications.models import Delivery
from notifications.mornings import next_morning
from notifications.unsubscribing import DAILY, read_token
from tests.world import bring, do, make_world

pytestmark = pytest.mark.django_db


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.fixture
def world():
    """The head and the drafter of the unit have addresses; the head wants news once a day."""
    world = make_world()
    for user in (world.head, world.drafter):
        user.email = f"{user.username}@stp.example.vn"
        user.save()
    preferences.choose(world.head, [("news", "email", "daily")])
    return world


def test_it_leaves_at_half_past_seven_of_the_next_working_day():
    assert next_morning(moment("2026-11-25T10:00")) == moment("2026-11-26T07:30")
    assert next_morning(moment("2026-11-27T10:00")) == moment("2026-11-30T07:30")
    assert next_morning(moment("2026-11-27T07:00")) == moment("2026-11-27T07:30")
    assert next_morning(moment("2026-09-01T16:00")) == moment("2026-09-03T07:30")


def two_news(world) -> list[Delivery]:
    rows = bring(world, State.APPRAISING, 2)
    outbox.announce()
    Delivery.objects.all().delete()
    do(world, "hold", rows[:1])
    do(world, "hold", rows[1:])
    outbox.announce()
    return list(Delivery.objects.filter(user=world.head, channel="email").order_by("pk"))


def test_news_of_a_day_become_one_letter_that_lists_them(world):
    first, second = two_news(world)
    assert {(row.state, row.daily, row.next_try_at) for row in (first, second)} == {
        ("queued", True, next_morning(first.created_at))
    }
    assert merge_due() == 0
    with clock.set_to(first.next_try_at + timedelta(seconds=1)):
        assert merge_due() == 1
        assert merge_due() == 0
    letter = Delivery.objects.filter(user=world.head, channel="email").order_by("pk").last()
    assert letter.subject == f"Tin trong ngày {timezone.localtime(first.next_try_at):%d/%m/%Y}: 2 thông báo"
    assert (letter.state, letter.daily, letter.body.count("Hồ sơ tạm dừng xét – ")) == ("queued", False, 2)
    for row in (first, second):
        row.refresh_from_db()
        assert (row.state, row.merged_into, row.next_try_at) == ("suppressed", letter, None)
        assert row.body in letter.body


def test_one_press_in_it_stops_it(world):
    first, _ = two_news(world)
    with clock.set_to(first.next_try_at + timedelta(seconds=1)):
        merge_due()
        outbox.send_due()
    [letter] = [each for each in mail.outbox if each.subject.startswith("Tin trong ngày")]
    about = letter.extra_headers
    assert about["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = about["List-Unsubscribe"].strip("<>").rstrip("/").rpartition("/")[2]
    assert read_token(token) == (world.head.pk, DAILY, "email")


def test_days_of_a_hold_on_everything_end_in_one_letter_whose_id_bears_its_time(world):
    first, _ = two_news(world)
    order = holds.place(holds.EVERYTHING, reason="Vừa khôi phục", actor=None)
    with clock.set_to(first.next_try_at + timedelta(days=3)):
        assert merge_due() == 0
        releasing.release(order, actor=world.head)
        assert merge_due() == 1
    letter = Delivery.objects.get(user=world.head, batch__act="digest")
    born = f"{letter.batch_id}.{world.head.pk}.{letter.batch.at:%y%m%d%H%M%S}"
    assert letter.message_id.startswith(f"<vinhdanh.{born}@")


def test_whoever_wants_it_at_once_gets_it_at_once(world):
    two_news(world)
    others = Delivery.objects.filter(user=world.drafter, channel="email")
    assert set(others.values_list("daily", "state")) == {(False, "queued")}


def test_work_is_not_kept_for_the_morning(world):
    rows = bring(world, State.APPRAISING)
    do(world, "return_for_correction", rows)
    outbox.announce()
    returned = Delivery.objects.get(user=world.head, channel="email", subject__startswith="Hồ sơ cần bổ sung")
    assert (returned.kind, returned.daily) == ("work", False)


def test_it_costs_a_handful_of_statements(world, django_assert_max_num_queries):
    two_news(world)
    with clock.set_to(clock.now() + timedelta(days=7)), django_assert_max_num_queries(14):
        assert merge_due() == 1
