"""Which posts can be: asked by the form of a post and by the import of many."""

from datetime import date

from dossiers.models import Post, Unit, User
from dossiers.organisation import overlapping
from dossiers.vocabulary import UNIT_ROLES, Role


def place_problem(role: str, unit: Unit) -> str:
    """Why `role` cannot be held at `unit`, in words; empty if it can. A body may propose, a unit does not review."""
    if role in UNIT_ROLES or unit.is_body:
        return ""
    return f"Vai trò '{Role(role).label}' chỉ giữ ở cơ quan từ cấp Sở trở lên; {unit} là đơn vị."


def period_problem(user: User, role: str, unit: Unit, *, start: date, end: date | None, but: Post | None = None) -> str:
    """Why `user` cannot hold `role` at `unit` from `start` to `end` (None: open), in words; empty if possible.

    `but` is the row being changed."""
    others = Post.objects.filter(user=user, role=role, unit=unit).exclude(pk=but.pk if but else None)
    for row in others:
        if overlapping([(row.valid_from, row.valid_to), (start, end)]):
            return f"{user} đã giữ vai trò này ở {unit} từ {row.valid_from:%d/%m/%Y}; hai lần giữ trùng thời gian."
    return ""
