"""Audience words, and the people they mean at the moment a message is written.

A word means desks, asked of `dossiers.roles` together for a whole batch (so nobody who lost a post, is away or was
deactivated is among them), or people named by a paper. Queries do not grow with the number of dossiers.
"""

from collections.abc import Callable, Iterable, Sequence

from django.db.models import F

from dossiers import clock
from dossiers.lifecycle import DESKS
from dossiers.models import Dossier, Unit, User
from dossiers.models.base import in_force
from dossiers.roles import Desk, holders_many
from dossiers.vocabulary import Level, Role
from notifications import moved, opinions, reminding
from notifications.events import Event
from workflow.decisions.models import DecisionKind
from workflow.models import CorrectionItem, Follow, Seat

FOLLOWERS = "followers"
DesksOf = Callable[[Event], set[Desk]]


def people_of(wanted: Iterable[tuple[Event, str]]) -> dict[tuple[Event, str], list[User]]:
    """The people each (event, audience word) means now."""
    pairs = list(wanted)
    desks = {(event, word): DESK_WORDS[word](event) for event, word in pairs if word in DESK_WORDS}
    named = {word: PERSON_WORDS[word] for _, word in pairs if word in PERSON_WORDS}
    people = {word: find([event for event, each in pairs if each == word]) for word, find in named.items()}
    holders = holders_many(set().union(*desks.values())) if any(desks.values()) else {}
    return {
        (event, word): people[word].get(event, [])
        if word in named
        else [user for desk in sorted(desks[event, word]) for user in holders[desk]]
        for event, word in pairs
    }


def _desk(event: Event) -> set[Desk]:
    """Where the act brought the dossier: its present desk, or that of the state it has left since."""
    dossier = event.dossier
    if dossier is None:
        return set()
    if event.is_past:
        return _desk_of(event, event.entry.to_state)
    return {(dossier.desk_role, dossier.desk_unit_id)} if dossier.desk_unit_id else set()


def _desk_before(event: Event) -> set[Desk]:
    """Who held it until the act. Of a council only the secretary, who keeps the agenda."""
    desks = _desk_of(event, event.entry.from_state)
    return {(Role.SECRETARY if role == Role.MEMBER else role, unit_id) for role, unit_id in desks}


def _desk_of(event: Event, state: str) -> set[Desk]:
    dossier = event.dossier
    if dossier is None or state not in DESKS:
        return set()
    role, where = DESKS[state]
    return {(role, dossier.unit_id if where == "unit" else event.entry.body_id or dossier.body_id)}


def _at_unit(role: str) -> DesksOf:
    def at_unit(event: Event) -> set[Desk]:
        proposed = event.dossier or event.hand_in or event.invitation
        return {(role, proposed.unit_id)} if proposed else set()

    return at_unit


def _at_body(role: str) -> DesksOf:
    def at_body(event: Event) -> set[Desk]:
        return {(role, event.body_id)} if event.body_id else set()

    return at_body


def _lower_offices(event: Event) -> set[Desk]:
    """Offices of the bodies the dossier has already passed on its way up."""
    dossier = event.dossier
    if dossier is None or dossier.body_id not in dossier.route:
        return set()
    return {(Role.OFFICE, body_id) for body_id in dossier.route[: dossier.route.index(dossier.body_id)]}


def _next_office(event: Event) -> set[Desk]:
    """The office of the body to which the act sent the dossier, or to which it goes after the present one."""
    dossier = event.dossier
    if dossier is None or dossier.body_id not in dossier.route:
        return set()
    sent_up = event.entry.act == "forward"
    after = dossier.route.index(dossier.body_id) + (0 if sent_up else 1)
    return {(Role.OFFICE, body_id) for body_id in dossier.route[after:][:1]}


def _all_units(event: Event) -> set[Desk]:
    units = Unit.objects.filter(level=Level.UNIT).values_list("pk", flat=True)
    return {(role, pk) for pk in units for role in (Role.UNIT_HEAD, Role.DRAFTER)}


DESK_WORDS: dict[str, DesksOf] = {
    "desk": _desk,
    "desk_before": _desk_before,
    "unit_head": _at_unit(Role.UNIT_HEAD),
    "drafter": _at_unit(Role.DRAFTER),
    "office": _at_body(Role.OFFICE),
    "office_head": _at_body(Role.OFFICE_HEAD),
    "lower_offices": _lower_offices,
    "next_office": _next_office,
    "decider": _at_body(Role.DECIDER),
    "clerk": _at_body(Role.CLERK),
    "all_units": _all_units,
    "body_head": _at_body(Role.DECIDER),
}


def _nominee(events: Sequence[Event]) -> dict[Event, list[User]]:
    """The person proposed, if he or she has an account."""
    users = {event: event.dossier.nominee.user for event in events if event.dossier}
    return {event: [user] for event, user in users.items() if user is not None and user.is_active}


