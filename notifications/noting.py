"""How an attempt ended: arrived, to be tried again after a pause, or given up and laid before an administrator."""

import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from dossiers import clock
from notifications.channels import Failed
from notifications.models import Attempt, Delivery, DeliveryState, Incident

logger = logging.getLogger(__name__)

# Waiting before the second try, the third …: after the eighth in vain, about a day later, it is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 120, 360, 720))
TRIES = len(PAUSES) + 1
JITTER = 0.25  # of the pause, either way, so that what failed together does not return together
LONGEST_ERROR = 500
Outcome = Attempt.Outcome


def arrived(rows: Sequence[Delivery]) -> None:
    """These have arrived, whoever else may have taken them meanwhile. Two statements, whatever their number."""
    if not rows:
        return
    with transaction.atomic(), clock.one_instant():
        now = clock.now()
        _end(rows, now, Outcome.SENT)
        # by their ids too: a restore may have put other messages under these numbers meanwhile
        same = {"pk__in": [row.pk for row in rows], "message_id__in": {row.message_id for row in rows}}
        waiting = Delivery.objects.filter(**same).exclude(state=DeliveryState.SENT)
        waiting.update(state=DeliveryState.SENT, sent_at=now, next_try_at=None)


def failed(row: Delivery, failure: Failed, *, counts: bool = True, silent: bool = False) -> None:
    """This one did not arrive. `counts`: whether the try is used up (not where the whole channel was known to be
    silent); `silent`: whether the other side said nothing at all."""
    final = failure.permanent or (counts and row.attempts >= TRIES)
    logger.warning("delivery %s, try %s: %s", row.pk, row.attempts, failure)
    with transaction.atomic(), clock.one_instant():
        now = clock.now()
        outcome = Outcome.PERMANENT if failure.permanent else Outcome.RETRY
        _end([row], now, outcome, error=_short(failure), silent=silent)
        # a row that another worker took after the lease is that worker's to note
        mine = Delivery.objects.filter(
            pk=row.pk, message_id=row.message_id, state=DeliveryState.SENDING, attempts=row.attempts
        )
        if final and mine.update(state=DeliveryState.FAILED, next_try_at=None, last_error=_short(failure)):
            _open_incident(row, now, failure)
        elif not final:
            again = now + _wait(row, failure) if counts else now
            used = {} if counts else {"attempts": F("attempts") - 1}
            mine.update(state=DeliveryState.RETRY, next_try_at=again, last_error=_short(failure), **used)


def _wait(row: Delivery, failure: Failed) -> timedelta:
    """Our own pause, longer where the other side asks for it; none where the channel says that it mended the fault,
    and has not said so before."""
    pause = pause_after(row.attempts)
    if failure.after is None:
        return pause
    mended = failure.after == timedelta(0) and row.attempts == 1
    return failure.after if mended else max(pause, failure.after)


def pause_after(tries: int) -> timedelta:
    """How long to wait after the n-th try in vain (n from 1), with jitter."""
    return PAUSES[tries - 1] * random.uniform(1 - JITTER, 1 + JITTER)


def _end(rows: Sequence[Delivery], now: datetime, outcome: str, **said: Any) -> None:
    tries = Attempt.objects.filter(pk__in=[row.attempt.pk for row in rows], ended_at=None)
    tries.update(ended_at=now, outcome=outcome, **said)


def _open_incident(row: Delivery, now: datetime, failure: Failed) -> None:
    incident = Incident(delivery=row, opened_at=now, error=_short(failure))
    Incident.objects.bulk_create([incident], ignore_conflicts=True)


def _short(failure: Failed) -> str:
    return str(failure)[:LONGEST_ERROR]
