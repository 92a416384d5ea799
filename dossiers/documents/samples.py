"""A value for every name of every template: an office's own template is tried with them when it is uploaded, and its
author reads them to know what there is. The real values have the same names (a test compares)."""

from typing import Any

from dossiers.documents.kinds import DocumentKind

Values = dict[str, Any]

WHO = {"stt": 1, "ho_ten": "Nguyễn Văn An", "nam_sinh": "1980", "chuc_vu_don_vi": "Chuyên viên, Phòng Hành chính"}
HEAD = {
    "co_quan_tren": "ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK", "co_quan": "SỞ TƯ PHÁP", "co_quan_thuong": "Sở Tư pháp",
    "so_ky_hieu": "215/QĐ-STP", "dia_danh_ngay": "Đắk Lắk, ngày 05 tháng 12 năm 2026",
    "trich_yeu": "Về việc công nhận danh hiệu, tặng hình thức khen thưởng năm 2026",
    "noi_nhan": ["Như trên", "Lưu: VT, VP"], "chuc_vu_ky": "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", "nguoi_ky": "Trần Thị Bình",
    "nam": 2026,
}
COUNTS = {
    "cac_danh_hieu": [
        {"stt": 1, "danh_hieu": "Lao động tiên tiến", "ca_nhan": 12, "tap_the": 0, "so": 12,
         "cau": "Công nhận danh hiệu “Lao động tiên tiến” năm 2026 đối với 12 cá nhân"},
        {"stt": 2, "danh_hieu": "Tập thể lao động xuất sắc", "ca_nhan": 0, "tap_the": 2, "so": 2,
         "cau": "Công nhận danh hiệu “Tập thể lao động xuất sắc” năm 2026 đối với 02 tập thể"},
    ],
    "so_ca_nhan": 12, "so_tap_the": 2, "so": 14, "thanh_phan": "12 cá nhân, 02 tập thể", "thoi_gian": " năm 2026",
}
GROUNDS = {"cac_can_cu": ["Căn cứ Luật 06/2022/QH15;", "Căn cứ Nghị định 152/2025/NĐ-CP;"]}
ANNEX = {
    "trich_yeu_danh_sach": "Cá nhân, tập thể được khen thưởng năm 2026",
    "kem_theo": "Quyết định số 215/QĐ-STP ngày 05/12/2026 của Giám đốc Sở Tư pháp",
}


def groups(**more: object) -> Values:
    """Two awards with a line each; `more` are further columns."""
    return {
        "cac_nhom": [
            {"thu_tu": "I", "ten": "Lao động tiên tiến", "so": 1, "cac_dong": [WHO | more]},
            {"thu_tu": "II", "ten": "Tập thể lao động xuất sắc", "so": 1, "cac_dong": [
                WHO | {"ho_ten": "Phòng Bổ trợ tư pháp", "nam_sinh": ""} | more
            ]},
        ]
    }


ADDRESSED = {"kinh_gui": "Giám đốc Sở Tư pháp"}
PROPOSAL = HEAD | COUNTS | GROUNDS | ADDRESSED | {"don_vi": "Phòng Hành chính tư pháp", "thu_tuc_don_gian": ""}
RULED = HEAD | COUNTS | GROUNDS | ANNEX | {
    "tham_quyen": "GIÁM ĐỐC SỞ TƯ PHÁP", "nguoi_de_nghi": "Chánh Văn phòng Sở", "nguoi_thi_hanh": "Chánh Văn phòng Sở",
}
RESULT = {"stt": 1, "ho_ten": "Nguyễn Văn An", "danh_hieu": "Lao động tiên tiến"}
VOTES = {"dong_y": 9, "khong_dong_y": 0, "y_kien_khac": 0}

