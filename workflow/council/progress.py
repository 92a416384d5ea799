"""How far a vote has come: who has voted on how many lines, whether enough take part, what closing would give now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from workflow.council.models import AgendaItem, Ballot, Recusal, Seat, Session


@dataclass(frozen=True)
class Voter:
    """A seat and its part: `voted` of `asked` lines (own lines are not asked), the last ballot and who entered it."""

    seat: Seat
    voted: int
    asked: int
    recused: bool
    last: datetime | None
    entered_by: str

    @property
    def done(self) -> bool:
        return self.voted >= self.asked

    @property
    def begun(self) -> bool:
        return self.voted > 0 or self.recused


@dataclass(frozen=True)
class Quorum:
    """How many took part of how many members; two thirds are advice [S], never a block."""

    present: int
    members: int

    @property
    def wanted(self) -> int:
        return -(-self.members * 2 // 3)

    @property
    def reached(self) -> bool:
        return self.present >= self.wanted


def voters(session: Session, items: Sequence[AgendaItem], *, own_barred: bool) -> list[Voter]:
    """Every entitled seat: who has *not* voted is seen as well. `items` are the lines to count. Three queries."""
    wanted = [item.pk for item in items]
    voted: dict[int, set[int]] = defaultdict(set)
    last: dict[int, tuple[datetime, int, str]] = {}
    rows = Ballot.objects.filter(item__in=wanted, current=True).order_by("cast_at", "pk")
    for seat, item, at, user, name in rows.values_list(
        "seat_id", "item_id", "cast_at", "cast_by_id", "cast_by__full_name"
    ):
        voted[seat].add(item)
        last[seat] = (at, user, name)
    recused = set(Recusal.objects.filter(item__in=wanted).values_list("seat_id", flat=True))
    seats = session.entitled.select_related("user").order_by("pk")
    return [_voter(seat, items, voted[seat.pk], last.get(seat.pk), seat.pk in recused, own_barred) for seat in seats]


def quorum(listed: Iterable[Voter]) -> Quorum:
    """Who has voted or stays out counts as present."""
    seats = list(listed)
    return Quorum(sum(voter.begun for voter in seats), len(seats))


def _voter(
    seat: Seat, items: Sequence[AgendaItem], voted: set[int], last: tuple[datetime, int, str] | None, recused: bool,
    own_barred: bool,
) -> Voter:
    own = {item.pk for item in items if own_barred and item.dossier.nominee.user_id == seat.user_id}
    by = last[2] if last and last[1] != seat.user_id else ""
    return Voter(seat, len(voted - own), len(items) - len(own), recused, last[0] if last else None, by)
