"""Reminders: which text belongs to which rung, whether it is still true, and whom its words mean.

A reminder is for who has claimed the work, else for the desk; later for who stands above it as well. Of a day of the
year's plan the units that are behind hear.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.dateparse import parse_datetime

from dossiers.models import Round, Season, User
from dossiers.roles import Desk
from dossiers.vocabulary import UNIT_ROLES, Role
from workflow.alarms.arming import END
from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.models import Audience
from workflow.alarms.ringing import OVERDUE, OWN_TERMS, REMIND
from workflow.alarms.weekly import rung_of
from workflow.behind import units_behind
from workflow.holding import at_desks, people_at
from workflow.models import Entry

if TYPE_CHECKING:
    from notifications.audiences import Event

SOON, TODAY, OVER, ESCALATED, WEEKLY = "soon", "today", "over", "escalated", "weekly"
PLAN, OTHER = "plan_", "other_"  # of a day of the year's plan, of a paper: 'plan_soon'
People = dict["Event", list[User]]


def occasions(event: "Event") -> frozenset[str]:
    """What a text of the table may be kept for (`Tell.when`)."""
    facts = event.entry.facts
    if event.entry.act != REMIND:
        return frozenset()
    if facts.get("audience") == Audience.BODY_HEAD:
        return frozenset({WEEKLY})
    found = _when(facts.get("step", END))
    if event.dossier is None:
        return frozenset({(PLAN if event.season else OTHER) + found})
    return frozenset({found, ESCALATED} if facts.get("audience") == Audience.DESK_AND_SUPERIOR else {found})


def still_true(events: Sequence["Event"]) -> list["Event"]:
    """Without reminders of a term that is another one since, and of each dossier only the last of several: after an
    outage nobody hears that something is due soon which is overdue."""
    kept = [event for event in events if not _is_void(event)]
    last = {_line(event): event.entry.pk for event in kept}
    return [event for event in kept if not _reminds(event) or last[_line(event)] == event.entry.pk]


def _line(event: "Event") -> tuple[object, ...]:
    return event.entry.dossier_id or event.entry.pk, _reminds(event), WEEKLY in occasions(event)


def _reminds(event: "Event") -> bool:
    return event.dossier is not None and event.entry.act in (REMIND, OVERDUE)


def _is_void(event: "Event") -> bool:
    facts = event.entry.facts
    stated = facts.get("due") if event.entry.act == REMIND else facts.get("due_at")
    if not _reminds(event) or not stated or facts.get("kind", DeadlineKind.STEP) not in OWN_TERMS:
        return False
    return event.dossier.due_at is None or abs(event.dossier.due_at - parse_datetime(stated)).total_seconds() >= 1


def days_of(entry: Entry) -> int | None:
    """Working days until the end of the term, negative after it; None where the entry does not say."""
    step = rung_of(entry.facts.get("step", END))
    return -int(step) if step != END else None


def what_of(entry: Entry) -> str:
    """The kind of the deadline in words: 'Hạn đăng ký thi đua'."""
    kind = entry.facts.get("kind", "")
    return str(DeadlineKind(kind).label) if kind in DeadlineKind.values else ""


def day_of(entry: Entry) -> datetime | None:
    """The end of the term of which the entry reminds."""
    stated = entry.facts.get("due")
    return parse_datetime(stated) if stated else None


def _when(step: str) -> str:
    if step == END or int(rung_of(step)) > 0:
        return OVER
    return SOON if int(step) < 0 else TODAY


def claimers_or_desks(events: Sequence["Event"]) -> People:
    """Who has claimed the work and still may, else everybody at the desk; of a day of the plan who is behind."""
    lines = [event for event in events if event.dossier]
    people = people_at(list({event.dossier.pk: event.dossier for event in lines}.values()))
    others = at_desks({event: _behind(event) for event in events if not event.dossier})
    return {event: people[event.dossier.pk] for event in lines} | others


def superiors(events: Sequence["Event"]) -> People:
    """The head of the unit or body of the desk; where the desk is that head's own, or there is none, the office."""
    lines = [event for event in events if event.dossier and event.dossier.desk_unit_id]
    found = at_desks({event: {_above(event)} for event in lines})
    alone = {event: {(str(Role.OFFICE), event.dossier.body_id)} for event in lines if not found[event]}
    return found | at_desks(alone)


def _above(event: "Event") -> Desk:
    dossier = event.dossier
    if dossier.desk_role in (Role.UNIT_HEAD, Role.DECIDER):
        return str(Role.OFFICE), dossier.body_id
    return str(Role.UNIT_HEAD if dossier.desk_role in UNIT_ROLES else Role.DECIDER), dossier.desk_unit_id


def _behind(event: "Event") -> set[Desk]:
    season, entry = event.season, event.entry
    if season is None:
        return {(str(Role.OFFICE), entry.body_id)} if entry.body_id else set()
    number = entry.facts.get("round")
    subject: Season | Round = Round(pk=number, season=season) if number else season
    units = units_behind(entry.facts.get("kind", ""), subject)
    return {(str(role), pk) for pk in units for role in UNIT_ROLES}
