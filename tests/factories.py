"""Small makers of rows for tests. People and places here; each returns the saved row."""

import itertools
from datetime import date, timedelta

from dossiers import clock
from dossiers.models import (
    Absence,
    Authority,
    Award,
    AwardVersion,
    Delegation,
    Dossier,
    HandIn,
    Nominee,
    Post,
    Season,
    Unit,
    UnitRelation,
    User,
)
from dossiers.vocabulary import AwardKind, Evidence, Level, NomineeKind, RelationKind, Role, Subject
from workflow.models import Council, Seat

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


def make_season(year: int = 0, *, opened: bool = True, **fields) -> Season:
    """An open season of this year."""
    year = year or clock.today().year
    return Season.objects.create(
        year=year, title=f"Năm thi đua {year}", opens=date(year, 1, 1), achievement_from=date(year, 1, 1),
        achievement_to=date(year, 12, 31), opened_at=clock.now() if opened else None, **fields,
    )


def make_award(
    code: str = "", *, subject: str = Subject.BOTH, level: str = Level.DEPARTMENT, kind: str = AwardKind.FORM, **fields
) -> Award:
    """An award in force for ever, decided at `level`, that states no papers to attach."""
    code = code or f"DH{next(_serial):03d}"
    fields.setdefault("name", f"Giấy khen {code}")
    award = Award.objects.create(code=code, subject=subject, kind=kind, verb="tặng", **fields)
    cited = {"valid_from": LONG_AGO, "citation": "Luật thử Đ.1", "evidence": Evidence.TEXT}
    AwardVersion.objects.create(award=award, states_papers=True, **cited)
    Authority.objects.create(award=award, level=level, **cited)
    return award


def make_person(unit: Unit, *, name: str = "", user: User | None = None, **fields) -> Nominee:
    """A person of `unit` who may be proposed."""
    return Nominee.objects.create(
        kind=NomineeKind.PERSON, unit=unit, user=user, name=name or f"Trần Thị Số {next(_serial)}", **fields
    )


def make_hand_in(unit: Unit, body: Unit, season: Season, **fields) -> HandIn:
    fields.setdefault("created_at", clock.now())
    return HandIn.objects.create(code=f"TT-{next(_serial):04d}", unit=unit, to_body=body, season=season, **fields)


def make_draft(
    unit: Unit | None = None, *, body: Unit | None = None, award: Award | None = None, nominee: Nominee | None = None,
    hand_in: HandIn | None = None, season: Season | None = None, **fields,
) -> Dossier:
    """A draft line; whatever is not given is made for it."""
    body = body or (hand_in.to_body if hand_in else make_body())
    unit = unit or (hand_in.unit if hand_in else make_unit(under=body))
    season = season or (hand_in.season if hand_in else Season.objects.first() or make_season())
    hand_in = hand_in or make_hand_in(unit, body, season)
    nominee = nominee or make_person(unit)
    about = {
        "nominee_name": nominee.name, "unit_name": unit.name, "deciding_body": body, "route": [body.pk], "body": body,
        "desk_role": Role.UNIT_HEAD, "desk_unit": unit, "since": clock.now(), "created_at": clock.now(),
        "simplified": hand_in.simplified,
    }
    return Dossier.objects.create(
        code=f"HS-{next(_serial):04d}", hand_in=hand_in, nominee=nominee, award=award or make_award(), unit=unit,
        season=season, **(about | fields),
    )


def make_council(body: Unit, *, chair: User | None = None, members: int = 5, **dates) -> Council:
    """A council in force for ever with `members` seats in all: chair, vice-chair, secretary, and members."""
    council = Council.objects.create(body=body, name=f"Hội đồng TĐKT {body.name}", valid_from=LONG_AGO, **dates)
    roles = [Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY, *[Role.MEMBER] * members][:members]
    for role in roles:
        give_seat(chair if chair and role == Role.CHAIR else make_user(), council, role)
    return council


def give_seat(user: User, council: Council, role: str = Role.MEMBER, *, end: date | None = None) -> Seat:
    return Seat.objects.create(council=council, user=user, role=role, valid_from=LONG_AGO, valid_to=end)
