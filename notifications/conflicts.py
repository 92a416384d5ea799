"""Who is not told of work: people who are themselves proposed and whom the office's rule bars from that work."""

from collections.abc import Iterable

from dossiers.models import User
from notifications.events import Event
from workflow import own_lines
from workflow.council.ballots import VOTE
from workflow.judging import ACTS

ABOVE = ("superior", "body_head")


def barred(pairs: Iterable[tuple[Event, str, User]]) -> set[tuple[Event, int]]:
    """Of the pairs (event, audience word, person) whom nothing of that work is left to do, as (event, user pk). Nobody
    sees to it, as the superior, that the own line is worked on.

    One query, and none where nobody is told of the own line."""
    own = {(event, word, user.pk) for event, word, user in pairs if is_own(event, user)}
    rules = own_lines.rules_of_the_office() if own else {}
    return {(event, pk) for event, word, pk in own if word in ABOVE or own_lines.all_barred(_work(event, word), rules)}


def is_own(event: Event, user: User) -> bool:
    """Whether the person is proposed on the line of the event."""
    return event.dossier is not None and event.dossier.nominee.user_id == user.pk


def _work(event: Event, word: str) -> dict[str, str]:
    """What there is to do, with what holds for the own line where the office has no rule: the vote, what a proposal
    asks for, or the acts of the desk from where the dossier stands."""
    if word == "entitled_members":
        return {VOTE: own_lines.BARRED}
    if event.entry.act == "propose_ineligible":
        return {"declare_ineligible": ACTS["declare_ineligible"].own_line or own_lines.FREE}
    if word not in ("desk", "claimer_or_desk") or event.dossier is None:
        return {}
    return own_lines.work_at(event.dossier)
