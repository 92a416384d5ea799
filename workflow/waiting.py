"""The pools as a board: how many wait where, how long, for which awards. One statement, however many dossiers wait."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from dossiers import access, clock, roles
from dossiers.lifecycle import DESKS, POOL_STATES
from dossiers.models import Dossier, Unit
from dossiers.roles import Grant
from dossiers.vocabulary import Role, State
from workflow import calendar
from workflow.calendar import ONE

# Whose work takes dossiers out of a pool, and who reads all of them.
POOL_ROLES = (*access.BODY_ROLES, Role.SECRETARY, Role.INSPECTOR)


@dataclass(frozen=True)
class OfAward:
    """How many of one award wait in a pool."""

    pk: int
    name: str
    count: int


@dataclass(frozen=True)
class Column:
    """One pool of one body. `median` and `oldest` are working days; `open`: its page opens to this person."""

    state: str
    body: Unit
    count: int
    late: int
    median: int
    oldest: int
    awards: Sequence[OfAward]
    open: bool

    @property
    def label(self) -> str:
        return str(State(self.state).label)


@dataclass
class _Sum:
    late: int = 0
    days: dict[date, int] = field(default_factory=dict)
    awards: dict[tuple[int, str, int], int] = field(default_factory=dict)


def has_pools(grants: Iterable[Grant]) -> bool:
    """Whether a board of pools belongs to the work of somebody with these grants."""
    return any(grant.role in POOL_ROLES for grant in grants)


def in_pools(user: Any, grants: Sequence[Grant]) -> QuerySet[Dossier]:
    """The dossiers that wait in a pool of a body of this person (an inspector: of any) and that she may see."""
    rows = access.visible_by_work(user, grants=list(grants)).filter(state__in=POOL_STATES)
    if access.places(grants, (Role.INSPECTOR,)):
        return rows
    return rows.filter(body_id__in=access.places(grants, POOL_ROLES))


def board(user: Any, *, grants: Sequence[Grant]) -> list[tuple[Unit, list[Column]]]:
    """Each body of this person (with these grants) with its five pools, in the order of a dossier's life, empty ones
    included."""
    sums = _sums(in_pools(user, grants))
    wanted = access.places(grants, [role for role in POOL_ROLES if role != Role.INSPECTOR])
    bodies = Unit.objects.filter(pk__in=wanted | {body for body, _ in sums}).order_by("level", "code")
    ages = working_ages({day for each in sums.values() for day in each.days}, clock.today())
    desks = set(roles.desks_of(user, grants=grants))
    return [
        (body, [_column(state, body, sums.get((body.pk, str(state)), _Sum()), ages, desks) for state in POOL_STATES])
        for body in bodies
    ]


def working_ages(days: Iterable[date], today: date) -> dict[date, int]:
    """For each day, the working days from it (not counted) to `today`; one walk over the calendar."""
    wanted = set(days)
    found: dict[date, int] = {}
    rules, passed, day = calendar.current(), 0, today
    for left in sorted(wanted, reverse=True):
        while day > left:
            passed += rules.is_working(day)
            day -= ONE
        found[left] = passed
    return found


def waiting_since(working_days: int) -> date:
    """The last day on which a dossier can have arrived to have waited at least so many (1 or more) working days."""
    # the earliest of the working days that it has waited through, today included, is the day after its arrival
    return calendar.add_working_days(clock.today() + ONE, -working_days) - ONE


def median(histogram: Mapping[int, int]) -> int:
    """The lower median of values given as value → how often; 0 of nothing."""
    half, seen = (sum(histogram.values()) + 1) // 2, 0
    for value in sorted(histogram):
        seen += histogram[value]
        if seen >= half:
            return value
    return 0


def _sums(rows: QuerySet[Dossier]) -> dict[tuple[int, str], _Sum]:
    overdue = Count("pk", filter=Q(due_at__lt=clock.now()))
    found: dict[tuple[int, str], _Sum] = {}
    columns = ("body_id", "state", "award_id", "award__name", "award__position", "day")
    counted = rows.order_by().annotate(day=TruncDate("since")).values_list(*columns)
    for body, state, award, name, position, day, count, late in counted.annotate(count=Count("pk"), late=overdue):
        here = found.setdefault((body, state), _Sum())
        here.late += late
        here.days[day] = here.days.get(day, 0) + count
        here.awards[(position, name, award)] = here.awards.get((position, name, award), 0) + count
    return found


def _column(
    state: str, body: Unit, found: _Sum, ages: Mapping[date, int], desks: set[tuple[str, int]]
) -> Column:
    histogram: dict[int, int] = {}
    for day, count in found.days.items():
        histogram[ages[day]] = histogram.get(ages[day], 0) + count
    awards = [OfAward(pk, name, count) for (_, name, pk), count in sorted(found.awards.items())]
    count = sum(histogram.values())
    mine = (str(DESKS[state][0]), body.pk) in desks
    return Column(
        str(state), body, count, found.late, median(histogram), max(histogram, default=0), awards, bool(count) or mine
    )
