"""Whatever is done with a dossier in whatever order, its term ends where counting day by day on paper says.

The count here is made from what was done, not from what is stored, and shares no code with that of the application but
the question whether people work on a day.
"""

import random
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from dossiers import clock
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role, State
from tests import factories as make
from tests.world import REASON, World, do, drafts, fresh, make_world
from workflow import calendar, calendar_changes, extending
from workflow.alarms import sweeping
from workflow.calendar_changes import DayChange
from workflow.models import StepTerm

pytestmark = pytest.mark.django_db
BEGIN = timezone.make_aware(datetime(2026, 1, 12, 9))  # Tết comes on the way
STEPS = 40
DAY = timedelta(days=1)
USUAL = {"submit": 3, "receive": 20, "return_for_correction": 5}
RETURN = ("return_for_correction", "return_for_correction")
# what may be done in a state: the act, and the term that begins with it (or the same goes on, or none runs)
MOVES: dict[str, list[tuple[str, str]]] = {
    State.SUBMITTED: [("receive", "receive"), RETURN],
    State.APPRAISING: [RETURN, ("ask_consultation", "same"), ("post_publicly", "same"), ("clear", "none")],
    State.CONSULTING: [("close_consultation", "same")],
    State.POSTED: [("close_posting", "same")],
    State.AWAITING_COUNCIL: [RETURN],
}


@dataclass
class Clock:
    """A term as people count it: from which day, how many days of which kind, how many were added."""

    start: date
    days: int
    unit: str
    added: int = 0

    def left(self, day: date) -> int:
        gone = (day - self.start).days if self.unit == "calendar" else _worked(self.start, day)
        return max(0, self.days + self.added - gone)

    def end(self) -> date:
        day, rules, left = self.start, calendar.current(), self.days + self.added
        while left and self.unit == "working":
            day += DAY
            left -= rules.is_working(day)
        day += left * DAY
        while not rules.is_working(day):
            day += DAY
        return day


def _worked(after: date, last: date) -> int:
    rules = calendar.current()
    return sum(rules.is_working(after + n * DAY) for n in range(1, (last - after).days + 1))


class Walk:
    """One dossier on its way; `clock` is what it should be, None while no term runs."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.again = dice, dice.choice(["full", "left"])
        self.units = {act: dice.choice(["working", "calendar"]) for act in USUAL}
        self.world: World = make_world()
        self.administrator = make.make_holder(Role.ADMINISTRATOR, self.world.body)
        for act, unit in self.units.items():
            StepTerm.objects.filter(act=act).update(unit=unit, again=self.again if act == "receive" else "full")
        self.row = do(self.world, "submit", drafts(self.world, 1))[0]
        self.received, self.at_return, self.clock = False, None, self._new("submit")

    def step(self) -> None:
        choices = [self._move, self._hold, self._change]
        if self.row.state == State.ON_HOLD:
            choices = [self._release, self._change]
        elif self.row.state == State.RETURNED:
            choices = [self._resubmit, self._hold, self._extend, self._change]
        elif self.clock:
            choices.append(self._extend)
        self.dice.choice(choices)()
        self.row = fresh([self.row])[0]

    def expected(self) -> date | None:
        return None if self.row.state == State.ON_HOLD or self.clock is None else self.clock.end()

    def _new(self, act: str, days: int | None = None) -> Clock:
        return Clock(clock.today(), USUAL[act] if days is None else days, self.units[act])

    def _move(self) -> None:
        act, term = self.dice.choice(MOVES[self.row.state])
        if act == "return_for_correction":
            self.at_return = self.clock.left(clock.today()) if self.clock else None
        do(self.world, act, [self.row])
        self.received = self.received or act == "receive"
        if term != "same":
            self.clock = None if term == "none" else self._new(term)

    def _resubmit(self) -> None:
        do(self.world, "resubmit", [self.row])
        rest = self.at_return if self.again == "left" else None
        self.clock = self._new("receive", rest) if self.received else self._new("submit")

    def _hold(self) -> None:
        do(self.world, "hold", [self.row])
        if self.clock:
            self.clock = Clock(date.min, self.clock.left(clock.today()), self.clock.unit)

    def _release(self) -> None:
        do(self.world, "release", [self.row])
        if self.clock:
            self.clock.start = clock.today()

    def _extend(self) -> None:
        days = self.dice.randint(1, 6)
        extending.extend([self.row], days=days, reason=REASON, actor=self.world.appraiser)
        self.clock.added += days

    def _change(self) -> None:
        """A day to come; behind a running term also one that is over."""
        running = self.row.state not in (State.ON_HOLD, State.RETURNED)
        day = clock.today() + DAY * self.dice.randint(-4 if running else 1, 15)
        kind = self.dice.choice(["closed", "worked", ""])
        with suppress(Refused):  # where it is so already
            calendar_changes.change([DayChange(day, kind, paper="15/TB" if kind else "")], actor=self.administrator)


@pytest.mark.parametrize("seed", [9, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 3, 7, 12))])
def test_the_term_ends_where_counting_by_hand_says(seed):
    dice, now = random.Random(seed), BEGIN
    with clock.set_to(now):
        walk = Walk(dice)
    for _ in range(STEPS):
        now += timedelta(hours=dice.choice([0, 1, 5, 20, 30, 50]))
        with clock.set_to(now):
            sweeping.sweep()
            walk.step()
            due = walk.row.due_at
            assert (timezone.localdate(due) if due else None) == walk.expected(), walk.row.state
