"""How a command is left before its end: in order, or not in the middle of its last step."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

POLITE = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def politely() -> Iterator[None]:
    """A polite kill and a lost terminal end as Ctrl-C does: the blocks within are left in order."""

    def leave(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    with _handling(leave, *(each for each in POLITE if signal.getsignal(each) != signal.SIG_IGN)):
        yield


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ctrl-C and a polite kill do not break the block off: it is done in a moment."""
    with _handling(lambda number, frame: None, signal.SIGINT, *POLITE):
        yield


@contextmanager
def _handling(handler: Callable[[int, FrameType | None], None], *numbers: signal.Signals) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # which alone gets signals
        yield
        return
    usual = {each: signal.signal(each, handler) for each in numbers}
    try:
        yield
    finally:
        for each, before in usual.items():
            signal.signal(each, before)
