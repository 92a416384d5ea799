"""Lists as people paste them, and the awards they name."""

from dossiers.pasting.award_words import AwardName, AwardWords

NAMES = (
    ("LDTT", "Lao động tiên tiến"), ("CSTDCS", "Chiến sĩ thi đua cơ sở"), ("TTLDTT", "Tập thể lao động tiên tiến"),
    ("TTLDXS", "Tập thể lao động xuất sắc"), ("CSTD_TINH", "Chiến sĩ thi đua cấp tỉnh"),
    ("CO_TINH", "Cờ thi đua của UBND tỉnh"), ("GK_SO", "Giấy khen của Giám đốc Sở"),
    ("BK_TINH", "Bằng khen của Chủ tịch UBND tỉnh"), ("BK_BO", "Bằng khen của Bộ trưởng Bộ Tư pháp"),
    ("BK_TTG", "Bằng khen của Thủ tướng Chính phủ"), ("KNC_TP", "Kỷ niệm chương “Vì sự nghiệp Tư pháp”"),
    ("HCLD3", "Huân chương Lao động hạng Ba"),
)
CODES = dict(enumerate((code for code, _ in NAMES), start=1))
AWARDS = AwardWords(AwardName(pk, name, code) for pk, (code, name) in enumerate(NAMES, start=1))

WORD = (
    "DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG NĂM 2026\r\n(Kèm theo Tờ trình số 12/TTr-PHC)\r\n"
    "STT\tHọ và tên\tChức vụ\tNăm sinh\tDanh hiệu đề nghị\tThành tích\r\n(1)\t(2)\t(3)\t(4)\t(5)\t(6)\r\n"
    "I\tTẬP THỂ\t\t\t\t\r\n1\tPhòng Hành chính tư pháp\t\t\tTTLĐTT\t\r\n"
    "II\tCÁ NHÂN\t\t\t\t\r\n1\tÔng Nguyễn Văn An\tTrưởng phòng\t1970\tLĐTT; CSTĐCS\tHoàn thành xuất sắc\r\n"
    "2\tBà TRẦN THỊ BÌNH\tChuyên viên\t12/5/1985\tChiến sỹ thi đua cơ sở\r\nLao động tiên tiến\t\r\n"
    "3\t\u00a0Lê  Văn\u00a0Chính \tChuyên viên\t\tLao động tiên tiến\t\r\n"
    "Tổng cộng: 4 tập thể, cá nhân\t\t\t\t\t\r\n\t\t\t\tThủ trưởng đơn vị\t\r\n"
)
EXCEL = (
    "TT\tHọ và tên\tMã số cán bộ\tHình thức đề nghị\tTóm tắt thành tích\tGhi chú\t\n"
    '1\tNguyễn Văn An\tCB01\tLao động tiên tiến\t"Có 02 sáng kiến:\n- ""Một cửa""\n- Số hóa sổ hộ tịch"\t\t\n'
    '2\tTrần Thị Bình\tCB02\t"LĐTT,\nGiấy khen"\t"Vì sự nghiệp" chung\tnghỉ sinh\t\n'
    "\t\t\t\t\t\t\n"
)
MARKS = (
    "TT\tHọ và tên\t\tChức vụ\tDanh hiệu đề nghị\t\tGhi chú\n\t\t\t\tLĐTT\tCSTĐCS\t\n"
    "1\tNguyễn Văn\tAn\tCV\tx\tX\t\n2\tTrần Thị\tBình\tPhó phòng\t✓\t-\tnghỉ\n"
)
LINES = (
    "1. Nguyễn Văn An - Chuyên viên - Lao động tiên tiến\n2) Bà Trần Thị Bình, Phó phòng, LĐTT, CSTĐCS\n"
    "- Đ/c Lê Văn Chính: Giấy khen + LĐTT\nPhạm Dung;Văn thư;1990;LĐTT\nĐỗ Em   Kế toán   LĐTT   Làm tốt việc công\n"
)
UNDER_AWARDS = (
    "I. Danh hiệu Lao động tiên tiến:\n1. Nguyễn Văn An\n2. Trần Thị Bình\n"
    "II. Chiến sĩ thi đua cơ sở\n1. Nguyễn Văn An\n"
)
