"""The fast path: after a commit, tell the worker that there is something to deliver.

Only a hint. A lost one costs seconds (the worker also looks by itself), so a broker that is down is never felt by the
person whose act is committed: the hint leaves on a thread of its own. One a commit, however many acts it holds; while
one is on its way, all that come meanwhile are one more.
"""

import logging
import threading
from typing import Any

from django.db import connection, transaction

from notifications.recording import is_recording
from workflow.signals import journal_written

logger = logging.getLogger(__name__)
# a connection that was open before the broker was restarted is found broken with the first use
ONCE_MORE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
VALID = 60  # seconds; a worker that was away longer looks by itself
_on_its_way = threading.Lock()
_once_more = threading.Event()


def listen() -> None:
    """Hear of every batch the door writes."""
    journal_written.connect(_after_commit, dispatch_uid="notifications.hints")


def _after_commit(**signal: Any) -> None:
    if not is_recording() and not _is_coming():
        transaction.on_commit(hint, robust=True)


def _is_coming() -> bool:
    """Whether this transaction will already give a hint; one of a savepoint that was rolled back is gone by itself."""
    return any(function is hint for _, function, _ in connection.run_on_commit)


def hint() -> None:
    """Send a hint without waiting for the broker."""
    _once_more.set()
    if _on_its_way.acquire(blocking=False):
        threading.Thread(target=_send, name="notifications.hint", daemon=True).start()


def _send() -> None:
    from notifications.tasks import deliver

    try:
        while _once_more.is_set():
            _once_more.clear()
            deliver.apply_async(expires=VALID, retry=True, retry_policy=ONCE_MORE, ignore_result=True)
    except Exception as error:  # whatever a broker's driver raises: a hint is worth no more than a line in the log
        logger.warning("the broker does not answer (%s); the periodic look will deliver", error)
    finally:
        _on_its_way.release()
