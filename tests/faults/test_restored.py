"""A copy an hour old is brought back: nothing leaves before somebody has looked, then with the ids it had."""

import time

import pytest

from tests.faults import counting
from tests.faults.installation import wait_until
from tests.faults.restored import restored
from tests.world import drafts

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PEOPLE = 3  # who hear of a submission
LEFT = "SELECT count(*) FROM notifications_delivery WHERE state NOT IN ('sent', 'failed')"
UNTOLD = "SELECT count(*) FROM workflow_unannounced"
RELEASE = "UPDATE notifications_hold SET released_at = placed_at"


def test_what_was_waiting_in_the_copy_waits_until_it_is_released(installation, world):
    work(installation, world, 10)
    drafts(world, 5)
    installation.act()
    copy = installation.folder / "copy.zip"
    installation.manage("backup", str(copy))
    work(installation, world, 5)  # the hour that will be lost
    before = installation.mail.ids()
    assert len(before) == len(set(before)) == 20 * PEOPLE
    with restored(installation, copy) as ask:
        installation.start_worker()
        wait_until(lambda: ask(UNTOLD) == 0)
        time.sleep(5)
        assert installation.mail.ids() == before
        assert ask(LEFT) == 5 * PEOPLE
        ask(RELEASE)
        wait_until(lambda: ask(LEFT) == 0)
    again = installation.mail.ids()[len(before):]
    assert len(again) == len(set(again)) == 5 * PEOPLE
    assert counting.told_wrongly(world, 20) == []


def work(installation, world, acts):
    """So many acts, and a worker until everybody has heard of them."""
    drafts(world, acts)
    worker = installation.start_worker()
    installation.act()
    wait_until(lambda: not counting.undone())
    installation.kill(worker)
