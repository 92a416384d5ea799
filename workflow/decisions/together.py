"""Several acts in one batch: all of them or none, and every objection is told, not only those of the first."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dossiers.models import Dossier, User
from dossiers.rules.objection import Objection, Refused
from workflow import engine
from workflow.journal_models import Batch

Move = tuple[str, Sequence[Dossier], Mapping[str, Any]]


def move_each(batch: Batch, moves: Iterable[Move], *, actor: User) -> None:
    """Do each (act, dossiers, facts) in turn; one without dossiers is passed over. Raises Refused."""
    found: dict[int, list[Objection]] = {}
    general: list[Objection] = []
    for act, rows, facts in moves:
        if not rows:
            continue
        try:
            engine.move(batch, act, rows, actor=actor, **facts)
        except Refused as refusal:
            found |= refusal.by_dossier
            general += refusal.general
    if found or general:
        raise Refused(found, general)


def reasons(refused: Mapping[int, str]) -> dict[str, Any]:
    """The fact `per` of the door for dossier pk → reason."""
    return {"per": {pk: {"reason": reason} for pk, reason in refused.items()}}
