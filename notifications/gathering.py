"""From a batch of the journal to one message per person: what happened, who hears it, in which words, with which link.

A handful of queries, whatever the number of dossiers and people.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from dossiers import clock
from dossiers.models import Dossier, HandIn, Season, User
from dossiers.readers import seers
from dossiers.vocabulary import Nature
from notifications import digest, moved, opinions, quiet, reminding
from notifications.audiences import FOLLOWERS, Event, people_of
from notifications.changes import merged
from notifications.compose import Line, Section
from notifications.conflicts import barred
from notifications.digest import Part
from notifications.kinds import Kind
from notifications.table import SILENCE, TABLE, Row, Tell
from workflow.alarms.ringing import REMIND
from workflow.models import (
    AgendaItem,
    Consultation,
    ConsultationItem,
    Decision,
    DecisionItem,
    Duty,
    Enquiry,
    Entry,
    Invitation,
    Posting,
    PostingLine,
    Session,
)

logger = logging.getLogger(__name__)
HOME = "/"
TO_DO = (Kind.WORK, Kind.REMINDER)
DOSSIER = ("award", "nominee__user", "season", "unit", "body")
Reached = tuple[Event, Tell, str, User]
DUE = (REMIND, "consultation_overdue")
PAPER_WORDS = {"letter": "Tờ trình"}


@dataclass(frozen=True)
class Told:
    """What one person is told of a batch, in the order of importance, and where the link leads."""

    user: User
    parts: tuple[Part, ...]
    link: str
    thread: str = ""  # of the reader's mail program: the dossier when there is one, else the paper


def messages_of(batch_ids: Collection[int], *, rehearsed: bool = False) -> list[Told]:
    """One message per person for these batches together; `rehearsed` includes rehearsals, which otherwise nobody hears
    of."""
    table = merged()
    events = [event for event in _events(batch_ids, table) if rehearsed or not _is_rehearsal(event)]
    heard = _heard(reminding.still_true(events), table)
    return [_told(user, tells) for user, tells in heard.items() if rehearsed or user.nature != Nature.REHEARSAL]


def row_of(act: str, table: Mapping[str, Row] = TABLE) -> Row:
    """The table's row; an act without one is an error of ours that must not stop the post."""
    if act not in table:
        logger.error("notifications/table.py has no row for the act %r: nobody is told", act)
    return table.get(act, SILENCE)


def _events(batch_ids: Collection[int], table: Mapping[str, Row]) -> list[Event]:
    entries = [each for each in Entry.objects.filter(batch__in=batch_ids).order_by("pk") if row_of(each.act, table)]
    duties = Duty.objects.in_bulk(_of_kind(entries, "duty"))
    lines = [entry.dossier_id for entry in entries if entry.dossier_id]
    lines += [duty.dossier_id for duty in duties.values()]
    dossiers = Dossier.objects.select_related(*DOSSIER).in_bulk(lines) if lines else {}
    sessions = _sessions(lines) if any(_needs_session(tell) for entry in entries for tell in table[entry.act]) else {}
    decisions = _decisions(lines) if lines else {}
    papers = Decision.objects.in_bulk([entry.subject_id for entry in entries if entry.subject_kind == "decision"])
    held = Session.objects.in_bulk([entry.subject_id for entry in entries if entry.subject_kind == "session"])
    seasons = Season.objects.in_bulk([entry.subject_id for entry in entries if entry.subject_kind == "season"])
    enquiries = Enquiry.objects.select_related("body").in_bulk(_of_kind(entries, "enquiry"))
    letters = _letters(entries)
    sent = [entry.subject_id for entry in entries if entry.subject_kind == "hand_in"]
    postings = _postings([entry.subject_id for entry in entries if entry.subject_kind == "posting"])
    invitations = _invitations(entries)
    hand_ins = HandIn.objects.select_related("unit", "season").in_bulk(sent)
    return [
        Event(
            entry,
            dossiers.get(_dossier_of(entry, duties)),
            sessions.get(entry.dossier_id) or held.get(entry.subject_id if not entry.dossier_id else None),
            decisions.get(entry.dossier_id) or papers.get(entry.subject_id if not entry.dossier_id else None),
            _season_of(entry, seasons, invitations),
            hand_ins.get(entry.subject_id) if entry.subject_kind == "hand_in" else None,
            postings.get(entry.subject_id) if entry.subject_kind == "posting" else None,
            letters.get(entry.subject_id) if entry.subject_kind == "consultation" else None,
            invitations.get(entry.pk),
            enquiries.get(entry.subject_id) if entry.subject_kind == "enquiry" else None,
            duties.get(entry.subject_id) if entry.subject_kind == "duty" else None,
        )
        for entry in entries
    ]


