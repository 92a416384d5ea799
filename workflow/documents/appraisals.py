"""Báo cáo thẩm định: what the office found about each line, for the council."""

from collections.abc import Mapping, Sequence
from datetime import date

from dossiers.documents.words import Values, counts, grounds, groups, in_full, letterhead
from dossiers.models import Dossier, Unit
from dossiers.models.base import in_force
from workflow.documents.bodies import by_office, head_of, office_of
from workflow.models import Council

NO_OPINION = "Chưa có ý kiến thẩm định"


def council_of(body: Unit, day: date) -> str:
    """The name of the council in force, else whom the body's office reports to."""
    council = Council.objects.filter(in_force(day), body=body).order_by("-valid_from").first()
    return council.name if council else head_of(body)


def values_of(
    body: Unit, lines: Sequence[Dossier], *, to: str, day: date, opinions: Mapping[int, str] | None = None
) -> Values:
    """What fills the template. `lines` with award, nominee, season, round; `to`: who is reported to; `opinions`:
    dossier pk → what others said of it."""
    others = opinions or {}
    years = ", ".join(str(year) for year in sorted({each.season.year for each in lines}))
    about = f"Kết quả thẩm định đề nghị khen thưởng năm {years}"
    return {
        **letterhead(body, day=day, symbol=f"BC-{body.symbol or body.code}"), **counts(lines),
        **groups(lines, lambda line: {"y_kien": _said(line, others)}), **by_office(body, day=day),
        "cac_can_cu": grounds(lines, day), "kinh_gui": to, "bo_phan": office_of(body), "trich_yeu": about,
        "trich_yeu_danh_sach": about, "nam": years, "thoi_gian": f" năm {years}",
        "kem_theo": f"Báo cáo {in_full(None, day.year)} của {office_of(body)}",
        "noi_nhan": ["Như trên", "Lưu: VT"],
    }


def _said(line: Dossier, others: Mapping[int, str]) -> str:
    return "\n".join(part for part in (line.appraisal or NO_OPINION, others.get(line.pk, "")) if part)
