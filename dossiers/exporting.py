"""Lists as tables of plain values: into an Excel file in constant memory, or onto a page to print."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

Value = str | int | date | None

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY, MOMENT = "dd/mm/yyyy", "hh:mm dd/mm/yyyy"
LONGEST_CELL = 32_767  # characters Excel takes
BOLD, WRAP = Font(bold=True), Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True)
class Column:
    """One column: its heading, how a row gives its value (text, whole number, date or datetime), its width in Excel."""

    heading: str
    value: Callable[[Any], Value]
    width: int = 20


@dataclass(frozen=True)
class Table:
    """A list as it leaves the screen. `said`: the conditions in words; `at`: when it was made, aware."""

    title: str
    columns: Sequence[Column]
    said: Sequence[str]
    at: datetime


def workbook(table: Table, rows: Iterable[Any]) -> IO[bytes]:
    """An .xlsx as an open temporary file, at its beginning; rows are read one by one and kept nowhere."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    for number, column in enumerate(_numbered(table.columns), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    head = [table.title, *table.said, f"Lập lúc {timezone.localtime(table.at):%H:%M %d/%m/%Y}"]
    sheet.freeze_panes = f"A{len(head) + 3}"
    for place, line in enumerate(head):
        sheet.append([cell(sheet, line, bold=place == 0)])
    sheet.append([])
    sheet.append([cell(sheet, column.heading, bold=True, wrap=True) for column in _numbered(table.columns)])
    for number, row in enumerate(rows, start=1):
        sheet.append([number, *(cell(sheet, column.value(row)) for column in table.columns)])
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 – the answer closes it when it has been sent
    book.save(file)
    file.seek(0)
    return file


def lines(table: Table, rows: Iterable[Any]) -> Iterator[list[tuple[str, str]]]:
    """Each row as (heading, words) per column, for a page."""
    for row in rows:
        yield [(column.heading, in_words(column.value(row))) for column in table.columns]


def in_words(value: Value) -> str:
    """A value as people read it: dates as d/m/Y, nothing for what is missing."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


def day_of(moment: datetime | None) -> date | None:
    """The day of an instant in the zone of the office."""
    return timezone.localdate(moment) if moment else None


def _numbered(columns: Sequence[Column]) -> list[Column]:
    return [Column("STT", lambda row: None, 6), *columns]


def cell(sheet: Any, value: Value, *, bold: bool = False, wrap: bool = False) -> Any:
    """A cell that holds a value and never a formula, whatever a person has typed."""
    if isinstance(value, datetime):
        value = timezone.make_naive(value)
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = MOMENT if isinstance(value, datetime) else DAY
    if bold:
        cell.font = BOLD
    if wrap:
        cell.alignment = WRAP
    return cell
