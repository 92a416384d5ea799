"""When the next desk must be done: which term an act begins, and the clock that stops (`terms` counts the days).

The clock of an appraisal stands still while a dossier is returned or on hold. A returned one has another term instead:
the unit's answer. Sent again it gets the full period, or what was left where its rule says so; a released one goes on
with what was left.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.utils import timezone

from dossiers import clock
from dossiers.lifecycle import CLOSED_STATES, Act
from dossiers.models import Dossier
from dossiers.vocabulary import HandInOrigin, Level, State
from workflow import calendar, step_terms, terms
from workflow.calendar import Calendar
from workflow.step_terms import BESIDE, WORK, Asked, StatedTerm
from workflow.term_models import Again, Begins

APPRAISE = "appraise"
# The legal period of an appraisal depends on the level at which it is made.
APPRAISE_AT = {Level.DEPARTMENT: "appraise_unit"}
APPRAISE_ABOVE = "appraise_province"


def arm(act: Act, dossiers: Sequence[Dossier], *, at: datetime, from_states: Mapping[int, str]) -> Calendar | None:
    """Set the clock of dossiers that `act` has just moved, in memory: their due date, its origin, what is left of it.

    `from_states` is dossier pk → state before; `dossier.state` is the new one. At most three queries, and none for an
    act that starts, stops and resumes nothing. Asking for opinions and posting are part of an appraisal: its clock runs
    on. Returns the calendar that it counted by, if it counted.
    """
    dossiers = [each for each in dossiers if not _runs_on(from_states[each.pk], each.state)]
    begun = _begun(act, dossiers, at=at, from_states=from_states)
    stopped = {each.pk for each in dossiers if each.state in (State.ON_HOLD, State.RETURNED) and each.due_at}
    rules = calendar.current() if begun or stopped else Calendar()
    for dossier in dossiers:
        # what was overdue when it was put on hold is due on the day of its release, not days before it
        left = terms.left(dossier, at, rules) if dossier.pk in stopped else None
        _keep_what_was_left(dossier, left, before=from_states[dossier.pk])
        term = begun.get(dossier.pk)
        term = _with_what_was_added(dossier, term, before=from_states[dossier.pk])
        _start(dossier, term, at=_beginning(act, dossier, at) if _is_counted_from_receipt(term) else at, rules=rules)
    return rules if begun or stopped else None


def terms_for(act: Act, dossiers: Sequence[Dossier], *, at: datetime | None = None) -> dict[int, StatedTerm]:
    """The term that `act` gives the next desk, by dossier pk, with its origin; nothing where no period runs.

    As it is stated on the day of `at` (default now). At most two queries, none for an act that begins no term. Needs
    the dossiers' body and, where it is set, their award_version.
    """
    if act.name not in WORK or act.name in BESIDE:
        return {}
    day = timezone.localdate(at or clock.now())
    asked = {each.pk: _asked(act, each, day) for each in dossiers}
    found = step_terms.answers(asked)
    usual = {each.pk: _usual(act, each) for each in dossiers if each.pk not in found}
    return found | {pk: term for pk, term in usual.items() if term is not None}


def duty_terms(
    kinds: Sequence[str], dossiers: Sequence[Dossier], *, at: datetime
) -> dict[tuple[int, str], StatedTerm]:
    """The terms of duties after the decision (codes of `step_terms.WORK`), by dossier pk and kind. At most two
    queries."""
    day = timezone.localdate(at)
    asked = {
        (each.pk, kind): Asked(kind, day, each.body_id, each.award_id, figures=(kind,))
        for each in dossiers for kind in map(str, kinds)
    }
    return step_terms.answers(asked)


def _runs_on(before: str, now: str) -> bool:
    return {before, now} in ({State.APPRAISING, State.CONSULTING}, {State.APPRAISING, State.POSTED})


def _begun(
    act: Act, dossiers: Sequence[Dossier], *, at: datetime, from_states: Mapping[int, str]
) -> dict[int, StatedTerm]:
    released = [
        each for each in dossiers if from_states[each.pk] == State.ON_HOLD and each.state not in CLOSED_STATES
    ]
    # What comes back to another step than it left (the pool before a session or a signature) owes no term there.
    resumed = {
        each.pk: _rest(each, each.days_left) for each in released
        if each.state == each.state_before_hold and each.days_left is not None
    }
    apart = {each.pk for each in released}
    fresh = [each for each in dossiers if each.pk not in apart and each.state != State.ON_HOLD]
    stated = terms_for(act, fresh, at=at)
    return resumed | {each.pk: _continued(act, each, stated[each.pk]) for each in fresh if each.pk in stated}


def _continued(act: Act, dossier: Dossier, term: StatedTerm) -> StatedTerm:
    """What a dossier has that is sent again: the whole term, or the rest where the rule says so. What else begins, also
    later or at another body, begins in full."""
    left = dossier.days_left_at_return if act.name == "resubmit" else None
    return _of(term, left) if term.again == Again.LEFT and left is not None else term


def _of(term: StatedTerm, days: int) -> StatedTerm:
    return StatedTerm(days, term.unit, term.basis, term.citation, term.evidence, again=term.again)


def _rest(dossier: Dossier, days: int) -> StatedTerm:
    """What was left, as it was set."""
    return StatedTerm(days, dossier.due_unit, dossier.due_basis, dossier.due_citation, dossier.due_evidence)


def _keep_what_was_left(dossier: Dossier, left: int | None, *, before: str) -> None:
    dossier.days_left = left if dossier.state == State.ON_HOLD else None
    if dossier.state == State.RETURNED and before != State.ON_HOLD:
        dossier.days_left_at_return = left


def _with_what_was_added(dossier: Dossier, term: StatedTerm | None, *, before: str) -> StatedTerm | None:
    """What was added to a term goes on being counted and shown after a hold: it is the last part of what was left. Any
    other term begins without."""
    if dossier.state == State.ON_HOLD:
        return term
    added = min(dossier.extended_days, term.days) if term and before == State.ON_HOLD else 0
    dossier.extended_days, dossier.extended_times = added, dossier.extended_times if added else 0
    return _of(term, term.days - added) if term and added else term


def _start(dossier: Dossier, term: StatedTerm | None, *, at: datetime, rules: Calendar) -> None:
    dossier.overdue_at = None
    dossier.term_no += 1
    dossier.due_days = term.days if term else None
    dossier.due_from = at if term else None
    # while it waits on hold, what is left keeps its unit and its origin
    if term or dossier.state != State.ON_HOLD:
        dossier.due_basis, dossier.due_citation = (term.basis, term.citation) if term else ("", "")
        dossier.due_evidence = term.evidence if term else ""
    dossier.due_unit = term.unit if term else dossier.due_unit
    dossier.due_at = terms.end_of(dossier, rules)


def _is_counted_from_receipt(term: StatedTerm | None) -> bool:
    return term is not None and term.starts == Begins.COMPLETE


def _beginning(act: Act, dossier: Dossier, at: datetime) -> datetime:
    """When a term begins that is counted from the receipt of the complete dossier: now; of what the office entered from
    a paper, on the day the paper came. Once it was returned, the paper was not complete."""
    sheet = dossier.hand_in
    first = act.name == "receive" and dossier.return_count == 0 and dossier.body_id == sheet.to_body_id
    if not first or sheet.origin != HandInOrigin.PAPER or sheet.received_on is None:
        return at
    came = timezone.make_aware(datetime.combine(sheet.received_on, time.min))
    return min(at, came)


def _awaits_reception(act: Act, dossier: Dossier) -> bool:
    return State.SUBMITTED in act.targets and not dossier.received_here


def _asked(act: Act, dossier: Dossier, day: date) -> Asked:
    if _awaits_reception(act, dossier):
        name = act.name if act.name == "forward" else "submit"
        return Asked(name, day, dossier.body_id, dossier.award_id)
    if act.time_rule != APPRAISE:
        figures = (act.time_rule,) if act.time_rule else ()
        return Asked(act.name, day, dossier.body_id, dossier.award_id, figures=figures)
    version = dossier.award_version
    # what an award's rules say of the time is said of the body that decides it
    decides = version is not None and dossier.body_id == dossier.deciding_body_id
    return Asked(
        act.name, day, dossier.body_id, dossier.award_id, version=version,
        figures=(APPRAISE_AT.get(Level(dossier.body.level), APPRAISE_ABOVE),),
        own_figure=version.time_rule if version is not None and decides else "",
    )


def _usual(act: Act, dossier: Dossier) -> StatedTerm | None:
    """What the table of acts says, where no row answers."""
    from workflow.judging import ACTS

    sent_again = act.days is not None and _awaits_reception(act, dossier)
    days = ACTS["submit"].days if sent_again else act.days
    starts = Begins.COMPLETE if act.time_rule == APPRAISE else Begins.ACT
    return None if days is None else StatedTerm(days, starts=starts)
