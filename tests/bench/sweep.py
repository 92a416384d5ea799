"""The sweep beside a bare batch of SQL: `DATABASE_URL=postgres://… python -m tests.bench.sweep [due] [armed]`.

On one throw-away PostgreSQL database with a million armed alarms: how long a look takes when nothing is due; then
20,000 due ones are claimed, batch by batch in turn with a bare psycopg batch on the same table, so that only the ratio
matters; then 20,000 dossiers are fired through the door, with their firings, journal and outbox. The limits below
decide the exit code.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, timedelta

import django
from rich.console import Console
from rich.table import Table

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
django.setup()

import psycopg  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from dossiers import clock  # noqa: E402
from dossiers.models import Dossier  # noqa: E402
from dossiers.vocabulary import State  # noqa: E402
from tests import world as worlds  # noqa: E402
from tests.bench import growing  # noqa: E402
from tests.bench.door import dsn, throwaway_database  # noqa: E402
from workflow.alarms import arming, claiming, sweeping  # noqa: E402
from workflow.alarms.kinds import DeadlineKind  # noqa: E402
from workflow.alarms.models import Alarm, Firing  # noqa: E402
from workflow.journal_models import Entry, SubjectKind  # noqa: E402

IDLE_AT_MOST = 2.0  # milliseconds, median
SHARE_AT_LEAST = 0.5  # of the bare batch's rate
LOOKS = 500
ORIGINALS = 200  # dossiers brought by acts; the others are copies
BATCH = sweeping.AT_ONCE
BARE = """
UPDATE workflow_alarm SET rung = rung + 1, at = at + interval '3 years'
 WHERE id = ANY (ARRAY(SELECT id FROM workflow_alarm WHERE at <= now() ORDER BY at, id LIMIT %s FOR UPDATE SKIP LOCKED))
RETURNING id, kind, subject_kind, subject_id, version
"""
ARMED = """
INSERT INTO workflow_alarm (kind, subject_kind, subject_id, version, moments, steps, rung, at, failures, error)
SELECT 'step', 'bench', n, 1,
       jsonb_build_array(first, first + interval '3 years', first + interval '4 years', first + interval '5 years',
                         first + interval '6 years', first + interval '7 years'),
       '["-5", "-2", "0", "end", "1", "6"]', 0, first, 0, ''
  FROM (SELECT n, now() + %s::interval + n * interval '1 second' AS first FROM generate_series(%s, %s) n) armed
"""


def arm(first: int, last: int, *, due_in: timedelta) -> None:
    """Alarms number `first` to `last` of subjects that do not exist, a second apart."""
    with connection.cursor() as cursor:
        cursor.execute(ARMED, [due_in, first, last])


def settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def idle() -> float:
    """The median of a look in milliseconds while nothing is due."""
    return statistics.median(timed(lambda: claiming.earliest(clock.now())) for _ in range(LOOKS)) * 1000


def timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def claimed(due: int) -> tuple[float, float]:
    """Alarms a second: ours and the bare batch, in turn over twice `due` alarms."""
    raw = psycopg.connect(dsn(), autocommit=True)
    ours, bare = [], []
    for _ in range(due // BATCH):
        ours.append(timed(claim))
        bare.append(timed(lambda: bare_batch(raw)))
    raw.close()
    return BATCH / statistics.median(ours), BATCH / statistics.median(bare)


def claim() -> None:
    with transaction.atomic():
        found = claiming.claim(clock.now(), BATCH)
    if len(found) != BATCH:
        raise AssertionError(f"{len(found)} claimed")


def bare_batch(raw: psycopg.Connection) -> None:
    with raw.transaction():
        found = raw.execute(BARE, [BATCH]).fetchall()
    if len(found) != BATCH:
        raise AssertionError(f"{len(found)} claimed")


def grow(due: int) -> int:
    """Dossiers under appraisal whose end is due now, with an alarm each and nothing before it; how many there are."""
    worlds.bring(worlds.make_world(), State.APPRAISING, ORIGINALS)
    growing.copy(1, due // ORIGINALS - 1)
    Alarm.objects.filter(subject_kind=SubjectKind.DOSSIER).delete()
    late = clock.now() - timedelta(days=1)
    Dossier.objects.update(due_at=late, due_from=late - timedelta(days=30))
    arming.arm(DeadlineKind.STEP, Dossier.objects.all(), subject_kind=SubjectKind.DOSSIER, since=clock.now())
    end = (late + timedelta(microseconds=1)).astimezone(UTC)
    rows = Alarm.objects.filter(subject_kind=SubjectKind.DOSSIER)
    rows.update(moments=[end.isoformat()], steps=[arming.END], at=end)
    return rows.count()


def fire() -> float:
    """Dossiers a second, through the door."""
    begin = time.perf_counter()
    done = sweeping.sweep(seconds=3600)
    taken = time.perf_counter() - begin
    outcomes, told = {row.outcome for row in done}, Entry.objects.filter(act="overdue").count()
    if outcomes != {Firing.Outcome.FIRED} or told != len(done):
        raise AssertionError("not every alarm was fired")
    return len(done) / taken


def main() -> None:
    due = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    armed = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    with throwaway_database():
        arm(1, armed, due_in=timedelta(days=365))
        settle()
        look = idle()
        arm(armed + 1, armed + 2 * due, due_in=timedelta(days=-365 * 2))
        settle()
        ours, bare = claimed(due)
        count = grow(due)
        settle()
        through = fire()
    table = Table("Đo", "Kết quả", "Giới hạn", title=f"{armed:,} hẹn giờ, {due:,} đến hạn, mỗi lô {BATCH}")
    table.add_row("Xem khi không có gì đến hạn (trung vị)", f"{look:.2f} ms", f"≤ {IDLE_AT_MOST} ms")
    table.add_row("Lô SQL trần", f"{bare:,.0f}/s", "")
    table.add_row("Lấy lô của bộ quét", f"{ours:,.0f}/s = {ours / bare:.2f} ×", f"≥ {SHARE_AT_LEAST} ×")
    table.add_row(f"Cả quá trình qua cửa, {count:,} hồ sơ", f"{through:,.0f}/s = {through / bare:.2f} ×", "")
    Console().print(table)
    if look > IDLE_AT_MOST or ours < SHARE_AT_LEAST * bare:
        sys.exit("Không đạt giới hạn.")


if __name__ == "__main__":
    main()
