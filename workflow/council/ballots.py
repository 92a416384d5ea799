"""Ballots of a session: who has voted, and the writing of a vote. A ballot is never overwritten."""

from collections.abc import Collection, Mapping
from datetime import datetime

from dossiers.models import OwnLineRule, User
from workflow.council.models import AgendaItem, Ballot, Recusal, Seat, Session

OWN_LINE = "Hồ sơ của chính thành viên"
VOTE = "vote"


def live_items(session: Session) -> list[AgendaItem]:
    """The lines still to be decided, in the order of the agenda, with dossier, nominee and award."""
    rows = session.items.filter(outcome="").select_related("dossier__nominee", "dossier__award", "dossier__unit")
    return list(rows.order_by("position"))


def present_seats(session: Session) -> set[int]:
    """The seats that took part: with a ballot or a recusal on any line of the session."""
    voted = Ballot.objects.filter(item__session=session, current=True).values_list("seat_id", flat=True)
    recused = Recusal.objects.filter(item__session=session).values_list("seat_id", flat=True)
    return {*voted, *recused}


def own_line_is_barred() -> bool:
    """Whether the office's rule keeps a member from voting on the own line (it does unless the rule says otherwise)."""
    policy = OwnLineRule.objects.filter(act=VOTE).values_list("policy", flat=True).first()
    return policy in (None, OwnLineRule.Policy.BARRED)


def own_items(items: Collection[AgendaItem], user_id: int) -> set[int]:
    """The items (by pk) whose nominee is this person."""
    return {item.pk for item in items if item.dossier.nominee.user_id == user_id}


def recuse(pairs: Collection[tuple[int, int]]) -> None:
    """Record that these seats stay out of these items: pairs (item pk, seat pk); what is recorded already stays."""
    rows = [Recusal(item_id=item, seat_id=seat, reason=OWN_LINE) for item, seat in sorted(pairs)]
    if rows:
        Recusal.objects.bulk_create(rows, ignore_conflicts=True)


def cast(seat: Seat, choices: Mapping[int, str], *, actor: User, at: datetime) -> None:
    """Write the ballots of `seat`: item pk → choice. The earlier ballot on an item stays, no longer current.

    The caller holds the lock of the session's procedure, so that one ballot is current whoever else is writing.
    """
    before = dict(
        Ballot.objects.filter(seat=seat, item__in=choices, current=True).values_list("item_id", "choice")
    )
    changed = {item: choice for item, choice in choices.items() if before.get(item) != choice}
    Ballot.objects.filter(seat=seat, item__in=changed, current=True).update(current=False)
    Recusal.objects.filter(seat=seat, item__in=changed).delete()
    Ballot.objects.bulk_create(
        Ballot(item_id=item, seat=seat, choice=choice, cast_by=actor, cast_at=at)
        for item, choice in sorted(changed.items())
    )
