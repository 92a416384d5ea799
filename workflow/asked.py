"""What others ask of us: letters that wait for our opinion, papers from outside that wait for our reply. One query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Value
from django.urls import reverse

from dossiers.roles import Grant
from dossiers.vocabulary import Role
from workflow.consultation import reading
from workflow.enquiry import waiting
from workflow.enquiry.models import Standing

ASKED = (Role.UNIT_HEAD, Role.OFFICE)  # who answers for an addressee (`workflow.consultation.asking.desk_of`)
DOING = {
    str(Standing.DRAFTING): "Soạn trả lời văn bản", str(Standing.LAID): "Duyệt trả lời văn bản",
    str(Standing.APPROVED): "Gửi trả lời văn bản",
}


@dataclass(frozen=True)
class Asked:
    """One thing to answer: `what` to do, where, for whom, by when."""

    what: str
    url: str
    about: str
    due_at: datetime | None


def of_us(user: Any, grants: Sequence[Grant], *, most: int) -> list[Asked]:
    """At most so many, the most urgent first; nothing is asked for who can answer nothing."""
    if not any(grant.role in ASKED for grant in grants):
        return []
    letters = reading.to_answer(user, grants).order_by().values_list(
        Value("letter", CharField()), "pk", "consultation__number", "consultation__code", "consultation__body__name",
        "name", "consultation__due_at",
    )
    papers = waiting.for_desks(grants).order_by().values_list(
        Value("paper", CharField()), "pk", "number", "sender", "standing",
        Value("", CharField()), "due_at",
    )
    rows = [_asked(*row) for row in letters.union(papers, all=True)]
    return sorted(rows, key=lambda row: (row.due_at is None, row.due_at or 0, row.url))[:most]


def _asked(
    kind: str, pk: int, number: str, other: str, whose: str, name: str, due_at: datetime | None
) -> Asked:
    if kind == "letter":
        url = reverse("workflow:consultation_answer", args=[pk])
        return Asked(f"Trả lời ý kiến theo văn bản {number or other} của {whose}", url, f"hỏi {name}", due_at)
    what = f"{DOING[whose]} {number} của {other}"
    return Asked(what, reverse("workflow:enquiry", args=[pk]), "văn bản hỏi ý kiến đến", due_at)
