"""Taking what is due: one statement per batch, which also moves each alarm on to its next rung.

Inside the transaction that fires them, so that a claim without its firing does not exist. On PostgreSQL another sweep
passes over what is claimed here (SKIP LOCKED); on SQLite there is one writer at a time.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F

from workflow.alarms.models import Alarm

READ = ("id", "kind", "subject_kind", "subject_id", "version", "rung")  # the arrays are read when somebody asks
# before what failed is tried again; after the last one it is given up, a day and a half after the first try
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 720))
LONGEST_ERROR = 255

# ARRAY(…) is read once, before the rows are changed; with IN the planner may read it again for every row
POSTGRES = """
UPDATE workflow_alarm
   SET rung = rung + 1, at = (moments ->> (rung + 1))::timestamptz, failures = 0, error = ''
 WHERE id = ANY (ARRAY(
       SELECT id FROM workflow_alarm WHERE at <= %s{among} ORDER BY at, id LIMIT %s FOR UPDATE SKIP LOCKED))
RETURNING id, kind, subject_kind, subject_id, version, rung, steps ->> (rung - 1), moments ->> (rung - 1)
"""
# Django keeps moments there as text without a zone: '2026-03-02 01:00:00'
SQLITE = """
UPDATE workflow_alarm
   SET rung = rung + 1, failures = 0, error = '',
       at = replace(substr(moments ->> (rung + 1), 1, length(moments ->> (rung + 1)) - 6), 'T', ' ')
 WHERE id IN (SELECT id FROM workflow_alarm WHERE at <= %s{among} ORDER BY at, id LIMIT %s)
RETURNING id, kind, subject_kind, subject_id, version, rung, steps ->> (rung - 1), moments ->> (rung - 1)
"""


@dataclass(frozen=True)
class Claimed:
    """An alarm that was claimed, with the rung that rings now and the moment for which it was set."""

    alarm: Alarm
    step: str
    due: datetime


def earliest(now: datetime, among: Collection[int] | None = None) -> datetime | None:
    """Since when the oldest is due at `now`, None when nothing is; one look at an index. `among`: of these alarms only
    (pks)."""
    rows = Alarm.objects.filter(at__lte=now) if among is None else Alarm.objects.filter(at__lte=now, pk__in=among)
    return rows.order_by("at").values_list("at", flat=True).first()


def claim(now: datetime, limit: int, among: Collection[int] | None = None) -> list[Claimed]:
    """Take up to `limit` alarms that are due at `now`, at most one rung of each, in the order of their moments.

    Each moves on to its next rung (`at` is None after the last). One statement, within the caller's transaction.
    """
    statement = POSTGRES if connection.vendor == "postgresql" else SQLITE
    chosen = [] if among is None else sorted(among)
    narrowed = "" if among is None else f" AND id IN ({', '.join(['%s'] * len(chosen)) or 'NULL'})"
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(statement.format(among=narrowed), [moment, *chosen, limit])
        rows = [_read(row) for row in cursor.fetchall()]
    return sorted(rows, key=lambda each: (each.due, each.alarm.pk))


def silence(alarms: Collection[Alarm]) -> None:
    """No further rung of these rings."""
    if alarms:
        Alarm.objects.filter(pk__in=[each.pk for each in alarms]).update(at=None)


def due(now: datetime, limit: int, among: Collection[int] | None = None) -> list[Alarm]:
    """What `claim` would take, without taking it or reading its moments."""
    rows = Alarm.objects.filter(at__lte=now) if among is None else Alarm.objects.filter(at__lte=now, pk__in=among)
    return list(rows.only(*READ).order_by("at", "pk")[:limit])


def put_off(alarm: Alarm, now: datetime, error: str) -> bool:
    """What failed is tried again later, at growing distances, and shows why; it does not stand in the way meanwhile.
    False, and nothing done, when it has been tried often enough."""
    failures = Alarm.objects.filter(pk=alarm.pk).values_list("failures", flat=True).first() or 0
    if failures >= len(PAUSES):
        return False
    late = Alarm.objects.filter(pk=alarm.pk, at__lte=now)
    late.update(at=now + PAUSES[failures], failures=F("failures") + 1, error=error[:LONGEST_ERROR])
    return True


def _read(row: Sequence[Any]) -> Claimed:
    *kept, step, due = row
    return Claimed(Alarm.from_db(connection.alias, READ, kept), step, datetime.fromisoformat(due))
