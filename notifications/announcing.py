"""What has happened becomes delivery rows, exactly once (step 1 of `notifications/outbox.py`)."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from dossiers import clock
from notifications import putting_off, writing
from notifications.gathering import messages_of
from notifications.recording import is_recording
from workflow.alarms import sweeping
from workflow.engine import CHANGE_CALENDAR
from workflow.models import Unannounced

logger = logging.getLogger(__name__)
BATCHES_A_RUN = 200
SWEPT_TOGETHER = 40  # batches of the sweep in one message; each has at most 500 lines
PATIENCE = timedelta(minutes=2)  # for a run of the sweep to end
Waiting = tuple[int, str, datetime]  # a row of the outbox, the act of its batch, its moment


def announce(limit: int = BATCHES_A_RUN) -> int:
    """Write the deliveries of `limit` batches or a few more; returns of how many. One that fails keeps no other back,
    however many fail.

    What one run of the sweep has fired is told together, once nothing is due any more."""
    done, last = 0, 0
    while done < limit and (waiting := _waiting(last, limit)):
        done += _look(waiting)
        if len(waiting) < limit:
            break
        last = waiting[-1][0]
    return done


def _waiting(after: int, limit: int) -> list[Waiting]:
    rows = Unannounced.objects.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", "batch__act", "batch__at")[:limit])


def _look(waiting: Sequence[Waiting]) -> int:
    if any(act == CHANGE_CALENDAR for _, act, _ in waiting):
        putting_off.put_off()
    swept = [(pk, at) for pk, act, at in waiting if act == sweeping.SWEEP]
    done = sum(_announced([pk]) for pk, act, _ in waiting if act != sweeping.SWEEP)
    return done + (_together([pk for pk, _ in swept[:SWEPT_TOGETHER]]) if swept and _is_over(swept[0][1]) else 0)


def _is_over(first: datetime) -> bool:
    now = clock.now()
    return is_recording() or sweeping.is_idle(now) or now - first > PATIENCE


def _together(pks: list[int]) -> int:
    return _announced(pks) or (sum(_announced([pk]) for pk in pks) if len(pks) > 1 else 0)


def _announced(pks: Sequence[int]) -> int:
    """Announce these batches as one, that of the first; returns how many they were."""
    try:
        with transaction.atomic(), clock.one_instant():
            rows = list(Unannounced.objects.select_for_update(skip_locked=True).filter(pk__in=pks).order_by("pk"))
            if not rows:
                return 0
            batches = [row.batch_id for row in rows]
            writing.write(batches, messages_of(batches, rehearsed=is_recording()))
            for row in rows:
                row.delete()
    except Exception:
        logger.exception("batches %s could not be announced; they stay in the outbox", list(pks))
        return 0
    return len(rows)
