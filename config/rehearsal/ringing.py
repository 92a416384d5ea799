"""What rings while the rehearsed clock moves on: reminders, ends of terms, silence, each at its own moment."""

import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db.models import QuerySet

from config.rehearsal.stage import Stage
from dossiers import clock
from dossiers.models import Dossier
from dossiers.vocabulary import Nature
from notifications import outbox
from workflow.alarms import sweeping
from workflow.alarms.models import Alarm
from workflow.journal_models import SubjectKind

# What is left lying when the play is over goes on ringing for a quarter: the usual ladders end well before.
AFTERWARDS = timedelta(days=92)


def let_ring(stage: Stage) -> None:
    """Let everything ring that is due by the stage's clock and tell it, as of the moment for which it was set.

    One query where nothing is due. Rows that cannot ring now are left to the next call."""
    last = None
    while (due := _next(stage)) is not None and due != last:
        with clock.set_to(due):
            sweeping.sweep(due, seconds=math.inf, among=_among(stage, due))
            tell()
        last = due


def run_on(stage: Stage) -> None:
    """Let the clock run on after the last act."""
    stage.now += AFTERWARDS
    let_ring(stage)


def tell() -> None:
    """Announce everything that has happened."""
    while outbox.announce():
        pass


@contextmanager
def unlogged() -> Iterator[None]:
    """Within the block the log does not name every alarm whose term has changed: the play is full of them."""
    level = sweeping.logger.level
    sweeping.logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        sweeping.logger.setLevel(level)


def _next(stage: Stage) -> datetime | None:
    return _due(stage, stage.now).order_by("at", "pk").values_list("at", flat=True).first()


def _among(stage: Stage, due: datetime) -> Sequence[int] | None:
    """Beside other data the rehearsed dossiers alone, in a database of its own everything."""
    return list(_due(stage, due).values_list("pk", flat=True)) if stage.cast.nature == Nature.REHEARSAL else None


def _due(stage: Stage, until: datetime) -> QuerySet[Alarm]:
    due = Alarm.objects.filter(at__lte=until)
    if stage.cast.nature != Nature.REHEARSAL:
        return due
    rehearsed = Dossier.objects.filter(season=stage.cast.season).values("pk")
    return due.filter(subject_kind=SubjectKind.DOSSIER, subject_id__in=rehearsed)
