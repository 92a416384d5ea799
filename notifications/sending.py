"""What is due leaves, at least once (steps 3 to 5 of `notifications/outbox.py`).

Claims and notes are made in the caller's thread, the carrying in a few threads that never touch the database. One
message a recipient is on its way at a time, and who was slow gets the next one in the next run only: a slow recipient
occupies one thread, a slow channel its own threads, and nobody else waits.
"""

import contextvars
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from operator import itemgetter

from django.db.models import F

from dossiers import clock
from notifications import circuits, noting, queue
from notifications.channels import CutOff, Failed, Permanent, Retry, Unreachable
from notifications.channels.registry import CHANNELS
from notifications.hatch import Hatch
from notifications.models import Delivery, DeliveryState, Recipient
from notifications.recording import is_recording, record

logger = logging.getLogger(__name__)

LETTERS_A_RUN = 500
THREADS = 8  # a channel
RUN = 60.0  # seconds after which a run takes nothing more
SLOW = 3.0  # seconds; who takes longer rests until the next run
LOOK = 1.0  # seconds between two looks at the queue while something is on its way
ROW_BATCH = 500
BROKEN_OFF = "Các lần gửi đều bị ngắt giữa chừng."
OUR_FAULT = "Phần mềm gặp lỗi khi gửi; người quản trị máy chủ xem nhật ký."

_at_work = threading.Lock()


@dataclass
class Run:
    """`flying`: what is on its way, with the moment it left (monotonic); `meanwhile`: what else is done then."""

    left: int
    until: float
    meanwhile: Callable[[], object]
    arrived: int = 0
    flying: dict[Future[Failed | None], tuple[Delivery, float]] = field(default_factory=dict)
    hatch: Hatch = field(default_factory=Hatch)
    resting: set[Recipient] = field(default_factory=set)
    renewed: float = field(default_factory=time.monotonic)
    looked: float = field(default_factory=time.monotonic)


def send_due(limit: int = LETTERS_A_RUN, *, meanwhile: Callable[[], object] = lambda: None) -> int:
    """Send up to `limit` messages whose time has come; returns how many arrived. `meanwhile` is called every `LOOK`
    while a slow one is on its way, so that nothing else waits for it.

    One run at a time per process: a server that hangs must not occupy every thread of the worker.
    """
    if is_recording():
        return _record_due(limit)
    if not _at_work.acquire(blocking=False):
        return 0
    try:
        return _run(Run(left=limit, until=time.monotonic() + RUN, meanwhile=meanwhile))
    finally:
        _at_work.release()


def _record_due(limit: int) -> int:
    if queue.is_held():
        return 0
    rows = list(queue.due(clock.now()).select_related("user")[:limit])
    record(rows)
    for start in range(0, len(rows), ROW_BATCH):
        part = Delivery.objects.filter(pk__in=[row.pk for row in rows[start : start + ROW_BATCH]])
        part.update(state=DeliveryState.SENT, sent_at=F("next_try_at"), next_try_at=None, attempts=1)
    return len(rows)


def _run(run: Run) -> int:
    with ThreadPoolExecutor(THREADS * len(CHANNELS), "notifications.send") as pool:
        try:
            while _start(run, pool) or run.flying:
                _collect(run)
        finally:
            run.hatch.open()
    return run.arrived


def _start(run: Run, pool: ThreadPoolExecutor) -> bool:
    """Let leave what may leave now; whether anything did."""
    before = run.left
    while rows := _claimed(run):
        for row in rows:
            context = contextvars.copy_context()
            context.run(run.hatch.mark, row.pk)
            run.flying[pool.submit(context.run, _carry, row)] = row, time.monotonic()
        run.left -= len(rows)
    return run.left < before


def _claimed(run: Run) -> list[Delivery]:
    if run.left <= 0 or time.monotonic() > run.until or queue.is_held():
        return []
    queue.put_off()
    rows: list[Delivery] = []
    for name in CHANNELS:
        flying = [row for row, _ in run.flying.values()]
        room = circuits.room(name, THREADS) - sum(row.channel == name for row in flying)
        if room > 0 and len(rows) < run.left:
            busy = {row.recipient for row in [*flying, *rows]} | run.resting
            rows += _prepared(name, queue.claim(name, min(room, run.left - len(rows)), busy=busy))
    return rows


def _prepared(channel: str, rows: list[Delivery]) -> list[Delivery]:
    try:
        if rows:
            CHANNELS[channel].prepare(rows)
    except Exception:  # of one channel: each of its rows will say so when it is carried
        logger.exception("the channel %s cannot prepare", channel)
    return rows


def _carry(row: Delivery) -> Failed | None:
    """Runs on a thread of its own: no database here."""
    channel = CHANNELS[row.channel]
    if not channel.is_configured():
        return Permanent(f"{channel.LABEL}: kênh này chưa được cấu hình.")
    if row.attempts > noting.TRIES:
        return Retry(BROKEN_OFF)
    try:
        channel.send(row)
    except Failed as failure:
        return failure
    except Exception:  # a fault of ours in one channel must not stop the post
        logger.exception("delivery %s: the channel %s failed", row.pk, row.channel)
        return Retry(OUR_FAULT)
    return None


def _collect(run: Run) -> None:
    """Wait a moment for something to end, and note how it ended."""
    done, _ = wait(run.flying, timeout=LOOK, return_when=FIRST_COMPLETED)
    ended = sorted(((*run.flying.pop(each), each.result()) for each in done), key=itemgetter(1))
    run.resting |= {row.recipient for row, begun, _ in ended if time.monotonic() - begun > SLOW}
    noting.arrived([row for row, _, failure in ended if failure is None])
    run.arrived += sum(failure is None for _, _, failure in ended)
    for row, _, failure in ended:
        _judge(row, failure)
    run.hatch.noted(row.pk for row, _, _ in ended)
    _renew(run)
    if time.monotonic() - run.looked > LOOK:
        run.looked = time.monotonic()
        run.meanwhile()


def _judge(row: Delivery, failure: Failed | None) -> None:
    if isinstance(failure, CutOff) and not circuits.cut_off(row.channel, row.recipient):
        noting.failed(row, failure, silent=True)
        return
    if isinstance(failure, Unreachable):
        noting.failed(row, failure, counts=circuits.silent(row.channel), silent=True)
        return
    circuits.answered(row.channel)
    if failure is not None:
        noting.failed(row, failure)
        failure.settle(row)


def _renew(run: Run) -> None:
    """Keep the lease of what takes long."""
    if run.flying and time.monotonic() - run.renewed > queue.LEASE.total_seconds() / 3:
        run.renewed = time.monotonic()
        queue.renew([row for row, _ in run.flying.values()])
