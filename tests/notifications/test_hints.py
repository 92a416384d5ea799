"""The hint to the worker: after the commit, never felt by the page, needed by nobody."""

import logging
import threading
import time

import pytest
from celery.app.task import Task
from django.db import transaction
from kombu import Connection
from kombu.exceptions import OperationalError

from notifications import hints, outbox
from notifications.models import Delivery
from notifications.tasks import deliver
from tests.world import do, drafts, make_world
from workflow.models import Unannounced

DEAD = "redis://127.0.0.1:1/0"


@pytest.fixture
def sent(monkeypatch):
    calls = []
    monkeypatch.setattr(hints, "hint", lambda: calls.append("hint"))
    return calls


def wait_for_the_thread():
    assert hints._on_its_way.acquire(timeout=60)
    hints._on_its_way.release()


@pytest.mark.django_db
def test_one_hint_leaves_for_a_committed_act_and_not_before(sent, django_capture_on_commit_callbacks):
    world = make_world()
    with django_capture_on_commit_callbacks(execute=True):
        do(world, "submit", drafts(world))
        assert sent == []
    assert sent == ["hint"]


@pytest.mark.django_db
def test_several_acts_of_one_commit_give_one_hint(sent, django_capture_on_commit_callbacks):
    world = make_world()
    with django_capture_on_commit_callbacks(execute=True):
        rows = do(world, "submit", drafts(world))
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            do(world, "submit", drafts(world))
            1 / 0  # noqa: B018
        do(world, "receive", rows)
    assert sent == ["hint"]


@pytest.mark.django_db
def test_what_comes_while_a_hint_is_on_its_way_is_one_more(monkeypatch):
    calls, go_on = [], threading.Event()

    def slowly(self, **options):
        calls.append(self.name)
        assert go_on.wait(30)

    monkeypatch.setattr(Task, "apply_async", slowly)
    for _ in range(5):
        hints.hint()
    while not calls:
        time.sleep(0.01)
    for _ in range(5):
        hints.hint()
    go_on.set()
    wait_for_the_thread()
    assert len(calls) == 2


@pytest.mark.django_db
def test_a_recorder_needs_no_worker(sent, django_capture_on_commit_callbacks):
    world = make_world()
    with django_capture_on_commit_callbacks(execute=True), outbox.recorder():
        do(world, "submit", drafts(world))
    assert sent == []


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_is_not_felt_and_loses_nothing(monkeypatch, caplog):
    world = make_world()
    rows, ask, done, asked_after = drafts(world), Task.apply_async, threading.Event(), set()

    def ask_once_the_act_is_done(*args, **options):
        asked_after.add(done.wait(30))
        return ask(*args, connection=dead, **options)

    monkeypatch.setattr(Task, "apply_async", ask_once_the_act_is_done)
    with Connection(DEAD) as dead, caplog.at_level(logging.WARNING):
        do(world, "submit", rows)
        done.set()
        wait_for_the_thread()
    assert asked_after == {True}
    assert "the broker does not answer" in caplog.text
    assert Unannounced.objects.count() == 1
    deliver()
    assert Delivery.objects.filter(channel="inbox").count() == 3


def test_a_hint_does_not_wait_for_a_broker_that_hangs(monkeypatch):
    all_are_given, hung_until = threading.Event(), set()

    def hang(self, *args, **kwargs):
        hung_until.add(all_are_given.wait(30))
        raise OperationalError("hung")

    monkeypatch.setattr(Task, "apply_async", hang)
    for _ in range(3):
        hints.hint()
    all_are_given.set()
    wait_for_the_thread()
    assert hung_until == {True}


def test_a_hint_names_the_task_and_is_worth_nothing_after_a_minute(monkeypatch):
    calls = []
    monkeypatch.setattr(Task, "apply_async", lambda self, **options: calls.append((self.name, options)))
    hints.hint()
    wait_for_the_thread()
    options = {"expires": 60, "retry": True, "retry_policy": hints.ONCE_MORE, "ignore_result": True}
    assert (calls, hints.ONCE_MORE["max_retries"]) == ([("notifications.tasks.deliver", options)], 1)
