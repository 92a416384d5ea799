"""The grid of a tờ trình: people and collectives of the unit as rows, what may be proposed this year as columns."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dossiers import catalogue, clock, queries
from dossiers.deciding import LEVELS
from dossiers.models import Award, Dossier, HandIn, Nominee, Unit
from dossiers.placing import options_for
from dossiers.rules.objection import Objection
from dossiers.rules.subject import suits
from dossiers.shares import share_words
from dossiers.vocabulary import AwardKind, Level, NomineeKind, Subject

THE_UNIT = 0
SHOWN_LEVELS = 2
LONGEST = 18  # digits of a 64-bit primary key
GONE = "Năm nay không đề nghị được ở cột này"


@dataclass(frozen=True, order=True)
class Cell:
    """One tick: nominee, award and deciding body by primary key; THE_UNIT is the unit itself, entered or not."""

    nominee: int
    award: int
    body: int

    def __str__(self) -> str:
        return f"{self.nominee}-{self.award}-{self.body}"

    @classmethod
    def read(cls, text: str) -> "Cell | None":
        """The cell written as 'nominee-award-body', or None for anything else."""
        parts = text.split("-")
        if len(parts) != 3 or not all(part.isdecimal() and len(part) <= LONGEST for part in parts):
            return None
        return cls(*(int(part) for part in parts))


@dataclass(frozen=True)
class Column:
    """An award as one body decides it; `offered`: new lines may be added. `share` says what the rules know of a
    quota, in words."""

    award: Award
    body: Unit
    offered: bool
    total: int = 0
    share: str = ""

    @property
    def level(self) -> Level:
        return Level(self.body.level)


@dataclass(frozen=True)
class Group:
    """The columns of one deciding level."""

    level: Level
    columns: Sequence[Column]


@dataclass(frozen=True)
class Box:
    """A cell on screen: `ticked` where it has a line; `why` says why it cannot be changed here, empty if it can;
    `fits`: the award is for that kind of nominee; `other`: code of a dossier that is open on another paper;
    `problems`: why what was ticked could not be saved."""

    cell: Cell
    column: Column
    ticked: bool = False
    why: str = ""
    fits: bool = True
    other: str = ""
    problems: Sequence[Objection] = ()


@dataclass(frozen=True)
class Row:
    """A nominee with its boxes, in the order of the columns."""

    nominee: Nominee
    boxes: Sequence[Box]

    @property
    def key(self) -> int:
        return self.nominee.pk or THE_UNIT

    @property
    def total(self) -> int:
        return sum(box.ticked for box in self.boxes)

    @property
    def about(self) -> str:
        """Job and birth year, or what kind of collective."""
        if self.nominee.kind != NomineeKind.PERSON:
            return str(self.nominee.get_kind_display())
        born = f"sinh {self.nominee.birth_year}" if self.nominee.birth_year else ""
        return ", ".join(part for part in (self.nominee.job, born) if part)


@dataclass(frozen=True)
class Grid:
    """What the page shows. `more`: levels whose columns are not shown."""

    groups: Sequence[Group]
    rows: Sequence[Row]
    more: Sequence[Level]

    @cached_property
    def columns(self) -> list[Column]:
        return [column for group in self.groups for column in group.columns]

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)

    @property
    def ticked(self) -> list[Cell]:
        """The cells that had a line when the grid was read."""
        return [box.cell for row in self.rows for box in row.boxes if box.ticked]

    def as_typed(self, on: Collection[Cell], problems: Mapping[Cell, Sequence[Objection]]) -> "Grid":
        """The grid with the ticks a person sent, and what stands against them."""
        rows = [
            replace(row, boxes=[
                replace(box, ticked=box.cell in on, problems=problems.get(box.cell, ())) for box in row.boxes
            ])
            for row in self.rows
        ]
        return replace(self, rows=rows)


def grid_of(hand_in: HandIn, lines: Sequence[Dossier], *, levels: Collection[str] = ()) -> Grid:
    """The grid of a draft with its `lines` (nominee and deciding body at hand): its two lowest levels, those of its
    lines, and the `levels` asked for. The number of statements does not grow with rows or lines."""
    columns = _columns(hand_in, lines)
    present = sorted({column.level for column in columns}, key=LEVELS.index)
    wanted = {*present[:SHOWN_LEVELS], *levels, *(line.deciding_body.level for line in lines)}
    shown = [column for column in columns if column.level in wanted]
    taken = _Taken(hand_in, lines)
    rows = [Row(each, [taken.box(each, column) for column in shown]) for each in _nominees(hand_in, lines)]
    groups = [Group(level, [each for each in shown if each.level == level]) for level in present if level in wanted]
    return Grid(groups, rows, [level for level in present if level not in wanted])


def offered_places(unit: Unit) -> dict[tuple[int, int], tuple[Award, Unit]]:
    """(award pk, body pk) → what this unit can propose today and who decides it; in the order of screens."""
    day = clock.today()
    awards = list(Award.objects.all())
    closed = catalogue.closed_awards(awards, day)
    options = options_for([award for award in awards if award.pk not in closed], unit, day)
    places = [
        (award, option.deciding_body) for award in awards for option in options.get(award.pk, ())
    ]
    places.sort(key=lambda place: _order(*place))
    return {(award.pk, body.pk): (award, body) for award, body in places}


def _order(award: Award, body: Unit) -> tuple[int, bool, int, str]:
    return LEVELS.index(Level(body.level)), award.kind != AwardKind.TITLE, award.position, award.code


def _columns(hand_in: HandIn, lines: Sequence[Dossier]) -> list[Column]:
    offered = offered_places(hand_in.unit)
    places = offered | {
        (line.award_id, line.deciding_body_id): (line.award, line.deciding_body)
        for line in lines if (line.award_id, line.deciding_body_id) not in offered
    }
    counted: dict[tuple[int, int], int] = defaultdict(int)
    for line in lines:
        counted[line.award_id, line.deciding_body_id] += 1
    shares = share_words([award for award, _ in places.values()], lines)
    columns = [
        Column(award, body, key in offered, counted[key], shares.get(award.pk, ""))
        for key, (award, body) in places.items()
    ]
    return sorted(columns, key=lambda column: _order(column.award, column.body))


def _nominees(hand_in: HandIn, lines: Sequence[Dossier]) -> list[Nominee]:
    """The unit, its people by name, its other collectives; outsiders only while they stand on this paper or are new.

    Whoever is on a line but has left the list of the unit comes last."""
    listed = list(queries.nominees_of(hand_in.unit))
    on_lines = {line.nominee_id: line.nominee for line in lines}
    busy = _proposed_before({each.pk for each in listed if each.outside})
    kept = [each for each in listed if not each.outside or each.pk in on_lines or each.pk not in busy]
    if not any(each.kind == NomineeKind.UNIT for each in kept):
        kept.insert(0, Nominee(kind=NomineeKind.UNIT, name=hand_in.unit.name, unit=hand_in.unit))
    known = {each.pk for each in kept}
    return kept + [nominee for pk, nominee in on_lines.items() if pk not in known]


def _proposed_before(outsiders: Collection[int]) -> set[int]:
    return set(Dossier.objects.filter(nominee__in=outsiders).values_list("nominee", flat=True)) if outsiders else set()


class _Taken:
    """Which cells have a line, here or on another paper of the unit for the same occasion."""

    def __init__(self, hand_in: HandIn, lines: Iterable[Dossier]) -> None:
        self.here: Mapping[tuple[int, int], list[Dossier]] = _by_award(lines)
        same = queries.open_of_the_occasion(hand_in).exclude(hand_in=hand_in)
        self.elsewhere = _by_award(same)

    def box(self, nominee: Nominee, column: Column) -> Box:
        cell = Cell(nominee.pk or THE_UNIT, column.award.pk, column.body.pk)
        here = self.here.get((cell.nominee, cell.award), [])
        mine = [line for line in here if line.deciding_body_id == cell.body]
        if mine:
            many = len(mine) > 1
            why = f"Có {len(mine)} hồ sơ cho các chuyên đề, đợt khác nhau; sửa ở từng dòng" if many else ""
            return Box(cell, column, True, why)
        if not suits(column.award, nominee.kind):
            return Box(cell, column, False, _only_for(column), fits=False)
        if not column.offered:
            return Box(cell, column, False, GONE)
        if here:
            return Box(cell, column, False, f"Đã đề nghị do {here[0].deciding_body.name} quyết định")
        other = self.elsewhere.get((cell.nominee, cell.award))
        return Box(cell, column, False, "Đã có hồ sơ", other=other[0].code) if other else Box(cell, column)


def _only_for(column: Column) -> str:
    return f"Chỉ dành cho {Subject(column.award.subject).label.lower()}"


def _by_award(lines: Iterable[Dossier]) -> dict[tuple[int, int], list[Dossier]]:
    found: dict[tuple[int, int], list[Dossier]] = defaultdict(list)
    for line in lines:
        found[line.nominee_id, line.award_id].append(line)
    return found
