"""Everybody who touches a procedure waits for the one before, and sees what that one did."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from tests.workflow.stage import make_stage
from workflow import reconcile
from workflow.council import sessions
from workflow.flows import carriage
from workflow.flows.council import CouncilFlow
from workflow.flows.locks import lock
from workflow.models import Procedure

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20  # seconds until a test gives up


def in_thread(work):
    """Run `work` on a database connection of its own."""
    try:
        return work()
    finally:
        connection.close()


def holding(acquire, held: threading.Event, release: threading.Event) -> None:
    def work():
        with transaction.atomic():
            acquire()
            held.set()
            assert release.wait(PATIENCE)
            Procedure.objects.update(title="đã đổi trong lúc giữ khóa")

    in_thread(work)


@pytest.mark.postgres
@pytest.mark.parametrize("second", ["lock", "flow"])
def test_a_second_one_waits_and_reads_what_the_first_wrote(second):
    stage = make_stage()
    procedure = stage.session(stage.awaiting_council(1)).procedure
    held, release = threading.Event(), threading.Event()

    def wait_for_it() -> str:
        with transaction.atomic():
            if second == "lock":
                return lock([procedure.pk])[procedure.pk].title
            with CouncilFlow.lock(procedure.pk):
                return Procedure.objects.get(pk=procedure.pk).title

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(holding, lambda: lock([procedure.pk]), held, release)
        assert held.wait(PATIENCE)
        waiter = pool.submit(in_thread, wait_for_it)
        time.sleep(0.3)
        assert not waiter.done()
        release.set()
        assert waiter.result(PATIENCE) == "đã đổi trong lúc giữ khóa"
        first.result(PATIENCE)


@pytest.mark.postgres
def test_two_who_want_the_same_procedures_in_different_order_do_not_block_each_other():
    stage = make_stage()
    keys = [stage.session(stage.awaiting_council(1)).procedure_id for _ in range(4)]
    start = threading.Barrier(2)

    def take(order: list[int]) -> int:
        done = 0
        start.wait(PATIENCE)
        for _ in range(25):
            with transaction.atomic():
                done += len(lock(order)) == len(order)
        return done

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(in_thread, lambda order=order: take(order)) for order in (keys, keys[::-1])]
        assert [each.result(PATIENCE) for each in both] == [25, 25]


@pytest.mark.postgres
def test_a_lock_that_does_not_come_is_given_up():
    """The office is told 'đang có người xử lý' after the time-out; here it is shortened."""
    stage = make_stage()
    procedure = stage.session(stage.awaiting_council(1)).procedure
    held, release = threading.Event(), threading.Event()

    def impatient() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        try:
            with transaction.atomic():
                lock([procedure.pk])
        except OperationalError as error:
            return str(error)
        return "đã có khóa"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(holding, lambda: lock([procedure.pk]), held, release)
        assert held.wait(PATIENCE)
        told = pool.submit(in_thread, impatient).result(PATIENCE)
        release.set()
        first.result(PATIENCE)
    assert "lock timeout" in told


def test_nine_votes_at_once_are_nine_votes():
    stage = make_stage(members=9)
    session = stage.session(stage.awaiting_council(2))
    items = list(session.items.values_list("pk", flat=True))
    together = threading.Barrier(9)

    def cast(voter) -> int:
        together.wait(PATIENCE)
        return len(sessions.vote(session, dict.fromkeys(items, "yes"), actor=voter))

    with ThreadPoolExecutor(9) as pool:
        votes = [pool.submit(in_thread, lambda voter=voter: cast(voter)) for voter in stage.voters]
        assert [each.result(PATIENCE) for each in votes] == [1] * 9
    tasks = session.procedure.task_set.filter(flow_task=CouncilFlow.vote)
    assert list(tasks.values_list("status", flat=True)) == ["DONE"] * 9
    assert carriage.open_votes(list(stage.council.seats.values_list("pk", flat=True))) == []
    assert list(reconcile.breaches()) == []
