"""Who is told of an act, in words for the page of the process. The post office above answers; it registers here."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Heard:
    """One audience in words, and whether it is told by e-mail too."""

    who: str
    mail: bool


Answer = Callable[[str], list[Heard]]
_answers: list[Answer] = []


def answers(function: Answer) -> Answer:
    """Register `function(act)`, which names those who are told of an act of the lifecycle or another deed."""
    if function not in _answers:
        _answers.append(function)
    return function


def heard_of(act: str) -> list[Heard]:
    """Everybody told of `act`, once each; empty for silence."""
    return list(dict.fromkeys(heard for answer in _answers for heard in answer(act)))
