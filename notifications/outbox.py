"""The post office: what has happened becomes delivery rows, exactly once; what is due leaves, at least once.

1. `announce` takes one `Unannounced` batch at a time and, in one transaction, writes the delivery rows of everybody
   concerned and deletes the batch's row. Whoever comes second finds the row gone and does nothing.
2. In the application a message has arrived with its row. E-mails are queued.
3. `send_due` claims one queued row at a time by moving its next try ahead (a lease), counts the attempt, and only
   then sends, outside any transaction. A worker that dies meanwhile leaves the row to be tried again.
"""

import logging
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from dossiers import clock
from notifications import writing
from notifications.channels import Failed, Unreachable
from notifications.channels.registry import CHANNELS
from notifications.gathering import messages_of
from notifications.models import Delivery, DeliveryState
from workflow.models import Unannounced

logger = logging.getLogger(__name__)

BATCHES_A_RUN = 200
LETTERS_A_RUN = 100
LEASE = timedelta(minutes=2)  # longer than a mail server may take to answer
# Waiting before the second try, the third …: after the eighth in vain, about a day later, it has failed.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 120, 360, 720))
TRIES = len(PAUSES) + 1
JITTER = 0.25  # of the pause, either way, so that what failed together does not return together

_recorded: ContextVar[list[Delivery] | None] = ContextVar("recorded", default=None)
_at_work = threading.Lock()


@contextmanager
def recorder() -> Iterator[list[Delivery]]:
    """Within the block e-mails end in the yielded list, and rehearsals are told too; no real channel is used."""
    token = _recorded.set([])
    try:
        yield _recorded.get()
    finally:
        _recorded.reset(token)


def is_recording() -> bool:
    """Whether messages end in a recorder now."""
    return _recorded.get() is not None


def announce(limit: int = BATCHES_A_RUN) -> int:
    """Write the deliveries of up to `limit` batches; returns of how many. One that fails keeps no other back."""
    waiting = list(Unannounced.objects.order_by("pk").values_list("pk", flat=True)[:limit])
    return sum(_announced(pk) for pk in waiting)


def send_due(limit: int = LETTERS_A_RUN) -> int:
    """Send up to `limit` queued messages whose time has come; returns how many arrived.

    One run at a time per process: a mail server that hangs must not occupy every thread of the worker. A server that
    does not answer ends the run, so that an outage costs one message one try and not all of them.
    """
    if not _at_work.acquire(blocking=False):
        return 0
    try:
        return _send_due(limit)
    finally:
        _at_work.release()


def _announced(pk: int) -> bool:
    try:
        with transaction.atomic():
            row = Unannounced.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if row is None:
                return False
            writing.write(row.batch_id, messages_of(row.batch_id, rehearsed=is_recording()))
            row.delete()
    except Exception:
        logger.exception("batch %s could not be announced; it stays in the outbox", pk)
        return False
    return True


def _send_due(limit: int) -> int:
    arrived = 0
    for row in _queue()[:limit]:
        if not _claimed(row):
            continue
        failure = _attempt(row)
        _note(row, failure)
        arrived += failure is None
        if isinstance(failure, Unreachable):
            break
    return arrived


def _queue() -> QuerySet[Delivery]:
    due = Delivery.objects.filter(state=DeliveryState.QUEUED, next_try_at__lte=clock.now())
    return due.select_related("user").order_by("next_try_at", "pk")


def _claimed(row: Delivery) -> bool:
    """Take the row for the time of a lease and count the attempt; False when another worker has it."""
    free = Delivery.objects.filter(pk=row.pk, state=DeliveryState.QUEUED, next_try_at=row.next_try_at)
    return free.update(next_try_at=clock.now() + LEASE, attempts=F("attempts") + 1) == 1


def _attempt(row: Delivery) -> Failed | None:
    letters = _recorded.get()
    if letters is not None:
        letters.append(row)
        return None
    try:
        CHANNELS[row.channel].send(row)
    except Failed as failure:
        return failure
    return None


def _note(row: Delivery, failure: Failed | None) -> None:
    """Write how the attempt ended."""
    tries = row.attempts + 1
    changes: dict[str, object] = {"state": DeliveryState.SENT, "sent_at": clock.now(), "next_try_at": None}
    if failure is not None:
        changes = {"last_error": str(failure)[:500], "next_try_at": None, "state": DeliveryState.FAILED}
        logger.warning("delivery %s, try %s: %s", row.pk, tries, failure)
    if failure is not None and not failure.permanent and tries < TRIES:
        changes |= {"state": DeliveryState.QUEUED, "next_try_at": clock.now() + pause_after(tries)}
    Delivery.objects.filter(pk=row.pk, state=DeliveryState.QUEUED).update(**changes)


def pause_after(tries: int) -> timedelta:
    """How long to wait after the n-th try in vain (n from 1), with jitter."""
    return PAUSES[tries - 1] * random.uniform(1 - JITTER, 1 + JITTER)
