"""The papers of the office: summary, appraisal, results, letters to others."""

from dossiers.documents.blocks import closing, letterhead, title
from dossiers.documents.pieces import (
    AWARD_WIDTH,
    COUNTS,
    NUMBER,
    SUM_OF_COUNTS,
    WHO,
    addressed,
    grounds,
    groups,
    list_annex,
)
from dossiers.documents.sheet import CENTRE, Sheet, body, new_sheet, order, say
from dossiers.documents.tables import Column, table_of


def summary() -> Sheet:
    """What all units ask for, counted and listed."""
    sheet = new_sheet(landscape=True)
    letterhead(sheet, numbered=False)
    title(sheet, "BẢNG TỔNG HỢP", "{{ trich_yeu }}")
    say(sheet, "I. Số lượng theo đơn vị và danh hiệu, hình thức", bold=True, after=4, keep=True)
    order(sheet, "for bang in cac_bang")
    columns = (
        NUMBER,
        Column("Đơn vị", 60, "{{ dong.don_vi }}"),
        Column("{%tc for cot in bang.cac_cot %}", 1, "{%tc for o in dong.cac_so %}"),
        Column("{{ cot }}", AWARD_WIDTH, "{{ o }}", centred=True),
        Column("{%tc endfor %}", 1, "{%tc endfor %}"),
        Column("Cá nhân", 16, "{{ dong.ca_nhan }}", centred=True),
        Column("Tập thể", 16, "{{ dong.tap_the }}", centred=True),
        Column("Cộng", 16, "{{ dong.so }}", centred=True),
    )
    sums = ("{%tc for o in bang.tong %}", "{{ o }}", "{%tc endfor %}", *SUM_OF_COUNTS[2:])
    table_of(sheet, columns, loop="dong in bang.cac_don_vi", total=("", "Tổng cộng", *sums))
    say(sheet, "", size=6)
    order(sheet, "endfor")
    say(sheet, "II. Danh sách", bold=True, before=12, keep=True)
    groups(
        sheet,
        (*WHO, Column("Đơn vị trình", 56, "{{ dong.don_vi }}"), Column("Trạng thái", 46, "{{ dong.trang_thai }}")),
    )
    closing(sheet)
    return sheet


def appraisal() -> Sheet:
    """The appraisal laid before the council."""
    sheet = new_sheet()
    letterhead(sheet)
    title(sheet, "BÁO CÁO", "{{ trich_yeu }}")
    addressed(sheet)
    grounds(sheet)
    body(sheet, "{{ bo_phan }} báo cáo kết quả thẩm định {{ thanh_phan }} như sau:")
    say(sheet, "I. Tổng hợp đề nghị", bold=True, before=4, after=4, keep=True)
    table_of(sheet, COUNTS, loop="dong in cac_danh_hieu", total=SUM_OF_COUNTS)
    body(sheet, "**II. Kết quả thẩm định** của từng trường hợp nêu tại danh sách kèm theo.", before=8)
    body(sheet, "Kính trình {{ kinh_gui }} xem xét./.")
    closing(sheet)
    list_annex(sheet, (*WHO, Column("Ý kiến thẩm định", 102, "{{ dong.y_kien }}")), heading="DANH SÁCH")
    return sheet


def result_notice() -> Sheet:
    """What became of a unit's proposal."""
    sheet = new_sheet()
    letterhead(sheet)
    title(sheet, "THÔNG BÁO", "{{ trich_yeu }}")
    addressed(sheet)
    body(sheet, "{{ co_quan_thuong }} thông báo kết quả xét khen thưởng theo {{ van_ban_de_nghi }} của {{ don_vi }}:")
    result = (NUMBER, Column("Họ và tên, tên tập thể", 50, "{{ dong.ho_ten }}"))
    award = Column("Danh hiệu, hình thức", 48, "{{ dong.danh_hieu }}")
    for name, heading, head in (
        ("duoc_khen", "1. Được khen thưởng", "Quyết định"),
        ("khong_duoc", "2. Không được khen thưởng", "Lý do"),
        ("chua_xong", "3. Chưa có kết quả", "Ghi chú"),
    ):
        order(sheet, f"if {name}")
        say(sheet, f"{heading} ({{{{ {name}|length }}}})", bold=True, before=8, after=4, keep=True)
        table_of(sheet, (*result, award, Column(head, 55, "{{ dong.noi_dung }}")), loop=f"dong in {name}")
        order(sheet, "endif")
    body(sheet, "{{ co_quan_thuong }} thông báo để {{ don_vi }} biết và thông tin tới cá nhân, tập thể được đề nghị./.",
         before=8)
    closing(sheet)
    return sheet


