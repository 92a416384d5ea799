"""The sheet of the staff: each row becomes a person who can be proposed, with or without an account."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dossiers import text
from dossiers.importing.further import Known
from dossiers.importing.layout import PEOPLE
from dossiers.importing.reading import Row
from dossiers.importing.values import Cells, Problem
from dossiers.models import Nominee, Unit, User
from dossiers.vocabulary import NomineeKind

WORDS = {"job": "chức vụ", "birth_year": "năm sinh", "staff_code": "mã số", "username": "tài khoản"}
Key = tuple[str, str, int | None]
Staff = tuple[dict[str, Nominee], dict[Key, Nominee]]


@dataclass(frozen=True)
class PersonRow:
    """A person as the file wants it; `fields` are those that differ from what is there."""

    sheet: str
    number: int
    name: str
    unit: str
    nominee: Nominee | None
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def change(self) -> str:
        """What the row does, in words; empty if nothing."""
        if self.nominee is None:
            return "Thêm mới"
        return f"Cập nhật: {', '.join(WORDS[name] for name in self.fields)}" if self.fields else ""

    @property
    def about(self) -> str:
        return f"{self.name}, {self.unit}"


def check(rows: Sequence[Row], known: Known, problems: list[Problem]) -> list[PersonRow]:
    """The rows as people. The same staff code is the same person; without one the same name, unit and birth year."""
    there = _there(rows)
    first: dict[Any, int] = {}
    found = []
    for row in rows:
        cells = Cells(PEOPLE, row, problems)
        person = _person(cells, known, there)
        mark = cells.text("staff_code") or (text.nfc(person.name).casefold(), person.unit, cells.text("birth_year"))
        if person.name and first.setdefault(mark, row.number) != row.number:
            cells.wrong("full_name", f"{person.name} đã có ở dòng {first[mark]}; phân biệt bằng năm sinh hoặc mã số.")
        found.append(person)
    return found


def write(rows: list[PersonRow], units: dict[str, Unit], users: dict[str, User]) -> None:
    """Enter the new people and what changed of the known ones."""
    for row in rows:
        values = dict(row.fields)
        if "username" in values:
            values["user"] = users[values.pop("username")]
        nominee = row.nominee or Nominee(kind=NomineeKind.PERSON, name=row.name, unit=units[row.unit])
        for name, value in values.items():
            setattr(nominee, name, value)
        if row.change:
            nominee.save()


def _there(rows: Sequence[Row]) -> Staff:
    """The people of the units named in the file: by staff code, and by name, unit and birth year."""
    codes = {row.cells.get("unit", "") for row in rows}
    staff = Nominee.objects.filter(kind=NomineeKind.PERSON).select_related("unit", "user")
    by_code = {each.staff_code: each for each in staff.exclude(staff_code="")} if rows else {}
    named = {
        (each.name.casefold(), each.unit.code, each.birth_year): each for each in staff.filter(unit__code__in=codes)
    }
    return by_code, named


def _person(cells: Cells, known: Known, there: Staff) -> PersonRow:
    name, unit, code = cells.text("full_name"), cells.text("unit"), cells.text("staff_code")
    year, username = cells.number("birth_year"), cells.text("username")
    if unit and known.unit(unit) is None:
        cells.wrong("unit", f"Không có đơn vị mã {unit} trong tệp và trong hệ thống.")
    if year is not None and not 1900 <= year <= 2100:
        cells.wrong("birth_year", f"'{year}' không phải là năm sinh.")
    nominee = _same_person(there, name=name, unit=unit, year=year, code=code)
    if nominee is not None and (nominee.name != text.nfc(name) or nominee.unit is None or nominee.unit.code != unit):
        cells.wrong("staff_code", f"Mã số {code} đang là của {nominee.name}, {nominee.unit or 'ngoài cơ quan'}.")
    if username:
        _check_account(cells, username, known, nominee)
    wanted = {"job": cells.text("job"), "birth_year": year, "staff_code": code, "username": username}
    return PersonRow(PEOPLE.title, cells.row.number, name, unit, nominee, _differing(wanted, nominee))


def _same_person(there: Staff, *, name: str, unit: str, year: int | None, code: str) -> Nominee | None:
    by_code, named = there
    if code in by_code:
        return by_code[code]
    nominee = named.get((text.nfc(name).casefold(), unit, year))
    # a namesake with a code of his own is somebody else
    return None if nominee is not None and code and nominee.staff_code else nominee


def _check_account(cells: Cells, username: str, known: Known, nominee: Nominee | None) -> None:
    if not known.has_user(username):
        cells.wrong("username", f"Không có tài khoản {username} trong tệp và trong hệ thống.")
        return
    user = known.users.get(username)
    owner = getattr(user, "nominee", None) if user else None
    if owner is not None and owner != nominee:
        cells.wrong("username", f"Tài khoản {username} đã gắn với {owner.name}.")


def _differing(wanted: dict[str, Any], nominee: Nominee | None) -> dict[str, Any]:
    filled = {name: value for name, value in wanted.items() if value not in ("", None)}
    if nominee is None:
        return filled
    has = {"username": nominee.user.username if nominee.user else ""}
    return {name: value for name, value in filled.items() if has.get(name, getattr(nominee, name, None)) != value}
