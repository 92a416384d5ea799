"""Of the letters of a run one at a time may have arrived without our knowing, so that a dead worker costs one copy."""

import threading

import pytest

from notifications import circuits, hatch, noting, outbox
from notifications.hatch import Hatch, handing_over
from tests.mail_server import MailServer, serving, through
from tests.notifications.letters import queued_to
from tests.world import make_world

FIRST, SECOND = 1, 2
AWHILE, LONG = 0.1, 30.0  # seconds


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr(hatch, "PATIENCE", LONG)
    monkeypatch.setattr(hatch, "LONGEST", LONG * 2)


def passing(through: Hatch, delivery: int) -> threading.Event:
    """Set once this letter has gone through the hatch."""
    passed = threading.Event()

    def go() -> None:
        through.pass_through(delivery)
        passed.set()

    threading.Thread(target=go, daemon=True).start()
    return passed


def test_the_next_letter_goes_when_the_one_before_is_noted_not_when_it_is_answered():
    ours = Hatch()
    assert passing(ours, FIRST).wait(LONG)
    second = passing(ours, SECOND)
    assert not second.wait(AWHILE)
    ours.answered(FIRST)
    assert not second.wait(AWHILE)
    ours.noted([FIRST])
    assert second.wait(LONG)


def test_nobody_waits_for_a_server_that_takes_its_time(monkeypatch):
    monkeypatch.setattr(hatch, "PATIENCE", AWHILE)
    ours = Hatch()
    assert passing(ours, FIRST).wait(LONG)
    assert passing(ours, SECOND).wait(LONG)


def test_nobody_waits_for_ever_for_a_note(monkeypatch):
    monkeypatch.setattr(hatch, "LONGEST", AWHILE)
    ours = Hatch()
    ours.answered(FIRST)
    assert passing(ours, SECOND).wait(LONG)


def test_nobody_waits_where_nothing_is_noted_any_more():
    ours = Hatch()
    ours.answered(FIRST)
    second = passing(ours, SECOND)
    assert not second.wait(AWHILE)
    ours.open()
    assert second.wait(LONG)


def test_a_letter_of_no_run_goes_at_once():
    Hatch().answered(FIRST)
    with handing_over():
        pass


@pytest.mark.django_db
def test_a_mail_server_never_has_more_than_one_letter_that_is_not_noted(settings, monkeypatch):
    queued_to(make_world(), 12)
    circuits.answered("email")
    noted: list[int] = []
    unnoted: list[int] = []
    note = noting.arrived

    def arrived(rows):
        note(rows)
        noted.extend(row.pk for row in rows)

    def count() -> float:
        unnoted.append(len(server.ids()) - len(noted))
        return 0.02

    monkeypatch.setattr(noting, "arrived", arrived)
    with serving(MailServer(dawdle=count)) as server:
        through(settings, server.port)
        assert outbox.send_due() == 12
    assert unnoted == [1] * 12
