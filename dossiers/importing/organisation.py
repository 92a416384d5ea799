"""The sheet of units: each row becomes a unit to make, to change, or to leave."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dossiers.importing.layout import LEVELS, UNITS
from dossiers.importing.reading import Row
from dossiers.importing.values import Cells, Problem
from dossiers.models import Unit, UnitRelation
from dossiers.models.base import in_force
from dossiers.vocabulary import Level, RelationKind

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
KINDS: dict[str, RelationKind] = {"management": RelationKind.MANAGEMENT, "sector": RelationKind.SECTOR}
COPIED = ("decider_title", "office_name", "symbol", "place")
WORDS = {
    "name": "tên", "external": "ngoài hệ thống", "headcount": "số người", "decider_title": "chức danh người quyết định",
    "office_name": "bộ phận thường trực", "symbol": "ký hiệu", "place": "địa danh", "management": "trực thuộc quản lý",
    "sector": "trực thuộc ngành",
}


@dataclass(frozen=True)
class UnitRow:
    """A unit as the file wants it: `fields` to set, `uppers` relation column → code of the new superior."""

    sheet: str
    number: int
    code: str
    name: str
    level: str
    since: date
    unit: Unit | None
    fields: dict[str, Any] = field(default_factory=dict)
    uppers: dict[str, str] = field(default_factory=dict)

    @property
    def is_body(self) -> bool:
        return self.level != Level.UNIT

    @property
    def change(self) -> str:
        """What the row does, in words; empty if nothing."""
        if self.unit is None:
            return "Thêm mới"
        changed = [WORDS[name] for name in (*self.fields, *self.uppers)]
        if self.name != self.unit.name:
            changed.insert(0, WORDS["name"])
        return f"Cập nhật: {', '.join(changed)}" if changed else ""

    @property
    def about(self) -> str:
        return f"{self.code} – {self.name}"


def check(rows: Sequence[Row], known: dict[str, Unit], problems: list[Problem], *, today: date) -> list[UnitRow]:
    """The rows as units; `known` are those already there by code. Problems are added to `problems`."""
    superiors = _superiors(today)
    readers = [Cells(UNITS, row, problems) for row in rows]
    found = [_unit_row(cells, known, superiors, today=today) for cells in readers]
    _refuse_doubles(readers, found)
    _refuse_unknown_superiors(readers, found, known)
    for column in KINDS:
        _refuse_circles(readers, found, column, superiors)
    return found


def _superiors(today: date) -> dict[tuple[str, str], str]:
    """(code, kind) → code of the unit above today."""
    rows = UnitRelation.objects.filter(in_force(today)).values_list("lower__code", "kind", "upper__code")
    return {(lower, kind): upper for lower, kind, upper in rows}


def _unit_row(
    cells: Cells, known: dict[str, Unit], superiors: dict[tuple[str, str], str], *, today: date
) -> UnitRow:
    code, unit = cells.text("code"), known.get(cells.text("code"))
    if code and not CODE.fullmatch(code):
        cells.wrong("code", "Chỉ gồm chữ không dấu, số, dấu chấm, gạch ngang, gạch dưới.")
    level = cells.choice("level", LEVELS) or ""
    if unit and level and level != unit.level:
        cells.wrong("level", f"Đơn vị {code} đang ở cấp {unit.get_level_display()}; không đổi cấp khi nhập.")
    wanted = {name: cells.text(name) for name in COPIED} | {
        "external": cells.yes("external"), "headcount": cells.number("headcount")
    }
    fields = {name: value for name, value in wanted.items() if value not in ("", None)}
    if unit:
        fields = {name: value for name, value in fields.items() if getattr(unit, name) != value}
    uppers = {
        column: cells.text(column)
        for column, kind in KINDS.items()
        if cells.text(column) and superiors.get((code, kind)) != cells.text(column)
    }
    since = cells.day("since") or today
    return UnitRow(UNITS.title, cells.row.number, code, cells.text("name"), level, since, unit, fields, uppers)


def _refuse_doubles(readers: list[Cells], found: list[UnitRow]) -> None:
    first: dict[str, int] = {}
    for cells, row in zip(readers, found, strict=True):
        if row.code and first.setdefault(row.code, row.number) != row.number:
            cells.wrong("code", f"Mã {row.code} đã có ở dòng {first[row.code]}.")


def _refuse_unknown_superiors(readers: list[Cells], found: list[UnitRow], known: dict[str, Unit]) -> None:
    codes = {row.code for row in found} | set(known)
    for cells, row in zip(readers, found, strict=True):
        for column, upper in row.uppers.items():
            if upper not in codes:
                cells.wrong(column, f"Không có đơn vị mã {upper} trong tệp và trong hệ thống.")


def _refuse_circles(
    readers: list[Cells], found: list[UnitRow], column: str, superiors: dict[tuple[str, str], str]
) -> None:
    above = {lower: upper for (lower, kind), upper in superiors.items() if kind == KINDS[column]}
    above |= {row.code: row.uppers[column] for row in found if column in row.uppers}
    for cells, row in zip(readers, found, strict=True):
        if column in row.uppers and _returns_to(row.code, above):
            cells.wrong(column, f"Đơn vị {row.code} thành trực thuộc chính mình qua {row.uppers[column]}.")


def _returns_to(code: str, above: dict[str, str]) -> bool:
    place, seen = above.get(code), set()
    while place is not None and place not in seen:
        if place == code:
            return True
        seen.add(place)
        place = above.get(place)
    return False
