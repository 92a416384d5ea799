"""The yearly decision as lines: 'ngày, nghỉ hay làm việc, văn bản', pasted or from a file; what is wrong in each."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Literal

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
    "nghi": DayKind.OFF, "ngay nghi": DayKind.OFF, "nghi le": DayKind.OFF, "nghi tet nguyen dan": DayKind.OFF,
    "nghi tet am lich": DayKind.OFF, "nghi tet duong lich": DayKind.OFF, "nghi quoc khanh": DayKind.OFF,
    "nghi tet": DayKind.OFF, "nghi le, tet": DayKind.OFF,
    "nghi bu": DayKind.LIEU, "nghi hoan doi": DayKind.LIEU, "hoan doi": DayKind.LIEU,
    "nghi bu, nghi hoan doi": DayKind.LIEU,
    "co quan nghi rieng": DayKind.CLOSED, "nghi rieng": DayKind.CLOSED, "dong cua": DayKind.CLOSED,
    "lam viec": DayKind.WORKED, "lam viec bu": DayKind.WORKED, "di lam bu": DayKind.WORKED,
    "ngay lam viec": DayKind.WORKED,
    "lam bu": DayKind.WORKED, "di lam": DayKind.WORKED, "lam viec (lam bu)": DayKind.WORKED,
}
OFFERED = "nghỉ, nghỉ bù, nghỉ hoán đổi, nghỉ riêng, làm việc, làm bù"
PATTERNS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")  # what Word, Excel and old systems part lines with
UNSEEN = dict.fromkeys([0xFEFF, *range(9), *range(14, 32), 127])  # marks and control characters nobody typed
DATED = re.compile(r'\s*"?[\d/.-]+(?:[ T][\d:]+)?"?\s*([\t;,])')
LEADING = re.compile(r"[\t;,]")
TOO_LONG = "Có dòng quá dài, không đọc được; hãy kiểm tra lại dấu ngoặc kép và chỗ xuống dòng."
TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?$")  # of a cell that is a moment; the day counts
SERIAL = re.compile(r"\d{5}$")  # a date whose cell Excel shows as a number
SERIAL_ZERO = date(1899, 12, 30)
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
    """The lines of a pasted text or CSV: cells parted by what follows the first day, a tab, a semicolon or a comma."""
    written = BREAKS.sub("\n", written).translate(UNSEEN)
    parted = next((found[1] for line in written.split("\n") if (found := DATED.match(line))), ",")
    try:
        rows = _rows(written, parted, csv.QUOTE_MINIMAL)
        if any(map(_swallows, rows)):
            rows = _rows(written, parted, csv.QUOTE_NONE)
    except csv.Error:
        return Read([], [Problem(1, TOO_LONG)])
    return _read(rows, JOINED[parted])


def _rows(written: str, parted: str, quoting: Literal[0, 3]) -> list[tuple[int, Cells]]:
    """The cells of each line, with its number; a cell in quotation marks may go over several lines."""
    reader, last, found = csv.reader(io.StringIO(written), delimiter=parted, quoting=quoting), 0, []
    for cells in reader:
        found.append((last + 1, cells))
        last = reader.line_num
    return found


def _swallows(row: tuple[int, Cells]) -> bool:
    """Whether a quotation mark that is never closed has drawn later lines into a cell."""
    return any(_day(LEADING.split(line.strip())[0]) for cell in row[1] for line in cell.split("\n")[1:])


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
    if filled and text.fold(filled[0][1][0]).startswith("ngay"):
        filled = filled[1:]  # the names of the columns
    if len(filled) > MOST_LINES:
        return Read([], [Problem(MOST_LINES + 1, f"Quá {MOST_LINES} dòng; hãy chia thành nhiều lần.")])
    for number, cells in filled:
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
    paper = " ".join(joined.join(cell for cell in rest if cell).split())
    day, kind = _day(written), WORDS.get(text.fold(word))
    if day is None:
        return f"“{written}” không phải là ngày dạng 31/12/2026." if written else "Chưa ghi ngày."
    if day != _within(day):
        return f"“{written}”: năm phải từ {YEARS[0]} đến {YEARS[1]}."
    if kind is None:
        said = f"“{word}” không cho biết nghỉ hay làm việc" if word.strip() else "Chưa ghi nghỉ hay làm việc"
        return f"{said}; hãy ghi một trong: {OFFERED}."
    if not paper:
        return "Chưa ghi văn bản làm căn cứ (số, ngày, trích yếu)."
    if len(paper) > LONGEST_PAPER:
        return f"Tên văn bản dài quá {LONGEST_PAPER} ký tự."
    return DayChange(day, kind, paper=paper)


def _day(written: str) -> date | None:
    if SERIAL.match(written):
        return _within(SERIAL_ZERO + timedelta(days=int(written)))
    for pattern in PATTERNS:
        try:
            return datetime.strptime(TIME.sub("", written), pattern).date()
        except ValueError:
            continue
    return None


def _within(day: date) -> date | None:
    return day if YEARS[0] <= day.year <= YEARS[1] else None
