"""Tình hình: for heads, how much waits at each step and of each unit, how much is late, how long a step takes.

Days are working days. What a step took comes from the journal, from each move to the next; what waits now from the
dossiers. A few statements, whatever the number of dossiers.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Lead, TruncDate
from django.utils import timezone

from dossiers import clock
from dossiers.forms.filters import OPEN_STATES
from dossiers.models import Dossier, Season, Unit
from dossiers.roles import Grant
from dossiers.vocabulary import Role, State
from workflow import results, waiting
from workflow.journal_models import Entry

HEAD_ROLES = (Role.OFFICE_HEAD, Role.DECIDER, Role.DEPUTY, Role.INSPECTOR)
CHUNK = 2000


@dataclass
class Heap:
    """What waits in one place now: how many, how many late, since when (working days → how many)."""

    count: int = 0
    late: int = 0
    ages: Counter[int] = field(default_factory=Counter)

    def add(self, count: int, late: int, age: int) -> None:
        self.count += count
        self.late += late
        self.ages[age] += count

    @property
    def median(self) -> int:
        """The median of the working days that these have waited."""
        return waiting.median(self.ages)

    @property
    def oldest(self) -> int:
        return max(self.ages, default=0)


@dataclass(frozen=True)
class Step:
    """One step: what waits there now; `passed`: how many have gone through; `took`: the median of their days."""

    state: str
    heap: Heap
    passed: int
    took: int

    @property
    def label(self) -> str:
        return str(State(self.state).label)


@dataclass(frozen=True)
class OfUnit:
    """What waits of the dossiers of one unit."""

    unit: Unit
    heap: Heap


@dataclass(frozen=True)
class Board:
    """The steps in the order of a dossier's life, those nothing ever reached left out; the units, most late first."""

    season: Season
    steps: Sequence[Step]
    units: Sequence[OfUnit]

    @property
    def count(self) -> int:
        return sum(step.heap.count for step in self.steps)

    @property
    def late(self) -> int:
        return sum(step.heap.late for step in self.steps)


def reads_board(grants: Iterable[Grant]) -> bool:
    """Whether the board belongs to the work of somebody with these grants."""
    return any(grant.role in (*HEAD_ROLES, Role.UNIT_HEAD) for grant in grants)


def scope(user: Any, grants: Sequence[Grant]) -> QuerySet[Dossier]:
    """What this person's board counts: heads of the body what they see by that work, a unit head the own unit's."""
    return results.scope(user, grants, whole=HEAD_ROLES)


def of_season(rows: QuerySet[Dossier], season: Season) -> Board:
    """The board of `season` over `rows` (what may be counted), as of now."""
    mine = rows.filter(season=season)
    steps, units = _waiting(mine)
    took = _took(mine)
    named = Unit.objects.in_bulk(units)
    shown = [state for state in OPEN_STATES if state in steps or state in took]
    heaps = [OfUnit(named[pk], heap) for pk, heap in units.items()]
    return Board(
        season,
        [_step(state, steps.get(state, Heap()), took.get(state, Counter())) for state in shown],
        sorted(heaps, key=lambda each: (-each.heap.late, -each.heap.count, each.unit.code)),
    )


def _step(state: str, heap: Heap, took: Counter[int]) -> Step:
    return Step(state, heap, took.total(), waiting.median(took))


def _waiting(rows: QuerySet[Dossier]) -> tuple[dict[str, Heap], dict[int, Heap]]:
    """What waits by state and by unit; one statement."""
    late = Count("pk", filter=Q(due_at__lt=clock.now()))
    open_ones = rows.filter(state__in=OPEN_STATES).order_by().annotate(day=TruncDate("since"))
    counted = list(
        open_ones.values_list("state", "unit_id", "day").annotate(count=Count("pk"), late=late)
    )
    ages = waiting.working_ages({day for _, _, day, *_ in counted}, clock.today())
    steps: dict[str, Heap] = {}
    units: dict[int, Heap] = {}
    for state, unit, day, count, overdue in counted:
        for heap in (steps.setdefault(state, Heap()), units.setdefault(unit, Heap())):
            heap.add(count, overdue, ages[day])
    return steps, units


def _took(rows: QuerySet[Dossier]) -> dict[str, Counter[int]]:
    """State → working days that it took → how often, of all that has left it; one statement."""
    spans = _spans(rows)
    ages = waiting.working_ages({day for _, *days in spans for day in days}, clock.today())
    took: dict[str, Counter[int]] = {}
    for (state, came, left), count in spans.items():
        took.setdefault(state, Counter())[ages[came] - ages[left]] += count
    return took


def _spans(rows: QuerySet[Dossier]) -> Counter[tuple[str, date, date]]:
    moves = Entry.objects.filter(dossier__in=rows.order_by().values("pk")).exclude(to_state=F("from_state"))
    left = Window(Lead("at"), partition_by=[F("dossier_id")], order_by=F("seq").asc())
    stays = moves.exclude(to_state="").order_by().annotate(left=left).values_list("to_state", "at", "left")
    found: Counter[tuple[str, date, date]] = Counter()
    for state, came, gone in stays.iterator(chunk_size=CHUNK):
        if gone is not None and state in OPEN_STATES:
            found[state, timezone.localdate(came), timezone.localdate(gone)] += 1
    return found
