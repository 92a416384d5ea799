"""One circuit per channel and process: a server that does not answer is left alone for a while.

Until it has answered once only a few messages are on their way to it, and of those that find it silent together one
pays with a try: an outage does not cost every message of the queue one. Not a single one, lest everybody wait for the
one recipient for whom the server takes its time.
"""

import time
from collections.abc import Hashable
from dataclasses import dataclass

FIRST_PAUSE = 10.0  # seconds; doubled with every try in vain
LONGEST_PAUSE = 120.0
TRIAL = 2  # messages that try out a channel of which nothing is known


@dataclass
class Circuit:
    """`until`: of this machine's monotonic clock, which no change of the time moves; `cut_off`: the recipient for whom
    the server broke off last, and has answered nobody since."""

    answers: bool = False
    silences: int = 0
    until: float = 0.0
    cut_off: Hashable = None


_circuits: dict[str, Circuit] = {}


def _of(channel: str) -> Circuit:
    return _circuits.setdefault(channel, Circuit())


def room(channel: str, most: int) -> int:
    """How many messages may be on their way by this channel now: none, a few to try it out, or `most`."""
    circuit = _of(channel)
    if time.monotonic() < circuit.until:
        return 0
    return most if circuit.answers else min(most, TRIAL)


def answered(channel: str) -> None:
    """The server took a message, or refused one by itself: it is there."""
    _circuits[channel] = Circuit(answers=True)


def silent(channel: str) -> bool:
    """The server did not answer: pause. False when that was known already."""
    circuit = _of(channel)
    if time.monotonic() < circuit.until:
        return False
    pause = min(FIRST_PAUSE * 2**circuit.silences, LONGEST_PAUSE)
    circuit.answers, circuit.silences, circuit.until = False, circuit.silences + 1, time.monotonic() + pause
    return True


def cut_off(channel: str, recipient: Hashable) -> bool:
    """The server broke off while it took a message to `recipient`. Whether it does so to others too."""
    circuit = _of(channel)
    before, circuit.cut_off = circuit.cut_off, recipient
    return before not in (None, recipient)


def forget() -> None:
    """As after a start: nothing is known of any channel."""
    _circuits.clear()
