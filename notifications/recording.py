"""The recorder of a rehearsal: messages end in a list instead of leaving the house."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from notifications.models import Delivery

_recorded: ContextVar[list[Delivery] | None] = ContextVar("recorded", default=None)
_hours: ContextVar[bool] = ContextVar("recorded_with_hours", default=False)


@contextmanager
def recorder(*, hours: bool = False) -> Iterator[list[Delivery]]:
    """Within the block e-mails end in the yielded list, and rehearsals are told too; no real channel is used.

    They leave as soon as they are written or, with `hours`, when the quiet hours let them."""
    token, waiting = _recorded.set([]), _hours.set(hours)
    try:
        yield _recorded.get()
    finally:
        _hours.reset(waiting)
        _recorded.reset(token)


def is_recording() -> bool:
    """Whether messages end in a recorder now."""
    return _recorded.get() is not None


def is_hasty() -> bool:
    """Whether what is recorded leaves at whatever hour."""
    return is_recording() and not _hours.get()


def record(deliveries: list[Delivery]) -> None:
    """Add to the recorder's list. Raises LookupError where nothing records."""
    letters = _recorded.get()
    if letters is None:
        raise LookupError("no recorder is at work")
    letters.extend(deliveries)
