"""What the office has entered and still has to be done about it, by whom; one statement each."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from dossiers import access
from dossiers.models import Dossier, HandIn, PaperCheck, User
from dossiers.roles import Grant
from dossiers.vocabulary import HandInOrigin, Role, State

MOST = 30
CONFIRMED, SENT_BACK = str(PaperCheck.Outcome.CONFIRMED), str(PaperCheck.Outcome.SENT_BACK)


@dataclass(frozen=True)
class ToDo:
    """One thing to do about one entered tờ trình."""

    sheet: HandIn
    what: str
    url: str


def entered(user: Any, grants: list[Grant], bodies: set[int]) -> QuerySet[HandIn]:
    """What the offices of these bodies entered and `user` may see: `waits` for a second person, `by_me` when entered or
    asked about by `user`, `last_check` the newest answer, `line_count` and `unsent` lines."""
    checks = PaperCheck.objects.filter(hand_in=OuterRef("pk"))
    waits, newest = checks.filter(outcome=""), checks.order_by("-pk").values("outcome")[:1]
    lines = Dossier.objects.filter(hand_in=OuterRef("pk"), state=State.DRAFT, created_by=user)
    mine = Q(created_by=user) | Exists(lines) | Exists(waits.filter(asked_by=user))
    rows = access.visible_hand_ins(user, grants=grants)
    rows = rows.filter(origin__in=access.ENTERED_BY_OFFICE, to_body__in=bodies).select_related("unit", "created_by")
    return rows.annotate(
        waits=Exists(waits), last_check=Subquery(newest), line_count=Count("dossiers"),
        unsent=Count("dossiers", filter=Q(dossiers__state=State.DRAFT)),
        by_me=Exists(HandIn.objects.filter(mine, pk=OuterRef("pk"))),
    )


def to_do(user: User, grants: list[Grant]) -> list[ToDo]:
    """What waits for `user`: comparing, mending, sending; nothing for who is of no office."""
    bodies = access.places(grants, (Role.OFFICE,))
    if not bodies:
        return []
    rows = entered(user, grants, bodies).filter(unsent__gt=0).order_by("pk")[:MOST]
    heads = access.places(grants, (Role.OFFICE_HEAD,))
    found = (_next(sheet, heads) for sheet in rows)
    return [each for each in found if each is not None]


def _next(sheet: Any, heads: set[int]) -> ToDo | None:
    check, page = reverse("workflow:paper_check", args=[sheet.pk]), reverse("dossiers:hand_in", args=[sheet.pk])
    if sheet.origin == HandInOrigin.OFFICE:
        mine = sheet.to_body_id in heads
        return ToDo(sheet, "Duyệt và gửi đề nghị của cơ quan", page) if mine else None
    if sheet.waits:
        return None if sheet.by_me else ToDo(sheet, "Đối chiếu bản giấy", check)
    if sheet.last_check == SENT_BACK:
        return ToDo(sheet, "Sửa bản nhập hộ", check) if sheet.by_me else None
    if sheet.last_check == CONFIRMED:
        return ToDo(sheet, "Gửi tờ trình nhập hộ đã đối chiếu", page)
    return ToDo(sheet, "Nhập tiếp tờ trình giấy", page) if sheet.by_me else None
