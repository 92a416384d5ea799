"""What others ask of us: letters that wait for our opinion, papers from outside that wait for our reply. One query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import CharField, DateTimeField, Value
from django.urls import reverse

from dossiers import origins
from dossiers.models import Nominee
from dossiers.roles import Grant
from dossiers.vocabulary import Role
from workflow.consultation import reading
from workflow.enquiry import waiting
from workflow.enquiry.models import SENDERS_TERM, Standing

LONG_AGO = datetime.min.replace(tzinfo=UTC)
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
    set_by: str = ""


@dataclass(frozen=True)
class OfUs:
    """What there is to answer and how much `more` of it; `proposed`: whether somebody was ever proposed under this
    account."""

    asked: list[Asked]
    more: int
    proposed: bool


def of_us(user: Any, grants: Sequence[Grant], *, most: int) -> OfUs:
    """At most so many things to answer, the most urgent first. Whether the person is anybody's nominee comes with the
    same query, so that an inbox asks for own dossiers only where there can be some."""
    nobody = Value("", CharField())
    mine = Nominee.objects.filter(user=user).order_by().values_list(
        Value("nominee", CharField()), "pk", nobody, nobody, nobody, nobody, Value(None, DateTimeField()), nobody
    )
    parts = [mine]
    if any(grant.role in ASKED for grant in grants):
        parts += [_letters(user, grants), _papers(grants)]
    rows = list(parts[0].union(*parts[1:], all=True)) if len(parts) > 1 else list(mine)
    asked = [_asked(*row) for row in rows if row[0] != "nominee"]
    ordered = sorted(asked, key=lambda each: (each.due_at is None, each.due_at or LONG_AGO, len(each.url), each.url))
    return OfUs(ordered[:most], max(0, len(asked) - most), len(asked) < len(rows))


def _letters(user: Any, grants: Sequence[Grant]) -> Any:
    return reading.to_answer(user, grants).order_by().values_list(
        Value("letter", CharField()), "pk", "consultation__number", "consultation__code", "consultation__body__name",
        "name", "consultation__due_at", "consultation__due_basis",
    )


def _papers(grants: Sequence[Grant]) -> Any:
    return waiting.for_desks(grants).order_by().values_list(
        Value("paper", CharField()), "pk", "number", "sender", "standing", Value("", CharField()), "due_at",
        Value("", CharField()),
    )


def _asked(
    kind: str, pk: int, number: str, other: str, whose: str, name: str, due_at: datetime | None, basis: str
) -> Asked:
    if kind == "letter":
        url = reverse("workflow:consultation_answer", args=[pk])
        what = f"Trả lời ý kiến theo văn bản {number or other} của {whose}"
        return Asked(what, url, f"hỏi {name}", due_at, origins.short(basis))
    what = f"{DOING[whose]} {number} của {other}"
    return Asked(what, reverse("workflow:enquiry", args=[pk]), "văn bản hỏi ý kiến đến", due_at, SENDERS_TERM)
