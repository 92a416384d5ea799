"""Whom a letter asks for an opinion: everybody, and those who have not answered yet.

Outside bodies get the letter on paper; of these the office is told whom to remind.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from dossiers.models import User
from dossiers.roles import Desk, holders_many
from workflow.consultation import missing
from workflow.consultation.models import Addressee, ConsultationItem

if TYPE_CHECKING:
    from notifications.events import Event

People = dict["Event", list[User]]
MOST_NAMED = 5  # names of those who are silent in one message


def addressees(events: Sequence["Event"]) -> People:
    """Who can answer for those whom a letter asks; not who could only answer about the own line. Three queries."""
    desks: dict[int, list[Desk]] = {}
    for each in _inside(_letters(events)):
        desks.setdefault(each.consultation_id, []).append((each.desk_role, each.unit_id))
    people, nominees = _holders(desks.values()), _nominees(desks)
    return {
        event: [
            user for desk in desks.get(event.consultation.pk, ()) for user in people[desk]
            if nominees[event.consultation.pk] != {user.pk}
        ]
        for event in events
        if event.consultation
    }


def to_answer(events: Sequence["Event"]) -> People:
    """The same, of those who have not answered on every line; not who could only answer about the own line."""
    letters = _letters(events)
    inside = {each.pk: each for each in _inside(letters)}
    waiting: defaultdict[int, dict[int, set[int | None]]] = defaultdict(lambda: defaultdict(set))
    for gap in missing.to_be_answered(letters):
        if gap.addressee in inside:
            waiting[gap.consultation][gap.addressee].add(gap.nominee)
    desks = {pk: [_desk(inside[each]) for each in waited] for pk, waited in waiting.items()}
    people = _holders(desks.values())
    found: People = {}
    for event in events:
        waited = waiting.get(event.consultation.pk, {}) if event.consultation else {}
        found[event] = [
            user for addressee, nominees in waited.items() for user in people[_desk(inside[addressee])]
            if nominees != {user.pk}
        ]
    return found


def silent(letters: Collection[int]) -> dict[int, str]:
    """Letter pk → who has not answered, in words, who is asked on paper marked so; absent where nobody is missing.
    Three queries."""
    names: dict[int, dict[str, None]] = {}
    for gap in missing.to_be_answered(letters):
        names.setdefault(gap.consultation, {})[f"{gap.name} (văn bản giấy)" if gap.on_paper else gap.name] = None
    return {pk: _named(list(listed)) for pk, listed in names.items()}


def _nominees(letters: Collection[int]) -> defaultdict[int, set[int | None]]:
    """Letter pk → the accounts of who is proposed on its lines; None for whoever has none."""
    found: defaultdict[int, set[int | None]] = defaultdict(set)
    rows = ConsultationItem.objects.filter(consultation__in=list(letters))
    for letter, user_id in rows.values_list("consultation", "dossier__nominee__user"):
        found[letter].add(user_id)
    return found


def _named(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return "; ".join(names[:MOST_NAMED]) + (f"; và {more} nơi khác" if more > 0 else "")


def _letters(events: Iterable["Event"]) -> set[int]:
    return {event.consultation.pk for event in events if event.consultation}


def _inside(letters: Collection[int]) -> Iterable[Addressee]:
    return Addressee.objects.filter(consultation__in=letters, unit__isnull=False).order_by("position", "pk")


def _desk(addressee: Addressee) -> Desk:
    return addressee.desk_role, addressee.unit_id


def _holders(desks: Iterable[Iterable[Desk]]) -> dict[Desk, list[User]]:
    wanted = {desk for listed in desks for desk in listed}
    return holders_many(wanted) if wanted else {}
