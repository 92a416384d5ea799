"""The hatch: letters of one run are carried side by side, but handed over one after the other.

A worker that dies after a server's 'taken' and before our note of it sends that letter again later. So the next letter
is handed over only when the one before is noted, and a dead worker costs at most one second copy. Nobody waits for a
server that takes longer than `PATIENCE` to say so: there, and only there, several may be on their way.
"""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PATIENCE = 1.0  # seconds for the answer to a letter that was handed over; the next goes on without it then
LONGEST = 10.0  # seconds that a letter waits in all, whatever holds up the notes

_carried: ContextVar[tuple["Hatch", int] | None] = ContextVar("carried", default=None)


class Hatch:
    """Of one run, and used by its threads: `pass_through` and `answered` by those that carry, the rest by the one that
    notes."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._begun: dict[int, float] = {}  # delivery → when it was handed over (monotonic), not answered yet
        self._unnoted: set[int] = set()  # answered
        self._open = False

    def mark(self, delivery: int) -> None:
        """What is handed over in this context is `delivery` (a primary key)."""
        _carried.set((self, delivery))

    def pass_through(self, delivery: int) -> None:
        """Wait for one's turn, at most `LONGEST`."""
        end = time.monotonic() + LONGEST
        with self._changed:
            while (pause := self._pause(end)) > 0:
                self._changed.wait(pause)
            self._begun[delivery] = time.monotonic()

    def _pause(self, end: float) -> float:
        now = time.monotonic()
        if self._open:
            return 0.0
        if self._unnoted:
            return end - now
        return min(max(self._begun.values(), default=now - PATIENCE) + PATIENCE, end) - now

    def answered(self, delivery: int) -> None:
        """The server has taken it, or refused it."""
        with self._changed:
            self._begun.pop(delivery, None)
            self._unnoted.add(delivery)
            self._changed.notify_all()

    def noted(self, deliveries: Iterable[int]) -> None:
        """How these ended is in the database; also of letters that never came as far as the hatch."""
        with self._changed:
            self._unnoted.difference_update(deliveries)
            self._changed.notify_all()

    def open(self) -> None:
        """Nothing is noted any more: let nobody wait."""
        with self._changed:
            self._open = True
            self._changed.notify_all()


@contextmanager
def handing_over() -> Iterator[None]:
    """Around the last lines of a letter. At once where it belongs to no run."""
    carried = _carried.get()
    if carried is None:
        yield
        return
    hatch, delivery = carried
    hatch.pass_through(delivery)
    try:
        yield
    finally:
        hatch.answered(delivery)
