"""The letter of the day: what somebody wants once a day by a channel, merged into one message each working morning.

The rows that are due are locked, one message per person and channel is written, and the rows point to it, all in one
transaction: a second tick finds nothing left, a tick that dies leaves everything as it was.
"""

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from dossiers import clock
from notifications import queue
from notifications.kinds import weightiest
from notifications.lapsing import without_lapsed
from notifications.models import Delivery, DeliveryState
from workflow.models import Batch

ACT = "digest"
MERGED = "Đã gộp vào thư trong ngày."
ROWS_A_RUN = 5_000


def merge_due() -> int:
    """Write the letters that are due; returns how many. A handful of statements, however many people."""
    if queue.is_held():  # else each morning of the hold would make a letter of its own
        return 0
    with transaction.atomic(), clock.one_instant():
        now = clock.now()
        due = Delivery.objects.filter(state=DeliveryState.QUEUED, daily=True, next_try_at__lte=now)
        found = due.select_for_update(of=("self",)).select_related("user").order_by("pk")[:ROWS_A_RUN]
        rows = without_lapsed(list(found))
        return _merge(rows) if rows else 0


def _merge(rows: Sequence[Delivery]) -> int:
    batch = Batch.objects.create(act=ACT, content="", at=clock.now())
    gathered: defaultdict[tuple[int, str], list[Delivery]] = defaultdict(list)
    for row in rows:
        gathered[row.user_id, row.channel].append(row)
    letters = Delivery.objects.bulk_create([_letter(batch, some) for some in gathered.values()])
    for letter, some in zip(letters, gathered.values(), strict=True):
        for row in some:
            row.merged_into, row.state, row.last_error, row.next_try_at = letter, DeliveryState.SUPPRESSED, MERGED, None
    Delivery.objects.bulk_update(rows, ["merged_into", "state", "last_error", "next_try_at"], batch_size=500)
    return len(letters)


def _letter(batch: Batch, rows: Sequence[Delivery]) -> Delivery:
    first, day = rows[0], timezone.localtime(batch.at)
    return Delivery(
        user_id=first.user_id, batch=batch, channel=first.channel, kind=weightiest(row.kind for row in rows),
        subject=f"Tin trong ngày {day:%d/%m/%Y}: {len(rows)} thông báo", body="\n\n".join(map(_section, rows)),
        link=reverse("notifications:list"),
        # with the time: after the restoring of an older copy another batch may come to have this number
        message_id=f"<vinhdanh.{batch.pk}.{first.user_id}.{batch.at:%y%m%d%H%M%S}@{urlsplit(settings.BASE_URL).hostname}>",
        state=DeliveryState.QUEUED, created_at=batch.at, next_try_at=batch.at,
    )


def _section(row: Delivery) -> str:
    at = timezone.localtime(row.created_at)
    return f"{row.subject} ({at:%H:%M %d/%m})\n{row.body}\nXem tại: {settings.BASE_URL}{row.link}"
