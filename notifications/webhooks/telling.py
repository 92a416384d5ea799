"""From a batch of the journal to one message per subscriber: code, award, state, body, unit, link; nothing personal.

The text is made once and kept on the row, so that every try carries the same bytes under the same id.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from dossiers import clock
from dossiers.models import Dossier
from dossiers.vocabulary import Nature, State
from notifications.kinds import Kind
from notifications.models import Delivery, DeliveryState
from notifications.table import SILENCE, TABLE
from notifications.webhook_models import Subscriber
from workflow.judging import ACTS
from workflow.models import Entry
from workflow.wording import act_words

CHANNEL = "webhook"
MOVED, TEST = "dossier.moved", "test"


def rows_of(batch_id: int) -> list[Delivery]:
    """Unsaved deliveries of the batch, one for each subscriber that is told any of it, with the `seasons` they are of.
    Two statements, or one."""
    subscribers = list(Subscriber.objects.filter(on=True))
    entries = _moves(batch_id) if subscribers else []
    found = [(one, [each for each in entries if not one.acts or each.act in one.acts]) for one in subscribers]
    return [_row(batch_id, one, told) for one, told in found if told]


def _moves(batch_id: int) -> list[Entry]:
    rows = Entry.objects.filter(~Q(to_state=""), batch=batch_id, dossier__isnull=False)
    rows = rows.exclude(dossier__season__nature=Nature.REHEARSAL).order_by("pk")
    return list(rows.select_related("dossier__award", "dossier__unit", "dossier__body"))


def _row(batch_id: int, subscriber: Subscriber, entries: list[Entry]) -> Delivery:
    at = clock.now()
    about = entries[0].dossier.code if len(entries) == 1 else f"{len(entries)} hồ sơ"
    row = Delivery(
        subscriber=subscriber,
        batch_id=batch_id,
        channel=CHANNEL,
        kind=_kind(entries),
        subject=f"{act_words(entries[0].act)} – {about}",
        body=text(MOVED, entries[0].at, {"dossiers": [_line(each) for each in entries]}),
        # with the time: after the restoring of an older copy another batch may come to have this number
        message_id=f"vinhdanh-{batch_id}-{subscriber.pk}-{entries[0].at:%y%m%d%H%M%S}",
        state=DeliveryState.QUEUED,
        any_hour=True,  # a system does not sleep
        created_at=at,
        next_try_at=at,
    )
    row.seasons = {each.dossier.season_id for each in entries}
    return row


def _kind(entries: Iterable[Entry]) -> str:
    """Results are held back together with what people are told of them."""
    kinds = {tell.kind for each in entries for tell in TABLE.get(each.act, SILENCE)}
    return str(Kind.RESULT if Kind.RESULT in kinds else Kind.NEWS)


def _line(entry: Entry) -> dict[str, Any]:
    dossier: Dossier = entry.dossier
    return {
        "code": dossier.code,
        "award": dossier.award.name,
        "act": {"code": entry.act, "label": act_words(entry.act)},
        "state": {"code": entry.to_state, "label": str(State(entry.to_state).label)},
        "body": dossier.body.name,
        "unit": dossier.unit_name or dossier.unit.name,
        "link": settings.BASE_URL + reverse("workflow:dossier", args=[dossier.code]),
    }


def text(kind: str, at: Any, data: dict[str, Any]) -> str:
    """The message as it is signed and sent."""
    told = {"type": kind, "timestamp": timezone.localtime(at).isoformat(), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def choices() -> list[tuple[str, str]]:
    """Every move a system can be told, in the order of the process: (code, label)."""
    return [(name, str(act.label)) for name, act in ACTS.items()]
