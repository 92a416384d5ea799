"""Pieces of a sheet in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I [T]: the templates are put together from them.

Lengths are millimetres, letters points. Words between {{ }} and {% %} are filled in later (docxtpl).
"""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as Sheet
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FONT, SPARE_FONT = "Times New Roman", "Liberation Serif"
BODY, SMALL, TINY = 14, 12, 11
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
A4 = (210, 297)
CENTRE, START, BOTH, END = (
    WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.RIGHT,
)
LEAST_DATE = (1980, 1, 1, 0, 0, 0)
UNWANTED = ("thumbnail", "customXml", "stylesWithEffects")


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its width in mm, what stands in it, and whether that is centred."""

    head: str
    width: int
    value: str
    centred: bool = False


def new_sheet(*, landscape: bool = False) -> Sheet:
    """An empty A4 sheet with the margins, the letter and the page number of the decree."""
    sheet = Document()
    _letters(sheet)
    _lay_out(sheet.sections[0], landscape=landscape)
    sheet.core_properties.author = sheet.core_properties.comments = ""
    return sheet


def width_of(sheet: Sheet) -> int:
    """How many mm the text of the last section is wide."""
    section = sheet.sections[-1]
    return round(Length(section.page_width - section.left_margin - section.right_margin).mm)


def say(
    place: Sheet | _Cell, words: str, *, bold: bool = False, italic: bool = False, size: float = BODY,
    align: WD_ALIGN_PARAGRAPH = BOTH, indent: bool = False, before: float = 0, after: float = 0, keep: bool = False,
) -> Paragraph:
    """A paragraph. In `words`, **…** stands for bold letters. `keep`: on the same page as the next one."""
    paragraph = _paragraph(place)
    for part in re.split(r"(\*\*.+?\*\*)", words):
        if part:
            run = paragraph.add_run(part.removeprefix("**").removesuffix("**"))
            run.bold, run.italic, run.font.size = bold or part.startswith("**"), italic, Pt(size)
    form = paragraph.paragraph_format
    form.alignment, form.space_before, form.space_after, form.keep_with_next = align, Pt(before), Pt(after), keep
    if indent:
        form.first_line_indent = Mm(12.7)
    return paragraph


def body(place: Sheet | _Cell, words: str, **how: object) -> Paragraph:
    """A paragraph of the text proper: justified, first line set in, six points after it."""
    return say(place, words, indent=True, after=6, **how)


def order(place: Sheet | _Cell, words: str) -> Paragraph:
    """A paragraph that only steers the filling: 'for nhom in cac_nhom', 'endfor', 'if …'. It leaves no trace."""
    return say(place, f"{{%p {words} %}}", size=TINY)


def rule(place: Sheet | _Cell, *, length: float, within: float) -> None:
    """The line beneath a name or a title, `length` mm long, in the middle of a space `within` mm wide."""
    paragraph = say(place, "", size=2)
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm((within - length) / 2)
    form.line_spacing, form.space_before = Pt(3), Pt(2)
    edge = _element("w:top", val="single", sz="6", space="0", color="000000")
    borders = OxmlElement("w:pBdr")
    borders.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def letterhead(sheet: Sheet, *, numbered: bool = True) -> None:
    """Tên cơ quan and quốc hiệu, tiêu ngữ side by side without borders; số, ký hiệu and địa danh, thời gian below."""
    whole = width_of(sheet)
    left = round(whole * 0.45)
    right = whole - left
    table = bare_table(sheet, (left, right))
    agency, nation = table.rows[0].cells
    order(agency, "if co_quan_tren")
    say(agency, "{{ co_quan_tren }}", size=SMALL, align=CENTRE)
    order(agency, "endif")
    say(agency, "{{ co_quan }}", bold=True, size=SMALL, align=CENTRE)
    rule(agency, length=left * 0.38, within=left)
    say(nation, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=SMALL, align=CENTRE)
    say(nation, "Độc lập - Tự do - Hạnh phúc", bold=True, size=13, align=CENTRE)
    rule(nation, length=60, within=right)
    number, day = table.add_row().cells
    say(number, "Số: {{ so_ky_hieu }}" if numbered else "", size=13, align=CENTRE, before=4)
    say(day, "{{ dia_danh_ngay }}", italic=True, size=13, align=CENTRE, before=4)
    _explicit(table, (left, right))
    drop_first_empty(table)


def title(sheet: Sheet, kind: str, about: str = "", *, line: bool = True) -> None:
    """Tên loại and trích yếu, bold in the middle, with the short line beneath."""
    say(sheet, kind, bold=True, align=CENTRE, before=18, keep=True)
    if about:
        say(sheet, about, bold=True, align=CENTRE, keep=True)
    if line:
        rule(sheet, length=width_of(sheet) * 0.3, within=width_of(sheet))
    say(sheet, "", size=6)


def closing(sheet: Sheet) -> None:
    """Nơi nhận on the left; quyền hạn, chức vụ, họ tên of who signs on the right."""
    whole = width_of(sheet)
    left = round(whole * 0.48)
    say(sheet, "", size=6)
    table = bare_table(sheet, (left, whole - left))
    receivers, signer = table.rows[0].cells
    say(receivers, "Nơi nhận:", bold=True, italic=True, size=SMALL, align=START)
    order(receivers, "for noi in noi_nhan")
    say(receivers, "- {{ noi }}", size=TINY, align=START)
    order(receivers, "endfor")
    signature(signer, "{{ chuc_vu_ky }}", "{{ nguoi_ky }}")
    drop_first_empty(table)
    whole_rows(table)


def two_signers(sheet: Sheet, left: tuple[str, str], right: tuple[str, str]) -> None:
    """Two signatures side by side, each a title and a name."""
    half = width_of(sheet) // 2
    say(sheet, "", size=6)
    table = bare_table(sheet, (half, width_of(sheet) - half))
    for cell, (post, name) in zip(table.rows[0].cells, (left, right), strict=True):
        signature(cell, post, name)
    drop_first_empty(table)
    whole_rows(table)


def signature(cell: _Cell, post: str, name: str) -> None:
    """A title, the room for the signature, a name."""
    say(cell, post, bold=True, align=CENTRE, keep=True)
    for _ in range(4):
        say(cell, "", align=CENTRE, keep=True)
    say(cell, name, bold=True, align=CENTRE)


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
    _explicit(table, widths)
    whole_rows(table)
    return table


def bare_table(sheet: Sheet, widths: Sequence[int]) -> Table:
    """A table of one row without borders and without room inside its cells; the letterhead and the signatures."""
    table = sheet.add_table(rows=1, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w="0", type="dxa"))
    table._tbl.tblPr.append(margins)
    _explicit(table, widths)
    return table


def annex(sheet: Sheet, *, landscape: bool = True) -> None:
    """From here on an annex: its own sheets, its own page numbers (Phụ lục I, mục II.5)."""
    section = sheet.add_section(WD_SECTION.NEW_PAGE)
    _lay_out(section, landscape=landscape)
    numbering = _element("w:pgNumType", start="1")
    section._sectPr.insert_element_before(numbering, "w:cols", "w:titlePg", "w:docGrid")


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


def packed(sheet: Sheet) -> bytes:
    """The .docx, the same bytes for the same sheet: no thumbnail, no hour, parts in their order."""
    made = io.BytesIO()
    sheet.save(made)
    packed_anew = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(packed_anew, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, LEAST_DATE), old.read(name), zipfile.ZIP_DEFLATED)
    return packed_anew.getvalue()


def _paragraph(place: Sheet | _Cell) -> Paragraph:
    """The empty paragraph that a new cell has, once; else one more."""
    if isinstance(place, _Cell) and len(place.paragraphs) == 1:
        first = place.paragraphs[0]
        if first._p.pPr is None and not first.runs:
            return first
    return place.add_paragraph()


def _letters(sheet: Sheet) -> None:
    style = sheet.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for part in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{part}"), FONT)
    style.element.rPr.append(_element("w:lang", val="vi-VN", eastAsia="vi-VN"))
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(0), 1.1
    package = sheet.part.package
    for part in package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = _with_spare_font(part.blob)
    for part in (package, sheet.part):
        for key in [key for key, rel in part.rels.items() if any(name in rel.target_ref for name in UNWANTED)]:
            del part.rels[key]


def _with_spare_font(blob: bytes) -> bytes:
    """Where Times New Roman is not installed, the letter of the same measures that we ship takes its place."""
    named = f'<w:font w:name="{FONT}">'
    return blob.replace(named.encode(), f'{named}<w:altName w:val="{SPARE_FONT}"/>'.encode(), 1)


def _lay_out(section: Section, *, landscape: bool) -> None:
    width, height = reversed(A4) if landscape else A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    header = section.header
    header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    paragraph = header.paragraphs[0]
    paragraph.alignment = CENTRE
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            field = OxmlElement("w:instrText")
            field.text = words
            run._r.append(field)


def _steer(table: Table, words: str) -> None:
    say(table.add_row().cells[0], f"{{%tr {words} %}}", size=TINY, align=START)


def _fill(cells: Sequence[_Cell], words: Sequence[str], *, bold: bool = False, align: Sequence[object]) -> None:
    for cell, each, how in zip(cells, words, align, strict=True):
        say(cell, each, bold=bold, size=SMALL, align=how)


def _explicit(table: Table, widths: Sequence[float]) -> None:
    """The width of every cell and column, so that no program works one out by itself."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _element(name: str, **attributes: str) -> OxmlElement:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