def _of_kind(entries: Sequence[Entry], kind: str) -> list[int]:
    return [entry.subject_id for entry in entries if entry.subject_kind == kind]


def _dossier_of(entry: Entry, duties: Mapping[int, Duty]) -> int | None:
    """The dossier an entry is about: its own, or that of which something is owed."""
    owed = duties.get(entry.subject_id) if entry.subject_kind == "duty" else None
    return owed.dossier_id if owed else entry.dossier_id


def _needs_session(tell: Tell) -> bool:
    return tell.page == "session" or "entitled_members" in tell.audiences


def _sessions(dossier_ids: Sequence[int]) -> dict[int, Session]:
    items = AgendaItem.objects.filter(dossier__in=dossier_ids).select_related("session").order_by("session_id")
    return {item.dossier_id: item.session for item in items}


def _decisions(dossier_ids: Sequence[int]) -> dict[int, Decision]:
    # the last one wins: a live line before one that was struck off, a later paper before an earlier one
    items = DecisionItem.objects.filter(dossier__in=dossier_ids).select_related("decision")
    return {item.dossier_id: item.decision for item in items.order_by("live", "decision_id")}


def _postings(ids: Sequence[int]) -> dict[int, Posting]:
    """With `rehearsed`: whether its list is of a rehearsal."""
    lines = PostingLine.objects.filter(posting=OuterRef("pk"), dossier__season__nature=Nature.REHEARSAL)
    return Posting.objects.annotate(rehearsed=Exists(lines)).in_bulk(ids)


def _letters(entries: Sequence[Entry]) -> dict[int, Consultation]:
    """With `rehearsed`, as postings; with `silent` where a deadline is told: who has not answered, in words."""
    lines = ConsultationItem.objects.filter(consultation=OuterRef("pk"), dossier__season__nature=Nature.REHEARSAL)
    rows = Consultation.objects.annotate(rehearsed=Exists(lines)).select_related("body")
    found = rows.in_bulk(_of_kind(entries, "consultation"))
    due = {entry.subject_id for entry in entries if entry.act in DUE} & found.keys()
    names = opinions.silent(due) if due else {}
    for pk in due:
        found[pk].silent = names.get(pk, "")
    return found


def _invitations(entries: Sequence[Entry]) -> dict[int, Invitation]:
    """Entry pk → the invitation it is about."""
    about = {entry.pk: entry.subject_id for entry in entries if entry.subject_kind == "invitation"}
    rows = Invitation.objects.select_related("season").prefetch_related("hand_ins").in_bulk(set(about.values()))
    return {pk: rows[subject_id] for pk, subject_id in about.items() if subject_id in rows}


def _season_of(entry: Entry, seasons: dict[int, Season], invitations: dict[int, Invitation]) -> Season | None:
    if entry.pk in invitations:
        return invitations[entry.pk].season
    return seasons.get(entry.subject_id) if entry.subject_kind == "season" else None


def _is_rehearsal(event: Event) -> bool:
    listed = event.posting or event.consultation
    if listed is not None:
        return listed.rehearsed
    carrier = event.dossier or event.hand_in
    season = carrier.season if carrier else event.season
    return season is not None and season.nature == Nature.REHEARSAL


def _heard(events: Sequence[Event], table: Mapping[str, Row]) -> dict[User, dict[Tell, list[Event]]]:
    """Who hears what; of one event a person hears the first text that reaches him, and nothing of his own doing."""
    heard: defaultdict[User, dict[Tell, list[Event]]] = defaultdict(dict)
    done: set[tuple[int, int]] = set()
    for event, tell, user in _allowed(_reached(events, table)):
        if (user.pk, event.entry.pk) not in done:
            done.add((user.pk, event.entry.pk))
            heard[user].setdefault(tell, []).append(event)
    return heard


