"""Two sweeps at once, on PostgreSQL with threads: every rung is fired once."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from dossiers import clock
from dossiers.vocabulary import State
from tests.world import World, bring, make_world
from workflow import journal, reconcile
from workflow.alarms import giving_up, refitting, registry, ringing, sweeping
from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.models import Alarm, Audience, Firing, Rung
from workflow.models import Entry

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at(day: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"2026-{day}T09:00"))


@pytest.fixture
def world() -> World:
    with clock.set_to(at("03-02")):
        return make_world()


@pytest.mark.parametrize(
    ("count", "sweeps"),
    [pytest.param(12, 2, id="quick"), pytest.param(200, 4, id="long", marks=pytest.mark.slow)],
)
def test_sweeps_at_once_fire_every_rung_once(world, monkeypatch, count, sweeps):
    monkeypatch.setattr(sweeping, "AT_ONCE", 5)
    with clock.set_to(at("03-02")):
        rows = bring(world, State.APPRAISING, count)
    together = threading.Barrier(sweeps)
    fired: list[list[Firing]] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            together.wait(timeout=20)
            # a sweep that finds everything taken by the others ends: like the next tick, it looks again
            for _ in range(50):
                fired.append(sweeping.sweep(at("04-02")))
        except BaseException as error:  # noqa: BLE001 (shown below)
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(sweeps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=240)
    assert errors == []
    assert sum(map(len, fired)) == count * 6 == Firing.objects.count()
    assert Entry.objects.filter(act="remind").count() == count * 4
    assert Entry.objects.filter(act="overdue").count() == count
    for row in rows:
        steps = [entry.facts.get("step", "end") for entry in row.entries.filter(act__in=["remind", "overdue"])]
        assert steps == ["-5", "-2", "0", "end", "1"]
    assert (list(journal.faults()), list(reconcile.breaches())) == ([], [])


def in_a_thread(work) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_rung_that_is_added_while_a_sweep_is_at_work_waits_for_it_and_rings_in_its_time(world, monkeypatch):
    with clock.set_to(at("03-02")):
        bring(world, State.APPRAISING, 3)
    begun, go_on = threading.Event(), threading.Event()

    def slow(batch, fired):
        begun.set()
        go_on.wait(timeout=20)
        ringing.remind(batch, fired)

    monkeypatch.setattr(registry, "_handlers", registry._handlers | {(DeadlineKind.STEP, "-5"): slow})
    rung = Rung.objects.create(kind=DeadlineKind.STEP, offset=-3, audience=Audience.DESK)

    def add() -> None:
        with clock.set_to(at("03-23")):
            refitting.refit(rung)

    sweep = in_a_thread(lambda: sweeping.sweep(at("03-23")))
    assert begun.wait(timeout=20)
    adding = in_a_thread(add)
    adding.join(timeout=1)
    assert adding.is_alive()
    go_on.set()
    for thread in (sweep, adding):
        thread.join(timeout=30)
    alarms = Alarm.objects.filter(at__isnull=False, version=2)
    expected = (1, ["-5", "-3", "-2", "0", "end", "1", "6"], at("03-25").replace(hour=8))
    assert [(alarm.rung, alarm.steps, timezone.localtime(alarm.at)) for alarm in alarms] == [expected] * 3
    sweeping.sweep(at("03-26"))
    fired = Firing.objects.filter(outcome=Firing.Outcome.FIRED).order_by("alarm", "pk").values_list("step", flat=True)
    assert list(fired) == ["-5", "-3", "-2"] * 3


def test_what_always_fails_is_tried_by_one_sweep_at_a_time_and_given_up_once(world, monkeypatch):
    with clock.set_to(at("03-02")):
        rows = bring(world, State.APPRAISING, 6)
    usual = ringing.mark_overdue

    def failing(batch, fired):
        if any(each.subject.pk == rows[3].pk for each in fired):
            raise ValueError("không ghi được")
        usual(batch, fired)

    monkeypatch.setattr(ringing, "mark_overdue", failing)
    for hours in range(0, 24 * 3, 2):
        now = at("03-31") + timedelta(hours=hours)
        for thread in [in_a_thread(lambda now=now: sweeping.sweep(now)) for _ in range(2)]:
            thread.join(timeout=60)
    sweeping.sweep(at("04-04"))
    assert [row.step for row in giving_up.given_up()] == ["end"]
    assert Entry.objects.filter(act="overdue").count() == 5
    assert Entry.objects.filter(act="remind").count() == 6 * 4
    assert list(journal.faults()) == []
