"""What every channel keeps to, whoever wrote it: the post office relies on nothing else."""

import inspect
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dossiers import clock
from dossiers.models import User
from dossiers.vocabulary import State
from notifications import channels, outbox
from notifications.channels import Failed, Permanent, Retry, Unreachable, inbox
from notifications.channels.registry import CHANNELS, FETCHED, label
from notifications.models import Delivery, Subscriber
from tests import factories as make
from tests.notifications.channels.fakes import FAKES, FETCHERS, Fetched
from tests.world import REASON, bring, do, make_world
from workflow.models import Batch

pytestmark = pytest.mark.django_db
OUTSIDE = [name for name, channel in CHANNELS.items() if not channel.AT_ONCE]
EACH_ALONE = ("webhook",)  # every recipient is a server of its own: that one is silent says nothing of the others
EVERY = CHANNELS | FETCHED
ALWAYS, CARRYING = ("is_configured", "address"), ("prepare", "send")


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
    assert {channel.__name__.rpartition(".")[2] for channel in EVERY.values()} == files
    assert (set(FAKES), set(FETCHERS)) == (set(OUTSIDE), set(FETCHED))


@pytest.mark.parametrize("name", EVERY)
def test_it_says_what_it_is(name):
    channel = EVERY[name]
    assert name == channel.NAME
    assert channel.LABEL and not channel.LABEL.isascii()
    assert [what for what in ALWAYS if not inspect.getdoc(getattr(channel, what))] == []
    assert type(channel.is_configured()) is bool


@pytest.mark.parametrize("name", CHANNELS)
def test_one_that_carries_says_how_and_its_rows_name_it(name):
    channel = CHANNELS[name]
    assert len(name) <= Delivery._meta.get_field("channel").max_length
    assert (label(name), channel.AT_ONCE in (True, False)) == (channel.LABEL, True)
    assert [what for what in CARRYING if not inspect.getdoc(getattr(channel, what))] == []


@pytest.mark.parametrize("name", EVERY)
def test_an_address_is_a_text_and_the_same_however_often_it_is_asked_for(name, reader):
    asked = {EVERY[name].address(reader) for _ in range(3)}
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
        assert (len(asked), len(arrived())) == (0, arrives)


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
        assert arrived() == []


@pytest.mark.parametrize("name", OUTSIDE)
def test_the_same_row_carried_twice_is_the_same_message(name, reader, settings):
    channel, row = CHANNELS[name], delivery(name, reader)
    with FAKES[name](settings, "taken") as arrived:
        channel.prepare([row])
        assert [outcome_of(channel, row), outcome_of(channel, row)] == [None, None]
        assert len(arrived()) == 2


class TestWhatIsFetched:
    @pytest.fixture(params=FETCHED)
    def fetched(self, request):
        return FETCHERS[request.param]

    def test_whoever_knows_the_secret_reads_it_and_nobody_else(self, fetched, reader, client):
        secret = fetched.renew(reader)
        client.force_login(make.make_user())
        assert [each.get(fetched.path(secret)).status_code for each in (Client(), client)] == [200, 200]
        client.force_login(reader)
        assert [client.get(fetched.path(each)).status_code for each in ("x" * 32, secret[:-1])] == [404, 404]
        assert client.post(fetched.path(secret)).status_code == 405
        User.objects.filter(pk=reader.pk).update(is_active=False)
        assert Client().get(fetched.path(secret)).status_code == 404

    def test_a_new_secret_ends_the_one_before_and_so_does_closing(self, fetched, reader):
        secrets = [fetched.renew(reader) for _ in range(3)]
        assert [Client().get(fetched.path(each)).status_code for each in secrets] == [404, 404, 200]
        fetched.close(reader)
        assert Client().get(fetched.path(secrets[-1])).status_code == 404

    @pytest.mark.parametrize("name", FETCHED)
    def test_the_secret_is_not_in_the_address_by_which_it_is_known_here(self, name, reader):
        assert FETCHED[name].address(reader) == ""
        secret = FETCHERS[name].renew(reader)
        known = FETCHED[name].address(reader)
        assert known and secret not in known and known not in secret
        assert Client().get(FETCHERS[name].path(known)).status_code == 404

    def test_a_fault_of_ours_is_no_empty_answer_which_would_clear_what_the_person_has(
        self, fetched, reader, monkeypatch, caplog
    ):
        secret = fetched.renew(reader)
        monkeypatch.setattr(fetched.source, raising(RuntimeError("a fault")))
        answer = Client(raise_request_exception=False).get(fetched.path(secret))
        assert (answer.status_code, "a fault" in caplog.text) == (500, True)


def test_what_leaves_by_whatever_way_names_neither_nominee_nor_reason(settings):
    world = make_world()
    for user in (world.head, world.appraiser):
        user.email, user.zalo_id = f"{user.username}@stp.example.vn", f"76559092985968543{user.pk}"
        user.save()
    Subscriber.objects.create(name="Phần mềm văn bản", url="https://may.example.vn/", made_at=clock.now())
    with ExitStack() as servers:
        arrived = {name: servers.enter_context(FAKES[name](settings, "taken")) for name in OUTSIDE}
        [dossier] = do(world, "return_for_correction", bring(world, State.APPRAISING))
        do(world, "resubmit", [dossier])
        outbox.announce()
        Delivery.objects.filter(state="queued").update(next_try_at=clock.now(), any_hour=True)
        outbox.send_due()
        said = {name: "\n".join(found()) for name, found in arrived.items()}
    said |= {name: read(FETCHERS[name], world.appraiser) for name in FETCHED}
    said[inbox.NAME] = "\n".join(f"{row.subject} {row.body}" for row in Delivery.objects.filter(channel=inbox.NAME))
    assert {name for name, text in said.items() if dossier.code in text} == set(EVERY)
    unsaid = (REASON, dossier.nominee_name, "kỷ luật", "phiếu")
    assert [(name, words) for name, text in said.items() for words in unsaid if words in text] == []


def read(fetched: Fetched, user: User) -> str:
    return Client().get(fetched.path(fetched.renew(user))).content.decode().replace("\r\n ", "")


def outcome_of(channel, row) -> Failed | None:
    try:
        channel.send(row)
    except Failed as failure:
        return failure
    return None


def raising(fault):
    def raises(*args):
        raise fault

    return raises
