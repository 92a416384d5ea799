"""The sheet of posts: each row becomes a post to give, to end or retitle, or to leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dossiers.importing.layout import POSTS, ROLES
from dossiers.importing.organisation import UnitRow
from dossiers.importing.reading import Row
from dossiers.importing.values import Cells, Problem
from dossiers.models import Post, Unit, User
from dossiers.organisation import overlapping
from dossiers.vocabulary import UNIT_ROLES, Role

Period = tuple[date, date | None]
Periods = dict[tuple[str, str, str], list[Period]]
Held = dict[tuple[int, str, int], list[Post]]


@dataclass(frozen=True)
class PostRow:
    """A post as the file wants it; `post` is the one already there with the same start."""

    sheet: str
    number: int
    username: str
    role: str
    unit: str
    title: str
    since: date | None
    until: date | None
    post: Post | None

    @property
    def change(self) -> str:
        """What the row does, in words; empty if nothing."""
        if self.post is None:
            return "Thêm mới"
        changed = [] if self.post.valid_to == self.until else ["đến ngày"]
        if self.title and self.post.title != self.title:
            changed.append("chức danh")
        return f"Cập nhật: {', '.join(changed)}" if changed else ""

    @property
    def about(self) -> str:
        role = Role(self.role).label if self.role else "?"
        return f"{self.username}: {role}, {self.unit}"


def check(
    rows: Sequence[Row], problems: list[Problem], *, held: Held, users: Mapping[str, User], units: Mapping[str, Unit],
    new_users: set[str], new_units: Mapping[str, UnitRow],
) -> list[PostRow]:
    """The rows as posts. `held` are the posts already there, the others say who and what exists, in the file or not."""
    readers = [Cells(POSTS, row, problems) for row in rows]
    found = [_post_row(cells, held, users, units) for cells in readers]
    changed = {row.post.pk for row in found if row.post}
    periods: Periods = {}
    for cells, row in zip(readers, found, strict=True):
        _refuse_unknown(cells, {*users, *new_users}, {*units, *new_units})
        _refuse_inactive(cells, users)
        _refuse_place(cells, row, units.get(row.unit) or new_units.get(row.unit))
        kept = [post for post in _held(held, users.get(row.username), row.role, units.get(row.unit))
                if post.pk not in changed]
        _refuse_period(cells, row, [(post.valid_from, post.valid_to) for post in kept], periods)
    return found


def _post_row(cells: Cells, held: Held, users: Mapping[str, User], units: Mapping[str, Unit]) -> PostRow:
    username, unit = cells.text("username"), cells.text("unit")
    role, since = cells.choice("role", ROLES) or "", cells.day("since")
    rows = _held(held, users.get(username), role, units.get(unit))
    same = next((post for post in rows if post.valid_from == since), None)
    return PostRow(
        POSTS.title, cells.row.number, username, role, unit, cells.text("title"), since, cells.day("until"), same
    )


def _held(held: Held, user: User | None, role: str, unit: Unit | None) -> list[Post]:
    return held.get((user.pk, role, unit.pk), []) if user and unit else []


def _refuse_unknown(cells: Cells, users: set[str], units: set[str]) -> None:
    username, unit = cells.text("username"), cells.text("unit")
    if username and username not in users:
        cells.wrong("username", f"Không có tài khoản {username} trong tệp và trong hệ thống.")
    if unit and unit not in units:
        cells.wrong("unit", f"Không có đơn vị mã {unit} trong tệp và trong hệ thống.")


def _refuse_inactive(cells: Cells, users: Mapping[str, User]) -> None:
    user = users.get(cells.text("username"))
    if user is not None and not user.is_active:
        cells.wrong("username", f"Tài khoản {user.username} đã ngừng hoạt động.")


def _refuse_place(cells: Cells, row: PostRow, unit: Unit | UnitRow | None) -> None:
    if row.role and row.role not in UNIT_ROLES and unit is not None and not unit.is_body:
        cells.wrong("role", f"Vai trò '{Role(row.role).label}' chỉ giữ ở cơ quan từ cấp Sở trở lên.")


def _refuse_period(cells: Cells, row: PostRow, kept: list[Period], periods: Periods) -> None:
    """`kept` are the posts there that the file leaves alone, `periods` those of the rows before."""
    if row.since is None:
        return
    if row.until is not None and row.until < row.since:
        cells.wrong("until", "Ngày kết thúc phải từ ngày bắt đầu trở đi.")
        return
    in_file = periods.setdefault((row.username, row.role, row.unit), [])
    if overlapping([*kept, *in_file, (row.since, row.until)]):
        cells.wrong("since", "Người này đã giữ vai trò này ở đơn vị đó trong thời gian trùng với dòng này.")
    in_file.append((row.since, row.until))
