"""From a batch of the journal to one message per person: what happened, who hears it, in which words, with which link.

A handful of queries, whatever the number of dossiers and people.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from dossiers import clock
from dossiers.models import Dossier, User
from dossiers.readers import seers
from dossiers.vocabulary import Nature
from notifications import digest, leading, moved, quiet, reminding
from notifications.audiences import FOLLOWERS, people_of
from notifications.changes import merged
from notifications.compose import Line, Section
from notifications.conflicts import barred
from notifications.digest import Part
from notifications.events import Event, events_of, is_rehearsal
from notifications.kinds import Kind
from notifications.table import Row, Tell

TO_DO = (Kind.WORK, Kind.REMINDER)
Reached = tuple[Event, Tell, str, User]


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
    events = [event for event in events_of(batch_ids, table) if rehearsed or not is_rehearsal(event)]
    heard = _heard(reminding.still_true(events), table)
    return [_told(user, tells) for user, tells in heard.items() if rehearsed or user.nature != Nature.REHEARSAL]


def results_of(batch_ids: Collection[int], *, rehearsed: bool = False) -> dict[int, list[Told]]:
    """Batch → what each person is told of its results now, by the posts of this moment; not what has been taken back
    since. As many queries for one batch as for all."""
    table = merged()
    events = [event for event in events_of(batch_ids, table) if rehearsed or not is_rehearsal(event)]
    found: defaultdict[int, list[Told]] = defaultdict(list)
    for user, tells in _heard([event for event in events if not event.is_past], table).items():
        if rehearsed or user.nature != Nature.REHEARSAL:
            for batch_id, some in _by_batch(tells).items():
                found[batch_id].append(_told(user, some))
    return found


def reached_now(batch_ids: Collection[int]) -> dict[int, set[int]]:
    """Batch → pks of everybody the table means now for what happened in it; without batches that tell of nothing. As
    many queries for one batch as for all."""
    table, found = merged(), {}
    events = events_of(batch_ids, table)
    for event in events:
        found.setdefault(event.entry.batch_id, set())
    for event, _, user in _allowed(_reached(events, table)):
        found[event.entry.batch_id].add(user.pk)
    return found


def _by_batch(tells: Mapping[Tell, list[Event]]) -> dict[int, dict[Tell, list[Event]]]:
    found: defaultdict[int, dict[Tell, list[Event]]] = defaultdict(dict)
    for tell, events in tells.items():
        for event in events if tell.kind == Kind.RESULT else ():
            found[event.entry.batch_id].setdefault(tell, []).append(event)
    return found


def _heard(events: Sequence[Event], table: Mapping[str, Row]) -> dict[User, dict[Tell, list[Event]]]:
    """Who hears what; of one event a person hears the first text that reaches him, and nothing of his own doing. It
    goes outside too if any text that reaches him does: who follows a dossier loses no letter by being of the office."""
    heard: defaultdict[User, dict[Tell, list[Event]]] = defaultdict(dict)
    texts: defaultdict[tuple[Event, User], list[Tell]] = defaultdict(list)
    for event, tell, user in _allowed(_reached(events, table)):
        texts[event, user].append(tell)
    for (event, user), (first, *others) in texts.items():
        mail = first.mail or not first.past and any(tell.mail for tell in others)
        heard[user].setdefault(replace(first, mail=mail), []).append(event)
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
    parts = digest.fold([_part(tell, some) for tell, events in tells.items() for some in _apart(tell, events)])
    links = {leading.link(tell, events) for tell, events in tells.items()}
    link = links.pop() if len(links) == 1 else leading.address("workflow:inbox")
    summed = next((part for part in parts if part.section.most and part.section.text not in digest.DUTIES), None)
    if summed:
        about = {event.dossier for events in tells.values() for event in events if event.dossier}
        listed = {each for each in about if each.pk in summed.dossiers}
        link = digest.link(listed, due=summed.section.text != digest.URGED)
    return Told(user, parts, link, leading.thread([event for events in tells.values() for event in events]))


def _apart(tell: Tell, events: Sequence[Event]) -> Iterable[list[Event]]:
    """What one text says of all its dossiers together, and of each paper by its name: those are in no list below."""
    found: defaultdict[tuple[str, ...], list[Event]] = defaultdict(list)
    for event in events:
        listed = event.dossier is not None or moved.is_of_paper(event)
        named = () if listed else (leading.paper(tell, event), reminding.what_of(event.entry), leading.until(event))
        found[named].append(event)
    return found.values()


def _part(tell: Tell, events: Sequence[Event]) -> Part:
    about = tuple(dict.fromkeys(event.dossier.pk for event in events if event.dossier))
    urgent = tell.kind in quiet.AT_ONCE or any(_is_soon(event) for event in events)
    seasons = frozenset(event.dossier.season_id for event in events if event.dossier)
    return Part(_section(tell, events), about, tell.kind, tell.mail, urgent, seasons)


def _is_soon(event: Event) -> bool:
    return event.session is not None and event.session.held_at - clock.now() < quiet.URGENT_WITHIN


def _section(tell: Tell, events: Sequence[Event]) -> Section:
    # a dossier of which two things are told is still one
    lines = tuple(dict.fromkeys(_line(event) for event in events if event.dossier or moved.is_of_paper(event)))
    days = {event.days for event in events}
    return Section(
        tell.text, lines, leading.common(leading.paper(tell, event) for event in events), tell.past,
        days=days.pop() if len(days) == 1 else None,
        what=leading.common(reminding.what_of(event.entry) for event in events),
        until=leading.common(leading.until(event) for event in events),
        missing=leading.common(getattr(event.consultation, "silent", "") for event in events),
    )


def _line(event: Event) -> Line:
    return moved.line(event) if moved.is_of_paper(event) else line_of(event.dossier)


def line_of(dossier: Dossier) -> Line:
    """What a message says of one dossier; it is read with its award, unit and body."""
    due = timezone.localdate(dossier.due_at) if dossier.due_at else None
    unit, body = dossier.unit_name or dossier.unit.name, dossier.body.name
    return Line(
        dossier.code, dossier.award.name, unit, body, dossier.state, due, set_by=dossier.set_by if due else ""
    )
