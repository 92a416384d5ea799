"""Real workers, a real broker, a real mail server, and what breaks them. After each fault everything has arrived."""

import random
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from dossiers import clock
from notifications.models import Attempt, Delivery, DeliveryState, Incident
from tests.faults import counting
from tests.faults.installation import (
    REDIS,
    Installation,
    emptied,
    free_port,
    own_redis,
    reported,
    wait_until,
)
from tests.mail_server import TAKEN, MailServer, serving
from tests.world import World, do, drafts
from workflow.alarms.models import Alarm, Firing
from workflow.models import Beat, Entry

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MESSAGES, KILLS = 2000, 20
A_SUBMISSION = 6  # messages: three people, in the application and by e-mail
DAY = timedelta(days=1)


def long_overdue(world: World, number: int, *, days: int = 120) -> None:
    """So many dossiers submitted so long ago, whose terms have run out since."""
    with clock.set_to(clock.now() - timedelta(days=days)):
        do(world, "submit", drafts(world, number))


def all_is_done() -> bool:
    return not counting.undone() and not counting.unfired(clock.now())


def check(installation: Installation, world: World, acts: int) -> None:
    """Every act has all its messages, every letter came, every deadline rang once."""
    assert counting.told_wrongly(world, acts) == []
    assert counting.sent_wrongly(installation.mail.ids()) == []
    assert counting.rung_wrongly(clock.now()) == []


def test_a_worker_killed_twenty_times_loses_nothing(installation, world):
    chance = random.Random(20)
    installation.mail.dawdle = one_at_a_time(chance)
    acts = MESSAGES // A_SUBMISSION
    long_overdue(world, 500)
    drafts(world, acts)
    acting = installation.acting("slowly")  # so that there is something to break off until the last kill
    living = [installation.start_worker(), installation.start_worker()]
    for _ in range(KILLS):
        victim = living.pop(0)
        wait_until(lambda victim=victim: installation.works(victim))
        time.sleep(chance.uniform(0.1, 1.5))
        installation.kill(victim)
        living.append(installation.start_worker())
    assert reported(acting)["acts"] == acts
    wait_until(all_is_done, patience=600)
    check(installation, world, acts + 1)
    copies, broken = counting.second_copies(installation.mail.ids()), Attempt.objects.filter(ended_at=None).count()
    print(f"killed {KILLS} times: {copies} second copies, {broken} attempts broken off")
    assert copies <= min(KILLS, broken)


def one_at_a_time(chance: random.Random) -> Callable[[], float]:
    """How long the mail server takes to say that it has taken a letter: long for one at a time, so that a kill finds no
    more than one that has arrived without the worker's knowing."""
    until = [0.0]

    def dawdle() -> float:
        now = time.monotonic()
        wait = chance.uniform(0.2, 0.6) if now >= until[0] else 0.0
        until[0] = max(until[0], now + wait)
        return wait

    return dawdle


def test_a_broker_that_is_away_for_five_hundred_acts_is_not_felt(installation, world, tmp_path):
    do(world, "submit", drafts(world, 10))
    drafts(world, 500)
    port = free_port()
    if REDIS:
        with own_redis(tmp_path, port) as installation.broker:
            installation.start_worker()
            wait_until(lambda: not counting.undone())
    report = installation.act("pages", broker=f"redis://127.0.0.1:{port}/0")
    assert (report["acts"], report["failed"]) == (500, [])
    print(f"the longest act without a broker: {report['longest']:.2f} s")
    if REDIS:
        with own_redis(tmp_path, port):
            wait_until(lambda: not counting.undone(), patience=600)
    else:
        installation.start_worker()
        wait_until(lambda: not counting.undone(), patience=600)
    check(installation, world, 501)
    assert counting.second_copies(installation.mail.ids()) == 0


def test_a_broker_that_forgets_everything_loses_nothing(installation, world, tmp_path):
    drafts(world, 150)
    installation.start_worker()
    acting = installation.acting()
    while acting.poll() is None:
        emptied(installation.broker)
        time.sleep(0.3)
    reported(acting)
    wait_until(lambda: not counting.undone())
    check(installation, world, 150)
    assert counting.second_copies(installation.mail.ids()) == 0


def test_a_mail_server_that_is_down_then_busy_then_slow_delays_only_whom_it_must(installation, world):
    """A pause is two seconds here instead of up to twelve hours: what takes an hour there takes seconds."""
    slow, gone, good = (each.email for each in (world.appraiser, world.other_appraiser, world.office_head))
    drafts(world, 40)
    installation.mail.port = free_port()
    installation.start_worker(pause=2)
    installation.act()
    wait_until(lambda: Delivery.objects.filter(state=DeliveryState.RETRY).exists())
    busy_until = time.monotonic() + 8

    def answer(recipient):
        if recipient == gone:
            return "550 no such user"
        return "451 try later" if time.monotonic() < busy_until else TAKEN

    server = MailServer(answer, wait=lambda each: 1.0 if each == slow else 0.0)
    with serving(server, port=installation.mail.port) as installation.mail:
        wait_until(lambda: not counting.undone(), patience=600)
    states = set(Delivery.objects.filter(channel="email").values_list("user__email", "state"))
    assert states == {(slow, "sent"), (good, "sent"), (gone, "failed")}
    assert set(Incident.objects.values_list("delivery__user__email", flat=True)) == {gone}
    check(installation, world, 40)
    came = [each for each, _ in server.ids()]
    assert came[-5:] == [slow] * 5, "nobody waited for the slow one"


def test_two_workers_with_two_schedulers_do_everything_once(installation, world):
    long_overdue(world, 100)
    drafts(world, 60)
    installation.start_worker()
    installation.start_worker()
    installation.act()
    wait_until(all_is_done)
    check(installation, world, 61)
    assert counting.second_copies(installation.mail.ids()) == 0
    assert {"deliver", "sweep_deadlines"} <= set(Beat.objects.values_list("name", flat=True))


@pytest.mark.postgres
@pytest.mark.parametrize("wrong", [-DAY, DAY])
def test_a_worker_whose_clock_is_a_day_wrong_goes_by_the_database(installation, world, wrong):
    long_overdue(world, 20)
    drafts(world, 20)
    installation.start_worker(clock=wrong.total_seconds())
    installation.start_worker()
    installation.act()
    wait_until(all_is_done)
    check(installation, world, 21)
    assert counting.second_copies(installation.mail.ids()) == 0
    now = clock.now()
    assert not Firing.objects.filter(due__gt=now).exists()
    assert Alarm.objects.filter(at__gt=now, at__lt=now + 400 * DAY).exists()


def test_a_thousand_deadlines_after_three_days_without_a_worker_ring_once_each_and_raise_no_storm(installation, world):
    long_overdue(world, 1000, days=days_until_overdue(world) + 3)
    letters = Delivery.objects.filter(channel="email").count()
    installation.start_worker()
    wait_until(all_is_done, patience=600)
    check(installation, world, 2)
    overdue = Entry.objects.filter(act="overdue").values_list("dossier", flat=True)
    assert (len(overdue), len(set(overdue))) == (1000, 1000)
    assert Delivery.objects.filter(channel="email").count() - letters < 100


def days_until_overdue(world: World) -> int:
    """Days from the submission to the end of its term, on the calendar of today."""
    [row] = do(world, "submit", drafts(world))
    Alarm.objects.all().delete()
    return (row.due_at - clock.now()).days + 1
