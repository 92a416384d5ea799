"""Brings one table in line with what a file wants, in few statements."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from dossiers.loading.rows import Spot

M = TypeVar("M", bound=models.Model)
NOTHING: Mapping[Hashable, Mapping[str, Any]] = {}


@dataclass
class Tally:
    """How many rows were added, changed, and left as the office has them."""

    added: int = 0
    changed: int = 0
    kept: int = 0

    def __iadd__(self, other: "Tally") -> "Tally":
        self.added += other.added
        self.changed += other.changed
        self.kept += other.kept
        return self


@dataclass(frozen=True)
class Wanted:
    """A row as the file wants it: its natural key, its column values, where it stands."""

    key: Hashable
    values: Mapping[str, Any]
    spot: Spot


def sync(
    model: type[M], wanted: Iterable[Wanted], *, key_of: Callable[[M], Hashable],
    stays: Callable[[M], bool] = lambda row: False, among: models.QuerySet[M] | None = None,
    start: Mapping[Hashable, Mapping[str, Any]] = NOTHING,
) -> tuple[dict[Hashable, M], list[M], Tally]:
    """Add what is missing and bring the rest up to date, but for rows that `stays`; nothing is deleted.

    `start`: by key, values that only a new row takes. Returns key → row for all wanted keys, the new rows, the tally.
    Raises Unusable for a value that its column cannot hold.
    """
    there = {key_of(row): row for row in (model._default_manager.all() if among is None else among)}
    found, new, changed, kept = {}, [], [], 0
    for each in wanted:
        row = there.get(each.key)
        if row is None:
            row = model(**each.values, **start.get(each.key, {}))
            new.append(_checked(row, each.spot))
        elif stays(row):
            kept += 1
        elif _take_over(row, each.values):
            changed.append(_checked(row, each.spot))
        found[each.key] = row
    made = model._default_manager.bulk_create(new)
    _update(model, changed)
    return found, made, Tally(len(new), len(changed), kept)


def _update(model: type[M], changed: list[M]) -> None:
    columns = [each.name for each in model._meta.concrete_fields if not each.primary_key]
    if changed:
        model._default_manager.bulk_update(changed, columns)


def _take_over(row: models.Model, values: Mapping[str, Any]) -> bool:
    """Set the values on the row; whether any of them is new."""
    changed = False
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


def _checked(row: M, spot: Spot) -> M:
    """The row, if its values fit their columns; a database would complain without naming the line."""
    relations = [each.name for each in row._meta.concrete_fields if each.is_relation]
    try:
        row.clean_fields(exclude=relations)
    except ValidationError as error:
        raise spot.wrong(f"{next(iter(error.message_dict))}: {' '.join(error.messages)}") from error
    return row