def _reached(events: Sequence[Event], table: Mapping[str, Row]) -> list[Reached]:
    """Everybody the table means now: (event, text, audience word, person)."""
    rows = [(event, _tense(event, tell)) for event in events for tell in table[event.entry.act] if _fits(tell, event)]
    people = people_of({(event, word) for event, tell in rows for word in tell.audiences})
    return [
        (event, tell, word, user)
        for event, tell in rows for word in tell.audiences for user in people[event, word]
        if user.pk != event.entry.actor_id
    ]


def _allowed(reached: Sequence[Reached]) -> Iterator[tuple[Event, Tell, User]]:
    """Without those who may not see the dossier now, and without those who are barred from the work."""
    about = {event.dossier.pk for event, *_ in reached if event.dossier}
    seen = seers({user for *_, user in reached}, about)
    # who follows the own dossier would hear what nominees are not told
    followed = seers({user for _, _, word, user in reached if word == FOLLOWERS}, about, by_work=True)
    conflicted = barred((event, word, user) for event, tell, word, user in reached if tell.kind in TO_DO)
    for event, tell, word, user in reached:
        pair = (user.pk, event.dossier.pk) if event.dossier else None
        may_see = pair is None or pair in (followed if word == FOLLOWERS else seen)
        if may_see and (tell.kind not in TO_DO or (event, user.pk) not in conflicted):
            yield event, tell, user


def _fits(tell: Tell, event: Event) -> bool:
    return not tell.when or tell.when in reminding.occasions(event)


def _tense(event: Event, tell: Tell) -> Tell:
    """Work that has gone on meanwhile (the worker was away) is still told, but as news and without an e-mail."""
    gone_on = event.is_past and "desk" in tell.audiences
    return replace(tell, mail=False, past=True, kind=Kind.NEWS) if gone_on else tell


def _told(user: User, tells: dict[Tell, list[Event]]) -> Told:
    parts = digest.fold(tuple(_part(tell, events) for tell, events in tells.items()))
    links = {_link(tell, events) for tell, events in tells.items()}
    link = links.pop() if len(links) == 1 else _address("workflow:inbox")
    if any(part.section.most for part in parts):
        about = {event.dossier for events in tells.values() for event in events if event.dossier}
        link = digest.link(about, due=any(part.section.text == digest.TEXT for part in parts))
    return Told(user, parts, link, _thread([event for events in tells.values() for event in events]))


def _thread(events: Sequence[Event]) -> str:
    if one := _common(str(event.dossier.pk) if event.dossier else "" for event in events):
        return f"ho-so.{one}"
    for name, paper in THREADS.items():
        if one := _common(str(paper(event) or "") for event in events):
            return f"{name}.{one}"
    return ""


def _part(tell: Tell, events: Sequence[Event]) -> Part:
    about = tuple(dict.fromkeys(event.dossier.pk for event in events if event.dossier))
    urgent = tell.kind in quiet.AT_ONCE or any(_is_soon(event) for event in events)
    seasons = frozenset(event.dossier.season_id for event in events if event.dossier)
    return Part(_section(tell, events), about, tell.kind, tell.mail, urgent, seasons)


def _is_soon(event: Event) -> bool:
    return event.session is not None and event.session.held_at - clock.now() < quiet.URGENT_WITHIN


def _section(tell: Tell, events: Sequence[Event]) -> Section:
    lines = tuple(_line(event) for event in events if event.dossier or moved.is_of_paper(event))
    days = {reminding.days_of(event.entry) for event in events}
    return Section(
        tell.text, lines, _common(_paper(tell, event) for event in events), tell.past,
        days=days.pop() if len(days) == 1 else None, what=_common(reminding.what_of(event.entry) for event in events),
        until=_common(_until(event) for event in events),
        missing=_common(getattr(event.consultation, "silent", "") for event in events),
    )


