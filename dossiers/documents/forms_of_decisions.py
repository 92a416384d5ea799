"""Decisions: to award, and to take an award back."""

from dossiers.documents.blocks import closing, letterhead, title
from dossiers.documents.pieces import WHO, grounds, list_annex
from dossiers.documents.sheet import CENTRE, Sheet, body, new_sheet, order, say
from dossiers.documents.tables import Column


def decision() -> Sheet:
    """A decision to award."""
    sheet = new_sheet()
    _begin(sheet)
    order(sheet, "if cac_danh_hieu|length == 1")
    body(sheet, "**Điều 1.** {{ cac_danh_hieu[0].cau }} (có danh sách kèm theo).")
    order(sheet, "else")
    body(sheet, "**Điều 1.** Khen thưởng {{ thanh_phan }}{{ thoi_gian }} (có danh sách kèm theo), gồm:")
    order(sheet, "for dong in cac_danh_hieu")
    body(sheet, "{{ dong.stt }}. {{ dong.cau }}{{ '.' if loop.last else ';' }}")
    order(sheet, "endfor")
    order(sheet, "endif")
    body(sheet, "**Điều 2.** Tiền thưởng kèm theo danh hiệu, hình thức khen thưởng thực hiện theo quy định hiện hành.")
    _end(sheet, "các cá nhân, tập thể có tên trong danh sách kèm theo")
    list_annex(sheet, WHO + (Column("Đơn vị trình", 80, "{{ dong.don_vi }}"),), heading="DANH SÁCH")
    return sheet


def revocation() -> Sheet:
    """A decision that takes awards back."""
    sheet = new_sheet()
    _begin(sheet)
    body(sheet, "**Điều 1.** Hủy kết quả khen thưởng đối với {{ thanh_phan }} (có danh sách kèm theo).")
    body(sheet, "Lý do: {{ ly_do }}")
    body(sheet, "**Điều 2.** Thu hồi hiện vật khen thưởng và tiền thưởng đã nhận theo quy định của pháp luật.")
    _end(sheet, "các cá nhân, tập thể có tên trong danh sách kèm theo")
    revoked = Column("Quyết định khen thưởng bị hủy", 80, "{{ dong.quyet_dinh }}")
    list_annex(sheet, (*WHO, revoked), heading="DANH SÁCH")
    return sheet


def _begin(sheet: Sheet) -> None:
    letterhead(sheet)
    title(sheet, "QUYẾT ĐỊNH", "{{ trich_yeu }}")
    say(sheet, "{{ tham_quyen }}", bold=True, align=CENTRE, before=4, after=8)
    grounds(sheet)
    body(sheet, "Theo đề nghị của {{ nguoi_de_nghi }}.", italic=True)
    say(sheet, "QUYẾT ĐỊNH:", bold=True, align=CENTRE, before=6, after=8, keep=True)


def _end(sheet: Sheet, whom: str) -> None:
    body(sheet, "**Điều 3.** Quyết định này có hiệu lực kể từ ngày ký.")
    body(sheet, f"**Điều 4.** {{{{ nguoi_thi_hanh }}}} và {whom} chịu trách nhiệm thi hành Quyết định này./.")
    closing(sheet)
