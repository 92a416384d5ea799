"""From what people are told to the rows of the post office: one delivery per person, batch and channel.

Each row is written as the person wants to hear of its kind by that channel: at once, for the letter of the day, or not
sent and kept with the reason. Results that are held back are rows of their own, so that nothing else waits with them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from dossiers import clock
from dossiers.models import User
from notifications import holds, quiet
from notifications.channels import inbox
from notifications.channels.registry import CHANNELS
from notifications.compose import compose
from notifications.digest import Part
from notifications.gathering import Told
from notifications.kinds import Kind, Mode, weightiest
from notifications.models import Delivery, DeliveryLine, DeliveryState, Hold
from notifications.mornings import next_morning
from notifications.preferences import CHOSEN_OFF, Modes, modes
from notifications.recording import is_hasty
from notifications.webhooks import telling

Opens = Callable[[datetime], datetime]
HoldOf = Callable[[Part], Hold | None]


@dataclass(frozen=True)
class Draft:
    """One message to be written; `hold` keeps it back."""

    user: User
    channel: str
    parts: Sequence[Part]
    link: str
    thread: str
    hold: Hold | None

    @property
    def dossiers(self) -> list[int]:
        return list(dict.fromkeys(pk for part in self.parts for pk in part.dossiers))


@dataclass(frozen=True)
class Written:
    """A row that is not in the database yet, and the dossiers it is about."""

    row: Delivery
    dossiers: Sequence[int]

    @property
    def key(self) -> tuple[int, int, str]:
        """Batch, person, channel."""
        return self.row.batch_id, self.row.user_id, self.row.channel


@dataclass(frozen=True)
class Moments:
    """When the rows are written, when the quiet hours around a moment end, and when the letter of the day leaves."""

    at: datetime
    opens: Opens
    morning: Opens


def write(batch_ids: Sequence[int], told: Iterable[Told]) -> list[Delivery]:
    """Write the deliveries of these batches, as of the first, and for those in the application the dossiers each is
    about.

    Inside the caller's transaction; as many statements for one person as for all."""
    everybody = list(told)
    outward = [row for batch_id in batch_ids for row in telling.rows_of(batch_id)]
    kinds = {part.kind for one in everybody for part in one.parts} | {row.kind for row in outward}
    orders = holds.open_results() if Kind.RESULT in kinds else []
    rows = _rows({batch_ids[0]: everybody}, lambda part: holds.hold_of(orders, part.kind, part.seasons))
    return keep([*rows, *(Written(_kept_back(row, orders), ()) for row in outward)])


def released(told: Mapping[int, Sequence[Told]], hold: Hold, others: Sequence[Hold]) -> list[Written]:
    """What these people are told of each batch once `hold` is released, as rows that keep its name; without what the
    `others` keep back."""
    orders = [hold, *others]
    rows = _rows(told, lambda part: holds.hold_of(orders, part.kind, part.seasons), is_held=False)
    return [each for each in rows if each.row.hold == hold]


def keep(written: Sequence[Written]) -> list[Delivery]:
    """Put the rows into the database. Two statements."""
    rows = Delivery.objects.bulk_create([each.row for each in written])
    DeliveryLine.objects.bulk_create(
        DeliveryLine(delivery=each.row, dossier_id=pk) for each in written
        if each.row.channel == inbox.NAME for pk in each.dossiers
    )
    return rows


def _rows(told: Mapping[int, Sequence[Told]], hold_of: HoldOf, *, is_held: bool = True) -> list[Written]:
    chosen = modes({one.user.pk for some in told.values() for one in some})
    moments = Moments(clock.now(), cache(quiet.next_open), cache(next_morning))
    return [
        Written(_row(batch_id, draft, chosen, moments, is_held=is_held), draft.dossiers)
        for batch_id, some in told.items() for one in some for draft in _drafts(one, hold_of)
    ]


def _drafts(told: Told, hold_of: HoldOf) -> Iterator[Draft]:
    for name, channel in CHANNELS.items():
        if not channel.is_configured() or not channel.address(told.user):
            continue
        apart: dict[Hold | None, list[Part]] = {}
        for part in told.parts:
            if channel.AT_ONCE or part.mail:
                apart.setdefault(hold_of(part), []).append(part)
        yield from (Draft(told.user, name, parts, told.link, told.thread, hold) for hold, parts in apart.items())


def _row(batch_id: int, draft: Draft, chosen: Modes, moments: Moments, *, is_held: bool) -> Delivery:
    ways = [chosen.of(draft.user.pk, part.kind, draft.channel) for part in draft.parts]
    wanted = [part for part, way in zip(draft.parts, ways, strict=True) if way != Mode.OFF] or draft.parts
    message, apart = compose([part.section for part in wanted]), f".{draft.hold.pk}" if draft.hold else ""
    host = urlsplit(settings.BASE_URL).hostname
    # with the time: after the restoring of an older copy another batch may come to have this number
    born = f"{batch_id}.{draft.user.pk}{apart}.{moments.at:%y%m%d%H%M%S}"
    return Delivery(
        user=draft.user,
        batch_id=batch_id,
        channel=draft.channel,
        kind=weightiest(part.kind for part in wanted),
        subject=message.subject,
        body=message.body,
        link=draft.link,
        thread=draft.thread,
        message_id=f"<vinhdanh.{born}@{host}>",
        created_at=moments.at,
        hold=draft.hold,
        **_fate(draft, ways, moments, is_held=is_held),
    )


def _kept_back(row: Delivery, orders: Sequence[Hold]) -> Delivery:
    """A message to another system, kept back with the results that people are not told yet."""
    row.hold = holds.hold_of(orders, row.kind, row.seasons)
    if row.hold:
        row.state, row.next_try_at = DeliveryState.HELD, None
    return row


def _fate(draft: Draft, ways: Sequence[str], moments: Moments, *, is_held: bool) -> dict[str, Any]:
    """State and moment: not sent where no part is wanted; daily where none is wanted at once."""
    if all(way == Mode.OFF for way in ways):
        return {"state": DeliveryState.SUPPRESSED, "last_error": CHOSEN_OFF}
    daily, any_hour = Mode.AT_ONCE not in ways, is_hasty() or any(part.urgent for part in draft.parts)
    if draft.hold and is_held:
        return {"state": DeliveryState.HELD, "daily": daily, "any_hour": any_hour}
    if CHANNELS[draft.channel].AT_ONCE:
        return {"state": DeliveryState.SENT, "sent_at": moments.at}
    leaves = moments.morning(moments.at) if daily else moments.at if any_hour else moments.opens(moments.at)
    return {"state": DeliveryState.QUEUED, "daily": daily, "any_hour": any_hour, "next_try_at": leaves}
