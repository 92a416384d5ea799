"""The letter that asks for opinions, with its list."""

from collections.abc import Sequence

from django.utils import timezone

from dossiers import clock, origins
from dossiers.documents.kinds import DocumentKind, file_name
from dossiers.documents.words import Values, counts, groups, in_full, letterhead
from dossiers.models import Dossier
from dossiers.vocabulary import Basis
from workflow.consultation.models import Consultation
from workflow.documents.bodies import by_office, office_of

SILENCE = " Quá thời hạn trên, nơi nào không trả lời thì coi như nhất trí."


def lines_of(letter: Consultation) -> list[Dossier]:
    """The lines of the letter that were not withdrawn from it."""
    rows = Dossier.objects.filter(consultation_items__consultation=letter).exclude(
        consultation_items__consultation=letter, consultation_items__outcome="left"
    )
    rows = rows.select_related("award", "nominee", "season", "round", "unit")
    return list(rows.order_by("award__position", "unit_name", "nominee_name", "pk"))


def values_of(letter: Consultation, lines: Sequence[Dossier]) -> Values:
    """What fills the template. `letter` with body."""
    body, day = letter.body, letter.dated or clock.today()
    years = ", ".join(str(year) for year in sorted({each.season.year for each in lines}))
    names = list(letter.addressees.values_list("name", flat=True))
    about = f"lấy ý kiến về việc khen thưởng năm {years}"
    return {
        **letterhead(body, day=day, number=letter.number, symbol=body.symbol or body.code, dated=letter.dated),
        **counts(lines), **by_office(body, day=day), **groups(lines, lambda line: {"tom_tat": line.achievement}),
        "trich_yeu": about, "noi_nhan_hoi": names, "noi_dung_hoi": letter.question, "bo_phan": office_of(body),
        "han_tra_loi": _until(letter),
        "im_lang": SILENCE if letter.silence_means_go else "", "nam": years, "thoi_gian": f" năm {years}",
        "noi_nhan": ["Như trên", "Lưu: VT"], "trich_yeu_danh_sach": "Cá nhân, tập thể đề nghị cho ý kiến",
        "kem_theo": f"Văn bản số {letter.number or '……'} {in_full(letter.dated, day.year)} của {body.name}",
    }


def _until(letter: Consultation) -> str:
    """The last day with who set it; empty once the asking is over."""
    if letter.due_at is None:
        return ""
    by_law = letter.due_basis == Basis.LAW and letter.due_citation
    words = f"thời hạn theo {letter.due_citation}" if by_law else f"thời hạn do {letter.body.name} đặt"
    return f"trước hết ngày {origins.noted(timezone.localdate(letter.due_at), words)}"


def name_of(letter: Consultation) -> str:
    """'van-ban-lay-y-kien-LYK-STP-001-2026.docx'."""
    return file_name(DocumentKind.OPINION, letter.code)
