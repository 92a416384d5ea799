"""Where the needs that the life names find their answers. `dossiers` and `workflow` register theirs when they start."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from dossiers.lifecycle import Act
from dossiers.rules.objection import Objection

if TYPE_CHECKING:
    from dossiers.models import Dossier


@dataclass(frozen=True)
class Question:
    """May `actor` do `act` with these dossiers at `at` (aware)? `facts` are what the act was given."""

    act: Act
    dossiers: Sequence["Dossier"]
    actor: Any
    reason: str
    facts: Mapping[str, Any]
    at: datetime

    @property
    def day(self) -> date:
        """The day of the question in the time zone of the office."""
        return timezone.localdate(self.at)

    def fact(self, dossier: "Dossier", name: str, default: Any = None) -> Any:
        """The fact for this dossier: its own under `per`, else the one given for all, else `default`."""
        own: Mapping[str, Any] = self.facts.get("per", {}).get(dossier.pk, {})
        return own.get(name, self.facts.get(name, default))


Answers = dict[int | None, list[Objection]]
Evaluator = Callable[[Question], Answers]

_evaluators: dict[str, Evaluator] = {}


def need(name: str) -> Callable[[Evaluator], Evaluator]:
    """Register the answer to a need: primary key of a dossier → objections, None for the whole batch; may be partial.

    The function asks for all with a constant number of queries. Raises ValueError if the need has an answer already.
    """

    def register(evaluator: Evaluator) -> Evaluator:
        if name in _evaluators:
            raise ValueError(f"need {name!r} is answered twice")
        _evaluators[name] = evaluator
        return evaluator

    return register


def evaluators() -> dict[str, Evaluator]:
    """Every registered answer, by the name of its need."""
    return dict(_evaluators)
