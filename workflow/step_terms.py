"""How long each piece of work may take: which of the rows in force is the one that counts.

Rows of `StepTerm` and the time rules of regulation (`LegalFigure`, also the one an award's version names) are weighed
together: a body's row for an award, an award's row, a body's row, what holds for all. Of what is equally particular,
a verified one goes before an assumed one, regulation before the office's own, the later before the earlier.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar

from django.db.models import Q

from dossiers.models import AwardVersion, LegalFigure
from dossiers.vocabulary import BLOCKING_EVIDENCE, Basis, Counting, Evidence
from workflow.term_models import Again, Begins, StepTerm

# What must be done, in the order of the process: the act that begins the term, or the duty after the decision.
WORK: dict[str, str] = {
    "submit": "Tiếp nhận hồ sơ",
    "receive": "Thẩm định hồ sơ",
    "resubmit": "Thẩm định hồ sơ đơn vị gửi lại",
    "reopen_appraisal": "Thẩm định lại do mất điều kiện",
    "reconsider": "Xem xét lại hồ sơ",
    "return_for_correction": "Đơn vị bổ sung hồ sơ",
    "ask_consultation": "Trả lời khi được hỏi ý kiến",
    "post_publicly": "Công khai danh sách (thời gian ít nhất)",
    "send_for_signature": "Ký văn bản",
    "sign": "Cấp số, phát hành văn bản",
    "forward": "Cấp trên tiếp nhận hồ sơ",
    "notice_result": "Thông báo kết quả",
    "notice_refusal": "Thông báo không được khen thưởng",
    "archive": "Nộp lưu hồ sơ",
}
# The term is that of a paper beside the work, whose own clock runs on.
BESIDE = ("ask_consultation", "post_publicly")
# Work that is like another's: without a row of its own it has the other's term.
LIKE = {"resubmit": "receive", "reopen_appraisal": "receive", "reconsider": "receive", "forward": "submit"}
# Time rules of regulation that set a term; others (`hiep_y`, posting …) belong to other procedures.
FIGURE = "time_rule"
YEAR = 12
Key = TypeVar("Key")


@dataclass(frozen=True)
class StatedTerm:
    """A term with its origin: who set it, by which paper, how well that is founded; `own`: for one body alone."""

    days: int
    unit: str = Counting.WORKING
    basis: str = Basis.OFFICE
    citation: str = ""
    evidence: str = Evidence.MEMORY
    starts: str = Begins.ACT
    again: str = Again.FULL
    own: bool = False


@dataclass(frozen=True)
class Asked:
    """One question: the term of `act` for work at `body` on `award`, begun on `day`.

    `version`: the ruleset of the dossier, where the work is judging by it; rules about the award are then those of its
    days. `figures`: codes of time rules that may answer, `own_figure`: the one the version names.
    """

    act: str
    day: date
    body: int | None = None
    award: int | None = None
    version: AwardVersion | None = None
    figures: tuple[str, ...] = ()
    own_figure: str = ""

    @property
    def ruled_on(self) -> date:
        """The day as of which the award's rules are read: within the period of its version."""
        if self.version is None:
            return self.day
        return max(self.version.valid_from, min(self.day, self.version.valid_to or self.day))


class Weight(NamedTuple):
    particular: int
    founded: bool
    own_act: bool
    regulation: bool
    since: date


def answers(asked: Mapping[Key, Asked]) -> dict[Key, StatedTerm]:
    """Key → the term that counts, for those that have one. At most two queries, whatever the number of questions."""
    acts = {name for one in asked.values() for name in _names(one.act)}
    codes = {code for one in asked.values() for code in (*one.figures, one.own_figure) if code}
    rows = list(StepTerm.objects.filter(act__in=acts)) if acts else []
    figures = list(LegalFigure.objects.filter(kind=FIGURE, code__in=codes)) if codes else []
    found = {key: _best(one, rows, figures) for key, one in asked.items()}
    return {key: term for key, term in found.items() if term is not None}


def in_force(day: date) -> tuple[list[StepTerm], list[LegalFigure]]:
    """The rows in force on `day`, those of `StepTerm` and those of regulation, for people to read. Two queries."""
    valid = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    rows = StepTerm.objects.filter(valid).select_related("body", "award")
    return list(rows), list(LegalFigure.objects.filter(valid, kind=FIGURE))


def of_figure(figure: LegalFigure, day: date) -> StatedTerm | None:
    """A time rule as a term that begins on `day`; None where it states no number of days or months."""
    days, unit = figure.value.get("days"), figure.value.get("unit", Counting.WORKING)
    if "months" in figure.value:
        days, unit = months_after(day, int(figure.value["months"])), Counting.CALENDAR
    if days is None:
        return None
    read = figure.evidence in (Evidence.TEXT, Evidence.QUOTED)
    return StatedTerm(
        int(days), str(unit), Basis.LAW if read else Basis.OFFICE, figure.citation, figure.evidence,
        Begins.COMPLETE if figure.value.get("starts") == "complete_dossier" else Begins.ACT,
    )


def of_row(row: StepTerm) -> StatedTerm:
    """A row as a term."""
    own = row.body_id is not None
    return StatedTerm(row.days, row.unit, row.basis, row.citation, row.evidence, row.starts, row.again, own)


def months_after(day: date, months: int) -> int:
    """Calendar days from `day` to the same day so many months later (the month's last where it is shorter)."""
    year, month = divmod(day.month - 1 + months, YEAR)
    first = date(day.year + year, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return (first.replace(day=min(day.day, last.day)) - day).days


def _names(act: str) -> tuple[str, ...]:
    return (act, LIKE[act]) if act in LIKE else (act,)


def _best(asked: Asked, rows: Iterable[StepTerm], figures: Iterable[LegalFigure]) -> StatedTerm | None:
    found = [(_weight(asked, row), of_row(row)) for row in rows if _answers(asked, row)]
    ruled = [(_figure_weight(asked, one), of_figure(one, asked.day)) for one in figures if _rules(asked, one)]
    both: Sequence[tuple[Weight, Any]] = [*found, *((weight, term) for weight, term in ruled if term is not None)]
    return max(both, key=lambda each: each[0])[1] if both else None


def _answers(asked: Asked, row: StepTerm) -> bool:
    day = asked.ruled_on if row.award_id else asked.day
    return (
        row.act in _names(asked.act) and row.body_id in (None, asked.body) and row.award_id in (None, asked.award)
        and _on(row, day)
    )


def _rules(asked: Asked, figure: LegalFigure) -> bool:
    return figure.code in (*asked.figures, asked.own_figure) and _on(figure, asked.ruled_on)


def _on(row: StepTerm | LegalFigure, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def _weight(asked: Asked, row: StepTerm) -> Weight:
    particular = 2 * (row.award_id is not None) + (row.body_id is not None)
    return Weight(particular, row.evidence in BLOCKING_EVIDENCE, row.act == asked.act, False, row.valid_from)


def _figure_weight(asked: Asked, figure: LegalFigure) -> Weight:
    founded = figure.evidence in BLOCKING_EVIDENCE
    # what an award's version names is about that award, provided somebody has read it
    particular = 2 if founded and figure.code == asked.own_figure else 0
    return Weight(particular, founded, asked.act not in LIKE, True, figure.valid_from)
