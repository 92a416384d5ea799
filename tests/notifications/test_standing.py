"""When the post is unwell though each message waits for its own next try: a channel that answers nobody."""

from datetime import timedelta

import pytest

from dossiers import clock
from notifications import circuits, outbox, standing
from notifications.channels import Permanent, Retry, Unreachable, email
from notifications.models import Delivery, Hold
from tests.notifications.letters import queued_to
from tests.notifications.test_sending import failing
from tests.world import make_world

pytestmark = pytest.mark.django_db
BEGUN = clock.now().replace(microsecond=0)


@pytest.fixture
def letters():
    """To three people; each waits a day for its next try, whatever happens."""
    with clock.set_to(BEGUN):
        return queued_to(make_world(), 3)


def try_at(minutes, monkeypatch, error=None):
    circuits.forget()
    Delivery.objects.filter(state="retry").update(next_try_at=BEGUN)
    monkeypatch.setattr(email, "send", failing(error) if error else lambda row: None)
    with clock.set_to(BEGUN + timedelta(minutes=minutes)):
        outbox.send_due()
    Delivery.objects.exclude(next_try_at=None).update(next_try_at=BEGUN + timedelta(days=1))


def is_well_after(minutes):
    with clock.set_to(BEGUN + timedelta(minutes=minutes)):
        return standing.is_well()


def test_a_server_that_answers_nobody_for_a_quarter_of_an_hour(letters, monkeypatch):
    for minute in (0, 5, 12):
        try_at(minute, monkeypatch, Unreachable("down"))
    assert (is_well_after(14), is_well_after(16)) == (True, False)
    Hold.objects.create(scope=Hold.Scope.EVERYTHING, reason="Sau khi khôi phục", placed_at=BEGUN)
    assert is_well_after(16)


def test_one_that_answers_again_is_well_and_a_second_silence_counts_from_its_own_beginning(letters, monkeypatch):
    try_at(0, monkeypatch, Unreachable("down"))
    try_at(20, monkeypatch, Retry("451"))
    assert is_well_after(60)
    try_at(61, monkeypatch, Unreachable("down"))
    assert (is_well_after(75), is_well_after(77)) == (True, False)


@pytest.mark.parametrize("error", [Retry("451"), Permanent("550")])
def test_recipients_that_refuse_are_no_fault_of_the_post(letters, monkeypatch, error):
    try_at(0, monkeypatch, error)
    assert is_well_after(60)


def test_nor_is_a_silence_for_which_nothing_waits_any_more(letters, monkeypatch):
    try_at(0, monkeypatch, Unreachable("down"))
    Delivery.objects.filter(channel="email").update(state="failed", next_try_at=None)
    assert is_well_after(60)
