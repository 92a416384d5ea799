"""A tick belongs to a slot: two schedulers, or a message that comes twice, do the work once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from celery import current_app
from django.db import connection

from dossiers import clock
from workflow import beats
from workflow.models import Beat
from workflow.tasks import tick

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.fixture
def counted(monkeypatch):
    """A task that only counts how often it was done."""
    done = []
    monkeypatch.setitem(current_app.tasks, "tests.count", lambda: done.append(1))
    return done


@pytest.mark.django_db
def test_the_second_tick_of_a_slot_does_nothing_and_the_next_slot_is_free(counted):
    took = []
    for second in (0, 1, 59, 60, 61, 180):
        with clock.set_to(NOON + timedelta(seconds=second)):
            took.append(tick("tests.count", 60))
    assert took == [True, False, False, True, False, True]
    assert len(counted) == 3


@pytest.mark.django_db
def test_each_task_has_slots_of_its_own():
    with clock.set_to(NOON):
        assert [beats.claim(name, 60) for name in ("one", "other", "one", "other")] == [True, True, False, False]


@pytest.mark.django_db
def test_a_clock_that_was_put_back_does_not_stop_the_ticks():
    Beat.objects.create(name="one", at=NOON + timedelta(days=1))
    with clock.set_to(NOON):
        assert [beats.claim("one", 60), beats.claim("one", 60)] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_claim_a_slot_once():
    for round_ in range(5):
        start, took = threading.Barrier(2), []

        def work(instant, start=start, took=took):
            try:
                start.wait()
                with clock.set_to(instant):
                    took.append(beats.claim("one", 60))
            finally:
                connection.close()

        instant = NOON + timedelta(minutes=round_)
        schedulers = [threading.Thread(target=work, args=(instant,)) for _ in range(2)]
        for scheduler in schedulers:
            scheduler.start()
        for scheduler in schedulers:
            scheduler.join()
        assert sorted(took) == [False, True]
