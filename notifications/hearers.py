"""Whom the post office has told, for pages of the floor below: of a batch, and of a dossier."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db.models import Exists, OuterRef

from notifications.channels.registry import phrase
from notifications.lapsing import LAPSED
from notifications.models import INBOX, Delivery, DeliveryLine, DeliveryState
from workflow import told
from workflow.told import Hearer, Notice, Way

MOST = 50  # the newest messages about a dossier
FATES = {
    DeliveryState.QUEUED: "chờ gửi", DeliveryState.SENDING: "đang gửi", DeliveryState.SENT: "đã gửi",
    DeliveryState.RETRY: "chưa gửi được, đang thử lại", DeliveryState.FAILED: "không gửi được",
    DeliveryState.SUPPRESSED: "người nhận chọn không nhận", DeliveryState.HELD: "đang giữ lại",
}


@told.provider
def hearers(batches: Collection[int]) -> Iterator[Hearer]:
    """One per person, with every channel by which the message went. One query."""
    rows = Delivery.objects.filter(batch__in=batches, user__isnull=False)
    # what a person chose not to get was not told; what went into the letter of the day was
    rows = rows.exclude(state=DeliveryState.HELD).exclude(state=DeliveryState.SUPPRESSED, merged_into=None)
    for some in _by_message(rows.select_related("user").order_by("pk")):
        ways = tuple(dict.fromkeys(phrase(row.channel) for row in some))
        failed = any(row.state == DeliveryState.FAILED for row in some)
        yield Hearer(some[0].user.full_name, some[0].created_at, ways, failed)


@told.notices
def notices(dossier_id: int) -> Iterator[Notice]:
    """One per message in the application about this dossier, with what went outside beside it. One query."""
    lines = DeliveryLine.objects.filter(dossier=dossier_id)
    about = lines.filter(delivery__user=OuterRef("user"), delivery__batch=OuterRef("batch"))
    rows = Delivery.objects.filter(Exists(about), batch__in=lines.values("delivery__batch"))
    newest = rows.select_related("user", "merged_into").order_by("-batch", "user", "pk")
    for some in _by_message(newest[: 3 * MOST])[:MOST]:
        held = any(row.state == DeliveryState.HELD for row in some)
        ways = tuple(_way(row) for row in some)
        yield Notice(some[0].user_id, some[0].user.full_name, some[0].created_at, some[0].subject, ways, held)


def _by_message(rows: Iterable[Delivery]) -> list[Sequence[Delivery]]:
    found: dict[tuple[int, int], list[Delivery]] = {}
    for row in rows:
        found.setdefault((row.batch_id, row.user_id), []).append(row)
    return list(found.values())


def _way(row: Delivery) -> Way:
    failed = row.state == DeliveryState.FAILED
    if row.last_error == LAPSED:
        return Way(phrase(row.channel), "không gửi, vì không còn là người được báo")
    if row.channel == INBOX and row.state == DeliveryState.SENT:
        return Way(phrase(row.channel), "")
    if row.merged_into is not None:
        letter = DeliveryState(row.merged_into.state)
        return Way(phrase(row.channel), f"trong thư gộp mỗi ngày, {FATES[letter]}", letter == DeliveryState.FAILED)
    if row.daily and row.state == DeliveryState.QUEUED:
        return Way(phrase(row.channel), "chờ gộp vào thư trong ngày")
    return Way(phrase(row.channel), FATES[DeliveryState(row.state)], failed)
