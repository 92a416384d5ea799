"""When the next desk must be done: due dates in working days, and the clock that stops.

A term is counted from the day after it starts and ends with the whole of its last working day. The clock stops while
a dossier is returned or on hold; a resubmitted one gets the full period again, a released one what was left.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from dossiers import clock
from dossiers.lifecycle import CLOSED_STATES, Act
from dossiers.models import Dossier, LegalFigure
from dossiers.models.base import in_force
from dossiers.vocabulary import HandInOrigin, Level, State
from workflow import calendar
from workflow.calendar import Calendar

LAST_MOMENT = time(23, 59, 59)
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
    days = {pk: left for pk, left in _terms(act, dossiers, at=at, from_states=from_states).items() if left is not None}
    held = {each.pk for each in dossiers if each.state == State.ON_HOLD and each.due_at}
    rules = calendar.current() if days or held else Calendar()
    for dossier in dossiers:
        left = _left(dossier, at, rules) if dossier.pk in held else None
        _start(dossier, days.get(dossier.pk), at=_beginning(act, dossier, at), rules=rules)
        dossier.days_left = left


def days_for(act: Act, dossiers: Sequence[Dossier], *, at: datetime | None = None) -> dict[int, int | None]:
    """Working days that `act` gives the next desk, by dossier pk; None where no period runs.

    A dated time rule in force at `at` (default now) goes before the local default of the act. One query at most.
    """
    at = at or clock.now()
    codes = {each.pk: _rule(act, each) for each in dossiers}
    terms = _rule_days({code for code in codes.values() if code}, at)
    usual = {each.pk: _usual(act, each) for each in dossiers}
    return {pk: terms.get(code, usual[pk]) for pk, code in codes.items()}


def due(at: datetime, days: int, rules: Calendar | None = None) -> datetime:
    """The last moment of a term of `days` working days (0: of the present day) that starts at `at`."""
    rules = rules or calendar.current()
    start = timezone.localdate(at)
    last = rules.add(start, days) if days else rules.next(start)
    return timezone.make_aware(datetime.combine(last, LAST_MOMENT))


def _runs_on(before: str, now: str) -> bool:
    return {before, now} in ({State.APPRAISING, State.CONSULTING}, {State.APPRAISING, State.POSTED})


def _terms(
    act: Act, dossiers: Sequence[Dossier], *, at: datetime, from_states: Mapping[int, str]
) -> dict[int, int | None]:
    # What comes back to another step than it left (the pool before a session or a signature) owes no term there.
    resumed = {
        each.pk: each.days_left if each.state == each.state_before_hold else None
        for each in dossiers
        if from_states[each.pk] == State.ON_HOLD and each.state not in CLOSED_STATES
    }
    fresh = [each for each in dossiers if each.pk not in resumed and each.state != State.ON_HOLD]
    return days_for(act, fresh, at=at) | resumed


def _start(dossier: Dossier, days: int | None, *, at: datetime, rules: Calendar) -> None:
    dossier.overdue_at = None
    dossier.term_no += 1
    dossier.due_days = days
    dossier.due_from = at if days is not None else None
    dossier.due_at = due(at, days, rules) if days is not None else None


def _beginning(act: Act, dossier: Dossier, at: datetime) -> datetime:
    """When the term begins: now; the appraisal of what the office entered from a paper on the day the paper came, since
    the law counts from the receipt of a complete dossier. Once it was returned, the paper was not complete."""
    sheet = dossier.hand_in
    first = act.name == "receive" and dossier.return_count == 0 and dossier.body_id == sheet.to_body_id
    if not first or sheet.origin != HandInOrigin.PAPER or sheet.received_on is None:
        return at
    came = timezone.make_aware(datetime.combine(sheet.received_on, time.min))
    return min(at, came)


def _left(dossier: Dossier, at: datetime, rules: Calendar) -> int:
    # What was overdue when it was put on hold is due on the day of its release, not days before it.
    return max(0, rules.between(at, dossier.due_at))


def _awaits_reception(act: Act, dossier: Dossier) -> bool:
    return State.SUBMITTED in act.targets and not dossier.received_here


def _usual(act: Act, dossier: Dossier) -> int | None:
    from workflow.judging import ACTS

    sent_again = act.days is not None and _awaits_reception(act, dossier)
    return ACTS["submit"].days if sent_again else act.days


def _rule(act: Act, dossier: Dossier) -> str:
    if not act.time_rule or _awaits_reception(act, dossier):
        return ""
    if act.time_rule != APPRAISE:
        return act.time_rule
    return APPRAISE_AT.get(Level(dossier.body.level), APPRAISE_ABOVE)


def _rule_days(codes: set[str], at: datetime) -> dict[str, int]:
    if not codes:
        return {}
    start = timezone.localdate(at)
    rows = LegalFigure.objects.filter(in_force(start), kind="time_rule", code__in=codes).order_by("valid_from")
    stated = dict(rows.values_list("code", "value"))
    return {code: _in_working_days(value, start) for code, value in stated.items() if "days" in value}


def _in_working_days(value: Mapping[str, Any], start: date) -> int:
    """A term in calendar days, said in working days: it ends on the same day, never on a day off."""
    if value.get("unit", "working") == "working":
        return int(value["days"])
    rules = calendar.current()
    return rules.between(start, rules.next(start + timedelta(days=int(value["days"]))))
