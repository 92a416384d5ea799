"""Whom a pasted name means among the people and collectives of a unit, and what kind of nominee a new name is."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from dossiers import text
from dossiers.models import Nominee, Unit
from dossiers.pasting.rows import Row
from dossiers.vocabulary import NomineeKind

TONES = "\u0300\u0301\u0303\u0309\u0323"
COLLECTIVE = re.compile(
    r"(tập thể|phòng|tổ|trung tâm|ban|đội|chi (đoàn|bộ|cục|nhánh|hội)|văn phòng|khoa|công đoàn|đoàn|nhóm|bộ phận|"
    r"công ty|trường|hội|câu lạc bộ|quỹ)\s"
)
HOUSEHOLD = re.compile(r"(hộ|gia đình)\s+(ông|bà|gia đình)")
KIND_OF_GROUP = {
    "tap the": NomineeKind.COLLECTIVE, "ca nhan": NomineeKind.PERSON, "ho gia dinh": NomineeKind.HOUSEHOLD,
}


@dataclass(frozen=True)
class Who:
    """`known`: the one it must be; else `choices`: those it may be, or nobody and it is somebody new of `kind`."""

    known: Nominee | None
    choices: Sequence[Nominee]
    kind: NomineeKind


def who_is(row: Row, listed: Sequence[Nominee], unit: Unit) -> Who:
    """Whom `row` means among the nominees `listed` of `unit`: by staff code, else by name and birth year."""
    kind = _kind_of(row, unit)
    coded = [each for each in listed if row.staff_code and each.staff_code == row.staff_code]
    if coded:
        return Who(coded[0], [], kind)
    if kind == NomineeKind.UNIT:
        return Who(next((each for each in listed if each.kind == NomineeKind.UNIT), None), [], kind)
    alike = [each for each in listed if text.fold(each.name) == text.fold(row.name) and _may_be(each, row)]
    same = [each for each in alike if spoken(each.name) == spoken(row.name)]
    bare = text.fold(row.name) == row.name.casefold()
    found = same or alike
    sure = len(found) == 1 and (bool(same) or bare)
    return Who(found[0], [], kind) if sure else Who(None, found, kind)


def spoken(name: str) -> str:
    """The name without case and without regard to where a tone mark is put: 'Hoà' and 'Hòa' are one, 'Hoa' is not."""
    return " ".join(_tone_last(word) for word in unicodedata.normalize("NFD", name.casefold()).split())


def _tone_last(word: str) -> str:
    tones = "".join(letter for letter in word if letter in TONES)
    return "".join(letter for letter in word if letter not in TONES) + tones


def _may_be(nominee: Nominee, row: Row) -> bool:
    """A birth year or staff code on both sides must agree."""
    born = nominee.birth_year is None or not row.birth_year or str(nominee.birth_year) == row.birth_year
    return born and not (row.staff_code and nominee.staff_code)


def _kind_of(row: Row, unit: Unit) -> NomineeKind:
    name = row.name.casefold()
    if text.fold(name) in (text.fold(unit.name), text.fold(f"Tập thể {unit.name}")):
        return NomineeKind.UNIT
    if HOUSEHOLD.match(name):
        return NomineeKind.HOUSEHOLD
    if COLLECTIVE.match(name):
        return NomineeKind.COLLECTIVE
    return KIND_OF_GROUP.get(row.group, NomineeKind.PERSON)
