"""Two sweeps at once, on PostgreSQL with threads: every rung is fired once."""

import threading
from datetime import datetime

import pytest
from django.db import connections
from django.utils import timezone

from dossiers import clock
from dossiers.vocabulary import State
from tests.world import World, bring, make_world
from workflow import journal, reconcile
from workflow.alarms import sweeping
from workflow.alarms.models import Firing
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
