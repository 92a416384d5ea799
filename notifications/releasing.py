"""Letting go what an order keeps back: to whom it concerns at this moment, all together.

Weeks may lie between a decision and its ceremony. Whoever lost the post meanwhile is not told, the successor is;
what was taken back since (revoked, reconsidered) is no news any more; what another open order covers goes on waiting.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from dossiers import clock
from dossiers.models import User
from notifications import holds, lapsing, writing
from notifications.channels.registry import label
from notifications.gathering import results_of
from notifications.models import Delivery, DeliveryState, Hold
from notifications.recording import is_recording
from notifications.table import TABLE, tells_result
from workflow.models import Entry, Unannounced

Key = tuple[int, int, str]  # of a message: batch, person, channel
RENEWED = (
    "kind", "subject", "body", "link", "thread", "state", "last_error", "daily", "any_hour", "sent_at",
    "next_try_at",
)
ROW_BATCH = 500
OF_RESULTS = tuple(act for act, row in TABLE.items() if tells_result(row))


@dataclass
class Plan:
    """What letting go would do: rows that go as they are now worded, rows for new readers, rows nobody is left for, and
    how many go on waiting under another order. `released`: not by somebody else before."""

    released: bool = True
    going: list[Delivery] = field(default_factory=list)
    new: list[writing.Written] = field(default_factory=list)
    lapsed: list[Delivery] = field(default_factory=list)
    kept: int = 0

    @property
    def count(self) -> int:
        """How many messages go, or are shown, or wait for the letter of the day."""
        return len(self.going) + len(self.new)

    @property
    def by_channel(self) -> list[tuple[str, int]]:
        """(channel in words, how many messages)."""
        return list(Counter(label(row.channel) for row in [*self.going, *(each.row for each in self.new)]).items())


def release(hold: Hold, *, actor: User) -> Plan:
    """Let everything go that this order keeps back. Released already: an empty plan that says so. As many statements
    for one decision as for fifty.

    What waits for the daily letter goes into the next one."""
    with transaction.atomic(), clock.one_instant():
        orders = holds.open_results()
        still = Hold.objects.filter(pk=hold.pk, released_at=None)
        if not still.update(released_by=actor, released_at=clock.now()):
            return Plan(released=False)
        others = [each for each in orders if each.pk != hold.pk] if hold.scope == holds.RESULTS else []
        kept = sum(_covered(hold, other).update(hold=other) for other in others)
        plan = planned(hold, others)
        plan.kept = kept
        _carry_out(plan)
        return plan


def planned(hold: Hold, others: Sequence[Hold]) -> Plan:
    """What letting this order go would do now while the `others` stay. Changes nothing."""
    if hold.scope != holds.RESULTS:
        return Plan()
    rows = list(Delivery.objects.filter(hold=hold, state=DeliveryState.HELD).select_related("user").order_by("pk"))
    people, plan = [row for row in rows if row.user_id is not None], Plan()
    plan.going = [_unchanged(row) for row in rows if row.user_id is None]
    batches = sorted({row.batch_id for row in people} | _decided(hold))
    fresh = {written.key: written for written in _written_anew(hold, others, batches)}
    for row in people:
        written = fresh.get((row.batch_id, row.user_id, row.channel))
        (plan.lapsed if written is None else plan.going).append(row if written is None else _renewed(row, written.row))
    told = set(Delivery.objects.filter(batch__in=batches, user__isnull=False).values_list("batch", "user"))
    plan.new = [each for (batch, user, _), each in fresh.items() if (batch, user) not in told]
    return plan


def _decided(hold: Hold) -> set[int]:
    """The batches of results since the order was placed, also where there was nobody to tell then; not what will be
    announced yet."""
    entries = Entry.objects.filter(act__in=OF_RESULTS, at__gte=hold.placed_at)
    if hold.season_id is not None:
        entries = entries.filter(dossier__season=hold.season_id)
    return set(entries.exclude(batch__in=Unannounced.objects.values("batch")).values_list("batch", flat=True))


def covering(hold: Hold) -> QuerySet[Hold]:
    """The other open orders that would go on keeping back some of what this one does."""
    others = Hold.objects.filter(scope=holds.RESULTS, released_at=None).exclude(pk=hold.pk)
    return others.filter(Q(season=None) | Q(season=hold.season)) if hold.season_id else others


def _covered(hold: Hold, other: Hold) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(hold=hold, state=DeliveryState.HELD)
    if other.season_id is not None:
        rows = rows.filter(Exists(Entry.objects.filter(batch=OuterRef("batch"), dossier__season=other.season_id)))
    same = Delivery.objects.filter(
        user=OuterRef("user"), batch=OuterRef("batch"), channel=OuterRef("channel"), hold=other
    )
    return Delivery.objects.filter(pk__in=list(rows.exclude(Exists(same)).values_list("pk", flat=True)))


def _written_anew(hold: Hold, others: Sequence[Hold], batches: Collection[int]) -> Iterable[writing.Written]:
    results = results_of(batches, rehearsed=is_recording()) if batches else {}
    return writing.released(results, hold, others)


def _unchanged(row: Delivery) -> Delivery:
    row.state, row.next_try_at = DeliveryState.QUEUED, clock.now()
    return row


def _renewed(row: Delivery, fresh: Delivery) -> Delivery:
    for name in RENEWED:
        setattr(row, name, getattr(fresh, name))
    return row


def _carry_out(plan: Plan) -> None:
    Delivery.objects.bulk_update(plan.going, RENEWED, batch_size=ROW_BATCH)
    writing.keep(plan.new)
    if plan.lapsed:
        lapsing.note(row.pk for row in plan.lapsed)
