"""Everybody of a scenario: accounts, posts and seats, each a different invented person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from django.contrib.auth.hashers import make_password

from config.rehearsal.company import Cast, Officers
from config.rehearsal.scenario import Body, Scenario
from dossiers import text
from dossiers.models import Post, Unit, User
from dossiers.vocabulary import Nature, Role
from workflow.council.models import Council, Seat

APPRAISERS = 2


@dataclass(frozen=True)
class Part:
    """An account to be made with its post: the end of its user name, its title, its role at the place."""

    slug: str
    title: str
    role: str | None


def enter_people(scenario: Scenario, cast: Cast, since: date) -> None:
    """All accounts at once, then their posts: who of a place is who follows from the order of its parts."""
    parts = {body.code: list(_parts_of(body)) for body in scenario.bodies if not body.external}
    unit_parts = [
        Part("thutruong", "Thủ trưởng đơn vị", Role.UNIT_HEAD), Part("nguoisoan", "Người soạn hồ sơ", Role.DRAFTER),
    ]
    enter = _Accounts(cast, since)
    for code, listed in parts.items():
        cast.officers[code] = _officers(listed, [enter(part, cast.bodies[code], code) for part in listed])
    for unit in scenario.units:
        head, drafter = (enter(part, cast.units[unit.code], unit.code) for part in unit_parts)
        cast.heads[unit.code], cast.drafters[unit.code] = head, drafter
    enter.save()


def _parts_of(body: Body) -> Iterator[Part]:
    office = body.office or "bộ phận thường trực"
    yield Part("nguoiky", body.decider, Role.DECIDER)
    yield Part("capphoky", f"Phó {body.decider}", Role.DEPUTY)
    yield Part("truongvp", f"Phụ trách {office}", Role.OFFICE_HEAD)
    for number in range(1, APPRAISERS + 1):
        yield Part(f"thamdinh{number}", f"Chuyên viên {office}", Role.APPRAISER)
    yield Part("thuky", "Thư ký Hội đồng", None)
    yield Part("vanthu", "Văn thư", Role.CLERK)
    for number in range(1, body.members - 2):
        yield Part(f"uyvien{number:02d}", "Ủy viên Hội đồng", None)


def _officers(parts: Sequence[Part], people: Sequence[User]) -> Officers:
    by_slug = {part.slug: user for part, user in zip(parts, people, strict=True)}
    return Officers(
        decider=by_slug["nguoiky"], deputy=by_slug["capphoky"], chair=by_slug["nguoiky"],
        office_head=by_slug["truongvp"],
        appraisers=[by_slug[f"thamdinh{number}"] for number in range(1, APPRAISERS + 1)],
        secretary=by_slug["thuky"], clerk=by_slug["vanthu"],
        members=[user for slug, user in by_slug.items() if slug.startswith("uyvien")],
    )


class _Accounts:
    """Collects accounts and posts and writes each kind with one statement."""

    def __init__(self, cast: Cast, since: date) -> None:
        self.cast, self.since = cast, since
        # One hash for all: the password is the same, and hashing is slow on purpose.
        self.hash = make_password(cast.password)
        self.users: list[User] = []
        self.taken: set[str] = set()
        self.posts: list[Post] = []

    def __call__(self, part: Part, place: Unit, code: str) -> User:
        username = self._free(f"{self.cast.prefix.replace('-', '.')}{text.fold(code).replace(' ', '_')}", part.slug)
        # Who stays in the present database has no address: no letter may ever leave for a rehearsal.
        address = "" if self.cast.nature == Nature.REHEARSAL else f"{username}@dientap.invalid"
        user = User(
            username=username, full_name=next(self.cast.names), email=address, password=self.hash,
            nature=self.cast.nature,
        )
        self.users.append(user)
        if part.role:
            self.posts.append(Post(user=user, role=part.role, unit=place, title=part.title, valid_from=self.since))
        return user

    def _free(self, place: str, slug: str) -> str:
        """A user name of its own, also where two codes differ only by case or accents."""
        names = (f"{place}{number or ''}.{slug}".lower() for number in count())
        username = next(name for name in names if name not in self.taken)
        self.taken.add(username)
        return username

    def save(self) -> None:
        User.objects.bulk_create(self.users)
        Post.objects.bulk_create(self.posts)


def enter_councils(scenario: Scenario, cast: Cast, since: date) -> None:
    for body in scenario.bodies:
        if body.external:
            continue
        council = Council.objects.create(
            body=cast.bodies[body.code], name=f"Hội đồng Thi đua - Khen thưởng {body.name}"[:255],
            paper=f"Quyết định thành lập Hội đồng, {body.code}", valid_from=since,
        )
        Seat.objects.bulk_create(
            Seat(council=council, user=user, role=role, valid_from=since)
            for user, role in _seats(cast.officers[body.code])
        )


def _seats(officers: Officers) -> Iterator[tuple[User, str]]:
    yield officers.chair, Role.CHAIR
    yield officers.deputy, Role.VICE_CHAIR
    yield officers.secretary, Role.SECRETARY
    for member in officers.members:
        yield member, Role.MEMBER
