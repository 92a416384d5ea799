"""The quick half: one process, in which a worker dies at every point between claim, sending and note."""

import random
from datetime import timedelta
from itertools import count

import pytest

from dossiers import clock
from notifications import announcing, circuits, noting, outbox, queue, sending, tasks
from notifications.channels import Permanent, Retry, Unreachable, email
from notifications.models import Attempt, Delivery, DeliveryState, Incident
from tests.faults import counting
from tests.notifications.letters import give_addresses
from tests.world import do, drafts, make_world
from workflow.alarms import sweeping
from workflow.models import Unannounced

pytestmark = pytest.mark.django_db
ACTS = 5


class Killed(BaseException):
    """As by kill -9: nothing of ours catches it."""


@pytest.fixture
def world():
    world = make_world()
    give_addresses(world.appraiser, world.other_appraiser, world.office_head)
    return world


@pytest.fixture
def taken(monkeypatch):
    """Every letter that a mail server took: recipient and Message-ID."""
    letters = []
    monkeypatch.setattr(email, "send", lambda row: letters.append((row.user.email, row.message_id)))
    circuits.answered("email")
    return letters


def submit(world, times=ACTS):
    for row in drafts(world, times):
        do(world, "submit", [row])


# so that nobody's letter is broken off as often as makes an incident of it: the worker asks many times in one run
OFTEN = 0.1


def dying(function, chance, *, before=True):
    """`function` in a worker that dies at its first and at some later calls, just before or just after them."""
    calls = count()

    def call(*args, **kwargs):
        dies = next(calls) == 0 or chance.random() < OFTEN
        if dies and before:
            raise Killed
        answer = function(*args, **kwargs)
        if dies:
            raise Killed
        return answer

    return call


def work_until_done(begun, *, step=queue.LEASE, turns=200):
    """A worker that is started again whenever it dies; each start is a lease later."""
    kills = 0
    for turn in range(turns):
        with clock.set_to(begun + turn * step):
            try:
                tasks.deliver()
            except Killed:
                kills += 1
                continue
            if not counting.undone():
                return kills
    raise AssertionError(f"still to do: {counting.undone()}")


@pytest.mark.parametrize(
    ("module", "name", "before"),
    [
        (sending, "_carry", True),  # claimed, not sent
        (noting, "arrived", True),  # sent, not noted
        (noting, "arrived", False),  # noted, then dead
        (queue, "claim", False),  # claimed, and dead before anything was begun
        (announcing, "_announced", False),  # told of one act, dead before the next
    ],
)
def test_wherever_a_worker_dies_everybody_is_told(world, taken, monkeypatch, module, name, before):
    submit(world)
    chance = random.Random(f"{name} {before}")
    monkeypatch.setattr(module, name, dying(getattr(module, name), chance, before=before))
    kills = work_until_done(clock.now())
    assert kills > 0
    assert counting.told_wrongly(world, ACTS) == []
    assert counting.sent_wrongly(taken) == []
    assert counting.second_copies(taken) <= Attempt.objects.filter(ended_at=None).count()


def test_a_hint_that_is_lost_or_comes_five_times_changes_nothing(world, taken):
    submit(world)
    for _ in range(5):
        tasks.deliver()
    assert (counting.undone(), counting.told_wrongly(world, ACTS)) == (0, [])
    assert sorted(taken) == sorted(set(taken)) and len(taken) == 3 * ACTS


def test_a_mail_server_that_refuses_for_an_hour_costs_an_hour(world, taken, monkeypatch):
    submit(world)
    begun, send = clock.now(), email.send
    monkeypatch.setattr(circuits, "FIRST_PAUSE", 0)
    monkeypatch.setattr(email, "send", refusing(Unreachable("down")))
    for minute in range(0, 60, 6):
        with clock.set_to(begun + timedelta(minutes=minute)):
            tasks.deliver()
    assert taken == []
    monkeypatch.setattr(email, "send", send)
    work_until_done(begun + timedelta(hours=1), step=timedelta(minutes=10))
    assert (counting.sent_wrongly(taken), counting.second_copies(taken)) == ([], 0)
    assert Incident.objects.count() == 0


def test_one_address_that_does_not_exist_and_one_that_is_full_delay_nobody(world, taken, monkeypatch):
    submit(world)
    send, faults = email.send, {world.appraiser.pk: Permanent("550"), world.other_appraiser.pk: Retry("451")}

    def judge(row):
        if fault := faults.get(row.user_id):
            raise fault
        send(row)

    monkeypatch.setattr(email, "send", judge)
    tasks.deliver()
    states = Delivery.objects.filter(channel="email").values_list("user", "state")
    assert set(states) == {
        (world.appraiser.pk, DeliveryState.FAILED), (world.other_appraiser.pk, DeliveryState.RETRY),
        (world.office_head.pk, DeliveryState.SENT),
    }
    assert {incident.delivery.user_id for incident in Incident.objects.all()} == {world.appraiser.pk}


def test_a_sweep_that_dies_leaves_every_deadline_to_ring_once(world, taken, monkeypatch):
    long_ago = clock.now() - timedelta(days=120)
    with clock.set_to(long_ago):
        do(world, "receive", do(world, "submit", drafts(world, 6)))
    tasks.deliver()
    chance = random.Random(7)
    monkeypatch.setattr(sweeping, "AT_ONCE", 4)
    monkeypatch.setattr(sweeping, "_silence", dying(sweeping._silence, chance))
    monkeypatch.setattr(sweeping.weekly, "repeat", dying(sweeping.weekly.repeat, chance, before=False))
    kills, now = 0, clock.now()
    for _ in range(200):
        try:
            sweeping.sweep(now)
            break
        except Killed:
            kills += 1
    assert kills > 0
    assert counting.rung_wrongly(now) == []
    tasks.deliver()
    assert Unannounced.objects.count() == 0


def refusing(error):
    def send(row):
        raise error

    return send


def test_a_restart_finds_the_queue_as_it_was(world, taken):
    submit(world)
    outbox.announce()
    queue.claim("email", 2)
    circuits.forget()
    with clock.set_to(clock.now() + queue.LEASE):
        assert outbox.send_due() == 3 * ACTS
    assert counting.sent_wrongly(taken) == []
