"""Leaving in order when asked politely, and never in the middle of a last step."""

import os
import signal
import threading

import pytest

from config import leaving


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_polite_kill_leaves_the_blocks_in_order(number):
    left, before = [], signal.getsignal(number)
    with pytest.raises(SystemExit) as end, leaving.politely():
        try:
            os.kill(os.getpid(), number)
        finally:
            left.append("in order")
    assert (left, end.value.code, signal.getsignal(number)) == (["in order"], 128 + number, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_last_step_is_not_broken_off(number):
    done, before = [], signal.getsignal(number)
    with leaving.undisturbed():
        os.kill(os.getpid(), number)
        done.append("the step")
    assert (done, signal.getsignal(number)) == (["the step"], before)


def test_a_thread_which_gets_no_signals_does_its_work_all_the_same():
    done = []

    def work():
        with leaving.politely(), leaving.undisturbed():
            done.append("work")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == ["work"]
