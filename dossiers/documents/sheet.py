"""A sheet in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I [T], and the paragraphs on it.

Lengths are millimetres, letters points. Words between {{ }} and {% %} are filled in later (docxtpl).
"""

import io
import re
import zipfile

from docx import Document
from docx.document import Document as Sheet
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.table import _Cell
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


def annex(sheet: Sheet, *, landscape: bool = True) -> None:
    """From here on an annex: its own sheets, its own page numbers (Phụ lục I, mục II.5)."""
    section = sheet.add_section(WD_SECTION.NEW_PAGE)
    _lay_out(section, landscape=landscape)
    numbering = element("w:pgNumType", start="1")
    section._sectPr.insert_element_before(numbering, "w:cols", "w:titlePg", "w:docGrid")


def packed(sheet: Sheet) -> bytes:
    """The .docx, the same bytes for the same sheet: no thumbnail, no hour, parts in their order."""
    made = io.BytesIO()
    sheet.save(made)
    packed_anew = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(packed_anew, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, LEAST_DATE), old.read(name), zipfile.ZIP_DEFLATED)
    return packed_anew.getvalue()


def element(name: str, **attributes: str) -> OxmlElement:
    """A bare element of the file format: `element('w:top', val='single')`."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


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
    style.element.rPr.append(element("w:lang", val="vi-VN", eastAsia="vi-VN"))
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
            run._r.append(element("w:fldChar", fldCharType=kind))
        else:
            field = OxmlElement("w:instrText")
            field.text = words
            run._r.append(field)
