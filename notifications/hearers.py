"""Whom the post office has told of a batch, for pages of the floor below."""

from collections.abc import Collection, Iterator

from notifications.models import INBOX, Delivery, DeliveryState
from workflow.told import Hearer, provider

WAYS = {INBOX: "trong ứng dụng"}
OTHERWISE = "thư điện tử"


@provider
def hearers(batches: Collection[int]) -> Iterator[Hearer]:
    """One per person, with every channel by which the message went. One query."""
    found: dict[int, list[Delivery]] = {}
    for row in Delivery.objects.filter(batch__in=batches, user__isnull=False).select_related("user").order_by("pk"):
        found.setdefault(row.user_id, []).append(row)
    for rows in found.values():
        ways = tuple(dict.fromkeys(WAYS.get(row.channel, OTHERWISE) for row in rows))
        failed = any(row.state == DeliveryState.FAILED for row in rows)
        yield Hearer(rows[0].user.full_name, rows[0].created_at, ways, failed)
