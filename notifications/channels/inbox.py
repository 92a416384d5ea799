"""In the application: the delivery row itself is the message, so it has arrived when it is written."""

from collections.abc import Sequence

from dossiers.models import User
from notifications.models import INBOX, Delivery

NAME = INBOX
LABEL = "Trong ứng dụng"
AT_ONCE = True


def is_configured() -> bool:
    """Always: it needs nothing."""
    return True


def address(user: User) -> str:
    """Everybody with an account has it."""
    return user.username


def prepare(deliveries: Sequence[Delivery]) -> None:
    """Nothing to load."""


def send(delivery: Delivery) -> None:
    """Nothing to carry."""
