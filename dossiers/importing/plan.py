"""What the file would change, row by row, and everything that stands in its way. Reads only; a few queries in all."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from dossiers import clock
from dossiers.importing import accounts, organisation, posts
from dossiers.importing.accounts import AccountRow
from dossiers.importing.layout import SHEETS
from dossiers.importing.organisation import UnitRow
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
    problems: list[Problem] = field(default_factory=list)

    @property
    def changes(self) -> list[UnitRow | AccountRow | PostRow]:
        """The rows that would change something, in the order of the sheets."""
        return [row for row in (*self.units, *self.accounts, *self.posts) if row.change]

    @property
    def unchanged(self) -> int:
        return len(self.units) + len(self.accounts) + len(self.posts) - len(self.changes)


def make_plan(rows: Rows) -> Plan:
    """Check the rows against each other and against what is there today."""
    problems: list[Problem] = []
    known_units = {unit.code: unit for unit in Unit.objects.all()}
    units = organisation.check(rows.get("units", []), known_units, problems, today=clock.today())
    known_users = _users(rows)
    people = accounts.check(rows.get("accounts", []), known_users, problems)
    held = _posts_of(known_users.values())
    given = posts.check(
        rows.get("posts", []), problems, held=held, users=known_users, units=known_units,
        new_users={row.username for row in people}, new_units={row.code: row for row in units},
    )
    problems.sort(key=_place)
    return Plan(units, people, given, problems)


def _place(problem: Problem) -> tuple[int, int]:
    return [sheet.title for sheet in SHEETS].index(problem.sheet), problem.row


def _users(rows: Rows) -> dict[str, User]:
    named = {row.cells.get("username", "") for key in ("accounts", "posts") for row in rows.get(key, [])}
    return {user.username: user for user in User.objects.filter(username__in=named)}


def _posts_of(users: Iterable[User]) -> dict[tuple[int, str, int], list[Post]]:
    found: dict[tuple[int, str, int], list[Post]] = {}
    for post in Post.objects.filter(user__in=list(users)):
        found.setdefault((post.user_id, post.role, post.unit_id), []).append(post)
    return found


