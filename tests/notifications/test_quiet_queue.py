"""What was to leave and did not before the quiet hours began, or failed into them, waits for their end."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from dossiers import clock
from notifications import outbox, queue, standing
from notifications.channels import Retry, email
from notifications.models import Delivery, DeliveryState, QuietHours
from tests.notifications.letters import queued, refresh
from tests.notifications.test_sending import failing
from tests.world import make_world

pytestmark = pytest.mark.django_db


def at(hour, minute=0, day=26):
    return datetime(2026, 11, day, hour, minute, tzinfo=timezone.get_default_timezone())


MORNING = at(7, day=27)


@pytest.fixture
def letter():
    with clock.set_to(at(18, 40)):
        letter = queued(make_world())
    QuietHours.objects.create(begins=time(19), ends=time(7))
    return letter


def test_what_the_evening_finds_waiting_leaves_in_the_morning(letter):
    with clock.set_to(at(19, 5)):
        assert outbox.send_due() == 0
    assert (refresh(letter).state, letter.next_try_at) == (DeliveryState.QUEUED, MORNING)
    with clock.set_to(MORNING):
        assert outbox.send_due() == 1


def test_a_repeat_keeps_the_quiet_hours_too(letter, monkeypatch):
    monkeypatch.setattr(email, "send", failing(Retry("451")))
    with clock.set_to(at(18, 59) + timedelta(seconds=55)):
        outbox.send_due()
    with clock.set_to(at(19, 5)):
        assert outbox.send_due() == 0
    assert (refresh(letter).state, letter.attempts, letter.next_try_at) == (DeliveryState.RETRY, 1, MORNING)


def test_what_is_urgent_and_what_waits_for_later_stay_as_they_are(letter):
    Delivery.objects.filter(pk=letter.pk).update(any_hour=True)
    with clock.set_to(at(22)):
        assert (queue.put_off(), outbox.send_due()) == (0, 1)
    later = at(23)
    Delivery.objects.filter(pk=letter.pk).update(state="retry", any_hour=False, next_try_at=later)
    with clock.set_to(at(22)):
        assert (queue.put_off(), refresh(letter).next_try_at) == (0, later)


def test_nobody_is_alarmed_by_what_lies_in_the_quiet_hours(letter):
    for hour, minute, well in ((18, 56, False), (19, 20, True), (23, 0, True)):
        with clock.set_to(at(hour, minute)):
            assert standing.is_well() == well
    with clock.set_to(MORNING + timedelta(minutes=14)):
        assert standing.is_well()
    with clock.set_to(MORNING + timedelta(minutes=16)):
        assert not standing.is_well()
    Delivery.objects.filter(pk=letter.pk).update(any_hour=True)
    with clock.set_to(at(23)):
        assert not standing.is_well()
