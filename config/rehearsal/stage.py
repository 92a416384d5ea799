"""The play as it goes: whose turn it is, what time it is, what has been refused."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from config.rehearsal.cast import MORNING
from config.rehearsal.company import Cast, Officers
from config.rehearsal.plan import Step
from config.rehearsal.report import Tried
from config.rehearsal.scenario import Attempt, Nomination, Scenario
from dossiers import clock
from dossiers.deciding import only_where_rules_are_known
from dossiers.models import Dossier, Nominee, StoredFile, User
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Nature
from workflow.calendar import Calendar, local_day
from workflow.journal_models import Entry

EVENING = time(17, 0)
TICK = timedelta(minutes=3)


@dataclass
class Case:
    """One dossier on its way through the life its line gave it; `rests_before` cuts that life short before an act."""

    number: int
    line: Nomination
    unit: str
    nominee: Nominee
    dossier: Dossier | None = None
    life: tuple[Step, ...] = ()
    done: int = 0
    stuck: bool = False
    rests_before: str = ""

    def live(self, life: tuple[Step, ...]) -> None:
        """Take up this life."""
        acts = [step.act for step in life]
        self.life = life[: acts.index(self.rests_before)] if self.rests_before in acts else life

    @property
    def pk(self) -> int:
        assert self.dossier is not None, "a case is asked for its dossier only after it was drafted"
        return self.dossier.pk

    @property
    def next(self) -> Step | None:
        """The step to take, None where its life rests."""
        return None if self.stuck or self.done >= len(self.life) else self.life[self.done]


@dataclass
class Stage:
    """`now` is the application's clock; it moves on working time only."""

    scenario: Scenario
    cast: Cast
    now: datetime
    calendar: Calendar
    cases: list[Case] = field(default_factory=list)
    files: dict[str, StoredFile] = field(default_factory=dict)
    waiting: list[tuple[Attempt, Case | None]] = field(default_factory=list)
    tried: list[Tried] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    numbers_outside: dict[str, int] = field(default_factory=dict)
    letters: dict[str, int] = field(default_factory=dict)
    before_each: Callable[["Stage", Sequence[Case]], None] = lambda stage, cases: None
    pass_time: Callable[["Stage"], object] = lambda stage: None
    after_each: Callable[[], object] = lambda: None
    progress: Callable[[int], None] = lambda steps: None

    @contextmanager
    def moment(self) -> Iterator[datetime]:
        """The application's clock stands at `now` for the block; afterwards some minutes have passed. What was due by
        `now` has rung before."""
        self.pass_time(self)
        with clock.set_to(self.now):
            yield self.now
            self.after_each()
        self.wait(TICK)

    def asking_who_decides(self) -> AbstractContextManager[None]:
        """Around drafts and submissions: a scenario relies on rules that were read, the sample year on what goes on."""
        return nullcontext() if self.cast.nature == Nature.SAMPLE else only_where_rules_are_known()

    def wait(self, span: timedelta) -> None:
        """Let time pass; what would fall into the evening falls on the next working morning."""
        self.now += span
        if timezone.localtime(self.now).time() > EVENING:
            self.go_to(self.calendar.add(local_day(self.now), 1))

    def next_morning(self, days: int = 1) -> None:
        """Go on after that many working days, at eight."""
        self.go_to(self.calendar.add(local_day(self.now), days))

    def sleep_on(self, body: str, *acts: str) -> None:
        """Go on next morning if one of these acts is due at `body`; else no day is lost."""
        if any(self.due(act, body) for act in acts):
            self.next_morning()

    def go_to(self, day: object) -> None:
        """Eight o'clock of a date that is not before the present."""
        at = timezone.make_aware(datetime.combine(day, MORNING))  # type: ignore[arg-type]
        self.now = max(self.now, at)

    def officers(self, body: str) -> Officers:
        return self.cast.officers[body]

    def due(self, act: str, body: str) -> list[Case]:
        """The cases whose next step is `act` at `body`, in the order of the file."""
        return [case for case in self.cases if case.next == Step(act, body)]

    def do(self, cases: Sequence[Case], work: Callable[[Sequence[Case]], object]) -> list[Case]:
        """Take the next step of these cases with one call of a service; returns those that took it.

        What the application refuses is noted and left where it stands, and the others go on without it.
        """
        left = [case for case in cases if case.next]
        if left:
            self.before_each(self, left)
        return self._advanced(self.prepare(left, work))

    def prepare(self, cases: Sequence[Case], work: Callable[[Sequence[Case]], object]) -> list[Case]:
        """As `do` for what is no step of the life itself: a ballot, a number, a paper split."""
        left = list(cases)
        while left:
            try:
                with transaction.atomic(), self.moment():
                    work(left)
            except Refused as refusal:
                left = self._without(left, refusal)
            else:
                break
        return left

    def _without(self, cases: list[Case], refusal: Refused) -> list[Case]:
        blocked = {pk for pk, listed in refusal.by_dossier.items() if any(one.blocks for one in listed)}
        stopped = [case for case in cases if case.pk in blocked] or cases
        for case in stopped:
            self.give_up(case, " ".join(one.text for one in refusal.by_dossier.get(case.pk, refusal.all)))
        return [case for case in cases if not case.stuck]

    def give_up(self, case: Case, why: str) -> None:
        """Leave a case where it stands and say why."""
        step, case.stuck = case.next, True
        act = f"{step.act} tại {step.body}" if step else "bước tiếp theo"
        self.stuck.append(f"{case.line.award} của {case.nominee} ({case.unit}), {act}: {why}")

    def _advanced(self, cases: list[Case]) -> list[Case]:
        for case in cases:
            case.done += 1
        if cases:
            self.progress(len(cases))
        return cases

    def follow(self, cases: Sequence[Case], entries: Sequence[Entry]) -> None:
        """After a closing: a case whose dossier did not move as planned is given up."""
        moved = {entry.dossier_id: entry.act for entry in entries if entry.dossier_id}
        for case in cases:
            planned = case.life[case.done - 1].act
            if moved.get(case.pk) != planned:
                case.done -= 1
                self.give_up(case, f"kết quả là {moved.get(case.pk)}")


def dossiers(cases: Sequence[Case]) -> list[Dossier]:
    """The dossiers of these cases (their rows may be stale; every service reads them anew)."""
    return [case.dossier for case in cases if case.dossier is not None]


def actor_for_line(people: Sequence[User], case: Case) -> User:
    """The first of these people who is not the nominee."""
    return next((user for user in people if user.pk != case.nominee.user_id), people[0])


__all__ = ["Case", "Stage", "actor_for_line", "dossiers"]
