"""From the bytes of a workbook to rows of plain text, each with its row number. Nothing is judged here but the file."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from openpyxl import load_workbook

from dossiers import text
from dossiers.importing.layout import EXAMPLE, NO, SHEETS, YES, Sheet

LARGEST_FILE = 5 * 1024 * 1024  # bytes
LARGEST_CONTENT = 60 * 1024 * 1024  # bytes once unpacked: a small file can hold a great many
MOST_ROWS = 5_000
HEADER_WITHIN = 10  # rows from the top
NOT_EXCEL = "Tệp không phải là bảng tính Excel (.xlsx) đọc được; hãy dùng tệp mẫu và lưu lại dạng .xlsx."


class Unreadable(Exception):
    """Không đọc được tệp: một câu cho người dùng."""


@dataclass(frozen=True)
class Row:
    """A row of a sheet: its number as the spreadsheet shows it, and column key → text (no key for an empty cell)."""

    number: int
    cells: dict[str, str]


Rows = dict[str, list[Row]]


def read(content: bytes) -> Rows:
    """Sheet key → rows, of the sheets the file has. Raises Unreadable with one line that says what is wrong."""
    _check_size(content)
    try:
        # values, not formulas; one row at a time
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        named = {text.fold(name): name for name in book.sheetnames}
        found = {
            sheet.key: _rows_of(book[named[text.fold(sheet.title)]], sheet)
            for sheet in SHEETS
            if text.fold(sheet.title) in named
        }
    except Unreadable:
        raise
    except Exception as error:  # the parser meets whatever a broken or hostile file holds
        raise Unreadable(NOT_EXCEL) from error
    if not found:
        titles = ", ".join(sheet.title for sheet in SHEETS)
        raise Unreadable(f"Tệp không có trang tính nào trong số: {titles}. Hãy dùng tệp mẫu.")
    if not any(found.values()):
        raise Unreadable("Tệp chưa có dòng dữ liệu nào (dòng ví dụ bắt đầu bằng 'VD:' không tính).")
    return found


def pack(rows: Rows) -> dict[str, list[list[Any]]]:
    """Rows as plain lists, to be signed and sent along with the preview."""
    return {key: [[row.number, row.cells] for row in sheet] for key, sheet in rows.items()}


def unpack(packed: dict[str, list[list[Any]]]) -> Rows:
    """What `pack` made, as rows again."""
    return {key: [Row(number, cells) for number, cells in sheet] for key, sheet in packed.items()}


def _check_size(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise Unreadable(f"Tệp lớn hơn {LARGEST_FILE // 1024 // 1024} MB; hãy chỉ giữ các trang của tệp mẫu.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable(NOT_EXCEL) from error
    if "xl/workbook.xml" not in names or unpacked > LARGEST_CONTENT:
        raise Unreadable(NOT_EXCEL)


def _rows_of(page: Any, sheet: Sheet) -> list[Row]:
    page.reset_dimensions()  # what some programs write there is wrong
    lines = enumerate(page.iter_rows(values_only=True), start=1)
    places = _header(lines, sheet)
    rows = list(islice(_filled(lines, places), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"Trang {sheet.title} có quá {MOST_ROWS} dòng; hãy chia thành nhiều tệp.")
    return rows


def _header(lines: Iterator[tuple[int, tuple[Any, ...]]], sheet: Sheet) -> dict[int, str]:
    """Position → column key, from the first of the top rows that holds the required titles."""
    keys = {text.fold(column.title): column.key for column in sheet.columns}
    required = {column.key for column in sheet.columns if column.required}
    for _, line in islice(lines, HEADER_WITHIN):
        places = {at: keys[word] for at, cell in enumerate(line) if (word := text.fold(as_text(cell))) in keys}
        if required <= set(places.values()):
            if len(set(places.values())) < len(places):
                raise Unreadable(f"Trang {sheet.title} có cột trùng tiêu đề.")
            return places
    titles = ", ".join(column.title for column in sheet.columns if column.required)
    raise Unreadable(f"Trang {sheet.title} thiếu dòng tiêu đề với các cột: {titles}.")


def _filled(lines: Iterable[tuple[int, tuple[Any, ...]]], places: dict[int, str]) -> Iterator[Row]:
    for number, line in lines:
        cells = {places[at]: word for at, cell in enumerate(line) if at in places and (word := as_text(cell))}
        first = as_text(line[0]) if line else ""
        if cells and not first.casefold().startswith(EXAMPLE.casefold()):
            yield Row(number, cells)


def as_text(cell: Any) -> str:
    """What the cell shows, roughly: 12.0 is '12', a date is d/m/Y, yes and no are words."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() != time():
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return " ".join(text.nfc(str(cell)).split())
