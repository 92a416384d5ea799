"""The first units of an installation: one department inside the system, every higher body outside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from dossiers.accounts import create_accounts
from dossiers.models import Post, Unit, User
from dossiers.organisation import create_unit, subordinate
from dossiers.vocabulary import Level, RelationKind, Role


@dataclass(frozen=True)
class Place:
    """A body as it is first entered."""

    code: str
    name: str
    decider: str = ""
    office: str = ""
    symbol: str = ""
    place: str = ""


@dataclass(frozen=True)
class Bodies:
    """The department and who stands above it."""

    department: Place
    province: Place
    ministry: Place
    central: Place


@transaction.atomic
def install(bodies: Bodies, *, since: date) -> list[Unit]:
    """Make the bodies that are not there yet, subordinate from `since`; answers those made. Safe to repeat.

    A department has two superiors: the province manages it, the ministry leads its sector."""
    levels = [
        (bodies.department, Level.DEPARTMENT), (bodies.province, Level.PROVINCE), (bodies.ministry, Level.MINISTRY),
        (bodies.central, Level.CENTRAL),
    ]
    made = [unit for place, level in levels if (unit := _enter(place, level, since=since))]
    management, sector = RelationKind.MANAGEMENT, RelationKind.SECTOR
    _relate(bodies.department, bodies.province, management, made, since=since)
    _relate(bodies.department, bodies.ministry, sector, made, since=since)
    _relate(bodies.province, bodies.central, management, made, since=since)
    _relate(bodies.ministry, bodies.central, management, made, since=since)
    return made


@transaction.atomic
def first_administrator(username: str, full_name: str, unit: Unit, *, since: date) -> str | None:
    """An account with the administrator's post at `unit`; its one-time password, or None if the name is taken."""
    if User.objects.filter(username=username).exists():
        return None
    user = User(username=username, full_name=full_name)
    password = create_accounts([user])[username]
    Post.objects.create(user=user, role=Role.ADMINISTRATOR, unit=unit, valid_from=since)
    return password


def _enter(place: Place, level: str, *, since: date) -> Unit | None:
    if Unit.objects.filter(code=place.code).exists():
        return None
    unit = Unit(
        code=place.code, name=place.name, level=level, external=level != Level.DEPARTMENT, symbol=place.symbol,
        decider_title=place.decider, office_name=place.office, place=place.place,
    )
    return create_unit(unit, since=since)


def _relate(lower: Place, upper: Place, kind: str, made: Sequence[Unit], *, since: date) -> None:
    # A unit that was there already keeps its place: the office may have changed it.
    new = next((unit for unit in made if unit.code == lower.code), None)
    if new is not None:
        subordinate(new, Unit.objects.get(code=upper.code), kind=kind, since=since)
