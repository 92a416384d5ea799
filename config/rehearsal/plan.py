"""The life that a fate means: which acts, in which order, at which body. Pure; the play carries it out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from config.rehearsal.scenario import Fate, Nomination
from dossiers.lifecycle import AFTER_HOLD, Act, read_acts
from dossiers.models import Dossier
from dossiers.vocabulary import State


@dataclass(frozen=True)
class Step:
    """One act on a dossier at one body (a code)."""

    act: str
    body: str


@dataclass(frozen=True)
class Way:
    """A route as the play sees it: the bodies inside, in order, and the first body outside, if papers leave us."""

    inside: tuple[str, ...]
    outside: str | None = None

    @property
    def last(self) -> str:
        return self.outside or self.inside[-1]


# What is done to a dossier in appraising instead of, or before, clearing it.
DETOURS: dict[Fate, tuple[str, ...]] = {
    Fate.RETURNED: ("return_for_correction", "resubmit"),
    Fate.HELD: ("hold", "release"),
    Fate.INELIGIBLE: ("propose_ineligible", "declare_ineligible"),
    Fate.WITHDRAWN: ("withdraw",),
    Fate.PENDING: (),
}
ENDS_IN_APPRAISING = (Fate.INELIGIBLE, Fate.WITHDRAWN, Fate.PENDING)
# A body outside tells us only its outcome.
OUTCOME_OUTSIDE: dict[Fate, tuple[str, ...]] = {
    Fate.HELD: ("hold", "release", "record_grant"),
    Fate.TURNED_DOWN: ("record_refusal",),
    Fate.REFUSED: ("record_refusal",),
    Fate.PENDING: (),
}


def way_of(route: Sequence[str], outside: Sequence[str]) -> Way:
    """The way along `route` (codes) where those of `outside` are not in the system."""
    inside = tuple(code for code in route if code not in outside)
    return Way(inside, route[len(inside)] if len(inside) < len(route) else None)


def place_of(line: Nomination, way: Way) -> str:
    """The body where the fate strikes: `at`, else the last body of the way; what only a body inside can do happens at
    the last one inside."""
    place = line.at or line.decided_by
    if place in way.inside:
        return place
    outside = way.outside or way.last
    return outside if line.fate in (*OUTCOME_OUTSIDE, Fate.TAKEN_UP) else way.inside[-1]


def steps(line: Nomination, way: Way, *, simplified: bool) -> tuple[Step, ...]:
    """Every step of a dossier of this line, in order, from `submit` to where its fate leaves it."""
    place = place_of(line, way)
    return tuple(_along(line.fate, way, place, simplified))


def _along(fate: Fate, way: Way, place: str, simplified: bool) -> Iterator[Step]:
    yield Step("submit", way.inside[0])
    for number, body in enumerate(way.inside, start=1):
        struck = body == place
        yield Step("receive", body)
        if struck:
            yield from (Step(act, body) for act in DETOURS.get(fate, ()))
            if fate in ENDS_IN_APPRAISING:
                return
        yield from (Step(act, body) for act in _decided(fate if struck else Fate.GRANTED, simplified))
        if struck and fate in (Fate.TURNED_DOWN, Fate.REFUSED):
            return
        yield Step(_leaving(way, number), body)
    if way.outside:
        acts = OUTCOME_OUTSIDE.get(fate, ("record_grant",)) if place == way.outside else ("record_grant",)
        yield from (Step(act, way.inside[-1]) for act in acts)
    if fate == Fate.REVOKED:
        yield Step("revoke", way.inside[-1])


def _decided(fate: Fate, simplified: bool) -> Iterator[str]:
    """From clearing to the signature; a refused one stops at the refusal."""
    yield "clear"
    if not simplified:
        yield "table"
        yield "turn_down" if fate in (Fate.TURNED_DOWN, Fate.TAKEN_UP) else "endorse"
    if fate == Fate.TURNED_DOWN:
        yield "refuse"
        return
    if fate == Fate.TAKEN_UP:
        yield "take_up"
    yield "send_for_signature"
    yield "refuse" if fate == Fate.REFUSED else "sign"


def _leaving(way: Way, number: int) -> str:
    if number < len(way.inside):
        return "forward"
    return "send_out" if way.outside else "issue"


@cache
def acts() -> dict[str, Act]:
    """The process table."""
    return read_acts(Dossier)


def states(life: Sequence[Step]) -> list[str]:
    """The state before each step, and last the state in which the life rests: one more than there are steps."""
    found: list[str] = [State.DRAFT]
    held_from = ""
    for step in life:
        here = found[-1]
        if step.act == "hold":
            held_from = here
        found.append(_after(step.act, held_from, life))
    return found


def _after(act: str, held_from: str, life: Sequence[Step]) -> str:
    if act == "release":
        return str(AFTER_HOLD[State(held_from)])
    if act == "resubmit":
        return State.APPRAISING
    if act == "clear":
        return State.AWAITING_COUNCIL if any(step.act == "table" for step in life) else State.ENDORSED
    return acts()[act].targets[0]


def window(life: Sequence[Step], act: str) -> int | None:
    """The step before which an attempt at `act` is made: the first such step of the life itself, else the one before
    which it stands for the first time in a state from which the act is legal; the number of steps if it rests in such
    a state; None if its life passes through none."""
    own = next((number for number, step in enumerate(life) if step.act == act), None)
    if own is not None:
        return own
    found = states(life)
    legal = acts()[act].sources
    start = next((number for number, state in enumerate(found) if state in legal), None)
    if start is None:
        return None
    # The window is left by the step after which the act is legal no more: that is when its work is ready.
    end = start
    while end + 1 < len(found) and found[end + 1] == found[start]:
        end += 1
    return end
