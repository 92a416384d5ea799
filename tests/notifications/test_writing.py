"""The rows of the post office: why each message is sent, and which dossiers it is about."""

import pytest

from dossiers.vocabulary import State
from notifications import outbox
from notifications.kinds import Kind, weightiest
from notifications.models import Delivery, DeliveryLine
from tests.world import bring, do, drafts, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def kinds() -> dict[str, set[str]]:
    """Of the messages in the application: heading → kinds."""
    found = {}
    for row in Delivery.objects.filter(channel="inbox"):
        found.setdefault(row.subject.split(" – ")[0], set()).add(row.kind)
    return found


def test_every_message_says_why_it_is_sent(world):
    do(world, "refuse", bring(world, State.AWAITING_SIGNATURE))
    do(world, "return_for_correction", bring(world, State.APPRAISING))
    outbox.announce()
    # what was work when it happened and has gone on since is told as news
    assert kinds() == {
        "Hồ sơ mới chờ tiếp nhận": {Kind.NEWS},
        "Hồ sơ chờ thẩm định": {Kind.NEWS},
        "Hồ sơ đã thẩm định xong": {Kind.NEWS},
        "Mời họp Hội đồng": {Kind.WORK},
        "Hồ sơ đã được Hội đồng thông qua": {Kind.NEWS},
        "Hồ sơ chờ ký": {Kind.NEWS},
        "Hồ sơ không được khen thưởng": {Kind.RESULT, Kind.NEWS},
        "Hồ sơ cần bổ sung": {Kind.WORK},
    }


def test_a_message_that_says_several_things_goes_by_the_weightiest():
    assert weightiest(["news", "season", "result"]) == Kind.RESULT
    assert weightiest(["result", "work", "reminder"]) == Kind.WORK


def test_the_message_in_the_application_knows_its_dossiers(world):
    world.appraiser.email = "tham@stp.example.vn"
    world.appraiser.save()
    rows = do(world, "submit", drafts(world, 3))
    outbox.announce()
    lines = DeliveryLine.objects.filter(delivery__user=world.appraiser)
    assert set(lines.values_list("delivery__channel", "dossier")) == {("inbox", row.pk) for row in rows}


def test_it_costs_as_many_statements_for_many_lines_as_for_one(world, django_assert_max_num_queries):
    counts = []
    for count in (1, 20):
        do(world, "submit", drafts(world, count))
        with django_assert_max_num_queries(25) as captured:
            outbox.announce()
        counts.append(len(captured))
    assert counts[0] == counts[1]
