"""Reminders: which text belongs to which rung, whether it is still true, and whom its words mean.

A reminder is for who has claimed the work, else for the desk; later for who stands above it as well. Of a day of the
year's plan the units that are behind hear.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from dossiers.models import Round, Season, User
from dossiers.models.timing import Timed
from dossiers.roles import Desk
from dossiers.vocabulary import UNIT_ROLES, Role
from notifications import moved
from notifications.conflicts import is_own
from workflow.alarms.arming import END
from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.models import Audience
from workflow.alarms.ringing import OVERDUE, OWN_TERMS, REMIND
from workflow.alarms.weekly import rung_of
from workflow.behind import bodies_above, units_behind
from workflow.enquiry.models import Standing
from workflow.holding import at_desks, people_at
from workflow.models import Entry
from workflow.own_lines import barred_from_desk

if TYPE_CHECKING:
    from notifications.events import Event

SOON, TODAY, OVER, ESCALATED, WEEKLY = "soon", "today", "over", "escalated", "weekly"
MOVED_PAPER = "moved_paper"  # the calendar moved a term that is no dossier's own
PLAN, OTHER = "plan_", "other_"  # of a day of the year's plan, of a paper: 'plan_soon'
# of papers that have texts of their own: the field of the event → 'letter_soon'
PAPERS = {"consultation": "letter_", "posting": "posting_", "invitation": "invited_"}
# what is said alike before and after the end: what is owed after a decision, a vote that is missing
DUTY_DUE, REMIND_VOTE, DUE = "duty_due", "remind_vote", "due"
ALWAYS = {DUTY_DUE: "owed_", REMIND_VOTE: "vote_"}
REMINDERS = (REMIND, *ALWAYS)
ENDS = ("posting_over", "consultation_overdue")  # what the end of the term of a paper writes
People = dict["Event", list[User]]


def occasions(event: "Event") -> frozenset[str]:
    """What a text of the table may be kept for (`Tell.when`)."""
    if event.entry.act not in REMINDERS:
        return frozenset({MOVED_PAPER}) if moved.is_of_paper(event) else frozenset()
    about, audience = _about(event), event.entry.facts.get("audience")
    if audience == Audience.BODY_HEAD:
        return frozenset({about + ESCALATED if about else WEEKLY})
    found = about + (DUE if about in ALWAYS.values() else _when(event.entry))
    # of a day of the plan the head of the unit hears with the unit
    above = audience == Audience.DESK_AND_SUPERIOR and not event.season
    return frozenset({found, about + ESCALATED} if above else {found})


def _about(event: "Event") -> str:
    if event.entry.act in ALWAYS:
        return ALWAYS[event.entry.act]
    named = (words for paper, words in PAPERS.items() if getattr(event, paper) is not None)
    return "" if event.dossier else next(named, PLAN if event.season else OTHER)


def still_true(events: Sequence["Event"]) -> list["Event"]:
    """Without what was told of a term that is another one since, and of the reminders of each term only the last: after
    an outage nobody hears that something is due soon which is overdue."""
    kept = [event for event in events if not _is_void(event) and not moved.is_void(event)]
    last = {_line(event): event.entry.pk for event in kept}
    return [event for event in kept if not _reminds(event) or last[_line(event)] == event.entry.pk]


def _line(event: "Event") -> tuple[object, ...]:
    entry = event.entry
    if event.dossier is None and _reminds(event):
        # a year has several days of its plan, every paper has one term
        which = (entry.facts.get("kind"), entry.facts.get("round")) if event.season and not event.invitation else ()
        return entry.subject_kind, entry.subject_id, *which
    # of a dossier that has its result several things are owed, each with its own term
    owed = entry.facts.get("kind") if entry.act == DUTY_DUE else None
    return entry.dossier_id or entry.pk, _reminds(event), WEEKLY in occasions(event), owed


def _reminds(event: "Event") -> bool:
    own = (REMIND, OVERDUE, DUTY_DUE) if event.dossier is not None else (REMIND, *ENDS)
    return event.entry.act in own


def _is_void(event: "Event") -> bool:
    facts, subject = event.entry.facts, _timed(event)
    if subject is None or not _reminds(event):
        return False
    stated = facts.get("due") if event.entry.act == REMIND else facts.get("due_at")
    if event.dossier is not None and (not stated or facts.get("kind", DeadlineKind.STEP) not in OWN_TERMS):
        return False
    if subject.due_at is None or not stated:
        return subject.due_at is None
    return abs(subject.due_at - parse_datetime(stated)).total_seconds() >= 1


def _timed(event: "Event") -> Timed | None:
    """What has the term of which the entry reminds; of a year, which has several, None."""
    return event.dossier or event.consultation or event.posting or event.invitation or event.enquiry


def what_of(entry: Entry) -> str:
    """The kind of the deadline in words: 'Hạn đăng ký thi đua'."""
    kind = entry.facts.get("kind", "")
    return str(DeadlineKind(kind).label) if kind in DeadlineKind.values else ""


def day_of(entry: Entry) -> datetime | None:
    """The end of the term of which the entry reminds."""
    stated = entry.facts.get("due")
    return parse_datetime(stated) if stated else None


def _when(entry: Entry) -> str:
    step, due = entry.facts.get("step", END), day_of(entry)
    if step == END or int(rung_of(step)) > 0:
        return OVER
    # of a last day on which nobody works the working day before it reminds
    ahead = due is not None and timezone.localdate(due) > timezone.localdate(entry.at)
    return SOON if int(step) < 0 or ahead else TODAY


def claimers_or_desks(events: Sequence["Event"]) -> People:
    """Who has claimed the work and still may, else everybody at the desk; of a day of the plan who is behind.

    Where nobody is there, or nobody who may do the work on the own line, whoever stands above the desk."""
    lines = [event for event in events if event.dossier]
    people = people_at(list({event.dossier.pk: event.dossier for event in lines}.values()))
    barred = barred_from_desk((event.dossier, user) for event in lines for user in people[event.dossier.pk])
    able = {
        event: [user for user in people[event.dossier.pk] if (event.dossier.pk, user.pk) not in barred]
        for event in lines
    }
    others = at_desks({event: _behind(event) for event in events if not event.dossier})
    return able | superiors([event for event in lines if not able[event]]) | others


def superiors(events: Sequence["Event"]) -> People:
    """The head of the unit or body of the desk, of a day of the plan the heads of the bodies above the units that are
    behind; where the desk is that head's own, the line is, or there is none, the office."""
    above = {event: desks for event in events if (desks := _above(event))}
    found = _but_who_is_proposed(at_desks(above))
    alone = {event: _offices(event, desks) for event, desks in above.items() if not found[event]}
    return found | _but_who_is_proposed(at_desks(alone))


