"""Who set a deadline, in words: the law, the year's plan, or the office; and whether a paper was read that says so.

Pure. Three things that no screen may mix up stand apart here, once for all screens.
"""

from datetime import date
from typing import TYPE_CHECKING

from dossiers.vocabulary import BLOCKING_EVIDENCE, Basis, Evidence

if TYPE_CHECKING:
    from dossiers.models.timing import Timed

SHORT = {Basis.LAW: "theo quy định", Basis.PLAN: "theo kế hoạch năm", Basis.OFFICE: "cơ quan đặt"}


def is_assumed(evidence: str) -> bool:
    """Whether no paper was read that says so."""
    return bool(evidence) and evidence not in BLOCKING_EVIDENCE


def short(basis: str, evidence: str = "") -> str:
    """'theo quy định', 'theo kế hoạch năm', 'cơ quan đặt', 'tham khảo, chưa có văn bản'; empty where nobody says."""
    if not basis:
        return ""
    return _lower(str(Evidence(evidence).label)) if is_assumed(evidence) else SHORT[Basis(basis)]


def full(basis: str, evidence: str = "", citation: str = "") -> str:
    """The same with its source: 'theo quy định (NĐ 30/2020/NĐ-CP Đ.15)'."""
    words = short(basis, evidence)
    return f"{words} ({citation})" if words and citation else words


def noted(day: date, words: str) -> str:
    """'03/12/2026 (theo quy định)': a day with who set it; the bare day where nobody says."""
    return f"{day:%d/%m/%Y} ({words})" if words else f"{day:%d/%m/%Y}"


def extension(subject: "Timed") -> str:
    """'gia hạn 2 lần, tổng 7 ngày làm việc' of the running term; empty if it was never extended."""
    if not subject.extended_times:
        return ""
    return f"gia hạn {subject.extended_times} lần, tổng {subject.extended_days} {subject.get_due_unit_display()}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
