"""An agenda as a member votes on it: by award in the order of the ladder, within it by unit, one choice for a group.

A group's choice is what most of its lines have; a line that differs stands apart with its own.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dossiers.models import Award
from dossiers.vocabulary import State
from workflow.council import tally
from workflow.council.models import AgendaItem, Ballot

LATER = "later"  # of a line: its group votes, this one does not yet


@dataclass(frozen=True)
class Row:
    """One line for one member. `choice`: as typed or cast, "" for none; `cast`: what the ballot says now."""

    item: AgendaItem
    choice: str = ""
    cast: str = ""
    own: bool = False

    @property
    def live(self) -> bool:
        """Whether it is still to be decided in this session."""
        return not self.item.outcome and self.item.dossier.state == State.IN_COUNCIL

    @property
    def votable(self) -> bool:
        return self.live and not self.own

    @property
    def words(self) -> str:
        """'Đồng ý', or empty."""
        return words_of(self.choice)


@dataclass(frozen=True)
class Group:
    """The lines of one unit for one award; `key` names it in forms."""

    key: str
    unit_name: str
    rows: tuple[Row, ...]

    @property
    def votable(self) -> list[Row]:
        return [row for row in self.rows if row.votable]

    @property
    def choice(self) -> str:
        """What most of its lines have, the first of equals; "" while nothing is chosen."""
        chosen = Counter(row.choice for row in self.votable if row.choice)
        return chosen.most_common(1)[0][0] if chosen else ""

    @property
    def apart(self) -> dict[int, str]:
        """Item pk → what the line's own field holds where it does not follow the group."""
        return {row.item.pk: row.choice or LATER for row in self.votable if row.choice != self.choice}

    @property
    def differing(self) -> list[Row]:
        """The lines with another choice than the group's."""
        return [row for row in self.votable if row.choice and row.choice != self.choice]

    @property
    def unvoted(self) -> list[Row]:
        return [row for row in self.votable if not row.choice]

    @property
    def agreeing(self) -> int:
        """How many lines have the group's choice."""
        return sum(bool(row.choice) and row.choice == self.choice for row in self.votable)

    @property
    def words(self) -> str:
        return words_of(self.choice)


@dataclass(frozen=True)
class Section:
    """The groups of one award."""

    award: Award
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)


def words_of(choice: str) -> str:
    """The screen's word for a choice; empty for none."""
    return str(Ballot.Choice(choice).label) if choice in tally.CHOICES else ""


def key_of(item: AgendaItem) -> str:
    """The name of the item's group in forms."""
    return f"{item.dossier.award_id}-{item.dossier.unit_id}"


def sections(rows: Iterable[Row]) -> list[Section]:
    """The rows by award and unit; awards by their position, lines as they stand on the agenda."""
    grouped: dict[Award, dict[str, list[Row]]] = {}
    for row in sorted(rows, key=_place):
        grouped.setdefault(row.item.dossier.award, {}).setdefault(key_of(row.item), []).append(row)
    return [Section(award, tuple(_group(key, some) for key, some in by.items())) for award, by in grouped.items()]


def rows_for(
    items: Sequence[AgendaItem], *, cast: Mapping[int, str], typed: Mapping[int, str], own: Iterable[int]
) -> list[Row]:
    """The agenda for one member: item pk → the current ballot (`cast`) and what was typed since; `own` item pks."""
    mine = set(own)
    return [
        Row(item, typed.get(item.pk) or cast.get(item.pk, ""), cast.get(item.pk, ""), item.pk in mine)
        for item in items
    ]


def _place(row: Row) -> tuple[int, str, int]:
    award = row.item.dossier.award
    return award.position, award.code, row.item.position


def _group(key: str, rows: list[Row]) -> Group:
    return Group(key, rows[0].item.dossier.unit_name, tuple(rows))
