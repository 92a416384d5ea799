"""A rung that failed too often is given up: it is noted with its error, and the next one rings in its time.

An administrator sees it and lets it ring once more, or leaves it at that.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from dossiers import clock
from workflow.alarms.claiming import LONGEST_ERROR
from workflow.alarms.models import Alarm, Firing

Outcome = Firing.Outcome


def given_up() -> QuerySet[Firing]:
    """Rungs that were given up and that nobody has dealt with, the newest first."""
    return Firing.objects.filter(outcome=Outcome.FAILED).order_by("-pk")


def give_up(alarm: Alarm, now: datetime, error: str) -> list[Firing]:
    """Note that the rung that was due will not ring, and move on to the next; nothing where another was faster."""
    with transaction.atomic():
        row = Alarm.objects.select_for_update(of=("self",)).filter(pk=alarm.pk, at__lte=now).first()
        if row is None:
            return []
        about = {"step": _step(row), "due": _moment(row) or row.at, "error": error[:LONGEST_ERROR]}
        firing = Firing.objects.create(alarm=row, at=clock.now(), outcome=Outcome.FAILED, **about)
        row.rung += 1
        row.at, row.failures, row.error = _moment(row), 0, ""
        row.save(update_fields=["rung", "at", "failures", "error"])
    return [firing]


def try_again(pks: Collection[int]) -> int:
    """Let these rungs ring once more, now; returns how many. What has no moments any more is left as it is."""
    with transaction.atomic():
        rows = given_up().filter(pk__in=pks).select_for_update(of=("self",))
        firings = [row for row in rows if not row.step.startswith(UNREAD)]
        alarms = Alarm.objects.select_for_update(of=("self",)).in_bulk([row.alarm_id for row in firings])
        for row in firings:
            alarm = alarms[row.alarm_id]
            alarm.add({row.step: clock.now()})
            alarm.save(update_fields=["moments", "steps", "at"])
        Firing.objects.filter(pk__in=[row.pk for row in firings]).delete()
    return len(firings)


def skip(pks: Collection[int]) -> int:
    """Leave it at that; returns how many."""
    return given_up().filter(pk__in=pks).update(outcome=Outcome.SKIPPED)


UNREAD = "?"  # the step of a row whose steps cannot be read, with its place


def _step(alarm: Alarm) -> str:
    steps = alarm.steps if isinstance(alarm.steps, list) else []
    return str(steps[alarm.rung])[:8] if alarm.rung < len(steps) else f"{UNREAD}{alarm.rung}"[:8]


def _moment(alarm: Alarm) -> datetime | None:
    """When the alarm's present rung rings, as far as that can be read."""
    try:
        return datetime.fromisoformat(alarm.moments[alarm.rung])
    except (LookupError, TypeError, ValueError):
        return None