def _until(event: Event) -> str:
    end = reminding.day_of(event.entry)
    return f"{timezone.localtime(end):%d/%m/%Y}" if end else ""


def _line(event: Event) -> Line:
    if moved.is_of_paper(event):
        return moved.line(event)
    dossier = event.dossier
    due = timezone.localdate(dossier.due_at) if dossier.due_at else None
    unit, body = dossier.unit_name or dossier.unit.name, dossier.body.name
    return Line(dossier.code, dossier.award.name, unit, body, dossier.state, due)


def _paper(tell: Tell, event: Event) -> str:
    if tell.page == "season" and event.season:
        # a reminder names the day itself
        until = event.invitation.due_at if event.invitation and event.entry.act != REMIND else None
        return event.season.title + (f", đến hết ngày {timezone.localdate(until):%d/%m/%Y}" if until else "")
    if tell.page == "hand_in" and event.hand_in:
        return f"{event.hand_in.called} {event.hand_in.code} của {event.hand_in.unit.name}"
    if tell.page == "enquiry" and event.enquiry:
        return f"Văn bản hỏi ý kiến {event.enquiry}"
    if tell.page == "consultation" and event.consultation:
        return f"Văn bản lấy ý kiến {event.consultation} của {event.consultation.body.name}"
    if tell.page == "session" and event.session:
        held, place = timezone.localtime(event.session.held_at), event.session.place
        return f"{event.session.title}, {held:%H:%M} ngày {held:%d/%m/%Y}" + (f", tại {place}" if place else "")
    if tell.page == "posting" and event.posting:
        return f"“{event.posting.title}”"
    decision = event.decision
    if decision is None or decision.number is None or decision.dated is None:
        return ""
    word = PAPER_WORDS.get(decision.kind, "Quyết định")
    return f"{word} số {decision.full_number} ngày {decision.dated:%d/%m/%Y}"


def _link(tell: Tell, events: Sequence[Event]) -> str:
    """The page about these lines; of one dossier its own page, unless the text is about the paper it lies on."""
    page = _page_of(events) if tell.page == "paper" else tell.page
    paper = _common(str(getattr(event, page).pk) for event in events if getattr(event, page, None))
    if paper:
        return _address(PAGES[page], int(paper))
    if tell.page == "own":
        return _address(PAGES["own"])
    codes = {event.dossier.code for event in events if event.dossier}
    if len(codes) == 1:
        return _address("workflow:dossier", codes.pop())
    hand_in = _common(str(event.dossier.hand_in_id) for event in events if event.dossier)
    if tell.page == "unit" and hand_in:
        return _address(PAGES["unit"], int(hand_in))
    return _address("workflow:inbox" if tell.page in ("work", "paper") else "dossiers:dossier_list")


def _page_of(events: Sequence[Event]) -> str:
    """The kind of page these papers have, if they are all of one kind."""
    return _common(next((name for name in PAPERS if getattr(event, name)), "") for event in events)


# The papers that may hold a message's lines together, the nearest to what has happened first.
THREADS: dict[str, Callable[[Event], int | None]] = {
    "van-ban": lambda event: event.decision and event.decision.pk,
    "phien-hop": lambda event: event.session and event.session.pk,
    "to-trinh": lambda event: event.hand_in.pk if event.hand_in else event.dossier and event.dossier.hand_in_id,
    "nam": lambda event: event.season and event.season.pk,
}
# The papers that have a page of their own; a year stands for the invitations of the year.
PAPERS = ("consultation", "posting", "enquiry", "season")
PAGES: dict[str, str] = {
    "work": "workflow:inbox",
    "list": "dossiers:dossier_list",
    "unit": "dossiers:hand_in",
    "session": "workflow:session",
    "decision": "workflow:decision",
    "season": "dossiers:season",
    "hand_in": "dossiers:hand_in",
    "consultation": "workflow:consultation",
    "enquiry": "workflow:enquiry",
    "own": "workflow:own",
    "paper": "workflow:inbox",
    "posting": "workflow:posting",
}


def _address(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return HOME


def _common(values: Iterable[str]) -> str:
    found = set(values)
    return found.pop() if len(found) == 1 else ""


