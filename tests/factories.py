"""Small makers of rows for tests. People and places here; each returns the saved row."""

import itertools
from datetime import date, timedelta

from dossiers import clock
from dossiers.models import Absence, Delegation, Post, Unit, UnitRelation, User
from dossiers.vocabulary import Level, RelationKind

LONG_AGO = date(2000, 1, 1)
PASSWORD = "Mat-khau-thu-2026"
_serial = itertools.count(1)


def make_unit(code: str = "", *, name: str = "", level: str = Level.UNIT, under: Unit | None = None, **fields) -> Unit:
    """A unit, subordinate (quản lý) to `under` if that is given."""
    code = code or f"DV{next(_serial):03d}"
    unit = Unit.objects.create(code=code, name=name or f"Phòng {code}", level=level, **fields)
    if under is not None:
        relate(unit, under)
    return unit


def make_body(code: str = "", *, name: str = "", level: str = Level.DEPARTMENT, **fields) -> Unit:
    """A body that reviews and decides (a department unless `level` says otherwise)."""
    code = code or f"CQ{next(_serial):03d}"
    return make_unit(code, name=name or f"Sở {code}", level=level, **fields)


def relate(lower: Unit, upper: Unit, *, kind: str = RelationKind.MANAGEMENT, start: date = LONG_AGO, end=None):
    return UnitRelation.objects.create(lower=lower, upper=upper, kind=kind, valid_from=start, valid_to=end)


def make_user(username: str = "", *, name: str = "", **fields) -> User:
    """An active account with the password `PASSWORD`."""
    number = next(_serial)
    username = username or f"nguoi{number:03d}"
    return User.objects.create_user(username, PASSWORD, full_name=name or f"Nguyễn Văn {username}", **fields)


def give_post(user: User, role: str, unit: Unit, *, start: date = LONG_AGO, end: date | None = None) -> Post:
    return Post.objects.create(user=user, role=role, unit=unit, valid_from=start, valid_to=end)


def make_holder(role: str, unit: Unit, *, name: str = "", **dates) -> User:
    """A new person in a post."""
    user = make_user(name=name)
    give_post(user, role, unit, **dates)
    return user


def delegate(giver: User, receiver: User, role: str, unit: Unit, *, acts: list[str], **fields) -> Delegation:
    """A delegation for the month around today, unless start and end are given."""
    start, end = fields.pop("start", clock.today()), fields.pop("end", clock.today() + timedelta(days=30))
    fields.setdefault("paper", "12/QĐ-STP")
    return Delegation.objects.create(
        giver=giver, receiver=receiver, role=role, unit=unit, acts=acts, valid_from=start, valid_to=end, **fields
    )


def be_away(user: User, *, stand_in: User | None = None, start: date | None = None, end: date | None = None) -> Absence:
    """An absence of a week from today, unless start and end are given."""
    start = start or clock.today()
    return Absence.objects.create(
        user=user, stand_in=stand_in, valid_from=start, valid_to=end or start + timedelta(days=7), reason="nghỉ phép"
    )
