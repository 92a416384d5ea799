"""What every channel keeps to, whoever wrote it: the post office relies on nothing else."""

import inspect
import socket
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import clock
from dossiers.models import User
from notifications import channels
from notifications.channels import Failed, Permanent, Retry, Unreachable
from notifications.channels.registry import CHANNELS, label
from notifications.models import Delivery, Subscriber
from tests import factories as make
from tests.notifications.channels.fakes import FAKES
from workflow.models import Batch

pytestmark = pytest.mark.django_db
OUTSIDE = [name for name, channel in CHANNELS.items() if not channel.AT_ONCE]
EACH_ALONE = ("webhook",)  # every recipient is a server of its own: that one is silent says nothing of the others
BEHAVIOUR = ("is_configured", "address", "prepare", "send")


@pytest.fixture
def reader():
    user = make.make_user("an", name="Nguyễn Thị An")
    user.email, user.zalo_id = "an@example.vn", "7655909298596854389"
    user.save()
    return user


def delivery(channel: str, user: User) -> Delivery:
    batch = Batch.objects.create(act="submit", content="", at=clock.now())
    system = Subscriber.objects.create(name="Phần mềm văn bản", url="https://may.example.vn/", made_at=clock.now())
    who = {"subscriber": system} if channel in EACH_ALONE else {"user": user}
    return Delivery.objects.create(
        **who, batch=batch, channel=channel, subject="Hồ sơ cần bổ sung – P01-001", body="Cần bổ sung 1 hồ sơ.",
        link="/ho-so/P01-001/", message_id=f"<vinhdanh.{batch.pk}@localhost>", thread="ho-so.1",
        created_at=clock.now(), next_try_at=clock.now(),
    )


def test_every_file_of_the_folder_is_a_channel_with_its_stand_in():
    """A new file is in the registry, and so in every test below; without a stand-in for its server it fails here."""
    files = {file.stem for file in Path(channels.__file__).parent.glob("*.py")} - {"__init__", "registry"}
    assert {channel.__name__.rpartition(".")[2] for channel in CHANNELS.values()} == files
    assert set(FAKES) == set(OUTSIDE)


@pytest.mark.parametrize("name", CHANNELS)
def test_it_says_what_it_is(name):
    channel = CHANNELS[name]
    assert name == channel.NAME and len(name) <= Delivery._meta.get_field("channel").max_length
    assert channel.LABEL and not channel.LABEL.isascii() and label(name) == channel.LABEL
    assert channel.AT_ONCE in (True, False)
    assert [what for what in BEHAVIOUR if not inspect.getdoc(getattr(channel, what))] == []
    assert type(channel.is_configured()) is bool


@pytest.mark.parametrize("name", CHANNELS)
def test_an_address_is_a_text_and_the_same_however_often_it_is_asked_for(name, reader):
    asked = {CHANNELS[name].address(reader) for _ in range(3)}
    assert len(asked) == 1 and all(type(each) is str for each in asked)


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize(
    ("answer", "expected", "arrives"),
    [("taken", None, 1), ("later", Retry, 0), ("never", Permanent, 0), ("silent", Unreachable, 0)],
)
def test_a_message_arrives_or_says_whether_trying_again_may_help(name, answer, expected, arrives, reader, settings):
    channel, row = CHANNELS[name], delivery(name, reader)
    with FAKES[name](settings, answer) as arrived:
        channel.prepare([row])
        expected = Retry if name in EACH_ALONE and expected is Unreachable else expected
        with CaptureQueriesContext(connection) as asked:
            assert type(outcome_of(channel, row)) is (expected or type(None))
        assert (len(asked), arrived()) == (0, arrives)


@pytest.mark.parametrize("name", OUTSIDE)
def test_whatever_the_network_raises_is_a_failure_in_words(name, reader, settings, monkeypatch):
    channel, row = CHANNELS[name], delivery(name, reader)
    with FAKES[name](settings, "taken") as arrived:
        channel.prepare([row])
        for fault in (OSError(113, "no route"), TimeoutError("timed out"), socket.gaierror(-2, "unknown")):
            monkeypatch.setattr(socket.socket, "connect", raising(fault))
            failure = outcome_of(channel, row)
            assert isinstance(failure, Retry if name in EACH_ALONE else Unreachable)
            assert not str(failure).isascii(), "an administrator reads it: Vietnamese"
        monkeypatch.undo()
        assert arrived() == 0


@pytest.mark.parametrize("name", OUTSIDE)
def test_the_same_row_carried_twice_is_the_same_message(name, reader, settings):
    channel, row = CHANNELS[name], delivery(name, reader)
    with FAKES[name](settings, "taken") as arrived:
        channel.prepare([row])
        assert [outcome_of(channel, row), outcome_of(channel, row)] == [None, None]
        assert arrived() == 2


def outcome_of(channel, row) -> Failed | None:
    try:
        channel.send(row)
    except Failed as failure:
        return failure
    return None


def raising(fault):
    def connect(self, *args):
        raise fault

    return connect
