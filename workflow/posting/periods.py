"""How long a list must be public: only where an award's version, or the office itself, says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db.models import BigIntegerField, Value
from django.utils import timezone

from dossiers.catalogue import Ruleset, rulesets_of
from dossiers.models import AwardVersion, Dossier, LegalFigure
from dossiers.vocabulary import Basis, Counting, Evidence
from workflow import calendar, step_terms, terms
from workflow.calendar import Calendar
from workflow.posting.models import Posting
from workflow.step_terms import Asked
from workflow.term_models import StepTerm

ASKS = "posting"  # the key under which a version names the time rule of its posting
POSTED = "post_publicly"


@dataclass(frozen=True)
class Period:
    """The least time a list is public: `days` of `unit` (`Counting`), who says so, with its source and mark; `own`: the
    body asks it of what itself decides or sends on, whoever posted it before."""

    days: int
    unit: str = Counting.WORKING
    basis: str = Basis.OFFICE
    citation: str = ""
    evidence: str = ""
    own: bool = False

    @property
    def words(self) -> str:
        """'5 ngày làm việc'."""
        return f"{self.days} {Counting(self.unit).label}"


def demanded(dossiers: Sequence[Dossier], day: date) -> dict[int, Period]:
    """Dossier pk → the period that its award's version asks for (`extra: posting`, the code of a time rule, read as of
    `day` or, where the version is over by then, of its last day), or that the office has set for its body or award (a
    row of `StepTerm`), the longer of both; dossiers of which none is asked are left out. One query where nobody asks
    for any, else at most eight."""
    asking, office = _asking(dossiers) if dossiers else (set(), False)
    the_award = _of_the_award([each for each in dossiers if each.award_id in asking], day) if asking else {}
    return _longer(the_award, _of_the_office(dossiers, day) if office else {}, day)


def _asking(dossiers: Sequence[Dossier]) -> tuple[set[int], bool]:
    """The awards of which any version asks for a posting, and whether any office does. One query: signing and issuing
    ask it of every paper, mostly in vain."""
    of_awards = AwardVersion.objects.filter(award__in={each.award_id for each in dossiers}, extra__has_key=ASKS)
    by_awards = of_awards.order_by().values_list("award_id", flat=True)
    by_offices = StepTerm.objects.filter(act=POSTED).order_by().values_list(Value(0, BigIntegerField()), flat=True)
    found = set(by_awards.union(by_offices))
    return found - {0}, 0 in found


def _of_the_award(dossiers: Sequence[Dossier], day: date) -> dict[int, Period]:
    rules = rulesets_of(dossiers, day)
    codes = {
        pk: (rule.version.extra[ASKS], _within(rule, day)) for pk, rule in rules.items()
        if rule.version is not None and rule.version.extra.get(ASKS)
    }
    known = _figures(set(codes.values())) if codes else {}
    return {pk: known[code] for pk, code in codes.items() if code in known}


def _of_the_office(dossiers: Sequence[Dossier], day: date) -> dict[int, Period]:
    asked = {each.pk: Asked(POSTED, day, each.body_id, each.award_id) for each in dossiers}
    return {
        pk: Period(term.days, term.unit, term.basis, term.citation, term.evidence, term.own)
        for pk, term in step_terms.answers(asked).items()
    }


def _longer(one: dict[int, Period], other: dict[int, Period], day: date) -> dict[int, Period]:
    if not other:
        return one
    rules = calendar.current()
    both = {pk: [each[pk] for each in (one, other) if pk in each] for pk in one.keys() | other.keys()}
    # of two that end on the same day the first is kept: what the rule says goes before what the office set
    return {
        pk: replace(max(found, key=lambda each: end(each, day, rules)), own=any(each.own for each in found))
        for pk, found in both.items()
    }


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


def _within(rule: Ruleset, day: date) -> date:
    """The day as of which the rule is read: one on which the dossier's version was in force, though it is over now."""
    if rule.version is None or not rule.exact:
        return day
    return max(rule.version.valid_from, min(day, rule.version.valid_to or day))


def _figures(asked: set[tuple[str, date]]) -> Mapping[tuple[str, date], Period]:
    """(code, day) → what the time rule of that code said on that day. One query."""
    rows = LegalFigure.objects.filter(kind="time_rule", code__in={code for code, _ in asked}).order_by("valid_from")
    stated = [row for row in rows if "days" in row.value]
    return {
        (code, day): _period(row) for code, day in asked for row in stated
        if row.code == code and row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
    }


def _period(row: LegalFigure) -> Period:
    unit = row.value.get("unit", Counting.WORKING)
    basis = Basis.OFFICE if row.evidence == Evidence.LOCAL else Basis.LAW
    return Period(int(row.value["days"]), unit, basis, row.citation, row.evidence)


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
