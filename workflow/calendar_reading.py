"""The yearly decision as lines: 'ngày, nghỉ hay làm việc, văn bản', pasted or from a file; what is wrong in each."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

from openpyxl import load_workbook

from dossiers import text
from dossiers.importing.reading import LARGEST_FILE, NOT_EXCEL, Unreadable, as_text
from workflow.calendar_changes import DayChange
from workflow.calendar_models import DayKind

MOST_LINES = 400
YEARS = (2000, 2100)
LONGEST_PAPER = 255
# as people write them, folded; the column of the file offers the first of each kind
WORDS: dict[str, str] = {
    "nghi": DayKind.OFF, "nghi le": DayKind.OFF, "nghi tet": DayKind.OFF, "nghi le, tet": DayKind.OFF,
    "nghi bu": DayKind.LIEU, "nghi hoan doi": DayKind.LIEU, "hoan doi": DayKind.LIEU,
    "nghi bu, nghi hoan doi": DayKind.LIEU,
    "co quan nghi rieng": DayKind.CLOSED, "nghi rieng": DayKind.CLOSED, "dong cua": DayKind.CLOSED,
    "lam viec": DayKind.WORKED, "lam bu": DayKind.WORKED, "di lam": DayKind.WORKED, "lam viec (lam bu)": DayKind.WORKED,
}
OFFERED = "nghỉ, nghỉ bù, nghỉ hoán đổi, nghỉ riêng, làm việc, làm bù"
PATTERNS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
JOINED = {"\t": " ", ";": "; ", ",": ", "}  # what parts cells, and how a paper that was cut is put together again
Cells = Sequence[str]


@dataclass(frozen=True)
class Problem:
    """What is wrong in a line, counted as the reader sees them (from 1)."""

    line: int
    reason: str


@dataclass(frozen=True)
class Read:
    changes: Sequence[DayChange]
    problems: Sequence[Problem]


def of_text(written: str) -> Read:
    """The lines of a pasted text or CSV: cells parted by tabs, else by semicolons, else by commas."""
    first = next((line for line in written.splitlines() if line.strip()), "")
    parted = next((mark for mark in JOINED if mark in first), ",")
    return _read(enumerate(csv.reader(io.StringIO(written), delimiter=parted), start=1), JOINED[parted])


def of_file(name: str, content: bytes) -> Read:
    """The first page of an .xlsx, or a .csv in UTF-8. Raises Unreadable with one line that says what is wrong."""
    if len(content) > LARGEST_FILE:
        raise Unreadable(f"Tệp lớn hơn {LARGEST_FILE // 1024 // 1024} MB.")
    if PurePath(name).suffix.lower() == ".xlsx":
        return _read(enumerate(_excel(content), start=1), ", ")
    try:
        return of_text(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable("Tệp không phải .xlsx và không đọc được như CSV (UTF-8).") from error


def _excel(content: bytes) -> list[Cells]:
    try:
        page = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        page.reset_dimensions()
        rows = page.iter_rows(values_only=True, max_row=MOST_LINES + 2)
        return [[as_text(cell) for cell in row] for row in rows]
    except Exception as error:  # the parser meets whatever a broken or hostile file holds
        raise Unreadable(NOT_EXCEL) from error


def _read(lines: Iterable[tuple[int, Cells]], joined: str) -> Read:
    changes: dict[date, DayChange] = {}
    problems: list[Problem] = []
    filled = [(number, cells) for number, raw in lines if any(cells := [text.nfc(cell).strip() for cell in raw])]
    if len(filled) > MOST_LINES:
        return Read([], [Problem(MOST_LINES + 1, f"Quá {MOST_LINES} dòng; hãy chia thành nhiều lần.")])
    for place, (number, cells) in enumerate(filled):
        if place == 0 and text.fold(cells[0]).startswith("ngay"):
            continue
        found = _change(cells, joined)
        if isinstance(found, DayChange) and found.day in changes:
            found = f"Ngày {found.day:%d/%m/%Y} đã có ở một dòng phía trên."
        if isinstance(found, str):
            problems.append(Problem(number, found))
        else:
            changes[found.day] = found
    return Read(list(changes.values()), problems)


def _change(cells: Cells, joined: str) -> DayChange | str:
    """The change a line asks for, or what is wrong with it."""
    written, word, *rest = [*cells, "", ""]
    paper = joined.join(cell for cell in rest if cell)
    day, kind = _day(written), WORDS.get(text.fold(word))
    if day is None:
        return f"“{written}” không phải là ngày dạng 31/12/2026."
    if kind is None:
        said = f"“{word}” không cho biết nghỉ hay làm việc" if word.strip() else "Chưa ghi nghỉ hay làm việc"
        return f"{said}; hãy ghi một trong: {OFFERED}."
    if not paper:
        return "Chưa ghi văn bản làm căn cứ (số, ngày, trích yếu)."
    if len(paper) > LONGEST_PAPER:
        return f"Tên văn bản dài quá {LONGEST_PAPER} ký tự."
    return DayChange(day, kind, paper=paper)


def _day(written: str) -> date | None:
    for pattern in PATTERNS:
        try:
            found = datetime.strptime(written, pattern).date()
        except ValueError:
            continue
        return found if YEARS[0] <= found.year <= YEARS[1] else None
    return None
