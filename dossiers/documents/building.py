"""The templates, one function a kind: `manage.py build_templates` writes them to `originals/`, and a test compares.

Layout: Nghị định 30/2020/NĐ-CP, Phụ lục I and the forms of Phụ lục III [T]. Names in {{ }} are explained by
`samples.py`, which holds a value for every one of them.
"""

from collections.abc import Callable
from pathlib import Path

from dossiers.documents.kinds import DocumentKind
from dossiers.documents.sheet import (
    CENTRE,
    Column,
    Sheet,
    annex,
    body,
    closing,
    letterhead,
    new_sheet,
    order,
    packed,
    say,
    table_of,
    title,
    two_signers,
)

FOLDER = Path(__file__).parent / "originals"
NUMBER = Column("STT", 12, "{{ dong.stt }}", centred=True)
GROUP = "{{ nhom.thu_tu }}. {{ nhom.ten }} ({{ nhom.so }})"
WHO = (
    NUMBER,
    Column("Họ và tên, tên tập thể", 55, "{{ dong.ho_ten }}"),
    Column("Năm sinh", 18, "{{ dong.nam_sinh }}", centred=True),
    Column("Chức vụ, đơn vị công tác", 65, "{{ dong.chuc_vu_don_vi }}"),
)
AWARDS_ABREAST, AWARD_WIDTH = 7, 18  # as many awards side by side as fit the sheet, each so many mm wide
COUNTS = (
    NUMBER,
    Column("Danh hiệu, hình thức", 78, "{{ dong.danh_hieu }}"),
    Column("Cá nhân", 25, "{{ dong.ca_nhan }}", centred=True),
    Column("Tập thể", 25, "{{ dong.tap_the }}", centred=True),
    Column("Cộng", 25, "{{ dong.so }}", centred=True),
)
SUM_OF_COUNTS = ("", "Tổng cộng", "{{ so_ca_nhan }}", "{{ so_tap_the }}", "{{ so }}")


def build(kind: str) -> bytes:
    """The template of this kind (a code of DocumentKind), the same bytes at every run."""
    return packed(BUILDERS[kind]())


def write_all(folder: Path = FOLDER) -> list[Path]:
    """Write every template to `folder`; returns the files."""
    files = [folder / f"{kind}.docx" for kind in BUILDERS]
    for file in files:
        file.write_bytes(build(file.stem))
    return files


def _grounds(sheet: Sheet) -> None:
    order(sheet, "for can_cu in cac_can_cu")
    body(sheet, "{{ can_cu }}", italic=True)
    order(sheet, "endfor")


def _groups(sheet: Sheet, columns: tuple[Column, ...]) -> None:
    """One table an award."""
    order(sheet, "for nhom in cac_nhom")
    say(sheet, GROUP, bold=True, before=8, after=4, keep=True)
    table_of(sheet, columns, loop="dong in nhom.cac_dong")
    order(sheet, "endfor")


def _annex(sheet: Sheet, columns: tuple[Column, ...], *, heading: str) -> None:
    annex(sheet)
    title(sheet, heading, "{{ trich_yeu_danh_sach }}", line=False)
    say(sheet, "(Kèm theo {{ kem_theo }})", italic=True, align=CENTRE, after=6)
    _groups(sheet, columns)


def _to(sheet: Sheet) -> None:
    say(sheet, "Kính gửi: {{ kinh_gui }}", align=CENTRE, before=4, after=10)


def _proposal() -> Sheet:
    sheet = new_sheet()
    letterhead(sheet)
    title(sheet, "TỜ TRÌNH", "{{ trich_yeu }}")
    _to(sheet)
    _grounds(sheet)
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


def _list() -> Sheet:
    sheet = new_sheet(landscape=True)
    letterhead(sheet, numbered=False)
    title(sheet, "DANH SÁCH", "{{ trich_yeu }}", line=False)
    say(sheet, "(Kèm theo {{ kem_theo }})", italic=True, align=CENTRE, after=6)
    _groups(sheet, (*WHO, Column("Tóm tắt thành tích", 102, "{{ dong.tom_tat }}")))
    say(sheet, "Danh sách có {{ thanh_phan }}./.", italic=True, before=6)
    closing(sheet)
    return sheet


def _meeting() -> Sheet:
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
    _groups(sheet, votes)
    body(sheet, "**3. Ý kiến khác:** {{ y_kien }}", before=8)
    body(sheet, "{{ ket_thuc }}")
    two_signers(sheet, ("THƯ KÝ", "{{ thu_ky }}"), ("CHỦ TRÌ", "{{ chu_tri }}"))
    return sheet


def _summary() -> Sheet:
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
    _groups(
        sheet,
        (*WHO, Column("Đơn vị trình", 56, "{{ dong.don_vi }}"), Column("Trạng thái", 46, "{{ dong.trang_thai }}")),
    )
    closing(sheet)
    return sheet


