"""Who was told of what, as pages here show it: the post office answers, which lies a floor above."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dossiers import access, roles
from dossiers.models import Dossier
from dossiers.vocabulary import UNIT_ROLES
from workflow.decisions.models import Decision
from workflow.journal_models import Entry, SubjectKind


@dataclass(frozen=True)
class Hearer:
    """One person who was told, when, by which ways (in words), and whether a way failed for good."""

    name: str
    at: datetime
    ways: tuple[str, ...]
    failed: bool = False


@dataclass(frozen=True)
class Way:
    """One way by which a message went to a person, and how far it came, in words."""

    words: str
    fate: str
    failed: bool = False


@dataclass(frozen=True)
class Notice:
    """One message to one person about a dossier: when, what it said in one line, by which ways. `held`: it was written
    and is kept back."""

    user_id: int
    name: str
    at: datetime
    subject: str
    ways: tuple[Way, ...]
    held: bool = False


@dataclass(frozen=True)
class Preview:
    """A message as one person would read it; nothing is sent."""

    subject: str
    body: str


Provider = Callable[[Collection[int]], Iterable[Hearer]]
_providers: list[Provider] = []


def provider(function: Provider) -> Provider:
    """Register `function(batch pks)`, which names everybody told of these batches; a constant number of queries."""
    if function not in _providers:
        _providers.append(function)
    return function


def told_of(decision: Decision) -> list[Hearer]:
    """Everybody who was told that this paper is out, in the order of names."""
    rows = Entry.objects.filter(subject_kind=SubjectKind.DECISION, subject_id=decision.pk, act="issue_paper")
    batches = set(rows.values_list("batch_id", flat=True))
    return sorted((each for one in _providers for each in one(batches)), key=lambda hearer: hearer.name)


PreviewOf = Callable[[str, Sequence[Dossier]], Preview | None]
_previews: list[PreviewOf] = []


def previews(function: PreviewOf) -> PreviewOf:
    """Register `function(act, the dossiers of one person)`, which words what that person would be told."""
    if function not in _previews:
        _previews.append(function)
    return function


def preview_of(act: str, dossiers: Sequence[Dossier]) -> Preview | None:
    """What somebody who holds these dossiers would be told of `act`; None where the office has that switched off."""
    return next((found for function in _previews if (found := function(act, dossiers))), None)


NoticesOf = Callable[[int], Iterable[Notice]]
_notices: list[NoticesOf] = []


def notices(function: NoticesOf) -> NoticesOf:
    """Register `function(dossier pk)`, which names every message about it, the newest first; a constant number of
    queries."""
    if function not in _notices:
        _notices.append(function)
    return function


def notices_of(dossier: Dossier, user: Any, *, grants: Sequence[roles.Grant]) -> list[Notice]:
    """The messages about the dossier that `user` may know of: at the bodies on its way all of them, at its desk those
    that are not held back, of which a unit at the desk those to its own people. Who is proposed, and everybody else,
    only what came to the own hands."""
    found = [notice for function in _notices for notice in function(dossier.pk)]
    if dossier.nominee.user_id != user.pk:
        if access.places(grants, access.BODY_ROLES) & {dossier.body_id, *dossier.route}:
            return found
        if (dossier.desk_role, dossier.desk_unit_id) in roles.desks_of(user, grants=grants):
            return _at_desk(dossier, found)
    return [notice for notice in found if notice.user_id == user.pk and not notice.held]


def _at_desk(dossier: Dossier, found: Sequence[Notice]) -> list[Notice]:
    """What the council thought and the office proposed is told to others than the unit."""
    sent = [notice for notice in found if not notice.held]
    if dossier.desk_role not in UNIT_ROLES:
        return sent
    people = roles.holders_many({(str(role), dossier.unit_id) for role in UNIT_ROLES})
    own = {user.pk for some in people.values() for user in some}
    return [notice for notice in sent if notice.user_id in own]
