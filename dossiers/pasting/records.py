"""Pasted text cut into records of cells: tables with tabs (Word, Excel), aligned columns, numbered lists."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

NOTHING = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
BREAKS = re.compile("\r\n|\r|\v|\f|\u2028|\u2029|\u0085")
# A quoted cell of Excel: it may hold line breaks and doubled quotes, and ends where a cell ends.
QUOTED = re.compile(r'"((?:[^"]|"")*)"[ ]*(?=\t|\n|\Z)')
NUMBERED = re.compile(r"^\(?(?:\d{1,4}|[IVX]{1,5}|[A-Za-z])[.)]\s+(?=\S)")
BULLET = re.compile(r"^[-–—•*+·▪●]\s+")
DASH_FIRST = re.compile(r"^[^;]*?\s[-–—]\s")  # 'An – Chuyên viên – một danh hiệu; danh hiệu nữa': cells between both
SPLITTERS = (
    re.compile(r"\s*\|\s*"), re.compile(r"\s{2,}"), re.compile(r"\s*;\s*"), re.compile(r"\s+[-–—]\s+|\s*:\s+"),
    re.compile(r"\s*,\s*"),
)
EITHER = re.compile(r"\s+[-–—]\s+|\s*;\s*")


@dataclass(frozen=True)
class Record:
    """One row: `number` is the line of the text in which it begins (from 1), `source` the text as it was pasted."""

    number: int
    cells: tuple[str, ...]
    source: str

    @property
    def filled(self) -> list[str]:
        """The cells that hold something."""
        return [cell for cell in self.cells if cell]


def clean(text: str) -> str:
    """The text composed (NFC), with plain line breaks and plain blanks, without invisible characters."""
    text = BREAKS.sub("\n", unicodedata.normalize("NFC", text)).translate(NOTHING)
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    kind = unicodedata.category(letter)
    return " " if kind == "Zs" else "" if kind == "Cc" and letter not in "\n\t" else letter


def records_of(text: str) -> list[Record]:
    """The records of `text` (see `clean`); empty lines are left out."""
    text = clean(text)
    found = _table(text) if "\t" in text else _lines(text)
    return [record for record in found if record.filled]


def _table(text: str) -> Iterator[Record]:
    """Rows of cells between tabs. Quotation marks around a whole cell are Excel's, all others the writer's."""
    place, number = 0, 1
    while place < len(text):
        start, cells = place, []
        while True:
            cell, place = _cell_at(text, place)
            cells.append(cell)
            if text[place : place + 1] != "\t":
                break
            place += 1
        source = text[start:place]
        yield Record(number, tuple(cells), source)
        number += source.count("\n") + 1
        place += 1


def _cell_at(text: str, place: int) -> tuple[str, int]:
    """The cell that begins at `place`, and the place after it."""
    quoted = QUOTED.match(text, place)
    if quoted:
        return _tidy(quoted[1].replace('""', '"')), quoted.end()
    end = min((at for at in (text.find("\t", place), text.find("\n", place)) if at >= 0), default=len(text))
    return _tidy(text[place:end]), end


def _lines(text: str) -> Iterator[Record]:
    for number, line in enumerate(text.split("\n"), start=1):
        yield Record(number, tuple(_cells(line.strip())), line)


def _cells(line: str) -> list[str]:
    match = NUMBERED.match(line)
    lead = [match[0].strip()] if match else []
    line = BULLET.sub("", line[match.end() :] if match else line)
    for splitter in (EITHER, *SPLITTERS) if DASH_FIRST.match(line) and ";" in line else SPLITTERS:
        parts = [_tidy(part) for part in splitter.split(line)]
        if len([part for part in parts if part]) > 1:
            return lead + [part for part in parts if part]
    return [*lead, _tidy(line)] if line else []


def _tidy(cell: str) -> str:
    """Blanks once, no blanks at the ends of lines, empty lines left out."""
    lines = (" ".join(line.split()) for line in cell.split("\n"))
    return "\n".join(line for line in lines if line)
