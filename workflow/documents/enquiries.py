"""The reply to a body that asks about people."""

from dossiers import clock
from dossiers.documents.kinds import DocumentKind, file_name
from dossiers.documents.words import Values, letterhead
from workflow.documents.bodies import by_office
from workflow.enquiry.models import Enquiry, EnquiryLine


def values_of(enquiry: Enquiry) -> Values:
    """What fills the template. `enquiry` with body."""
    body, day = enquiry.body, enquiry.reply_dated or clock.today()
    return {
        **letterhead(
            body, day=day, number=enquiry.reply_number, symbol=body.symbol or body.code, dated=enquiry.reply_dated
        ),
        **by_office(body, day=day), "trich_yeu": "trả lời văn bản hỏi ý kiến về khen thưởng",
        "kinh_gui": enquiry.sender, "van_ban_hoi": f"văn bản số {enquiry.number} ngày {enquiry.dated:%d/%m/%Y}",
        "cac_dong": [_row(line) for line in enquiry.lines.all()], "nam": day.year, "noi_nhan": ["Như trên", "Lưu: VT"],
    }


def name_of(enquiry: Enquiry) -> str:
    """'van-ban-tra-loi-HYK-STP-001-2026.docx'."""
    return file_name(DocumentKind.REPLY, enquiry.code)


def _row(line: EnquiryLine) -> Values:
    said = ". ".join(part.strip().rstrip(".") for part in (line.get_opinion_display(), line.text) if part.strip())
    where = ", ".join(part for part in (line.job, line.unit_name) if part)
    return {
        "stt": line.position, "ho_ten": line.name, "nam_sinh": "", "chuc_vu_don_vi": where, "danh_hieu": line.award,
        "y_kien": f"{said}." if said else "",
    }
