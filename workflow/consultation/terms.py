"""How long the addressees have: the rule where one was read for these awards, else what the office sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from dossiers.models import Dossier, LegalFigure, RequiredPaper
from dossiers.models.base import in_force
from dossiers.models.timing import Timed
from dossiers.vocabulary import Basis, Counting, Level
from workflow import calendar, step_terms, terms
from workflow.step_terms import Asked

# The opinion that goes into the file of a State-level award, and the rule about its term.
OPINION_PAPER = "HIEP_Y"
RULE = "hiep_y"
USUAL_DAYS = 5  # working days, offered where no rule states a term
MOST_DAYS = 60


@dataclass(frozen=True)
class Period:
    """A term to answer and what silence means at its end; `basis` says who set it."""

    days: int
    unit: str = Counting.WORKING
    basis: str = Basis.OFFICE
    citation: str = ""
    evidence: str = ""
    silence: bool = False


def by_rule(dossiers: Sequence[Dossier], day: date) -> Period | None:
    """The term of 'hiệp y' in force on `day`, for lines of which every award needs that opinion in its file, asked by a
    body above a department; None where no rule that was read says anything. Two queries."""
    versions = {each.award_version_id for each in dossiers}
    asked_below = any(each.body.level in (Level.UNIT, Level.DEPARTMENT) for each in dossiers)
    if not dossiers or None in versions or asked_below:
        return None
    needing = RequiredPaper.objects.filter(version__in=versions, paper_type__code=OPINION_PAPER)
    if needing.values("version").distinct().count() != len(versions):
        return None
    figures = LegalFigure.objects.filter(in_force(day), kind="time_rule", code=RULE)
    figure = figures.order_by("-valid_from").first()
    if figure is None:
        return None
    value = figure.value
    return Period(
        int(value["days"]), value.get("unit", Counting.WORKING), Basis.LAW, figure.citation, figure.evidence,
        value.get("silence") == "proceed",
    )


def by_office(dossiers: Sequence[Dossier], day: date, *, silence: bool = False) -> Period | None:
    """The longest term that the office has set for these lines (rows of `StepTerm`); None where it set none. Two
    queries."""
    asked = {each.pk: Asked("ask_consultation", day, each.body_id, each.award_id) for each in dossiers}
    found = list(step_terms.answers(asked).values())
    if not found:
        return None
    rules = calendar.current()
    at = timezone.make_aware(datetime.combine(day, time.min))
    term = max(found, key=lambda each: terms.due(at, each.days, unit=each.unit, rules=rules))
    return Period(term.days, term.unit, term.basis, term.citation, term.evidence, silence=silence)


def begin(subject: Timed, period: Period, at: datetime) -> None:
    """Start the term of `subject` in memory."""
    subject.due_from, subject.due_days, subject.due_unit = at, period.days, period.unit
    subject.due_basis, subject.due_citation, subject.due_evidence = period.basis, period.citation, period.evidence
    subject.extended_days = subject.extended_times = 0
    _count(subject)


def extend(subject: Timed, days: int) -> None:
    """Lengthen the running term by `days` of its unit, in memory; what was armed for the earlier end is stale."""
    subject.extended_days += days
    subject.extended_times += 1
    _count(subject)


def end(subject: Timed) -> None:
    """No term runs any more; what was armed for it is stale."""
    subject.due_at = subject.due_from = None
    subject.term_no += 1


# The columns of `Timed` that a term changes.
COLUMNS = (
    "due_at", "due_from", "due_days", "due_unit", "due_basis", "due_citation", "due_evidence", "extended_days",
    "extended_times", "term_no",
)


def _count(subject: Timed) -> None:
    subject.term_no += 1
    subject.due_at = terms.end_of(subject, calendar.current())
