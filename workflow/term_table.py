"""The page of terms: everything that sets a deadline today, apart by who set it."""

from dataclasses import dataclass, field
from datetime import date

from dossiers import origins, queries
from dossiers.models import LegalFigure, Season
from dossiers.vocabulary import Basis, Counting
from workflow import step_terms
from workflow.step_terms import LIKE, WORK, Asked, StatedTerm
from workflow.term_models import Again, Begins, StepTerm

# Time rules of regulation in the words of the screen.
FIGURES: dict[str, str] = {
    "appraise_province": "Thẩm định hồ sơ ở tỉnh, bộ",
    "appraise_unit": "Thẩm định hồ sơ ở sở, đơn vị",
    "hiep_y": "Trả lời khi được hỏi ý kiến (hiệp y)",
    "posting_ministry": "Công khai danh sách ở bộ",
    "revoke_propose": "Đề nghị hủy quyết định, thu hồi",
    "revoke_decide": "Quyết định hủy, thu hồi",
    "number_issue": "Cấp số, phát hành văn bản",
    "archive": "Nộp lưu hồ sơ",
}
OF_ACTS = {"receive": ("appraise_unit",), "sign": ("number_issue",)}
ASSUMED = "assumed"
SECTIONS: tuple[tuple[str, str, str], ...] = (
    (Basis.LAW, "Theo quy định", "Văn bản của Nhà nước nêu rõ số ngày."),
    (Basis.PLAN, "Theo kế hoạch năm", "Ngày do kế hoạch của từng năm thi đua, từng đợt đặt."),
    (Basis.OFFICE, "Cơ quan đặt", "Cơ quan tự quy định cho công việc của mình."),
    (ASSUMED, "Tham khảo, chưa có văn bản",
     "Chưa có văn bản nào nói như vậy. Phần mềm vẫn tính hạn theo các số này cho đến khi cơ quan đặt số của mình."),
)
PLANNED = (
    ("registration_by", "Gửi đăng ký thi đua"), ("initiatives_by", "Gửi đăng ký sáng kiến, đề tài"),
    ("dossiers_by", "Gửi hồ sơ đề nghị khen thưởng"),
)


@dataclass(frozen=True)
class TermRow:
    """One line: what must be done, for whom the line holds, by when, and the source."""

    work: str
    scope: str
    term: str
    details: str = ""
    source: str = ""


@dataclass
class Section:
    basis: str
    title: str
    about: str
    rows: list[TermRow] = field(default_factory=list)


def sections(day: date) -> list[Section]:
    """The four sections as they stand on `day`. Four queries."""
    found = {basis: Section(basis, title, about) for basis, title, about in SECTIONS}
    rows, figures = step_terms.in_force(day)
    for row in sorted(rows, key=_place):
        term = step_terms.of_row(row)
        found[_section(term)].rows.append(_row(WORK.get(row.act, row.act), _scope(row), term))
    for figure in sorted(figures, key=lambda each: list(FIGURES).index(each.code) if each.code in FIGURES else 99):
        _add_figure(found, figure, day)
    found[Basis.PLAN].rows += _planned()
    return list(found.values())


def usual(day: date) -> dict[str, str]:
    """Act → the term that it begins in a department, where nothing particular is set. Two queries."""
    asked = {act: Asked(act, day, figures=OF_ACTS.get(LIKE.get(act, act), ())) for act in WORK}
    found = step_terms.answers(asked)
    return {act: f"{words(term)}, {origins.short(term.basis, term.evidence)}" for act, term in found.items()}


def words(term: StatedTerm) -> str:
    """'20 ngày làm việc'."""
    return f"{term.days} {Counting(term.unit).label}"


def _add_figure(found: dict[str, Section], figure: LegalFigure, day: date) -> None:
    term = step_terms.of_figure(figure, day)
    if term is None or figure.code not in FIGURES:
        return
    row = _row(FIGURES[figure.code], "", term)
    months = figure.value.get("months")
    if months:
        row = TermRow(row.work, row.scope, f"{months} tháng", row.details, row.source)
    found[_section(term)].rows.append(row)


def _section(term: StatedTerm) -> str:
    return ASSUMED if origins.is_assumed(term.evidence) else term.basis


def _row(work: str, scope: str, term: StatedTerm) -> TermRow:
    details = [str(Begins(term.starts).label)]
    if term.again == Again.LEFT:
        details.append(f"khi gửi lại sau bổ sung: {Again.LEFT.label}")
    return TermRow(work, scope, words(term), "; ".join(details), term.citation)


def _place(row: StepTerm) -> tuple[int, int, int]:
    particular = 2 * (row.award_id is not None) + (row.body_id is not None)
    place = list(WORK).index(row.act) if row.act in WORK else len(WORK)
    return place, -particular, -row.valid_from.toordinal()


def _scope(row: StepTerm) -> str:
    return ", ".join(str(each) for each in (row.award, row.body) if each is not None)


def _planned() -> list[TermRow]:
    seasons = list(queries.open_seasons().filter(opened_at__isnull=False).order_by("-year"))
    rows = [_plan(season.title, words, getattr(season, name)) for season in seasons for name, words in PLANNED]
    rounds = queries.rounds_of(Season.objects.filter(pk__in=[each.pk for each in seasons]))
    rows += [_plan(f"{each.season.title}, {each}", PLANNED[-1][1], each.dossiers_by) for each in rounds]
    return [row for row in rows if row.term]


def _plan(where: str, work: str, day: date | None) -> TermRow:
    return TermRow(work, where, f"đến hết ngày {day:%d/%m/%Y}" if day else "", source=f"Kế hoạch {where}")
