"""The queue of what goes outside: which rows are due, and who has taken which.

Set-based; the caller's clock is the database's (`clock.one_instant`), so that a machine whose clock is wrong neither
holds messages back nor takes those of another worker for left behind.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, QuerySet

from dossiers import clock
from notifications import quiet
from notifications.lapsing import without_lapsed
from notifications.models import WAITING, Attempt, Delivery, DeliveryState, Hold, Recipient, recipients

LEASE = timedelta(minutes=1)  # renewed while a message is on its way; a dead worker's rows return after it
CLOCK_STEP = timedelta(milliseconds=1)  # of SQLite's clock: what was written in this very moment is due
SEEN = 4  # rows looked at for one taken: several may be for one recipient


def is_held() -> bool:
    """Whether nothing may go outside now."""
    return Hold.objects.filter(scope=Hold.Scope.EVERYTHING, released_at=None).exists()


def due(now: datetime) -> QuerySet[Delivery]:
    """Rows that may go at `now`, the longest due first; without looking at a hold on everything."""
    moment = now + CLOCK_STEP
    rows = Delivery.objects.filter(state__in=WAITING, next_try_at__lte=moment, daily=False, merged_into=None)
    return rows.order_by("next_try_at", "pk")


def put_off() -> int:
    """What is due and must not leave in the quiet hours of now, a repeat too, waits for their end; returns how much."""
    with transaction.atomic(), clock.one_instant():
        now = clock.now()
        opens = quiet.next_open(now)
        if opens <= now:
            return 0
        return due(now).filter(any_hour=False).order_by().update(next_try_at=opens)


def claim(channel: str, most: int, *, busy: Collection[Recipient] = ()) -> list[Delivery]:
    """Take up to `most` due rows of one channel, one a recipient, none of the `busy` ones.

    Committed with an `Attempt` each (on the row as `.attempt`) before it returns; a handful of statements, whatever
    `most`. What waited and has lost its reader meanwhile is noted as not sent and not taken.
    """
    with transaction.atomic(), clock.one_instant():
        now = clock.now()
        rows = due(now).filter(channel=channel).exclude(recipients(busy)).select_related("user")
        locked = rows.select_for_update(skip_locked=True, of=("self",))
        taken: list[Delivery] = []
        while not taken and (seen := list(locked.all()[: SEEN * most])):
            taken = _one_each(without_lapsed(seen))[:most]
        if taken:
            _start(taken, now)
    return taken


def _one_each(rows: Iterable[Delivery]) -> list[Delivery]:
    first: dict[Recipient, Delivery] = {}
    for row in rows:
        first.setdefault(row.recipient, row)
    return list(first.values())


def _start(rows: Sequence[Delivery], now: datetime) -> None:
    pks = [row.pk for row in rows]
    numbers = dict(Attempt.objects.filter(delivery__in=pks).values_list("delivery").annotate(last=Max("number")))
    lease = {"state": DeliveryState.SENDING, "next_try_at": now + LEASE, "attempts": F("attempts") + 1}
    Delivery.objects.filter(pk__in=pks).update(**lease)
    tries = [Attempt(delivery=row, number=numbers.get(row.pk, 0) + 1, begun_at=now) for row in rows]
    for row, attempt in zip(rows, Attempt.objects.bulk_create(tries), strict=True):
        row.state, row.attempts, row.attempt = DeliveryState.SENDING, row.attempts + 1, attempt


def renew(rows: Sequence[Delivery]) -> None:
    """These are still on their way: their lease begins anew."""
    with clock.one_instant():
        mine = Delivery.objects.filter(pk__in=[row.pk for row in rows], state=DeliveryState.SENDING)
        mine.update(next_try_at=clock.now() + LEASE)