def _appraisal() -> Sheet:
    sheet = new_sheet()
    letterhead(sheet)
    title(sheet, "BÁO CÁO", "{{ trich_yeu }}")
    _to(sheet)
    _grounds(sheet)
    body(sheet, "{{ bo_phan }} báo cáo kết quả thẩm định {{ thanh_phan }} như sau:")
    say(sheet, "I. Tổng hợp đề nghị", bold=True, before=4, after=4, keep=True)
    table_of(sheet, COUNTS, loop="dong in cac_danh_hieu", total=SUM_OF_COUNTS)
    body(sheet, "**II. Kết quả thẩm định** của từng trường hợp nêu tại danh sách kèm theo.", before=8)
    body(sheet, "Kính trình {{ kinh_gui }} xem xét./.")
    closing(sheet)
    _annex(sheet, (*WHO, Column("Ý kiến thẩm định", 102, "{{ dong.y_kien }}")), heading="DANH SÁCH")
    return sheet


def _result() -> Sheet:
    sheet = new_sheet()
    letterhead(sheet)
    title(sheet, "THÔNG BÁO", "{{ trich_yeu }}")
    _to(sheet)
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


def _ballot() -> Sheet:
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
    _groups(sheet, columns)
    two_signers(sheet, ("", ""), ("NGƯỜI BIỂU QUYẾT\n(ký, ghi rõ họ tên)", ""))
    return sheet


def _minutes() -> Sheet:
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
    _groups(sheet, votes)
    return sheet


def _decision() -> Sheet:
    sheet = new_sheet()
    _begin_decision(sheet)
    order(sheet, "if cac_danh_hieu|length == 1")
    body(sheet, "**Điều 1.** {{ cac_danh_hieu[0].cau }} (có danh sách kèm theo).")
    order(sheet, "else")
    body(sheet, "**Điều 1.** Khen thưởng {{ thanh_phan }}{{ thoi_gian }} (có danh sách kèm theo), gồm:")
    order(sheet, "for dong in cac_danh_hieu")
    body(sheet, "{{ dong.stt }}. {{ dong.cau }}{{ '.' if loop.last else ';' }}")
    order(sheet, "endfor")
    order(sheet, "endif")
    body(sheet, "**Điều 2.** Tiền thưởng kèm theo danh hiệu, hình thức khen thưởng thực hiện theo quy định hiện hành.")
    _end_decision(sheet, "các cá nhân, tập thể có tên trong danh sách kèm theo")
    _annex(sheet, WHO + (Column("Đơn vị trình", 80, "{{ dong.don_vi }}"),), heading="DANH SÁCH")
    return sheet


def _revocation() -> Sheet:
    sheet = new_sheet()
    _begin_decision(sheet)
    body(sheet, "**Điều 1.** Hủy kết quả khen thưởng đối với {{ thanh_phan }} (có danh sách kèm theo).")
    body(sheet, "Lý do: {{ ly_do }}")
    body(sheet, "**Điều 2.** Thu hồi hiện vật khen thưởng và tiền thưởng đã nhận theo quy định của pháp luật.")
    _end_decision(sheet, "các cá nhân, tập thể có tên trong danh sách kèm theo")
    _annex(sheet, WHO + (Column("Quyết định khen thưởng bị hủy", 80, "{{ dong.quyet_dinh }}"),), heading="DANH SÁCH")
    return sheet


def _begin_decision(sheet: Sheet) -> None:
    letterhead(sheet)
    title(sheet, "QUYẾT ĐỊNH", "{{ trich_yeu }}")
    say(sheet, "{{ tham_quyen }}", bold=True, align=CENTRE, before=4, after=8)
    _grounds(sheet)
    body(sheet, "Theo đề nghị của {{ nguoi_de_nghi }}.", italic=True)
    say(sheet, "QUYẾT ĐỊNH:", bold=True, align=CENTRE, before=6, after=8, keep=True)


def _end_decision(sheet: Sheet, whom: str) -> None:
    body(sheet, "**Điều 3.** Quyết định này có hiệu lực kể từ ngày ký.")
    body(sheet, f"**Điều 4.** {{{{ nguoi_thi_hanh }}}} và {whom} chịu trách nhiệm thi hành Quyết định này./.")
    closing(sheet)


def _letter() -> Sheet:
    sheet = new_sheet()
    letterhead(sheet)
    title(sheet, "TỜ TRÌNH", "{{ trich_yeu }}")
    _to(sheet)
    _grounds(sheet)
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
    _annex(sheet, columns, heading="DANH SÁCH")
    return sheet


def _opinion() -> Sheet:
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
    _annex(sheet, (*WHO, Column("Tóm tắt thành tích", 102, "{{ dong.tom_tat }}")), heading="DANH SÁCH")
    return sheet


def _reply() -> Sheet:
    sheet = new_sheet()
    letterhead(sheet)
    say(sheet, "V/v {{ trich_yeu }}", align=CENTRE, before=4, after=4)
    _to(sheet)
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


BUILDERS: dict[str, Callable[[], Sheet]] = {
    DocumentKind.PROPOSAL: _proposal,
    DocumentKind.LIST: _list,
    DocumentKind.MEETING: _meeting,
    DocumentKind.SUMMARY: _summary,
    DocumentKind.APPRAISAL: _appraisal,
    DocumentKind.RESULT: _result,
    DocumentKind.BALLOT: _ballot,
    DocumentKind.MINUTES: _minutes,
    DocumentKind.DECISION: _decision,
    DocumentKind.LETTER: _letter,
    DocumentKind.OPINION: _opinion,
    DocumentKind.REPLY: _reply,
    DocumentKind.REVOCATION: _revocation,
}
