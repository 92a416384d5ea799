"""When the next desk must be done: which term an act begins, and the clock that stops (`terms` counts the days).

The clock stops while
a dossier is returned or on hold; a resubmitted one gets the full period again, a released one what was left.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time

from django.utils import timezone

from dossiers import clock
from dossiers.lifecycle import CLOSED_STATES, Act
from dossiers.models import Dossier, LegalFigure
from dossiers.models.base import in_force
from dossiers.vocabulary import Counting, HandInOrigin, Level, State
from workflow import calendar, terms
from workflow.calendar import Calendar
from workflow.terms import Term

APPRAISE = "appraise"
# The legal period of an appraisal depends on the level at which it is made.
APPRAISE_AT = {Level.DEPARTMENT: "appraise_unit"}
APPRAISE_ABOVE = "appraise_province"


def arm(act: Act, dossiers: Sequence[Dossier], *, at: datetime, from_states: Mapping[int, str]) -> None:
    """Set the clock of dossiers that `act` has just moved, in memory: their due date, its origin, what is left of it.

    `from_states` is dossier pk → state before; `dossier.state` is the new one. At most two queries, and none for an act
    that starts, stops and resumes nothing. Asking for opinions and posting are part of an appraisal: its clock runs on.
    """
    dossiers = [each for each in dossiers if not _runs_on(from_states[each.pk], each.state)]
    begun = {pk: term for pk, term in _terms(act, dossiers, at=at, from_states=from_states).items() if term}
    held = {each.pk for each in dossiers if each.state == State.ON_HOLD and each.due_at}
    rules = calendar.current() if begun or held else Calendar()
    for dossier in dossiers:
        # what was overdue when it was put on hold is due on the day of its release, not days before it
        left = terms.left(dossier, at, rules) if dossier.pk in held else None
        _start(dossier, begun.get(dossier.pk), at=_beginning(act, dossier, at), rules=rules)
        dossier.days_left = left


def days_for(act: Act, dossiers: Sequence[Dossier], *, at: datetime | None = None) -> dict[int, Term | None]:
    """The term that `act` gives the next desk, by dossier pk; None where no period runs.

    A dated time rule in force at `at` (default now) goes before the local default of the act. One query at most.
    """
    at = at or clock.now()
    codes = {each.pk: _rule(act, each) for each in dossiers}
    stated = _rule_terms({code for code in codes.values() if code}, at)
    usual = {each.pk: _usual(act, each) for each in dossiers}
    return {pk: stated.get(code, usual[pk]) for pk, code in codes.items()}


def _runs_on(before: str, now: str) -> bool:
    return {before, now} in ({State.APPRAISING, State.CONSULTING}, {State.APPRAISING, State.POSTED})


def _terms(
    act: Act, dossiers: Sequence[Dossier], *, at: datetime, from_states: Mapping[int, str]
) -> dict[int, Term | None]:
    # What comes back to another step than it left (the pool before a session or a signature) owes no term there.
    resumed = {
        each.pk: _rest(each) if each.state == each.state_before_hold else None
        for each in dossiers
        if from_states[each.pk] == State.ON_HOLD and each.state not in CLOSED_STATES
    }
    fresh = [each for each in dossiers if each.pk not in resumed and each.state != State.ON_HOLD]
    return days_for(act, fresh, at=at) | resumed


def _rest(dossier: Dossier) -> Term | None:
    return None if dossier.days_left is None else Term(dossier.days_left, dossier.due_unit)


def _start(dossier: Dossier, term: Term | None, *, at: datetime, rules: Calendar) -> None:
    dossier.overdue_at = None
    dossier.term_no += 1
    dossier.extended_days = 0
    dossier.due_days = term.days if term else None
    dossier.due_from = at if term else None
    # while it waits on hold, what is left keeps its unit
    dossier.due_unit = term.unit if term else dossier.due_unit
    dossier.due_at = terms.end_of(dossier, rules)


def _beginning(act: Act, dossier: Dossier, at: datetime) -> datetime:
    """When the term begins: now; the appraisal of what the office entered from a paper on the day the paper came, since
    the law counts from the receipt of a complete dossier. Once it was returned, the paper was not complete."""
    sheet = dossier.hand_in
    first = act.name == "receive" and dossier.return_count == 0 and dossier.body_id == sheet.to_body_id
    if not first or sheet.origin != HandInOrigin.PAPER or sheet.received_on is None:
        return at
    came = timezone.make_aware(datetime.combine(sheet.received_on, time.min))
    return min(at, came)


def _awaits_reception(act: Act, dossier: Dossier) -> bool:
    return State.SUBMITTED in act.targets and not dossier.received_here


def _usual(act: Act, dossier: Dossier) -> Term | None:
    from workflow.judging import ACTS

    sent_again = act.days is not None and _awaits_reception(act, dossier)
    days = ACTS["submit"].days if sent_again else act.days
    return None if days is None else Term(days)


def _rule(act: Act, dossier: Dossier) -> str:
    if not act.time_rule or _awaits_reception(act, dossier):
        return ""
    if act.time_rule != APPRAISE:
        return act.time_rule
    return APPRAISE_AT.get(Level(dossier.body.level), APPRAISE_ABOVE)


def _rule_terms(codes: set[str], at: datetime) -> dict[str, Term]:
    if not codes:
        return {}
    start = timezone.localdate(at)
    rows = LegalFigure.objects.filter(in_force(start), kind="time_rule", code__in=codes).order_by("valid_from")
    stated = dict(rows.values_list("code", "value"))
    return {
        code: Term(int(value["days"]), value.get("unit", Counting.WORKING))
        for code, value in stated.items()
        if "days" in value
    }
