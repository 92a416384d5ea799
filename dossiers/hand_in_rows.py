"""The list of hand-ins: where the lines of each stand, in words, and what this reader does next with it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse

from dossiers.lifecycle import CLOSED_STATES
from dossiers.models import Dossier, HandIn
from dossiers.preparing import may_draft
from dossiers.roles import Grant
from dossiers.rules.mending import page
from dossiers.vocabulary import Role, State


@dataclass(frozen=True)
class Row:
    """A hand-in on the list. `states`: how many of its lines are where; `next`: what is to be done, with `url` if this
    reader does it; `mine` marks that."""

    hand_in: HandIn
    states: Sequence[str]
    next: str
    url: str = ""

    @property
    def mine(self) -> bool:
        return bool(self.url)


@dataclass(frozen=True)
class _View:
    """One hand-in as one reader sees it: the states of the lines that are seen, and what the reader may do."""

    hand_in: HandIn
    states: Counter[str]
    drafts: bool
    heads: bool
    receives: bool

    @property
    def home(self) -> str:
        return reverse("dossiers:hand_in", args=[self.hand_in.pk])


def rows_of(hand_ins: Sequence[HandIn], seen: QuerySet[Dossier], grants: Sequence[Grant]) -> list[Row]:
    """The rows for one who holds `grants` and sees the dossiers `seen` (with `shown_state`). One query."""
    counted: dict[int, Counter[str]] = {}
    lines = seen.filter(hand_in__in=[each.pk for each in hand_ins]).order_by()
    for pk, state, count in lines.values_list("hand_in", "shown_state").annotate(count=Count("pk")):
        counted.setdefault(pk, Counter())[state] = count
    return [_row(_view(each, counted.get(each.pk, Counter()), grants)) for each in hand_ins]


def _view(hand_in: HandIn, states: Counter[str], grants: Sequence[Grant]) -> _View:
    held = {(grant.role, grant.unit_id) for grant in grants if grant.acts is None}
    drafts = may_draft(None, hand_in.unit_id, origin=hand_in.origin, to_body_id=hand_in.to_body_id, grants=grants)
    heads = any(grant.role == Role.UNIT_HEAD and grant.unit_id == hand_in.unit_id for grant in grants)
    receives = any((role, hand_in.to_body_id) in held for role in (Role.OFFICE, Role.OFFICE_HEAD, Role.APPRAISER))
    return _View(hand_in, states, drafts, heads, receives)


def _row(view: _View) -> Row:
    said = [f"{view.states[state]} {label.lower()}" for state, label in State.choices if view.states[state]]
    following, url = _next(view)
    return Row(view.hand_in, said if view.hand_in.submitted_at else [], following, url)


def _next(view: _View) -> tuple[str, str]:
    if not view.hand_in.proposes:
        return _next_of_report(view)
    if view.hand_in.submitted_at is None:
        return _next_of_draft(view)
    return next((found for found in (step(view) for step in SENT) if found), _waits(view))


def _next_of_report(view: _View) -> tuple[str, str]:
    if view.hand_in.submitted_at is not None:
        return "Đã xong", ""
    return ("Viết nội dung, đính kèm rồi gửi", view.home) if view.drafts else ("Chờ đơn vị gửi", "")


def _next_of_draft(view: _View) -> tuple[str, str]:
    if view.hand_in.prepared_at is not None:
        return ("Đọc và duyệt", page("workflow:approve", view.hand_in.pk) or view.home) if view.heads else (
            "Chờ thủ trưởng duyệt", ""
        )
    if not view.drafts:
        return "Chờ đơn vị soạn xong", ""
    if not view.states:
        return "Lập danh sách đề nghị", reverse("dossiers:grid", args=[view.hand_in.pk])
    if view.hand_in.head_note:
        return "Sửa theo ý kiến thủ trưởng", view.home
    return ("Kiểm tra rồi duyệt và gửi" if view.heads else "Bổ sung giấy tờ, trình thủ trưởng duyệt"), view.home


def _mend(view: _View) -> tuple[str, str] | None:
    count = view.states[State.RETURNED]
    if not count:
        return None
    mine = view.drafts or view.heads
    return (f"Bổ sung {count} hồ sơ theo yêu cầu", view.home) if mine else (f"Chờ đơn vị bổ sung {count} hồ sơ", "")


def _left(view: _View) -> tuple[str, str] | None:
    count = view.states[State.DRAFT]
    return (f"Bổ sung và gửi {count} hồ sơ còn lại", view.home) if count and view.drafts else None


def _receive(view: _View) -> tuple[str, str] | None:
    count = view.states[State.SUBMITTED]
    if not count:
        return None
    name = view.hand_in.to_body.name
    return (f"Tiếp nhận {count} hồ sơ", view.home) if view.receives else (f"Chờ {name} tiếp nhận", "")


SENT: Sequence[Callable[[_View], tuple[str, str] | None]] = (_mend, _left, _receive)


def _waits(view: _View) -> tuple[str, str]:
    open_ones = [state for state in view.states if state not in CLOSED_STATES]
    return ("Theo dõi kết quả", "") if open_ones else ("Đã xong", "")
