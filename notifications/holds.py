"""Messages kept back until they are released together: results before the ceremony, everything after a restore.

A held result is written like any other message, in the state `held`: nobody finds it in the application, nothing leaves
the house. Releasing (`notifications/releasing.py`) takes the order's row first; the post office takes it too before it
writes a held message, so that none is written under an order that was just released.
"""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from dossiers import clock, roles
from dossiers.models import Season, User
from dossiers.vocabulary import Role
from notifications.kinds import Kind
from notifications.models import WAITING, Delivery, DeliveryState, Hold

RESULTS, EVERYTHING = Hold.Scope.RESULTS, Hold.Scope.EVERYTHING


def may_hold(user: User, *, grants: Sequence[roles.Grant] | None = None) -> bool:
    """Whether `user` may keep messages back and let them go: a head of office, or an administrator."""
    held = roles.grants_of(user) if grants is None else grants
    heads = any(grant.role == Role.OFFICE_HEAD and grant.acts is None for grant in held)
    return heads or roles.administers(user, grants=held)


def open_results() -> list[Hold]:
    """The orders on results that hold now, locked until the caller's transaction ends. One query."""
    return list(Hold.objects.select_for_update().filter(scope=RESULTS, released_at=None).order_by("pk"))


def hold_of(holds: Sequence[Hold], kind: str, seasons: Collection[int]) -> Hold | None:
    """The order that keeps back a message of this kind about dossiers of these seasons: one of the year itself before
    one of every year."""
    if kind != Kind.RESULT:
        return None
    of_year = (hold for hold in holds if hold.season_id is not None and hold.season_id in seasons)
    return next(of_year, None) or next((hold for hold in holds if hold.season_id is None), None)


def place(scope: str, *, reason: str, actor: User | None, season: Season | None = None) -> Hold:
    """Keep back from now on. An order that holds already for the same is given back as it is."""
    with transaction.atomic():
        same = Hold.objects.select_for_update().filter(scope=scope, season=season, released_at=None).first()
        return same or Hold.objects.create(
            scope=scope, season=season, reason=reason, placed_by=actor, placed_at=clock.now()
        )


def listed() -> QuerySet[Hold]:
    """Every order, open ones first, with `held`: how many messages it keeps back."""
    held = Count("deliveries", filter=Q(deliveries__state=DeliveryState.HELD))
    rows = Hold.objects.select_related("season", "placed_by", "released_by").annotate(held=held)
    return rows.order_by(F("released_at").desc(nulls_first=True), "-pk")


def waiting_outside() -> int:
    """How many messages wait to leave the house."""
    return Delivery.objects.filter(state__in=WAITING).count()


def everything_is_held() -> bool:
    """Whether nothing leaves the house now. One query."""
    return Hold.objects.filter(scope=EVERYTHING, released_at=None).exists()