def _deputies(events: Sequence[Event]) -> dict[Event, list[User]]:
    """Deputies of the body, where the line is the decider's own and so theirs to decide."""
    lines = [event for event in events if event.dossier and not event.is_past and event.dossier.nominee.user_id]
    desks = {(str(role), event.dossier.body_id) for event in lines for role in (Role.DECIDER, Role.DEPUTY)}
    found = holders_many(desks) if desks else {}
    own = [event for event in lines if event.dossier.nominee.user in found[Role.DECIDER, event.dossier.body_id]]
    return {event: found[Role.DEPUTY, event.dossier.body_id] for event in own}


def _entitled_members(events: Sequence[Event]) -> dict[Event, list[User]]:
    """Who may vote in the session, by the seats fixed when it was convened and still held."""
    sessions = {event.session.pk for event in events if event.session}
    rows = Seat.objects.filter(in_force(clock.today()), sessions__in=sessions, user__is_active=True)
    seats = rows.select_related("user").annotate(of_session=F("sessions")).order_by("pk")
    users: dict[int, list[User]] = {}
    for seat in seats:
        users.setdefault(seat.of_session, []).append(seat.user)
    return {event: users.get(event.session.pk, []) for event in events if event.session}


def _asker(events: Sequence[Event]) -> dict[Event, list[User]]:
    """Who asked for the latest correction, while still of that office."""
    rows = CorrectionItem.objects.filter(dossier__in=[event.dossier.pk for event in events if event.dossier])
    latest = {row.dossier_id: row.correction for row in rows.select_related("correction__asked_by").order_by("round")}
    desks = {(str(Role.OFFICE), asked.body_id) for asked in latest.values()}
    offices = holders_many(desks) if desks else {}
    found = {event: latest.get(event.dossier.pk) for event in events if event.dossier}
    return {
        event: [asked.asked_by]
        for event, asked in found.items()
        if asked and asked.asked_by in offices[Role.OFFICE, asked.body_id]
    }


def _proposer(events: Sequence[Event]) -> dict[Event, list[User]]:
    """Who proposed a revocation. Of other papers nobody: their lines say themselves what became of them."""
    papers = [event for event in events if event.decision and event.decision.kind == DecisionKind.REVOCATION]
    users = User.objects.filter(is_active=True).in_bulk({event.decision.created_by_id for event in papers})
    return {event: [users[event.decision.created_by_id]] for event in papers if event.decision.created_by_id in users}


def _asked_nominees(events: Sequence[Event]) -> dict[Event, list[User]]:
    """The people who were asked to write the report of their own dossier."""
    asked = {event: event.entry.facts.get("dossiers", []) for event in events}
    pks = {pk for listed in asked.values() for pk in listed}
    lines = Dossier.objects.filter(nominee__user__is_active=True).select_related("nominee__user").in_bulk(pks)
    return {event: [lines[pk].nominee.user for pk in listed if pk in lines] for event, listed in asked.items()}


def _members_to_vote(events: Sequence[Event]) -> dict[Event, list[User]]:
    """The members whose votes were missing when the entry was written, while they hold their seats."""
    return _of_seats(events, lambda event: set(event.entry.facts.get("seats", [])))


def _session_leaders(events: Sequence[Event]) -> dict[Event, list[User]]:
    """Chair and secretary of the session."""
    return _of_seats(events, lambda event: None)


def _of_seats(events: Sequence[Event], wanted: Callable[[Event], set[int] | None]) -> dict[Event, list[User]]:
    sessions = {event.session.pk for event in events if event.session}
    rows = Seat.objects.filter(in_force(clock.today()), sessions__in=sessions, user__is_active=True)
    seats = list(rows.select_related("user").annotate(of_session=F("sessions")).order_by("pk"))
    found = {}
    for event in events:
        named = wanted(event)
        found[event] = [
            seat.user for seat in seats
            if event.session and seat.of_session == event.session.pk
            and (seat.pk in named if named is not None else seat.role in (Role.CHAIR, Role.SECRETARY))
        ]
    return found


def _followers(events: Sequence[Event]) -> dict[Event, list[User]]:
    """Who asked to be told of every step of the dossier."""
    about = {event.dossier.pk for event in events if event.dossier}
    found: dict[int, list[User]] = {}
    for row in Follow.objects.filter(dossier__in=about, user__is_active=True).select_related("user").order_by("pk"):
        found.setdefault(row.dossier_id, []).append(row.user)
    return {event: found.get(event.dossier.pk, []) for event in events if event.dossier}


PERSON_WORDS: dict[str, Callable[[Sequence[Event]], dict[Event, list[User]]]] = {
    "nominee": _nominee,
    "deputy_for_own_line": _deputies,
    "entitled_members": _entitled_members,
    "members_to_vote": _members_to_vote,
    "session_leaders": _session_leaders,
    "asker": _asker,
    "addressees": opinions.addressees,
    "addressees_to_answer": opinions.to_answer,
    "proposer": _proposer,
    "asked_nominees": _asked_nominees,
    "claimer_or_desk": reminding.claimers_or_desks,
    "superior": reminding.superiors,
    FOLLOWERS: _followers,
    "term_holders": moved.holders,
}
WORDS = frozenset(DESK_WORDS) | frozenset(PERSON_WORDS)
