"""How long a list must be public: only where an award's version, or the office itself, says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from dossiers.catalogue import rulesets_of
from dossiers.models import Dossier, LegalFigure
from dossiers.models.base import in_force
from dossiers.vocabulary import Basis, Counting, Evidence
from workflow import calendar, step_terms, terms
from workflow.calendar import Calendar
from workflow.posting.models import Posting
from workflow.step_terms import Asked


@dataclass(frozen=True)
class Period:
    """The least time a list is public: `days` of `unit` (`Counting`), who says so, with its source and mark."""

    days: int
    unit: str = Counting.WORKING
    basis: str = Basis.OFFICE
    citation: str = ""
    evidence: str = ""

    @property
    def words(self) -> str:
        """'5 ngày làm việc'."""
        return f"{self.days} {Counting(self.unit).label}"


def demanded(dossiers: Sequence[Dossier], day: date) -> dict[int, Period]:
    """Dossier pk → the period that its award's version asks for (`extra: posting`, the code of a time rule in force on
    `day`), or that the office has set for its body or award (a row of `StepTerm`), the longer of both; dossiers of
    which none is asked are left out. At most six queries."""
    rules = rulesets_of(dossiers, day)
    codes = {
        pk: rule.version.extra["posting"] for pk, rule in rules.items()
        if rule.version is not None and rule.version.extra.get("posting")
    }
    known = _figures(set(codes.values()), day) if codes else {}
    asked = {pk: known[code] for pk, code in codes.items() if code in known}
    return _longer(asked, _of_the_office(dossiers, day), day)


def _of_the_office(dossiers: Sequence[Dossier], day: date) -> dict[int, Period]:
    asked = {each.pk: Asked("post_publicly", day, each.body_id, each.award_id) for each in dossiers}
    return {
        pk: Period(term.days, term.unit, term.basis, term.citation, term.evidence)
        for pk, term in step_terms.answers(asked).items()
    }


def _longer(one: dict[int, Period], other: dict[int, Period], day: date) -> dict[int, Period]:
    if not other:
        return one
    rules = calendar.current()
    both = {pk: [each[pk] for each in (one, other) if pk in each] for pk in one.keys() | other.keys()}
    # of two that end on the same day the first is kept: what the rule says goes before what the office set
    return {pk: max(found, key=lambda each: end(each, day, rules)) for pk, found in both.items()}


def longest(periods: Sequence[Period], start: date, rules: Calendar) -> Period | None:
    """The one that ends last when its list goes up on `start`; None of none."""
    return max(periods, key=lambda each: end(each, start, rules), default=None)


def end(period: Period, start: date, rules: Calendar) -> datetime:
    """The last moment of the period of a list that goes up on `start`: the day after is its first."""
    return terms.due(_morning(start), period.days, unit=period.unit, rules=rules)


def begin(posting: Posting, period: Period | None, rules: Calendar | None = None) -> None:
    """Set the term of `posting` in memory: it runs from the day it goes up; without a period it has no term."""
    posting.term_no += 1
    if period is None:
        return
    rules = rules or calendar.current()
    posting.due_from, posting.due_at = _morning(posting.from_on), end(period, posting.from_on, rules)
    posting.due_days, posting.due_unit, posting.due_basis = period.days, period.unit, period.basis
    posting.due_citation, posting.due_evidence = period.citation, period.evidence


def of(posting: Posting) -> Period | None:
    """The period of a posting as it is stored."""
    if posting.due_days is None:
        return None
    return Period(
        posting.due_days, posting.due_unit, posting.due_basis, posting.due_citation, posting.due_evidence
    )


def _figures(codes: set[str], day: date) -> Mapping[str, Period]:
    rows = LegalFigure.objects.filter(in_force(day), kind="time_rule", code__in=codes).order_by("valid_from")
    return {row.code: _period(row) for row in rows if "days" in row.value}


def _period(row: LegalFigure) -> Period:
    unit = row.value.get("unit", Counting.WORKING)
    basis = Basis.OFFICE if row.evidence == Evidence.LOCAL else Basis.LAW
    return Period(int(row.value["days"]), unit, basis, row.citation, row.evidence)


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
