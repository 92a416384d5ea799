"""Results let go while another decision is being announced, on PostgreSQL with threads: nobody is told twice, nobody is
forgotten."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connections

from dossiers.vocabulary import State
from notifications import announcing, holds, outbox, releasing
from notifications.kinds import Kind
from notifications.models import Delivery, DeliveryState, Hold
from tests.world import bring, make_world
from workflow.models import Unannounced

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
S = DeliveryState


@pytest.fixture
def world():
    """Head and drafter of the unit hear of results; the head by e-mail too."""
    world = make_world()
    world.head.email = "thutruong@stp.example.vn"
    world.head.save()
    return world


class Aside(threading.Thread):
    """Work on a connection of its own; what it raised or returned is kept."""

    def __init__(self, work: Callable[[], int]) -> None:
        super().__init__(daemon=True)
        self.work, self.ended = work, "not yet"
        self.start()

    def run(self) -> None:
        try:
            self.ended = self.work()
        except BaseException as error:  # noqa: BLE001 (shown by the test)
            self.ended = error
        finally:
            connections.close_all()

    def answer(self) -> object:
        self.join(timeout=30)
        return self.ended


def place(world) -> Hold:
    return holds.place(holds.RESULTS, reason="Chờ lễ trao tặng", actor=world.office_head)


def decide(world, count: int = 1) -> None:
    """So many lines granted by one decision; what led to it is told."""
    Unannounced.objects.exclude(batch__act="issue_paper").delete()
    bring(world, State.GRANTED, count)
    Unannounced.objects.exclude(batch__act="issue_paper").delete()


def told() -> Counter:
    """How often each person heard of each decision by each channel, whatever became of it."""
    rows = Delivery.objects.filter(kind=Kind.RESULT).values_list("user__full_name", "channel", "batch")
    return Counter((name, channel) for name, channel, _ in rows)


def states() -> Counter:
    return Counter(Delivery.objects.filter(kind=Kind.RESULT).values_list("channel", "state"))


def test_a_release_waits_for_the_announcing_under_the_order_and_takes_its_messages_along(world, monkeypatch):
    hold = place(world)
    decide(world)
    outbox.announce()
    decide(world)
    written, go_on, write = threading.Event(), threading.Event(), announcing.writing.write

    def slowly(batches, told):
        rows = write(batches, told)
        written.set()
        assert go_on.wait(20)
        return rows

    monkeypatch.setattr(announcing.writing, "write", slowly)
    announcer = Aside(outbox.announce)
    assert written.wait(20)
    releaser = Aside(lambda: releasing.release(hold, actor=world.office_head).count)
    releaser.join(timeout=0.5)
    assert releaser.is_alive(), "it must wait for what is being written under its order"
    go_on.set()
    assert (announcer.answer(), releaser.answer()) == (1, 6)
    assert told() == {
        (world.head.full_name, "inbox"): 2, (world.head.full_name, "email"): 2, (world.drafter.full_name, "inbox"): 2,
    }
    assert states() == {("inbox", S.SENT): 4, ("email", S.QUEUED): 2}


def test_what_is_announced_during_the_release_is_not_held_any_more(world, monkeypatch):
    hold = place(world)
    decide(world)
    outbox.announce()
    decide(world)
    released, go_on, results_of = threading.Event(), threading.Event(), releasing.results_of

    def slowly(batches, **options):
        released.set()
        assert go_on.wait(20)
        return results_of(batches, **options)

    monkeypatch.setattr(releasing, "results_of", slowly)
    releaser = Aside(lambda: releasing.release(hold, actor=world.office_head).count)
    assert released.wait(20)
    announcer = Aside(outbox.announce)
    announcer.join(timeout=0.5)
    assert announcer.is_alive(), "it must wait until the order is released or not"
    go_on.set()
    assert (releaser.answer(), announcer.answer()) == (3, 1)
    assert set(told().values()) == {2}
    assert states() == {("inbox", S.SENT): 4, ("email", S.QUEUED): 2}
    assert Delivery.objects.filter(kind=Kind.RESULT, hold=None).count() == 3


def test_whatever_the_order_everybody_is_told_once_of_every_decision(world):
    for turn in range(4):
        hold = place(world)
        decide(world)
        outbox.announce()
        for _ in range(3):
            decide(world)
        together = threading.Barrier(4)

        def let_go(hold=hold, together=together) -> int:
            together.wait(20)
            return releasing.release(hold, actor=world.office_head).count

        def announce(together=together) -> int:
            together.wait(20)
            return outbox.announce()

        workers = [Aside(announce), Aside(let_go), Aside(announce), Aside(let_go)]
        counts = [worker.answer() for worker in workers]
        outbox.announce()
        assert all(isinstance(count, int) for count in counts), counts
        assert set(told().values()) == {4 * (turn + 1)}
        assert states() == {("inbox", S.SENT): 8 * (turn + 1), ("email", S.QUEUED): 4 * (turn + 1)}
        assert Unannounced.objects.count() == 0
