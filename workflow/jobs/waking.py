"""Telling the worker that a job waits. Only a hint: the worker also looks by itself, so a broker that is down is never
felt by the page, and the hint leaves on a thread of its own."""

import logging
import threading

logger = logging.getLogger(__name__)
VALID = 60  # seconds; a worker that was away longer looks by itself
_on_its_way = threading.Lock()


def hint() -> None:
    """Ask the worker to look, without waiting for the broker; while one hint is on its way, another is not needed."""
    if _on_its_way.acquire(blocking=False):
        threading.Thread(target=_send, name="workflow.jobs.hint", daemon=True).start()


def _send() -> None:
    from workflow.tasks import run_jobs

    try:
        run_jobs.apply_async(expires=VALID, retry=False, ignore_result=True)
    except Exception as error:  # whatever a broker's driver raises: a hint is worth no more than a line in the log
        logger.warning("the broker does not answer (%s); the periodic look will run the jobs", error)
    finally:
        _on_its_way.release()
