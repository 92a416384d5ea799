"""Việc cần làm: what lies on my desks, what waits in my pools, where my vote is missing. Few queries at any load."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from dossiers import access, clock, roles
from dossiers.desks import desk_words
from dossiers.lifecycle import DESKS, POOL_STATES
from dossiers.models import HandIn, Unit
from dossiers.models.dossier import Dossier
from dossiers.vocabulary import UNIT_ROLES, HandInOrigin, Role, State
from workflow.council.seats import seats_on
from workflow.models import AgendaItem, Ballot, Line, Procedure, Recusal, Session
from workflow.origins import with_origin

Desks = list[tuple[str, int]]
POOL_ROLES = frozenset(DESKS[state][0] for state in POOL_STATES)
NAMING = ("id", "code", "name", "office_name", "decider_title")  # of a unit, for the words of its desk


@dataclass(frozen=True)
class Pool:
    """Dossiers waiting together at one desk for a common next step."""

    state: str
    unit: Unit
    role: str
    count: int
    since: datetime
    late: int

    @property
    def label(self) -> str:
        return str(State(self.state).label)

    @property
    def desk(self) -> str:
        return desk_words(self.role, self.unit)


def at_desks(desks: Desks, prefix: str = "") -> Q:
    """Filter for rows whose `desk_role`, `desk_unit` is one of `desks`; matches nothing without desks."""
    found = Q(pk__in=[])
    for role, unit_id in desks:
        found |= Q(**{f"{prefix}desk_role": role, f"{prefix}desk_unit_id": unit_id})
    return found


def queue(desks: Desks) -> QuerySet[Procedure]:
    """Open work on these desks, the most urgent first, to be counted and cut into pages."""
    rows = Procedure.objects.filter(at_desks(desks), open=True)
    return rows.order_by(F("due_at").asc(nulls_last=True), "since", "pk")


def procedures(desks: Desks, *, first: int) -> QuerySet[Procedure]:
    """The `first` of the queue with what a page shows of them; `live` counts the dossiers on each."""
    # however much waits, only the first are joined and counted
    on_it = Line.objects.filter(procedure=OuterRef("pk"), left_at=None).order_by().values("procedure")
    live = Coalesce(Subquery(on_it.annotate(count=Count("pk")).values("count")), 0)
    rows = queue(desks).filter(pk__in=queue(desks).values("pk")[:first])
    return with_origin(rows.select_related("body", "unit", "desk_unit", "claimed_by").annotate(live=live))


def pools(desks: Desks) -> list[Pool]:
    """The pools of these desks with count, age and how many are late; one query, none where no pool can lie."""
    waiting = [desk for desk in desks if desk[0] in POOL_ROLES]
    if not waiting:
        return []
    late = Count("pk", filter=Q(due_at__lt=clock.now()))
    rows = (
        Dossier.objects.filter(at_desks(waiting), state__in=POOL_STATES)
        .values("state", "desk_role", *(f"desk_unit__{name}" for name in NAMING))
        .annotate(count=Count("pk"), first=Min("since"), late=late)
        .order_by("first")
    )
    return [
        Pool(row["state"], _unit(row), row["desk_role"], row["count"], row["first"], row["late"]) for row in rows
    ]


def _unit(row: dict[str, Any]) -> Unit:
    return Unit(**{name: row[f"desk_unit__{name}"] for name in NAMING})


def sessions(user: Any) -> QuerySet[Session]:
    """Open sessions in which `user`, still holding the seat, may vote; `missing`: a line still waits for this vote."""
    voted = Ballot.objects.filter(item=OuterRef("pk"), current=True, seat__user=user)
    recused = Recusal.objects.filter(item=OuterRef("pk"), seat__user=user)
    on_it = Line.objects.filter(procedure=OuterRef("session__procedure"), dossier=OuterRef("dossier"), left_at=None)
    waiting = AgendaItem.objects.filter(Exists(on_it), ~Exists(voted), ~Exists(recused), session=OuterRef("pk"))
    mine = seats_on(clock.today()).filter(user=user)
    rows = Session.objects.filter(entitled__in=mine, closed_at__isnull=True, procedure__open=True)
    return rows.annotate(missing=Exists(waiting)).select_related("council__body").order_by("held_at")


def own(user: Any, grants: list[roles.Grant] | None = None) -> QuerySet[Dossier]:
    """The dossiers in which `user` is the nominee, as a nominee is told of them. The newest first: in the order of
    their moves they would tell when the council has given its view."""
    rows = access.as_shown(user, grants=grants).filter(nominee__user=user)
    rows = rows.select_related("award", "body", "season", "hand_in")
    return rows.order_by("-created_at", "-pk")


def to_approve(grants: list[roles.Grant]) -> QuerySet[HandIn]:
    """What the drafters of my units have laid before me, the longest waiting first, with the number of lines."""
    units = {grant.unit_id for grant in grants if grant.role == Role.UNIT_HEAD and grant.covers("submit")}
    unsent = Count("dossiers", filter=Q(dossiers__state=State.DRAFT))
    rows = HandIn.objects.filter(unit_id__in=units, prepared_at__isnull=False).annotate(unsent=unsent)
    return rows.select_related("unit", "season", "prepared_by").order_by("prepared_at", "pk")


def drafts(user: Any, grants: list[roles.Grant]) -> QuerySet[HandIn]:
    """Hand-ins of my units with lines not yet sent."""
    units = {grant.unit_id for grant in grants if grant.role in UNIT_ROLES}
    lines = Dossier.objects.filter(hand_in=OuterRef("pk"), state=State.DRAFT).order_by()
    unsent = Coalesce(Subquery(lines.values("hand_in").annotate(count=Count("pk")).values("count")), 0)
    rows = HandIn.objects.filter(Q(submitted_at__isnull=True) | Exists(lines), unit_id__in=units)
    rows = rows.filter(origin=HandInOrigin.UNIT).annotate(unsent=unsent)
    return rows.select_related("unit", "season").order_by("-pk")
