"""What else an act does: effects register here by act name; the door runs them within its transaction.

`before` effects run on locked dossiers whose objections are settled and may change their fields in memory (they are
saved with the move); `after` effects run when the move is written and may open procedures. "*" means every act.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dossiers.lifecycle import Act
from dossiers.models import Dossier, User

if TYPE_CHECKING:
    from workflow.models import Batch, Procedure


@dataclass
class Step:
    """One act on many dossiers, in progress. `actor` is None for the system."""

    act: Act
    dossiers: list[Dossier]
    actor: User | None
    at: datetime
    batch: "Batch"
    reason: str
    facts: Mapping[str, Any]
    carriers: dict[int, "Procedure"]
    from_states: dict[int, str] = field(default_factory=dict)
    entry_facts: dict[int, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    entry_reasons: dict[int, str] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)

    def fact(self, dossier: Dossier, name: str, default: Any = None) -> Any:
        """The fact `name` for this dossier: its own from `per`, else the common one."""
        own = self.facts.get("per", {}).get(dossier.pk, {})
        return own[name] if name in own else self.facts.get(name, default)

    def told_reason(self, dossier: Dossier) -> str:
        """The reason as the journal keeps it: what an effect put in its place (a restricted one is not told)."""
        return self.entry_reasons.get(dossier.pk, self.reason_for(dossier))

    def reason_for(self, dossier: Dossier) -> str:
        """The reason for this dossier: its own from `per`, else the common one."""
        return str(self.facts.get("per", {}).get(dossier.pk, {}).get("reason") or self.reason)


Effect = Callable[[Step], None]
_before: dict[str, list[Effect]] = defaultdict(list)
_after: dict[str, list[Effect]] = defaultdict(list)


def before(*acts: str) -> Callable[[Effect], Effect]:
    """Register an effect that runs before the move of these acts."""
    return _registering(_before, acts)


def after(*acts: str) -> Callable[[Effect], Effect]:
    """Register an effect that runs after the move of these acts is written."""
    return _registering(_after, acts)


def _registering(table: dict[str, list[Effect]], acts: tuple[str, ...]) -> Callable[[Effect], Effect]:
    def register(effect: Effect) -> Effect:
        for act in acts:
            if effect not in table[act]:
                table[act].append(effect)
        return effect

    return register


def run_before(step: Step) -> None:
    _run(_before, step)


def run_after(step: Step) -> None:
    _run(_after, step)


def _run(table: dict[str, list[Effect]], step: Step) -> None:
    for effect in [*table.get("*", ()), *table.get(step.act.name, ())]:
        effect(step)
