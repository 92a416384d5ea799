"""The sweep marks what is late: once each, in batches, safe to run twice, late, or on two machines."""

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from dossiers import clock
from dossiers.models import Dossier
from dossiers.vocabulary import Nature, Role
from workflow import engine, journal
from workflow.journal_models import Batch, Entry

SWEPT_AT_ONCE = 500
OVERDUE: Final = "overdue"


class _NothingLeft(Exception):
    """Another machine has marked them meanwhile."""


def mark_overdue(now: datetime | None = None) -> int:
    """Mark every dossier whose term has ended before `now` (default: this moment) as overdue, once; returns how many.

    Journalled in batches; the post office reminds the desk from the entry. Rehearsals are left alone. Running it twice,
    late or on two machines at once does no harm: a marked dossier is not due any more, a locked one waits for the next.
    """
    now = now or clock.now()
    marked = 0
    while count := _mark_batch(now):
        marked += count
    return marked


def _late(now: datetime) -> QuerySet[Dossier]:
    rows = Dossier.objects.filter(due_at__lt=now, overdue_at=None)
    return rows.exclude(season__nature=Nature.REHEARSAL).order_by("due_at", "pk")


def _mark_batch(now: datetime) -> int:
    if not _late(now).exists():
        return 0
    try:
        entries = engine.transact(
            OVERDUE, lambda batch: _mark(batch, now), actor=engine.SYSTEM, key=None, content={"until": now}
        )
    except _NothingLeft:
        return 0
    return len(entries)


def _mark(batch: Batch, now: datetime) -> None:
    locked = _late(now).select_for_update(skip_locked=True, of=("self",))
    rows = list(locked[:SWEPT_AT_ONCE])
    if not rows:
        raise _NothingLeft
    at = clock.now()
    entries = [_entry(batch, each, at) for each in rows]
    for each in rows:
        each.overdue_at = at
    journal.remember(batch, Entry.objects.bulk_create(entries))
    Dossier.objects.bulk_update(rows, ["overdue_at", "chain_head", "chain_length"], batch_size=SWEPT_AT_ONCE)


def _entry(batch: Batch, dossier: Dossier, at: datetime) -> Entry:
    return journal.chain(
        batch, dossier, act=OVERDUE, actor=None, actor_name=journal.name_of(None), role=Role.SYSTEM,
        body_id=dossier.body_id, at=at, facts={"due_at": dossier.due_at},
    )
