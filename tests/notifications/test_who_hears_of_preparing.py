"""Who hears of what happens before a hand-in is sent: head and drafter, and nobody else."""

import pytest

from notifications import outbox
from notifications.models import Delivery
from tests.world import drafts, make_world
from workflow import approval

pytestmark = pytest.mark.django_db


def told() -> dict[str, set]:
    """Heading → who found it in the application since the last look."""
    outbox.announce()
    heard: dict[str, set] = {}
    for row in Delivery.objects.filter(channel="inbox").select_related("user"):
        heard.setdefault(row.subject.split(" – ")[0], set()).add(row.user)
    Delivery.objects.all().delete()
    return heard


def test_head_and_drafter_hear_of_what_passes_between_them_and_nobody_else():
    world = make_world()
    hand_in = drafts(world)[0].hand_in
    approval.lay_before_head(hand_in, actor=world.drafter)
    assert told() == {"Tờ trình chờ thủ trưởng duyệt": {world.head}}
    approval.return_to_drafter(hand_in, note="Bổ sung số liệu quý IV.", actor=world.head)
    assert told() == {"Thủ trưởng trả lại tờ trình để sửa": {world.drafter}}
    approval.lay_before_head(hand_in, actor=world.drafter)
    told()
    approval.take_back(hand_in, actor=world.drafter)
    assert told() == {}
