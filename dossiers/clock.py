"""The only clock. Every floor asks here; only a rehearsal or the fault suite may set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from django.db import connection
from django.utils import timezone

_set: ContextVar[datetime | None] = ContextVar("clock_set", default=None)
_transaction: ContextVar[datetime | None] = ContextVar("clock_transaction", default=None)


def now() -> datetime:
    """The present instant, aware. Within `one_instant` it stands still, so that one batch has one time."""
    return _set.get() or _transaction.get() or datetime.now(UTC)


def today() -> date:
    """The present date in the time zone of the office."""
    return timezone.localdate(now())


@contextmanager
def one_instant() -> Iterator[datetime]:
    """Read the database's clock once and keep it for the block: several web machines then agree on the order."""
    if _transaction.get() is not None or _set.get() is not None:
        yield now()
        return
    token = _transaction.set(_database_now())
    try:
        yield now()
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
