"""Which person or collective of which unit each dossier is for: lines spread round-robin over their units."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from django.utils import timezone

from config.rehearsal import plan
from config.rehearsal.company import Cast
from config.rehearsal.scenario import Nomination, Scenario, Seat, route_of
from config.rehearsal.stage import Case
from dossiers.models import Nominee, User
from dossiers.nominees import collective_nominee, person_nominee, person_nominees, unit_nominee
from dossiers.vocabulary import Subject

Place = tuple[str, Nominee]


def cases_of(scenario: Scenario, cast: Cast) -> list[Case]:
    """A case per dossier in the order of the file, its nominee entered."""
    places: dict[int, list[Place]] = {}
    choose = _Nominees(scenario, cast)
    owners = [line for line in scenario.nominations if line.people == line.number]
    choose.enter_people(owners)
    for line in owners:
        places[line.number] = list(choose.places(line))
    numbered = ((line, place) for line in scenario.nominations for place in places[line.people][: line.count])
    return [_case(scenario, number, line, place) for number, (line, place) in enumerate(numbered)]


def _case(scenario: Scenario, number: int, line: Nomination, place: Place) -> Case:
    department = scenario.unit(place[0]).body
    route = route_of(scenario.authority, award=line.award, department=department, decided_by=line.decided_by)
    life = plan.steps(line, way(scenario, route), simplified=scenario.season.simplified)
    return Case(number, line, *place, life=life)


def afternoon(day: date) -> datetime:
    """Four o'clock of `day`: after the hand-ins of that day."""
    return timezone.make_aware(datetime.combine(day, time(16, 0)))


def way(scenario: Scenario, route: Sequence[str]) -> plan.Way:
    """The route with its bodies outside told apart."""
    return plan.way_of(route, [body.code for body in scenario.bodies if body.external])


def own_places(line: Nomination, scenario: Scenario, cast: Cast, cases: Sequence[Case]) -> list[Place]:
    """The nominees of an attempt: all of the first unit of its line, collectives bearing names of their own."""
    borrowed = [case for case in cases if case.line.number == line.people]
    if borrowed:
        return [(case.unit, case.nominee) for case in borrowed[: line.count]]
    unit = line.units[0]
    row = cast.units[unit]
    if line.nominee:
        return list(_Nominees(scenario, cast).places(line))[: line.count]
    if line.subject == Subject.INDIVIDUAL:
        names = [next(cast.names) for _ in range(line.count)]
        return [(unit, nominee) for nominee in person_nominees(names, row)]
    return [(unit, collective_nominee(f"Tổ thử {n}, {row.name}", row)) for n in range(1, line.count + 1)]


class _Nominees:
    """Remembers who has been proposed for what, so that no two lines of a season clash by accident."""

    def __init__(self, scenario: Scenario, cast: Cast) -> None:
        self.scenario, self.cast = scenario, cast
        self.people: dict[str, Iterator[Nominee]] = {}
        self.taken: dict[tuple[str, str, str, int | None], int] = defaultdict(int)
        self.members: dict[str, int] = defaultdict(int)

    def enter_people(self, lines: Sequence[Nomination]) -> None:
        """Enter the people of all lines, unit by unit, with two statements a unit."""
        wanted: dict[str, int] = defaultdict(int)
        for line in lines:
            if line.subject == Subject.INDIVIDUAL and not line.nominee:
                for number in range(line.count):
                    wanted[line.units[number % len(line.units)]] += 1
        for unit, count in wanted.items():
            names = [next(self.cast.names) for _ in range(count)]
            self.people[unit] = iter(person_nominees(names, self.cast.units[unit]))

    def places(self, line: Nomination) -> Iterator[Place]:
        if line.nominee:
            yield from self._officials(line, line.nominee)
            return
        for number in range(line.count):
            unit = line.units[number % len(line.units)]
            if line.subject == Subject.INDIVIDUAL:
                yield unit, next(self.people[unit])
            else:
                yield unit, self._collective(line, unit)

    def _collective(self, line: Nomination, unit: str) -> Nominee:
        """The unit itself; where that is proposed already for the same award, a named collective of it."""
        key = (unit, line.award, line.theme, line.round)
        self.taken[key] += 1
        row = self.cast.units[unit]
        turn = self.taken[key]
        return unit_nominee(row) if turn == 1 else collective_nominee(f"Tổ công tác {turn - 1}, {row.name}", row)

    def _officials(self, line: Nomination, seat: Seat) -> Iterator[Place]:
        """The official of the department of each unit in turn, each person once."""
        seen: set[int] = set()
        turns = [line.units[number % len(line.units)] for number in range(line.count * len(line.units))]
        for unit in turns:
            user = self._official(self.scenario.unit(unit).body, seat, seen)
            if user is not None and len(seen) < line.count:
                seen.add(user.pk)
                yield unit, self._nominee_of(user, unit)

    def _official(self, body: str, seat: Seat, seen: set[int]) -> User | None:
        officers = self.cast.officers[body]
        if seat != Seat.MEMBER:
            return officers.decider if officers.decider.pk not in seen else None
        free = [user for user in officers.members if user.pk not in seen]
        if not free:
            return None
        self.members[body] += 1
        return free[(self.members[body] - 1) % len(free)]

    def _nominee_of(self, user: User, unit: str) -> Nominee:
        known = Nominee.objects.filter(user=user).first()
        return known or person_nominee(user.full_name, self.cast.units[unit], user=user)
