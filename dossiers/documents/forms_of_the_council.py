"""The papers of a council: slip and minutes."""

from dossiers.documents.blocks import letterhead, title, two_signers
from dossiers.documents.pieces import groups
from dossiers.documents.sheet import CENTRE, Sheet, annex, body, new_sheet, order, say
from dossiers.documents.tables import Column


def ballot() -> Sheet:
    """A member's slip."""
    sheet = new_sheet()
    letterhead(sheet, numbered=False)
    title(sheet, "PHIẾU BIỂU QUYẾT", "{{ trich_yeu }}")
    body(sheet, "Đánh dấu X vào một ô ở mỗi dòng.", italic=True)
    columns = (
        Column("Mục", 13, "{{ dong.stt }}", centred=True),
        Column("Họ và tên, tên tập thể", 50, "{{ dong.ho_ten }}"),
        Column("Đơn vị", 45, "{{ dong.don_vi }}"),
        Column("Đồng ý", 19, ""),
        Column("Không đồng ý", 19, ""),
        Column("Ý kiến khác", 19, ""),
    )
    groups(sheet, columns)
    two_signers(sheet, ("", ""), ("NGƯỜI BIỂU QUYẾT\n(ký, ghi rõ họ tên)", ""))
    return sheet


def minutes() -> Sheet:
    """Minutes of a session, with the votes."""
    sheet = new_sheet()
    letterhead(sheet)
    title(sheet, "BIÊN BẢN", "{{ trich_yeu }}")
    order(sheet, "for doan in cac_doan")
    body(sheet, "{{ doan }}")
    order(sheet, "endfor")
    two_signers(sheet, ("THƯ KÝ", "{{ thu_ky }}"), ("CHỦ TRÌ", "{{ chu_tri }}"))
    annex(sheet)
    title(sheet, "BẢNG TỔNG HỢP KẾT QUẢ BIỂU QUYẾT", "{{ trich_yeu_danh_sach }}", line=False)
    say(sheet, "(Kèm theo {{ kem_theo }}; tổng số thành viên Hội đồng: {{ tong_so_thanh_vien }})",
        italic=True, align=CENTRE, after=6)
    votes = (
        Column("Mục", 13, "{{ dong.stt }}", centred=True),
        Column("Họ và tên, tên tập thể", 58, "{{ dong.ho_ten }}"),
        Column("Đơn vị", 58, "{{ dong.don_vi }}"),
        Column("Đồng ý", 19, "{{ dong.dong_y }}", centred=True),
        Column("Không đồng ý", 19, "{{ dong.khong_dong_y }}", centred=True),
        Column("Ý kiến khác", 19, "{{ dong.y_kien_khac }}", centred=True),
        Column("Không biểu quyết", 22, "{{ dong.khong_bieu_quyet }}", centred=True),
        Column("Kết quả", 44, "{{ dong.ket_qua }}"),
    )
    groups(sheet, votes)
    return sheet
