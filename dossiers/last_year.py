"""Whom the unit proposed for what the year before, offered as a start for this year's list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from dossiers import queries
from dossiers.grid import Cell, offered_places
from dossiers.models import Award, Dossier, HandIn, Nominee, Season, Unit
from dossiers.rules.subject import suits
from dossiers.vocabulary import State

Key = tuple[int, int]


@dataclass(frozen=True)
class Proposal:
    """A line of last year. `cell`: where it would be ticked now, None where it cannot; `why`: the reason, in words;
    `outcome`: what became of it then; `open`: proposed again already."""

    nominee: Nominee
    name: str
    award: Award
    body: Unit
    outcome: str
    cell: Cell | None
    why: str
    open: bool

    @property
    def offered(self) -> bool:
        return self.cell is not None and not self.why


@dataclass(frozen=True)
class LastYear:
    """The year before in which the unit proposed somebody, and its lines; no season where there was none."""

    season: Season | None
    proposals: Sequence[Proposal]


def last_year_of(hand_in: HandIn, seen: QuerySet[Dossier]) -> LastYear:
    """Last year's lines of the unit among those `seen`, once each, in the order of names. A few statements."""
    before = seen.filter(
        unit=hand_in.unit, season__year__lt=hand_in.season.year, season__nature=hand_in.season.nature
    ).exclude(state=State.DRAFT)
    season = Season.objects.filter(pk__in=before.values("season")).order_by("-year").first()
    if season is None:
        return LastYear(None, [])
    rows = before.filter(season=season).select_related("nominee__user", "award", "deciding_body")
    lines = {(line.nominee_id, line.award_id): line for line in rows.order_by("nominee__search_key", "pk")}
    places = offered_places(hand_in.unit)
    taken = {(each.nominee_id, each.award_id): each for each in queries.open_of_the_occasion(hand_in)}
    return LastYear(season, [_proposal(line, hand_in, places, taken) for line in lines.values()])


def _proposal(
    line: Dossier, hand_in: HandIn, places: Mapping[Key, tuple[Award, Unit]], taken: Mapping[Key, Dossier]
) -> Proposal:
    bodies = [body for (award, _), (_, body) in places.items() if award == line.award_id]
    body = line.deciding_body if line.deciding_body in bodies else next(iter(bodies), None)
    cell = Cell(line.nominee_id, line.award_id, body.pk) if body else None
    return Proposal(
        line.nominee, line.nominee_name, line.award, body or line.deciding_body, State(line.state).label, cell,
        _why_not(line, hand_in, bodies, taken), (line.nominee_id, line.award_id) in taken,
    )


def _why_not(line: Dossier, hand_in: HandIn, bodies: Sequence[Unit], taken: Mapping[Key, Dossier]) -> str:
    other = taken.get((line.nominee_id, line.award_id))
    if other is not None:
        return "Đã có trong bảng" if other.hand_in_id == hand_in.pk else f"Đã có hồ sơ {other.code}"
    if _left(line.nominee, hand_in.unit):
        return "Không còn ở đơn vị"
    if not bodies:
        return "Năm nay không đề nghị được"
    if len(bodies) > 1 and line.deciding_body not in bodies:
        return "Nhiều cơ quan có thể quyết định; chọn ở bảng"
    return "" if suits(line.award, line.nominee.kind) else "Không đúng đối tượng"


def _left(nominee: Nominee, unit: Unit) -> bool:
    return nominee.unit_id != unit.pk or (nominee.user is not None and not nominee.user.is_active)
