"""What the file would change, row by row, and everything that stands in its way. Reads only; a few queries in all."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from dossiers import clock
from dossiers.importing import accounts, further, organisation, people, posts
from dossiers.importing.accounts import AccountRow
from dossiers.importing.further import FurtherRow, Known
from dossiers.importing.layout import SHEETS
from dossiers.importing.organisation import UnitRow
from dossiers.importing.people import PersonRow
from dossiers.importing.posts import PostRow
from dossiers.importing.reading import Rows
from dossiers.importing.values import Problem
from dossiers.models import Post, Unit, User


@dataclass(frozen=True)
class Plan:
    """The whole of a file: nothing of it is carried out while there is a problem."""

    units: list[UnitRow] = field(default_factory=list)
    accounts: list[AccountRow] = field(default_factory=list)
    posts: list[PostRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    further: dict[str, list[FurtherRow]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> list[UnitRow | AccountRow | PostRow | PersonRow | FurtherRow]:
        """Every row, in the order of the sheets."""
        return [*self.units, *self.accounts, *self.posts, *self.people, *chain.from_iterable(self.further.values())]

    @property
    def changes(self) -> list[UnitRow | AccountRow | PostRow | PersonRow | FurtherRow]:
        """The rows that would change something, in the order of the sheets."""
        return [row for row in self.rows if row.change]

    @property
    def unchanged(self) -> int:
        return len(self.rows) - len(self.changes)


def make_plan(rows: Rows) -> Plan:
    """Check the rows against each other and against what is there today."""
    problems: list[Problem] = []
    units_there, users_there = {unit.code: unit for unit in Unit.objects.all()}, _users(rows)
    units = organisation.check(rows.get("units", []), units_there, problems, today=clock.today())
    opened = accounts.check(rows.get("accounts", []), users_there, problems)
    known = Known(users_there, units_there, {row.username for row in opened}, {row.code: row for row in units})
    held = _posts_of(users_there.values())
    given = posts.check(
        rows.get("posts", []), problems, held=held, users=users_there, units=units_there, new_users=known.new_users,
        new_units=known.new_units,
    )
    staff = people.check(rows.get("people", []), known, problems)
    others = {key: each.check(rows.get(key, []), known, problems) for key, each in further.SHEETS.items()}
    problems.sort(key=_place)
    return Plan(units, opened, given, staff, others, problems)


def _place(problem: Problem) -> tuple[int, int]:
    return [sheet.title for sheet in SHEETS].index(problem.sheet), problem.row


def _users(rows: Rows) -> dict[str, User]:
    named = {row.cells.get("username", "") for sheet in rows.values() for row in sheet} - {""}
    return {user.username: user for user in User.objects.filter(username__in=named)}


def _posts_of(users: Iterable[User]) -> dict[tuple[int, str, int], list[Post]]:
    found: dict[tuple[int, str, int], list[Post]] = {}
    for post in Post.objects.filter(user__in=list(users)):
        found.setdefault((post.user_id, post.role, post.unit_id), []).append(post)
    return found