def _but_who_is_proposed(people: People) -> People:
    return {event: [user for user in some if not is_own(event, user)] for event, some in people.items()}


def _offices(event: "Event", above: Collection[Desk]) -> set[Desk]:
    return {(str(Role.OFFICE), pk) for pk in ([event.body_id] if event.body_id else [pk for _, pk in above])}


def _above(event: "Event") -> set[Desk]:
    dossier = event.dossier
    if event.season is not None:
        return {(str(Role.DECIDER), pk) for pk in bodies_above(pk for _, pk in _behind(event))}
    if dossier is None or event.entry.act == DUTY_DUE:
        return {(str(Role.DECIDER), event.body_id)} if event.body_id else set()
    if not dossier.desk_unit_id:
        return set()
    if dossier.desk_role in (Role.UNIT_HEAD, Role.DECIDER):
        return {(str(Role.OFFICE), dossier.body_id)}
    return {(str(Role.UNIT_HEAD if dossier.desk_role in UNIT_ROLES else Role.DECIDER), dossier.desk_unit_id)}


def _behind(event: "Event") -> set[Desk]:
    season, entry, invitation = event.season, event.entry, event.invitation
    if invitation is not None:
        # what was sent on the invitation answers it
        late = [] if invitation.hand_ins.all() else [invitation.unit_id]
        return {(str(role), pk) for pk in late for role in UNIT_ROLES}
    if season is None:
        return {(_asked(event), entry.body_id)} if entry.body_id else set()
    number = entry.facts.get("round")
    subject: Season | Round = Round(pk=number, season=season) if number else season
    units = units_behind(entry.facts.get("kind", ""), subject)
    return {(str(role), pk) for pk in units for role in UNIT_ROLES}


def _asked(event: "Event") -> str:
    """Who has the next step: a reply that is laid before the head of the office waits for him."""
    laid = event.enquiry is not None and event.enquiry.standing == Standing.LAID
    return str(Role.OFFICE_HEAD if laid else Role.OFFICE)