def letter() -> Sheet:
    """Tờ trình to the higher body."""
    sheet = new_sheet()
    letterhead(sheet)
    title(sheet, "TỜ TRÌNH", "{{ trich_yeu }}")
    addressed(sheet)
    grounds(sheet)
    body(sheet, "{{ co_quan_thuong }} kính trình {{ kinh_gui }} xem xét, khen thưởng {{ thanh_phan }}{{ thoi_gian }}:")
    table_of(sheet, COUNTS, loop="dong in cac_danh_hieu", total=SUM_OF_COUNTS)
    attached = "(Có danh sách và kết quả biểu quyết của Hội đồng kèm theo)"
    say(sheet, attached, italic=True, align=CENTRE, before=4, after=6)
    body(sheet, "Kính đề nghị {{ kinh_gui }} xem xét, quyết định./.")
    closing(sheet)
    columns = (
        *WHO,
        Column("Tóm tắt thành tích", 67, "{{ dong.tom_tat }}"),
        Column("Phiếu đồng ý của Hội đồng", 35, "{{ dong.phieu }}", centred=True),
    )
    list_annex(sheet, columns, heading="DANH SÁCH")
    return sheet


def opinion() -> Sheet:
    """A letter that asks for opinions."""
    sheet = new_sheet()
    letterhead(sheet)
    say(sheet, "V/v {{ trich_yeu }}", align=CENTRE, before=4, after=4)
    order(sheet, "if noi_nhan_hoi|length == 1")
    say(sheet, "Kính gửi: {{ noi_nhan_hoi[0] }}", align=CENTRE, before=4, after=10)
    order(sheet, "else")
    say(sheet, "Kính gửi:", align=CENTRE, before=4)
    order(sheet, "for noi in noi_nhan_hoi")
    say(sheet, "- {{ noi }}{{ '.' if loop.last else ';' }}", align=CENTRE)
    order(sheet, "endfor")
    order(sheet, "endif")
    body(sheet, "{{ co_quan_thuong }} đang xét khen thưởng {{ thanh_phan }}{{ thoi_gian }} (có danh sách kèm theo).")
    body(sheet, "{{ noi_dung_hoi }}")
    body(sheet, "Ý kiến trả lời đề nghị gửi về {{ bo_phan }} {{ han_tra_loi }}.{{ im_lang }}")
    body(sheet, "{{ co_quan_thuong }} trân trọng cảm ơn sự phối hợp./.")
    closing(sheet)
    list_annex(sheet, (*WHO, Column("Tóm tắt thành tích", 102, "{{ dong.tom_tat }}")), heading="DANH SÁCH")
    return sheet


def reply() -> Sheet:
    """An answer to such a letter of others."""
    sheet = new_sheet()
    letterhead(sheet)
    say(sheet, "V/v {{ trich_yeu }}", align=CENTRE, before=4, after=4)
    addressed(sheet)
    body(sheet, "Trả lời {{ van_ban_hoi }} của {{ kinh_gui }}, {{ co_quan_thuong }} có ý kiến như sau:")
    columns = (
        NUMBER,
        Column("Họ và tên, tên tập thể", 45, "{{ dong.ho_ten }}"),
        Column("Chức vụ, đơn vị", 40, "{{ dong.chuc_vu_don_vi }}"),
        Column("Hình thức đề nghị", 33, "{{ dong.danh_hieu }}"),
        Column("Ý kiến", 35, "{{ dong.y_kien }}"),
    )
    table_of(sheet, columns, loop="dong in cac_dong")
    body(sheet, "{{ co_quan_thuong }} kính gửi {{ kinh_gui }} tổng hợp./.", before=8)
    closing(sheet)
    return sheet
