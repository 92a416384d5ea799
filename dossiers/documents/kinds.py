"""The kinds of papers that the product makes, and the names under which they are saved."""

import re
import unicodedata

from django.db.models import TextChoices

LONGEST_PART = 60


class DocumentKind(TextChoices):
    """A kind of paper; the code is the name of its template and begins the names of its files."""

    PROPOSAL = "to-trinh", "Tờ trình của đơn vị"
    LIST = "danh-sach", "Danh sách đề nghị của đơn vị"
    MEETING = "bien-ban-binh-xet", "Biên bản họp bình xét của đơn vị"
    SUMMARY = "bang-tong-hop", "Bảng tổng hợp đề nghị khen thưởng"
    APPRAISAL = "bao-cao-tham-dinh", "Báo cáo thẩm định"
    RESULT = "thong-bao-ket-qua", "Thông báo kết quả"
    BALLOT = "phieu-bieu-quyet", "Phiếu biểu quyết của Hội đồng"
    MINUTES = "bien-ban-hoi-dong", "Biên bản họp Hội đồng"
    DECISION = "quyet-dinh", "Quyết định khen thưởng"
    LETTER = "to-trinh-cap-tren", "Tờ trình lên cấp trên"
    OPINION = "van-ban-lay-y-kien", "Văn bản lấy ý kiến"
    REPLY = "van-ban-tra-loi", "Văn bản trả lời hỏi ý kiến"
    REVOCATION = "quyet-dinh-thu-hoi", "Quyết định hủy, thu hồi"


def file_name(*parts: object, extension: str = "docx") -> str:
    """'to-trinh-P01-2026.docx': the parts without accents, joined by hyphens; capitals stay, empty parts fall away."""
    plain = (_plain(str(part))[:LONGEST_PART].strip("-") for part in parts)
    return f"{'-'.join(part for part in plain if part)}.{extension}"


def _plain(words: str) -> str:
    letters = unicodedata.normalize("NFD", words.replace("đ", "d").replace("Đ", "D"))
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^A-Za-z0-9]+", "-", kept).strip("-")