SAMPLES: dict[str, Values] = {
    DocumentKind.PROPOSAL: PROPOSAL,
    DocumentKind.LIST: PROPOSAL | groups(tom_tat="Hoàn thành xuất sắc nhiệm vụ.") | {"kem_theo": ANNEX["kem_theo"]},
    DocumentKind.MEETING: PROPOSAL | groups(**VOTES, ket_qua="Đạt") | {
        "thoi_gian_hop": "14 giờ 00, ngày 20 tháng 11 năm 2026", "dia_diem": "Phòng họp số 1", "chu_tri": "Lê Văn Chủ",
        "thu_ky": "Phạm Thị Ký", "co_mat": 8, "tong_so_nguoi": 9, "vang_mat": 1, "y_kien": "Không có.",
        "ket_thuc": "Biên bản đã được thông qua tại cuộc họp./.",
    },
    DocumentKind.SUMMARY: HEAD | COUNTS | groups(don_vi="Phòng Hành chính tư pháp", trang_thai="Chờ Hội đồng họp") | {
        "cac_bang": [
            {"cac_cot": ["Lao động tiên tiến", "Tập thể lao động xuất sắc"], "tong": [12, 2], "cac_don_vi": [
                {"stt": 1, "don_vi": "Phòng Hành chính tư pháp", "cac_so": [12, 2], "ca_nhan": 12, "tap_the": 2,
                 "so": 14}
            ]},
        ],
    },
    DocumentKind.APPRAISAL: HEAD | COUNTS | GROUNDS | ADDRESSED | ANNEX | groups(y_kien="Đủ điều kiện, tiêu chuẩn.") | {
        "bo_phan": "Văn phòng Sở",
    },
    DocumentKind.RESULT: HEAD | ADDRESSED | {
        "don_vi": "Phòng Hành chính tư pháp", "van_ban_de_nghi": "Tờ trình số 12/TTr-HCTP ngày 20/11/2026",
        "duoc_khen": [RESULT | {"noi_dung": "Quyết định 215/QĐ-STP ngày 05/12/2026"}],
        "khong_duoc": [RESULT | {"noi_dung": "Không đạt tỷ lệ phiếu của Hội đồng."}],
        "chua_xong": [RESULT | {"noi_dung": "Đang chờ kết quả của Ủy ban nhân dân tỉnh"}],
    },
    DocumentKind.BALLOT: HEAD | groups(don_vi="Phòng Hành chính tư pháp"),
    DocumentKind.MINUTES: HEAD | ANNEX | groups(
        **VOTES, don_vi="Phòng Hành chính tư pháp", khong_bieu_quyet=0, ket_qua="Đạt"
    ) | {
        "cac_doan": ["I. Thành phần", "Tổng số thành viên: 9; tham gia biểu quyết: 9."], "thu_ky": "Phạm Thị Ký",
        "chu_tri": "Trần Văn Chủ Tịch", "tong_so_thanh_vien": 9,
    },
    DocumentKind.DECISION: RULED | groups(don_vi="Phòng Hành chính tư pháp"),
    DocumentKind.REVOCATION: RULED | groups(quyet_dinh="215/QĐ-STP ngày 05/12/2026") | {
        "ly_do": "Kê khai sai thành tích.",
    },
    DocumentKind.OPINION: HEAD | COUNTS | ANNEX | groups(tom_tat="Hoàn thành xuất sắc nhiệm vụ.") | {
        "noi_nhan_hoi": ["Ban Thường vụ Đảng ủy Sở", "Công an tỉnh"], "bo_phan": "Văn phòng Sở",
        "noi_dung_hoi": "Đề nghị cho ý kiến về việc khen thưởng đối với cá nhân, tập thể trong danh sách.",
        "han_tra_loi": "trước ngày 12/12/2026",
        "im_lang": " Quá thời hạn trên, nơi nào không trả lời thì coi như nhất trí.",
    },
    DocumentKind.REPLY: HEAD | ADDRESSED | {
        "van_ban_hoi": "Công văn số 45/BTP-TĐKT ngày 01/12/2026",
        "cac_dong": [WHO | {"danh_hieu": "Bằng khen của Bộ trưởng", "y_kien": "Nhất trí."}],
    },
    DocumentKind.LETTER: HEAD | COUNTS | GROUNDS | ADDRESSED | ANNEX | groups(
        tom_tat="Hoàn thành xuất sắc nhiệm vụ.", phieu="9/9"
    ),
}
