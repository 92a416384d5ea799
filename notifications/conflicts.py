"""Who is not told of work: people who are themselves proposed and whom the office's rule bars from that work."""

from collections.abc import Iterable

from dossiers.lifecycle import Act
from dossiers.models import OwnLineRule, User
from notifications.events import Event
from workflow.council.ballots import VOTE
from workflow.judging import ACTS

BARRED = OwnLineRule.Policy.BARRED
FREE = OwnLineRule.Policy.FREE


def barred(pairs: Iterable[tuple[Event, str, User]]) -> set[tuple[Event, int]]:
    """Of the pairs (event, audience word, person) whom nothing of that work is left to do, as (event, user pk).

    One query, and none where nobody is told of the own line."""
    own = {(event, word, user.pk) for event, word, user in pairs if _is_own(event, user)}
    rules = dict(OwnLineRule.objects.values_list("act", "policy")) if own else {}
    return {(event, pk) for event, word, pk in own if _all_barred(_work(event, word), rules)}


def _is_own(event: Event, user: User) -> bool:
    return event.dossier is not None and event.dossier.nominee.user_id == user.pk


def _work(event: Event, word: str) -> dict[str, str]:
    """What there is to do, with what holds for the own line where the office has no rule: the vote, or the acts of the
    desk from where the dossier stands."""
    if word == "entitled_members":
        return {VOTE: BARRED}
    if word not in ("desk", "claimer_or_desk") or event.dossier is None:
        return {}
    return {act.name: act.own_line or FREE for act in ACTS.values() if _at_desk(act, event)}


def _at_desk(act: Act, event: Event) -> bool:
    dossier = event.dossier
    return dossier is not None and dossier.state in act.sources and dossier.desk_role in act.roles


def _all_barred(work: dict[str, str], rules: dict[str, str]) -> bool:
    return bool(work) and all(rules.get(act, policy) == BARRED for act, policy in work.items())
