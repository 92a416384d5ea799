"""Tables on a sheet: with a head that is repeated and a row for each turn of a loop, or bare, to set things side by
side. Every width is explicit."""

from collections.abc import Sequence
from dataclasses import dataclass

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Mm
from docx.table import Table, _Cell

from dossiers.documents.sheet import CENTRE, SMALL, START, TINY, Sheet, element, say


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its width in mm, what stands in it, and whether that is centred."""

    head: str
    width: int
    value: str
    centred: bool = False


def table_of(sheet: Sheet, columns: Sequence[Column], *, loop: str, total: Sequence[str] = ()) -> Table:
    """A table with one row for each turn of `loop` ('dong in nhom.cac_dong'); its head is repeated on every page.

    `total` is a last row in bold letters. A column whose cells hold {%tc for … %} is repeated to the right."""
    widths = [column.width for column in columns]
    table = sheet.add_table(rows=1, cols=len(columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _fill(table.rows[0].cells, [column.head for column in columns], bold=True, align=[CENTRE] * len(columns))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    aligned = [CENTRE if column.centred else START for column in columns]
    _steer(table, f"for {loop}")
    _fill(table.add_row().cells, [column.value for column in columns], align=aligned)
    _steer(table, "endfor")
    if total:
        _fill(table.add_row().cells, total, bold=True, align=aligned)
    explicit(table, widths)
    whole_rows(table)
    return table


def bare_table(sheet: Sheet, widths: Sequence[int]) -> Table:
    """A table of one row without borders and without room inside its cells; the letterhead and the signatures."""
    table = sheet.add_table(rows=1, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w="0", type="dxa"))
    table._tbl.tblPr.append(margins)
    explicit(table, widths)
    return table


def explicit(table: Table, widths: Sequence[float]) -> None:
    """The width of every cell and column, so that no program works one out by itself."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def drop_first_empty(table: Table) -> None:
    """A new cell begins with an empty paragraph: take it away where another one follows."""
    for cell in (cell for row in table.rows for cell in row.cells):
        first = cell.paragraphs[0]
        if not first.text and len(cell.paragraphs) > 1 and first._p.pPr is None:
            first._p.getparent().remove(first._p)


def whole_rows(table: Table) -> None:
    """No row is broken over two pages."""
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _steer(table: Table, words: str) -> None:
    say(table.add_row().cells[0], f"{{%tr {words} %}}", size=TINY, align=START)


def _fill(cells: Sequence[_Cell], words: Sequence[str], *, bold: bool = False, align: Sequence[object]) -> None:
    for cell, each, how in zip(cells, words, align, strict=True):
        say(cell, each, bold=bold, size=SMALL, align=how)
