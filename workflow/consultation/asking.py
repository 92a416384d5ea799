"""What an office types to ask for opinions, as the act takes it: whom, what, until when, and what silence means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dossiers import text
from dossiers.models import Dossier, Unit
from dossiers.vocabulary import Counting, Level, Role
from workflow.consultation.terms import Period, by_office, by_rule

LONGEST_NAME = 255
MOST_ADDRESSEES = 30


@dataclass(frozen=True)
class Asked:
    """The facts of the act: `inside` pks of units of the system, `outside` (name, address) pairs; `days` None: the
    period of the rule."""

    question: str
    inside: Sequence[int]
    outside: Sequence[tuple[str, str]]
    days: int | None
    unit: str
    silence: bool
    unit_reads: bool

    @property
    def count(self) -> int:
        return len(self.inside) + len(self.outside)


def read(facts: Mapping[str, Any]) -> Asked:
    """The facts, cleaned; what is missing is empty and objected to by the need 'asked_whom'."""
    outside = [(text.nfc(name).strip(), text.nfc(address).strip()) for name, address in facts.get("outside") or ()]
    return Asked(
        question=text.nfc(str(facts.get("question") or "")).strip(),
        inside=sorted({int(pk) for pk in facts.get("inside") or ()}),
        outside=list(dict.fromkeys(pair for pair in outside if pair[0])),
        days=int(facts["days"]) if facts.get("days") else None,
        unit=str(facts.get("unit") or Counting.WORKING),
        silence=bool(facts.get("silence")), unit_reads=bool(facts.get("unit_reads")),
    )


def period_of(asked: Asked, dossiers: Sequence[Dossier], day: date) -> Period | None:
    """The term and what silence means: the days that were typed, else the rule's, else those that the office has set
    for such lines; None: nobody says."""
    if asked.days is not None:
        return Period(asked.days, asked.unit, silence=asked.silence)
    return by_rule(dossiers, day) or by_office(dossiers, day, silence=asked.silence)


def desk_of(unit: Unit) -> str:
    """Who answers for a unit: its head; of a body that reviews dossiers, its office."""
    return str(Role.UNIT_HEAD if unit.level == Level.UNIT else Role.OFFICE)
