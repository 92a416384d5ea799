"""What every paper has in its place (Nghị định 30/2020/NĐ-CP, Phụ lục I [T]): letterhead, title, signatures."""

from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.table import _Cell

from dossiers.documents.sheet import CENTRE, SMALL, START, TINY, Sheet, element, order, say, width_of
from dossiers.documents.tables import bare_table, drop_first_empty, explicit, whole_rows


def rule(place: Sheet | _Cell, *, length: float, within: float) -> None:
    """The line beneath a name or a title, `length` mm long, in the middle of a space `within` mm wide."""
    paragraph = say(place, "", size=2)
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm((within - length) / 2)
    form.line_spacing, form.space_before = Pt(3), Pt(2)
    edge = element("w:top", val="single", sz="6", space="0", color="000000")
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
    explicit(table, (left, right))
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
