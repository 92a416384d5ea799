"""Whether a message that waited still has its reader: who was deactivated, or may not see the dossiers any more since a
post or a seat ended, is not told; of a paper, who is none of those the table means any more. Asked again before what
waited leaves: a letter kept for the morning, a letter of the day, a repeat.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from dossiers import clock, roles
from dossiers.readers import seers
from notifications.gathering import reached_now
from notifications.models import INBOX, Delivery, DeliveryLine, DeliveryState
from workflow.alarms.sweeping import SWEEP
from workflow.models import Batch

LAPSED = "Đến lúc gửi, người này không còn được báo về việc này."
WAITED = timedelta(minutes=10)  # what leaves sooner was written for the people of this moment
Key = tuple[int | None, int, int | None]


def without_lapsed(rows: Sequence[Delivery]) -> list[Delivery]:
    """Those of `rows` (with their users) that still have their reader; the others are noted as not sent. No statement
    where nothing waited, else a handful."""
    long_ago = clock.now() - WAITED
    waited = [row for row in rows if row.user_id is not None and row.created_at < long_ago]
    gone = _gone(waited) if waited else set()
    if gone:
        note(gone)
    return [row for row in rows if row.pk not in gone]


def note(pks: Iterable[int]) -> None:
    """These are not sent: nobody is left to read them."""
    lapsed = Delivery.objects.filter(pk__in=list(pks))
    lapsed.update(state=DeliveryState.SUPPRESSED, next_try_at=None, last_error=LAPSED)


def _gone(rows: Sequence[Delivery]) -> set[int]:
    about = _dossiers_of(rows)
    seen = seers({row.user for row in rows}, set().union(*about.values()))
    strangers = _strangers([row for row in rows if not about[_key(row)]])
    lost = {row.pk for row in rows if not row.user.is_active or _sees_none(row, about[_key(row)], seen)}
    return lost | strangers


def _strangers(rows: Sequence[Delivery]) -> set[int]:
    """Those of these messages about papers whose reader is none of the people meant now. Who is away still is one; what
    the sweep tells together stands in other batches too, and is left as it is."""
    batches = Batch.objects.filter(pk__in={row.batch_id for row in rows}).exclude(act=SWEEP)
    meant = reached_now(list(batches.values_list("pk", flat=True))) if rows else {}
    doubtful = [row for row in rows if row.user_id not in meant.get(row.batch_id, {row.user_id})]
    absent = roles.away([row.user_id for row in doubtful]) if doubtful else set()
    return {row.pk for row in doubtful if row.user_id not in absent}


def _sees_none(row: Delivery, dossiers: set[int], seen: set[tuple[int, int]]) -> bool:
    return bool(dossiers) and not any((row.user_id, pk) in seen for pk in dossiers)


def _dossiers_of(rows: Sequence[Delivery]) -> defaultdict[Key, set[int]]:
    """What each message is about, kept with its copy in the application."""
    found: defaultdict[Key, set[int]] = defaultdict(set)
    copies = Delivery.objects.filter(
        channel=INBOX, user__in={row.user_id for row in rows}, batch__in={row.batch_id for row in rows}
    )
    lines = DeliveryLine.objects.filter(delivery__in=copies)
    keys = ("delivery__user", "delivery__batch", "delivery__hold", "dossier")
    for user_id, batch_id, hold_id, dossier_id in lines.values_list(*keys):
        found[user_id, batch_id, hold_id].add(dossier_id)
    return found


def _key(row: Delivery) -> Key:
    return row.user_id, row.batch_id, row.hold_id
