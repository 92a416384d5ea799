"""Sheets of the floors above: each brings its columns, its check and its way of writing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from dossiers.importing.layout import SHEETS as LAYOUT
from dossiers.importing.layout import Sheet
from dossiers.importing.organisation import UnitRow
from dossiers.importing.reading import Row
from dossiers.importing.values import Problem
from dossiers.models import Unit, User


@dataclass(frozen=True)
class Known:
    """Who and what exists, in the system (by user name and code) or in the same file."""

    users: Mapping[str, User]
    units: Mapping[str, Unit]
    new_users: set[str]
    new_units: Mapping[str, UnitRow]

    def has_user(self, username: str) -> bool:
        return username in self.users or username in self.new_users

    def unit(self, code: str) -> Unit | UnitRow | None:
        """The unit there, else the one the file makes."""
        return self.units.get(code) or self.new_units.get(code)


class FurtherRow(Protocol):
    """What the preview shows of a row: an empty `change` leaves what is there as it is."""

    sheet: str
    number: int

    @property
    def about(self) -> str: ...

    @property
    def change(self) -> str: ...


@dataclass(frozen=True)
class Further:
    check: Callable[[Sequence[Row], Known, list[Problem]], list[Any]]
    write: Callable[[list[Any], Mapping[str, Unit], Mapping[str, User]], None]


SHEETS: dict[str, Further] = {}


def add(sheet: Sheet, further: Further) -> None:
    """Let the file have this sheet too, after those that are there."""
    if sheet.key not in SHEETS:
        LAYOUT.append(sheet)
    SHEETS[sheet.key] = further
