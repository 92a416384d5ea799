"""Who stands above whom on one day, read once for a whole batch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dossiers.models import Unit, UnitRelation
from dossiers.models.base import in_force
from dossiers.vocabulary import Level, RelationKind


@dataclass(frozen=True)
class Hierarchy:
    """The relations in force on a day: (pk of the lower unit, kind of relation) → the unit above."""

    uppers: Mapping[tuple[int, str], Unit]

    def upwards(self, unit: Unit, kind: str) -> Iterator[Unit]:
        """The unit itself, then those above it by `kind`; a circle of relations ends where it began."""
        seen: set[int] = set()
        step: Unit | None = unit
        while step is not None and step.pk not in seen:
            yield step
            seen.add(step.pk)
            step = self.uppers.get((step.pk, kind))

    def department(self, unit: Unit) -> Unit | None:
        """The body that manages the unit; a body is its own. None where no relation leads to a body."""
        return next((step for step in self.upwards(unit, RelationKind.MANAGEMENT) if step.is_body), None)

    def body_of_level(self, department: Unit, level: str) -> Unit | None:
        """The body of `level` that a department answers to: a ministry by sector, the others by management."""
        if level == Level.MINISTRY:
            return self._first(department, RelationKind.SECTOR, level)
        if level != Level.CENTRAL:
            return self._first(department, RelationKind.MANAGEMENT, level)
        return self._first(department, RelationKind.MANAGEMENT, level) or self._above_the_sector(department)

    def _above_the_sector(self, department: Unit) -> Unit | None:
        ministry = self._first(department, RelationKind.SECTOR, Level.MINISTRY)
        return ministry and self._first(ministry, RelationKind.MANAGEMENT, Level.CENTRAL)

    def _first(self, start: Unit, kind: str, level: str) -> Unit | None:
        return next((step for step in self.upwards(start, kind) if step.level == level), None)


def hierarchy_on(day: date) -> Hierarchy:
    """The relations in force on `day`, in one query."""
    rows = UnitRelation.objects.filter(in_force(day)).select_related("upper").order_by("valid_from", "pk")
    return Hierarchy({(row.lower_id, row.kind): row.upper for row in rows})
