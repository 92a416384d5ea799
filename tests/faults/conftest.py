"""An installation whose processes end with the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from notifications.models import QuietHours
from tests.faults.installation import BROKER, Installation, emptied
from tests.mail_server import MailServer, serving
from tests.notifications.letters import give_addresses
from tests.world import World, make_world


@pytest.fixture
def installation(transactional_db, tmp_path: Path) -> Iterator[Installation]:
    """On the tests' database, TEST_BROKER_URL or a folder, and a mail server that takes everything."""
    broker = BROKER or f"filesystem://{tmp_path / 'broker'}"
    with serving(MailServer()) as mail:
        found = Installation(tmp_path, broker, mail)
        if BROKER:
            emptied(broker)
        try:
            yield found
        finally:
            found.stop()
            print(found.logs())  # shown with a failure


@pytest.fixture
def world(transactional_db) -> World:
    """An office whose people have addresses, and whose messages leave at any hour: workers ask the database."""
    world = make_world()
    QuietHours.objects.create(active=False)
    give_addresses(world.appraiser, world.other_appraiser, world.office_head)
    return world
