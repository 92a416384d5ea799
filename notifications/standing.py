"""How the post stands: what waits and for how long, what arrived in the last hour, which channels fail and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Func, IntegerField, Max, Min, Q, QuerySet, Subquery

from dossiers import clock
from dossiers.models import User
from notifications import queue, quiet
from notifications.channels.registry import CHANNELS, label
from notifications.models import WAITING, Attempt, Delivery, DeliveryState, Hold
from workflow.models import Unannounced

PATIENCE = timedelta(minutes=15)  # what could go and has not gone in this time means that the post is unwell
LAST = timedelta(hours=1)
MOST_ERRORS = 10


@dataclass
class Way:
    """One channel. `oldest`: the moment since which its oldest waiting message has been due or is written."""

    name: str
    waiting: int = 0
    given_up: int = 0
    oldest: datetime | None = None
    arrived: int = 0
    failed: int = 0
    errors: dict[str, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return label(self.name)

    @property
    def worst(self) -> list[tuple[str, int]]:
        """The errors its undelivered messages met last, the most frequent first."""
        return sorted(self.errors.items(), key=lambda each: -each[1])[:MOST_ERRORS]


@dataclass(frozen=True)
class Standing:
    ways: tuple[Way, ...]
    unannounced: int
    unannounced_since: datetime | None
    held: bool

    @property
    def waiting(self) -> int:
        return sum(way.waiting for way in self.ways)

    @property
    def given_up(self) -> int:
        return sum(way.given_up for way in self.ways)

    @property
    def arrived(self) -> int:
        return sum(way.arrived for way in self.ways)

    @property
    def oldest(self) -> datetime | None:
        """Since when the oldest waits of all that has not gone."""
        moments = [way.oldest for way in self.ways if way.oldest]
        return min([*moments, *([self.unannounced_since] if self.unannounced_since else [])], default=None)


def standing(reader: User) -> Standing:
    """Everything at once, in three statements."""
    ways = {name: Way(name) for name, channel in CHANNELS.items() if not channel.AT_ONCE}
    _add_waiting(ways)
    _add_last_hour(ways)
    count, since, held = _at_the_door(reader)
    return Standing(tuple(ways.values()), count, since, held)


def _at_the_door(reader: User) -> tuple[int, datetime | None, bool]:
    """How many acts nobody was told of, since when, and whether everything is held: one statement for all three."""
    waiting = Unannounced.objects.order_by()
    # a plain function, not an aggregate of Django's, which would group by the row
    count = waiting.annotate(found=Func("pk", function="COUNT", output_field=IntegerField())).values("found")
    since = waiting.annotate(found=Func("batch__at", function="MIN")).values("found")
    hold = Hold.objects.filter(scope=Hold.Scope.EVERYTHING, released_at=None)
    asked = User.objects.filter(pk=reader.pk).values_list(Subquery(count), Subquery(since), Exists(hold))
    return asked.get()


def _way(ways: dict[str, Way], name: str) -> Way:
    return ways.setdefault(name, Way(name))


def _add_waiting(ways: dict[str, Way]) -> None:
    given_up = Delivery.objects.filter(incidents__resolved_at=None, incidents__isnull=False).exclude(state__in=WAITING)
    # each by its index: both in one condition would read every message that was ever sent
    for name, state, error, count, since in _grouped(_waiting()).union(_grouped(given_up), all=True):
        way = _way(ways, name)
        if state in WAITING:
            way.waiting += count
            way.oldest = min(filter(None, (way.oldest, since)))
        else:
            way.given_up += count
        if error and state != DeliveryState.SENT:
            way.errors[error] = way.errors.get(error, 0) + count


def _waiting() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state__in=WAITING)


def _grouped(rows: QuerySet[Delivery]) -> QuerySet[Any, Any]:
    groups = rows.order_by().values_list("channel", "state", "last_error")
    return groups.annotate(count=Count("pk"), since=Min("created_at"))


def outside() -> list[tuple[str, int, int]]:
    """(Channel in words, how many of its messages would leave now, how many later) of what waits to leave."""
    with clock.one_instant():
        now = clock.now()
    hour = Q(any_hour=True) if quiet.is_quiet(now) else Q()
    goes = Q(hour, next_try_at__lte=now, daily=False, merged_into=None)
    groups = _waiting().order_by().values_list("channel").annotate(goes=Count("pk", filter=goes), count=Count("pk"))
    return [(label(name), goes, count - goes) for name, goes, count in groups]


def _add_last_hour(ways: dict[str, Way]) -> None:
    tries = Attempt.objects.filter(begun_at__gt=clock.now() - LAST).exclude(outcome="").order_by()
    for name, outcome, count in tries.values_list("delivery__channel", "outcome").annotate(Count("pk")):
        way = _way(ways, name)
        if outcome == Attempt.Outcome.SENT:
            way.arrived += count
        else:
            way.failed += count


def is_well() -> bool:
    """Whether nothing that could go has waited for over a quarter of an hour.

    What is held, lies in quiet hours, waits for its digest or pauses after a try that one recipient spoiled could not
    go. What waits because a whole channel does not answer could, so that an outage shows.
    """
    with clock.one_instant():
        now = clock.now()
    long_ago = now - PATIENCE
    if Unannounced.objects.filter(batch__at__lt=long_ago).exists():
        return False
    if queue.is_held():
        return True
    at_this_hour = Q(any_hour=True) if any(map(quiet.is_quiet, (long_ago, now))) else Q()
    used = Delivery.objects.filter(at_this_hour, channel__in=_used(), daily=False, merged_into=None)
    return not (used & queue.due(long_ago)).exists() and not _is_silent(used, long_ago)


def _is_silent(waiting: QuerySet[Delivery], long_ago: datetime) -> bool:
    """Whether a channel for which some of these wait has answered nobody since before then."""
    tried = waiting.filter(state=DeliveryState.RETRY, tries__silent=True, tries__begun_at__lt=long_ago).order_by()
    first = tried.values_list("channel").annotate(since=Min("tries__begun_at"))
    return any(_silence(channel, since) < long_ago for channel, since in first)


def _silence(channel: str, since: datetime) -> datetime:
    """When the present silence of the channel began, which was silent at `since`; the far future if it is over."""
    tries = Attempt.objects.filter(delivery__channel=channel, begun_at__gte=since).exclude(outcome="").order_by()
    answered = tries.filter(silent=False).aggregate(last=Max("begun_at"))["last"]
    begun = tries.filter(silent=True, begun_at__gt=answered).aggregate(first=Min("begun_at")) if answered else None
    return since if begun is None else begun["first"] or datetime.max.replace(tzinfo=UTC)


def _used() -> Iterable[str]:
    return [name for name, channel in CHANNELS.items() if channel.is_configured()]
