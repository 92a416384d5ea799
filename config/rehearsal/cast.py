"""Bodies, units, people, councils and authority rows of a scenario, entered as an administrator would enter them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from config.rehearsal import people
from config.rehearsal.company import Cast
from config.rehearsal.scenario import AuthorityRow, Body, ProposingUnit, Scenario
from dossiers import text
from dossiers.models import (
    Authority,
    Award,
    PaperType,
    Post,
    Round,
    RouteStep,
    Season,
    Unit,
    UnitRelation,
    User,
)
from dossiers.vocabulary import Evidence, Level, Nature, RelationKind, Role
from workflow import seasons

MORNING = time(8, 0)


def assemble(scenario: Scenario, *, nature: Nature, password: str) -> Cast:
    """Enter everything the scenario names and open its season, as of the clock. Raises Refused, should that fail."""
    prefix = free_prefix(scenario) if nature == Nature.REHEARSAL else ""
    cast = Cast(
        nature=nature, prefix=prefix, password=password, season=_enter_season(scenario, nature),
        awards={award.code: award for award in Award.objects.all()},
        paper_types={each.code: each for each in PaperType.objects.all()},
    )
    since = min(scenario.days) - timedelta(days=366)
    _enter_places(scenario, cast, since)
    people.enter_people(scenario, cast, since)
    people.enter_councils(scenario, cast, since)
    _enter_authority(scenario, cast)
    _enter_rounds(scenario, cast)
    seasons.open_season(cast.season, actor=_keeper(scenario, cast, since))
    cast.season.refresh_from_db()
    return cast


def free_prefix(scenario: Scenario) -> str:
    """'DT-', or 'DT2-' … if an earlier rehearsal that was kept has used these codes already."""
    codes = [place.code for place in (*scenario.bodies, *scenario.units)]
    number = 1
    while True:
        prefix = f"DT{number if number > 1 else ''}-"
        if not Unit.objects.filter(code__in=[f"{prefix}{code}" for code in codes]).exists():
            return prefix
        number += 1


def opening(day: date) -> datetime:
    """Eight o'clock of `day` in the office's zone."""
    return timezone.make_aware(datetime.combine(day, MORNING))


def _keeper(scenario: Scenario, cast: Cast, since: date) -> User:
    """Who opens the year: the head of a department's office or, where no department is inside, an administrator."""
    inside = [body for body in scenario.bodies if not body.external]
    department = next((body for body in inside if body.level == Level.DEPARTMENT), None)
    keeper = cast.officers[(department or inside[0]).code].office_head
    if department is None:
        place = cast.bodies[inside[0].code]
        Post.objects.create(user=keeper, role=Role.ADMINISTRATOR, unit=place, title="Quản trị", valid_from=since)
    return keeper


def _enter_season(scenario: Scenario, nature: Nature) -> Season:
    plan = scenario.season
    return Season.objects.create(
        year=plan.year, title=_marked(f"Năm thi đua {plan.year}", nature), opens=plan.opens,
        registration_by=plan.registration_by, initiatives_by=plan.initiatives_by, dossiers_by=plan.dossiers_by,
        achievement_from=date(plan.year, 1, 1), achievement_to=date(plan.year, 12, 31),
        waived=list(scenario.waived), nature=nature,
    )


def _enter_places(scenario: Scenario, cast: Cast, since: date) -> None:
    cast.bodies = {body.code: _body_row(body, cast) for body in scenario.bodies}
    cast.units = {unit.code: _unit_row(unit, cast) for unit in scenario.units}
    rows = [*cast.bodies.values(), *cast.units.values()]
    for row in rows:
        row.search_key = text.fold(f"{row.code} {row.name}")
    Unit.objects.bulk_create(rows)
    UnitRelation.objects.bulk_create(
        UnitRelation(lower=lower, upper=upper, kind=kind, valid_from=since)
        for lower, upper, kind in _relations(scenario, cast)
    )


def _marked(name: str, nature: Nature) -> str:
    """What is kept beside other data says on every page that it is rehearsed."""
    return f"{name} (diễn tập)" if nature == Nature.REHEARSAL else name


def _body_row(body: Body, cast: Cast) -> Unit:
    return Unit(
        code=f"{cast.prefix}{body.code}", name=_marked(text.nfc(body.name), cast.nature), level=body.level,
        external=body.external, decider_title=body.decider, office_name=body.office, symbol=body.code,
        nature=cast.nature,
    )


def _unit_row(unit: ProposingUnit, cast: Cast) -> Unit:
    return Unit(
        code=f"{cast.prefix}{unit.code}", name=_marked(text.nfc(unit.name), cast.nature), level=Level.UNIT,
        headcount=unit.headcount, nature=cast.nature,
    )


def _relations(scenario: Scenario, cast: Cast) -> Iterator[tuple[Unit, Unit, str]]:
    for unit in scenario.units:
        yield cast.units[unit.code], cast.bodies[unit.body], RelationKind.MANAGEMENT
    for body in scenario.bodies:
        if body.parent:
            yield cast.bodies[body.code], cast.bodies[body.parent], RelationKind.MANAGEMENT
        ministry = _ministry_of(body, scenario)
        if ministry:
            yield cast.bodies[body.code], cast.bodies[ministry.code], RelationKind.SECTOR


def _ministry_of(body: Body, scenario: Scenario) -> Body | None:
    """The ministry of a department's trade: its parent if that is one, else the first of the file."""
    ministries = [each for each in scenario.bodies if each.level == Level.MINISTRY]
    if body.level != Level.DEPARTMENT:
        return None
    return next((each for each in ministries if each.code == body.parent), ministries[0] if ministries else None)


def _enter_authority(scenario: Scenario, cast: Cast) -> None:
    """The local rows (mark L), in force for the season: from its first day to a year after the last hand-in."""
    first, last = min(scenario.days), max(*scenario.days, date(scenario.season.year, 12, 31)) + timedelta(days=366)
    departments = list(dict.fromkeys(unit.body for unit in scenario.units))
    for row in scenario.authority:
        for way in _ways(row, departments):
            for award in row.awards:
                authority = Authority.objects.create(
                    award=cast.awards[award], body=cast.bodies[row.body], valid_from=first, valid_to=last,
                    citation=f"Kịch bản “{scenario.title}”"[:255], evidence=Evidence.LOCAL, nature=cast.nature,
                )
                RouteStep.objects.bulk_create(
                    RouteStep(authority=authority, position=position, body=cast.bodies[code])
                    for position, code in enumerate(way, start=1)
                )


def _ways(row: AuthorityRow, departments: Iterable[str]) -> list[tuple[str, ...]]:
    """The ways of the row, one per department that sets out: each begins at its own department."""
    if not row.via:
        return [()]
    ways = [tuple(dict.fromkeys((department, *row.via))) for department in departments]
    return list(dict.fromkeys(ways))


def _enter_rounds(scenario: Scenario, cast: Cast) -> None:
    own = [attempt.line for attempt in scenario.attempts if attempt.line]
    numbers = {line.round for line in (*scenario.nominations, *own) if line.round}
    for number in sorted(numbers):
        cast.rounds[number] = Round.objects.create(season=cast.season, number=number, title=f"Đợt {number}")
