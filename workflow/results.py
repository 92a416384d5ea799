"""Kết quả năm: what a year came to, as of any day: decided, under way, refused, revoked, by deciding body and award.

Nothing here reads the present state: the register says what a decision gave and when it was revoked, the journal what
had become of the rest by the end of that day.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from dossiers import access
from dossiers.models import Award, Dossier, Season, Unit
from dossiers.roles import Grant
from dossiers.vocabulary import Level, Nature, NomineeKind, Role, State
from workflow.journal_models import Entry

WHOLE_ROLES = (*access.OFFICE_ROLES, Role.DECIDER, Role.DEPUTY, Role.INSPECTOR)
HIGHEST_FIRST = {level: place for place, level in enumerate(reversed(Level.values))}
CHUNK = 2000


class Fate(StrEnum):
    """What has become of a dossier by a given day."""

    GRANTED = "da-khen"
    PENDING = "dang-xet"
    REFUSED = "khong-khen"
    REVOKED = "da-huy"
    WITHDRAWN = "da-rut"


class Standing(NamedTuple):
    """One dossier as it stood at the end of a day."""

    pk: int
    body_id: int
    award: str  # its code
    individual: bool
    fate: Fate
    above: bool  # pending with a body outside the system


@dataclass
class Count:
    """How many collectives and individuals."""

    collectives: int = 0
    individuals: int = 0

    def add(self, individual: bool) -> None:
        """Count one more."""
        if individual:
            self.individuals += 1
        else:
            self.collectives += 1

    @property
    def all(self) -> int:
        return self.collectives + self.individuals

    def __add__(self, other: "Count") -> "Count":
        return Count(self.collectives + other.collectives, self.individuals + other.individuals)


@dataclass
class Row:
    """One award of one deciding body. `above`: of those pending, how many lie with a body outside the system."""

    body: Unit
    award: Award
    granted: Count = field(default_factory=Count)
    pending: Count = field(default_factory=Count)
    refused: Count = field(default_factory=Count)
    revoked: Count = field(default_factory=Count)
    above: int = 0

    @property
    def level(self) -> str:
        return str(Level(self.body.level).label)


@dataclass(frozen=True)
class Results:
    """The table of a year, highest body first, awards in the order of the catalogue."""

    season: Season
    day: date
    rows: Sequence[Row]
    withdrawn: int

    @property
    def decided(self) -> list[Row]:
        """The rows in which anything was granted, refused or revoked."""
        return [row for row in self.rows if row.granted.all or row.refused.all or row.revoked.all]

    @property
    def open(self) -> list[Row]:
        """The rows in which anything is under way."""
        return [row for row in self.rows if row.pending.all]

    def total(self, name: str) -> Count:
        """The sum of one kind of count (`granted`, `pending`, `refused`, `revoked`) over all rows."""
        return sum((getattr(row, name) for row in self.rows), Count())


def reads_results(grants: Iterable[Grant]) -> bool:
    """Whether the results belong to the work of somebody with these grants."""
    return any(grant.role in (*WHOLE_ROLES, Role.UNIT_HEAD) for grant in grants)


def scope(user: Any, grants: Sequence[Grant], *, whole: Collection[str] = WHOLE_ROLES) -> QuerySet[Dossier]:
    """What is counted for this person: who has one of the `whole` roles what is seen by that work, a unit head the own
    unit's; what is seen from a seat on a council is not counted."""
    wide = [grant for grant in grants if grant.role in whole]
    own = [grant for grant in grants if grant.role == Role.UNIT_HEAD]
    return access.visible_by_work(user, grants=wide or own) if wide or own else Dossier.objects.none()


def season_of(year: int, user: Any) -> Season | None:
    """The season of that year: of the person's own world (a rehearsal, a sample), else the real one, else another."""
    order = (user.nature, Nature.REAL, Nature.SAMPLE, Nature.REHEARSAL)
    return min(Season.objects.filter(year=year), key=lambda season: order.index(season.nature), default=None)


def of_season(rows: QuerySet[Dossier], season: Season, day: date) -> Results:
    """The results of `season` over `rows` (what may be counted) at the end of `day`. A handful of queries."""
    found: dict[tuple[int, str], Row] = {}
    withdrawn = 0
    bodies, awards = Unit.objects.in_bulk(), {award.code: award for award in Award.objects.all()}
    for each in standings(rows, season, day):
        if each.fate == Fate.WITHDRAWN:
            withdrawn += 1
            continue
        row = found.setdefault((each.body_id, each.award), Row(bodies[each.body_id], awards[each.award]))
        COUNTED[each.fate](row).add(each.individual)
        row.above += each.above
    ordered = sorted(found.values(), key=_place)
    return Results(season, day, ordered, withdrawn)


COUNTED: dict[Fate, Callable[[Row], Count]] = {
    Fate.GRANTED: lambda row: row.granted,
    Fate.PENDING: lambda row: row.pending,
    Fate.REFUSED: lambda row: row.refused,
    Fate.REVOKED: lambda row: row.revoked,
}


def standings(rows: QuerySet[Dossier], season: Season, day: date) -> Iterator[Standing]:
    """Each dossier of `rows` in `season` that had been sent by the end of `day`, as it stood then."""
    end = _midnight_after(day)
    told = Entry.objects.filter(dossier=OuterRef("pk"), at__lt=end).exclude(to_state="").order_by("-seq")
    columns = (
        "pk", "deciding_body_id", "award__code", "nominee__kind", "told", "register_entry__decided_on",
        "register_entry__revoked_on",
    )
    before = _awards_before(season, end)
    sent = rows.filter(season=season).order_by().annotate(told=Subquery(told.values("to_state")[:1]))
    for pk, body, award, kind, state, decided, revoked in sent.values_list(*columns).iterator(chunk_size=CHUNK):
        fate = fate_on(day, state, decided, revoked)
        if fate is not None:
            above = fate == Fate.PENDING and state == State.WITH_HIGHER_BODY
            yield Standing(pk, body, before.get(pk, award), kind == NomineeKind.PERSON, fate, above)


def fate_on(day: date, state: str | None, decided: date | None, revoked: date | None) -> Fate | None:
    """What a dossier had come to by `day`: `state` is what the journal told by then, `decided` and `revoked` are the
    dates of the papers in the register. None: not sent yet.

    A paper counts from the day it bears, also when it was recorded later; a rehearsed season has no register."""
    if decided is not None and decided <= day:
        return Fate.REVOKED if revoked is not None and revoked <= day else Fate.GRANTED
    if state is None or state == State.DRAFT:
        return None
    if decided is None and state in (State.GRANTED, State.REVOKED):
        return Fate.GRANTED if state == State.GRANTED else Fate.REVOKED
    return ENDED.get(State(state), Fate.PENDING)


ENDED: dict[str, Fate] = {
    State.REFUSED: Fate.REFUSED, State.INELIGIBLE: Fate.REFUSED, State.WITHDRAWN: Fate.WITHDRAWN,
}


def _awards_before(season: Season, end: datetime) -> dict[int, str]:
    """Dossier pk → the code of the award it was for at `end`, where a council has proposed a lower one since."""
    codes = dict(Award.objects.values_list("name", "code"))
    later = Entry.objects.filter(act="lower_award", at__gte=end, dossier__season=season).order_by("-at", "-pk")
    names = {pk: facts.get("award_before", "") for pk, facts in later.values_list("dossier_id", "facts")}
    return {pk: codes[name] for pk, name in names.items() if name in codes}


def _midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _place(row: Row) -> tuple[int, str, int, str]:
    return HIGHEST_FIRST[row.body.level], row.body.code, row.award.position, row.award.code
