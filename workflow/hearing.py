"""Who is told of an act, in words for the page of the process. The post office above answers; it registers here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Heard:
    """One audience in words, and whether it is told by e-mail too."""

    who: str
    mail: bool


Answer = Callable[[Collection[str]], Mapping[str, Sequence[Heard]]]
_answers: list[Answer] = []


def answers(function: Answer) -> Answer:
    """Register `function(acts)`: act of the lifecycle or other deed → those who are told; a constant number of
    queries."""
    if function not in _answers:
        _answers.append(function)
    return function


def heard_of(acts: Collection[str]) -> dict[str, list[Heard]]:
    """Everybody told of each of `acts`, once each; empty for silence."""
    told = [answer(acts) for answer in _answers]
    return {act: list(dict.fromkeys(heard for one in told for heard in one.get(act, ()))) for act in acts}
