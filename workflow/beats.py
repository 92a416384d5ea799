"""Ticks of the scheduler: each belongs to a slot of time, and whoever claims the slot in the database does its work.

Two schedulers, or a tick that a broker delivers twice, then do no harm. A worker that dies with a slot in its hand
loses one tick; the next one finds the work.
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from dossiers import clock
from workflow.models import Beat


def claim(name: str, seconds: int) -> bool:
    """Whether the present slot of `seconds` is ours; False when somebody has had it.

    The database's clock counts. A beat that lies in the future (the clock was put back) does not block.
    """
    with transaction.atomic(), clock.one_instant():
        slot = _slot(clock.now(), seconds)
        _, created = Beat.objects.get_or_create(name=name, defaults={"at": slot})
        if created:
            return True
        free = Q(at__lt=slot) | Q(at__gt=slot + timedelta(seconds=seconds))
        return Beat.objects.filter(free, name=name).update(at=slot) == 1


def _slot(now: datetime, seconds: int) -> datetime:
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
