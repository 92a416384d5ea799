"""From what people are told to the rows of the post office: one delivery per person, batch and channel."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings

from dossiers import clock
from notifications import quiet
from notifications.channels import inbox
from notifications.channels.registry import CHANNELS
from notifications.compose import compose
from notifications.digest import Part
from notifications.gathering import Told
from notifications.kinds import weightiest
from notifications.models import Delivery, DeliveryLine, DeliveryState
from notifications.recording import is_recording
from notifications.webhooks import telling

Opens = Callable[[datetime], datetime]


def write(batch_ids: Sequence[int], told: Iterable[Told]) -> list[Delivery]:
    """Write the deliveries of these batches, as of the first, and for those in the application the dossiers each is
    about.

    Inside the caller's transaction; as many statements for one person as for all."""
    opens = cache(quiet.next_open)
    drawn = [row for one in told for row in _rows(batch_ids[0], one, opens)]
    outward = [row for batch_id in batch_ids for row in telling.rows_of(batch_id)]
    written = Delivery.objects.bulk_create([row for row, _ in drawn] + outward)
    DeliveryLine.objects.bulk_create(
        DeliveryLine(delivery=row, dossier_id=pk) for row, parts in drawn if row.channel == inbox.NAME
        for pk in dict.fromkeys(pk for part in parts for pk in part.dossiers)
    )
    return written


def _rows(batch_id: int, told: Told, opens: Opens) -> Iterator[tuple[Delivery, Sequence[Part]]]:
    for name, channel in CHANNELS.items():
        parts = [part for part in told.parts if channel.AT_ONCE or part.mail]
        if parts and channel.is_configured() and channel.address(told.user):
            yield _row(batch_id, told, name, parts, opens), parts


def _row(batch_id: int, told: Told, channel: str, parts: Sequence[Part], opens: Opens) -> Delivery:
    at, at_once = clock.now(), CHANNELS[channel].AT_ONCE
    message = compose([part.section for part in parts])
    # with the time: after the restoring of an older copy another batch may come to have this number
    born = f"{batch_id}.{told.user.pk}.{at:%y%m%d%H%M%S}"
    return Delivery(
        user=told.user,
        batch_id=batch_id,
        channel=channel,
        kind=weightiest(part.kind for part in parts),
        subject=message.subject,
        body=message.body,
        link=told.link,
        thread=told.thread,
        message_id=f"<vinhdanh.{born}@{urlsplit(settings.BASE_URL).hostname}>",
        state=DeliveryState.SENT if at_once else DeliveryState.QUEUED,
        created_at=at,
        sent_at=at if at_once else None,
        next_try_at=None if at_once else _leaves(at, parts, opens),
    )


def _leaves(at: datetime, parts: Iterable[Part], opens: Opens) -> datetime:
    """Now, or on the next working morning; what a rehearsal records leaves at once."""
    return at if is_recording() or any(part.urgent for part in parts) else opens(at)
