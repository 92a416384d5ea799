"""What has happened becomes delivery rows, exactly once (step 1 of `notifications/outbox.py`)."""

import logging

from django.db import transaction

from dossiers import clock
from notifications import writing
from notifications.gathering import messages_of
from notifications.recording import is_recording
from workflow.models import Unannounced

logger = logging.getLogger(__name__)
BATCHES_A_RUN = 200


def announce(limit: int = BATCHES_A_RUN) -> int:
    """Write the deliveries of up to `limit` batches; returns of how many. One that fails keeps no other back."""
    waiting = list(Unannounced.objects.order_by("pk").values_list("pk", flat=True)[:limit])
    return sum(_announced(pk) for pk in waiting)


def _announced(pk: int) -> bool:
    try:
        with transaction.atomic(), clock.one_instant():
            row = Unannounced.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if row is None:
                return False
            writing.write(row.batch_id, messages_of(row.batch_id, rehearsed=is_recording()))
            row.delete()
    except Exception:
        logger.exception("batch %s could not be announced; it stays in the outbox", pk)
        return False
    return True
