"""The papers of a unit: tờ trình, list, minutes of its own vote."""

from dossiers.documents.blocks import closing, letterhead, title, two_signers
from dossiers.documents.pieces import COUNTS, NUMBER, SUM_OF_COUNTS, WHO, addressed, grounds, groups
from dossiers.documents.sheet import CENTRE, Sheet, body, new_sheet, order, say
from dossiers.documents.tables import Column, table_of


def proposal() -> Sheet:
    """Tờ trình of a unit."""
    sheet = new_sheet()
    letterhead(sheet)
    title(sheet, "TỜ TRÌNH", "{{ trich_yeu }}")
    addressed(sheet)
    grounds(sheet)
    body(sheet, "{{ don_vi }} kính trình {{ kinh_gui }} xem xét, khen thưởng {{ thanh_phan }}{{ thoi_gian }}, cụ thể:")
    table_of(sheet, COUNTS, loop="dong in cac_danh_hieu", total=SUM_OF_COUNTS)
    say(sheet, "(Có danh sách kèm theo)", italic=True, align=CENTRE, before=4, after=6)
    order(sheet, "if thu_tuc_don_gian")
    body(sheet, "Đề nghị xét theo thủ tục đơn giản: {{ thu_tuc_don_gian }}.")
    order(sheet, "endif")
    body(sheet, "{{ don_vi }} chịu trách nhiệm về tính chính xác của thành tích và các giấy tờ trong hồ sơ trình.")
    body(sheet, "Kính đề nghị {{ kinh_gui }} xem xét, quyết định./.")
    closing(sheet)
    return sheet


def name_list() -> Sheet:
    """The list that goes with a tờ trình."""
    sheet = new_sheet(landscape=True)
    letterhead(sheet, numbered=False)
    title(sheet, "DANH SÁCH", "{{ trich_yeu }}", line=False)
    say(sheet, "(Kèm theo {{ kem_theo }})", italic=True, align=CENTRE, after=6)
    groups(sheet, (*WHO, Column("Tóm tắt thành tích", 102, "{{ dong.tom_tat }}")))
    say(sheet, "Danh sách có {{ thanh_phan }}./.", italic=True, before=6)
    closing(sheet)
    return sheet


def meeting() -> Sheet:
    """Minutes of the unit's own vote."""
    sheet = new_sheet()
    letterhead(sheet)
    title(sheet, "BIÊN BẢN", "{{ trich_yeu }}")
    body(sheet, "**Thời gian:** {{ thoi_gian_hop }}.")
    body(sheet, "**Địa điểm:** {{ dia_diem }}.")
    body(sheet, "**Chủ trì:** {{ chu_tri }}. **Thư ký:** {{ thu_ky }}.")
    body(sheet, "**Thành phần:** có mặt {{ co_mat }}/{{ tong_so_nguoi }} người; vắng mặt {{ vang_mat }} người.")
    body(sheet, "**1. Nội dung:** bình xét, đề nghị khen thưởng {{ thanh_phan }}{{ thoi_gian }}.")
    body(sheet, "**2. Kết quả biểu quyết**")
    votes = (
        NUMBER,
        Column("Họ và tên, tên tập thể", 48, "{{ dong.ho_ten }}"),
        Column("Đồng ý", 18, "{{ dong.dong_y }}", centred=True),
        Column("Không đồng ý", 18, "{{ dong.khong_dong_y }}", centred=True),
        Column("Ý kiến khác", 18, "{{ dong.y_kien_khac }}", centred=True),
        Column("Kết quả, ghi chú", 51, "{{ dong.ket_qua }}"),
    )
    groups(sheet, votes)
    body(sheet, "**3. Ý kiến khác:** {{ y_kien }}", before=8)
    body(sheet, "{{ ket_thuc }}")
    two_signers(sheet, ("THƯ KÝ", "{{ thu_ky }}"), ("CHỦ TRÌ", "{{ chu_tri }}"))
    return sheet
