"""Reading a .docx as its reader would: texts, tables, sections."""

import io

from docx import Document
from docx.document import Document as Sheet


def opened(content: bytes) -> Sheet:
    return Document(io.BytesIO(content))


def paragraphs(sheet: Sheet) -> list[str]:
    """The texts outside tables, empty ones left out."""
    return [each.text for each in sheet.paragraphs if each.text.strip()]


def rows(sheet: Sheet, number: int) -> list[list[str]]:
    """The cells of one table, the letterhead being 0."""
    return [[cell.text for cell in row.cells] for row in sheet.tables[number].rows]


def everything(sheet: Sheet) -> str:
    """All words of the paper."""
    cells = [cell.text for table in sheet.tables for row in table.rows for cell in row.cells]
    return "\n".join([*paragraphs(sheet), *cells])
