"""Every way to a person. A new one is a module of this folder and a name in one of the lines at the end."""

from collections.abc import Sequence
from typing import Protocol

from dossiers.models import User
from notifications.channels import calendar, email, inbox, webhook, zalo
from notifications.models import Delivery


class Way(Protocol):
    """What the module of every channel has. LABEL stands on the screen."""

    NAME: str
    LABEL: str

    def is_configured(self) -> bool:
        """Whether this installation uses the channel."""

    def address(self, user: User) -> str:
        """Where `user` is reached; empty when nowhere."""


class Channel(Way, Protocol):
    """One by which messages are carried; its NAME stands in their rows (`Delivery.channel`).

    AT_ONCE: the row is the message, nothing is carried. `prepare` and `send` are asked for the rows of one run:
    `prepare` may read the database and leave what it found on the rows, `send` runs on a thread of its own and must not
    touch the database. It returns when the message has arrived and raises `Permanent`, `Retry` or `Unreachable` when
    not, nothing else.
    """

    AT_ONCE: bool

    def prepare(self, deliveries: Sequence[Delivery]) -> None:
        """Load what `send` will need; as many statements for one row as for all."""

    def send(self, delivery: Delivery) -> None:
        """Carry one message."""


CHANNELS: dict[str, Channel] = {each.NAME: each for each in (inbox, email, webhook, zalo)}
FETCHED: dict[str, Way] = {each.NAME: each for each in (calendar,)}  # by people's own programs, by a secret address


def label(name: str) -> str:
    """The channel in words, also of one that this release no longer has."""
    return CHANNELS[name].LABEL if name in CHANNELS else "kênh đã bỏ"


def phrase(name: str) -> str:
    """As `label`, within a sentence; a name in it keeps its capital."""
    words = label(name)
    return words[0].lower() + words[1:]
