"""One circuit per channel and process: a server that does not answer is left alone for a while.

Until it has answered once only one message is on its way to it, so that an outage costs one message one try, and not
every message of the queue.
"""

import time
from dataclasses import dataclass

FIRST_PAUSE = 10.0  # seconds; doubled with every try in vain
LONGEST_PAUSE = 120.0


@dataclass
class Circuit:
    """`until`: of this machine's monotonic clock, which no change of the time moves."""

    answers: bool = False
    silences: int = 0
    until: float = 0.0


_circuits: dict[str, Circuit] = {}


def _of(channel: str) -> Circuit:
    return _circuits.setdefault(channel, Circuit())


def room(channel: str, most: int) -> int:
    """How many messages may be on their way by this channel now: none, one to try it out, or `most`."""
    circuit = _of(channel)
    if time.monotonic() < circuit.until:
        return 0
    return most if circuit.answers else 1


def answered(channel: str) -> None:
    """The server took a message, or refused one by itself: it is there."""
    _circuits[channel] = Circuit(answers=True)


def silent(channel: str) -> bool:
    """The server did not answer: pause. False when that was known already."""
    circuit = _of(channel)
    if time.monotonic() < circuit.until:
        return False
    pause = min(FIRST_PAUSE * 2**circuit.silences, LONGEST_PAUSE)
    _circuits[channel] = Circuit(silences=circuit.silences + 1, until=time.monotonic() + pause)
    return True


def forget() -> None:
    """As after a start: nothing is known of any channel."""
    _circuits.clear()
