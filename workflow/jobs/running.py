"""How a job runs. Steps, in this order:

1. `start` writes the job once per (person, form key) and, after the commit, hints to the worker.
2. `claim` takes it by one conditional update: waiting jobs, and running ones whose last sign of life is older than a
   minute. Of two that claim at once, one gets it.
3. `advance` does the next part, then counts it by an update that names claim and part: what a second runner did
   meanwhile is not counted twice, and the door has done it once (the part's key).
4. After a slice of time the job goes back to the queue, so that short work is not kept waiting behind it.
"""

import logging
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from dossiers import clock
from dossiers.models import User
from workflow.jobs import waking
from workflow.jobs.models import Job, JobState
from workflow.jobs.registry import Outcome, Part, kept, kind_of

logger = logging.getLogger(__name__)
SILENCE = timedelta(minutes=1)
SLICE = 20.0  # seconds that a worker stays with one job before it looks at the others
STOPPED = "Việc dừng lại vì lỗi của phần mềm. Phần đã làm vẫn được giữ; người quản trị xem nhật ký máy chủ."


def start(
    kind: str, *, title: str, actor: User, items: Sequence[Any], arguments: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Job:
    """Write a job down for the worker; with `key`, the job that this person's key has already made.

    `items` (JSON values) are divided into parts, `arguments` (JSON) go to every part."""
    kind_of(kind)
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind, title=title[:255], actor=actor, key=key, items=list(items), total=len(items),
                arguments=dict(arguments or {}), created_at=clock.now(),
            )
    except IntegrityError:
        return Job.objects.get(actor=actor, key=key)
    transaction.on_commit(waking.hint, robust=True)
    return job


def waiting() -> QuerySet[Job]:
    """Jobs that nobody is at: queued, or left behind by a runner that has stopped."""
    silent = Q(state=JobState.RUNNING, beat_at__lt=clock.now() - SILENCE)
    return Job.objects.filter(Q(state=JobState.QUEUED) | silent).order_by(F("beat_at").asc(nulls_first=True), "pk")


def claim(pk: int) -> str:
    """Take the job for this process; the claim, or '' if somebody else has it or it is over."""
    mine, now = uuid.uuid4().hex, clock.now()
    taken = waiting().order_by().filter(pk=pk).update(
        state=JobState.RUNNING, claim=mine, beat_at=now, started_at=Coalesce("started_at", now)
    )
    return mine if taken else ""


def run_waiting(*, seconds: float = SLICE) -> int:
    """Do what waits, one job after the other, a slice of time each and not many slices together (a worker's task has a
    limit of its own); what is left is asked for again. The number of jobs that were worked on."""
    touched, over = 0, _deadline(2 * seconds)
    for pk in list(waiting().values_list("pk", flat=True)):
        touched += run(pk, seconds=seconds)
        if over():
            break
    if waiting().filter(state=JobState.QUEUED).exists():
        waking.hint()
    return touched


def run(pk: int, *, seconds: float = SLICE) -> bool:
    """Work on one job for at most about `seconds`, if nobody else is at it; whether it was claimed here."""
    mine = claim(pk)
    if not mine:
        return False
    over = _deadline(seconds)
    while advance(pk, mine):
        if over():
            Job.objects.filter(pk=pk, claim=mine, state=JobState.RUNNING).update(state=JobState.QUEUED, claim="")
            break
    return True


def advance(pk: int, mine: str) -> bool:
    """Do the next part under the claim `mine`; whether there is more to do here."""
    job = Job.objects.select_related("actor").filter(pk=pk, claim=mine, state=JobState.RUNNING).first()
    if job is None:
        return False
    try:
        # a kind that this version does not know any more stops its own job, not the others in the queue
        kind = kind_of(job.kind)
        items = job.items[job.part * kind.part : (job.part + 1) * kind.part]
        outcome = kind.work(Part(job.actor, items, job.arguments, f"job-{job.pk}-{job.part}")) if items else None
    except Exception:
        logger.exception("job %s stopped at part %s", job.pk, job.part)
        _stop(job)
        return False
    if outcome is None:
        _finish(job)
        return False
    return _count(job, outcome, last=len(job.items) <= (job.part + 1) * kind.part)


def resume(job: Job) -> None:
    """Put a stopped job back into the queue; the part that failed is tried again."""
    Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(state=JobState.QUEUED, claim="", finished_at=None)
    transaction.on_commit(waking.hint, robust=True)


def _count(job: Job, outcome: Outcome, *, last: bool) -> bool:
    """Write down what came of the part, unless another runner has counted it; whether there is more to do here."""
    result = dict(job.result)
    result["refused"] = result.get("refused", []) + [
        {"item": item, "objections": [kept(one) for one in found]} for item, found in outcome.refused.items()
    ]
    result["held"] = result.get("held", []) + list(outcome.held)
    general = [kept(one) for one in outcome.general]
    result["general"] = result.get("general", []) + [one for one in general if one not in result.get("general", [])]
    result.update(outcome.facts)
    now = clock.now()
    over = {"state": JobState.FINISHED, "finished_at": now, "claim": ""} if last else {}
    rows = Job.objects.filter(pk=job.pk, claim=job.claim, part=job.part, state=JobState.RUNNING)
    counted = rows.update(
        part=F("part") + 1, done=F("done") + outcome.done, refused=F("refused") + len(outcome.refused),
        result=result, beat_at=now, **over,
    )
    return bool(counted) and not last


def _finish(job: Job) -> None:
    rows = Job.objects.filter(pk=job.pk, claim=job.claim, state=JobState.RUNNING)
    rows.update(state=JobState.FINISHED, finished_at=clock.now(), claim="")


def _stop(job: Job) -> None:
    rows = Job.objects.filter(pk=job.pk, claim=job.claim, state=JobState.RUNNING)
    rows.update(
        state=JobState.FAILED, finished_at=clock.now(), claim="", result={**job.result, "stopped": STOPPED}
    )


def _deadline(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end
