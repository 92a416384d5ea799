"""The only clock. Every floor asks here; only a rehearsal or the fault suite may set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from django.db import connection
from django.utils import timezone

_set: ContextVar[datetime | None] = ContextVar("clock_set", default=None)
_transaction: ContextVar["_Instant | None"] = ContextVar("clock_transaction", default=None)


class _Instant:
    """The time of one transaction, read from the database when first asked: after the locks, not before them."""

    def __init__(self) -> None:
        self.value: datetime | None = None

    def read(self) -> datetime:
        if self.value is None:
            self.value = _database_now()
        return self.value


def now() -> datetime:
    """The present instant, aware. Within `one_instant` it stands still, so that one batch has one time."""
    instant = _transaction.get()
    return _set.get() or (instant.read() if instant else wall())


def wall() -> datetime:
    """The instant of this machine (or the one set), without asking the database; for marks nobody orders by."""
    return _set.get() or datetime.now(UTC)


def today() -> date:
    """The present date in the time zone of the office."""
    return timezone.localdate(now())


@contextmanager
def one_instant() -> Iterator[None]:
    """Read the database's clock once within the block: several web machines then agree on the order of things."""
    if _transaction.get() is not None:
        yield
        return
    token = _transaction.set(_Instant())
    try:
        yield
    finally:
        _transaction.reset(token)


@contextmanager
def set_to(instant: datetime) -> Iterator[None]:
    """Set the application's clock for the block (rehearsal and fault suite only); `instant` must be aware."""
    if timezone.is_naive(instant):
        raise ValueError("the clock takes aware datetimes only")
    token = _set.set(instant)
    try:
        yield
    finally:
        _set.reset(token)


def _database_now() -> datetime:
    # clock_timestamp() and not now(): the latter is the start of the transaction, before we waited for locks.
    postgres = connection.vendor == "postgresql"
    sql = "SELECT clock_timestamp()" if postgres else "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        value: datetime | str = cursor.fetchone()[0]
    if isinstance(value, str):
        return datetime.strptime(value, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
    return value
