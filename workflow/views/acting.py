"""How every page acts: one attempt at the door, and a refusal shown as a list a person can act on.

A form names its lines `dossier` (primary keys, repeated), its idempotency key `key`, its reason `reason`. Whatever
was typed stays typed: the page is rendered again from the same POST.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, QueryDict

from dossiers import access
from dossiers.models import Dossier
from dossiers.rules.objection import Objection, Refused

T = TypeVar("T")
LONGEST_KEY = 18  # digits of a 64-bit primary key


@dataclass(frozen=True)
class Line:
    """A refused dossier with what stands against it."""

    dossier: Dossier | None
    objections: Sequence[Objection]


@dataclass(frozen=True)
class Refusal:
    """A refusal as a page shows it; `resend` repeats the form without the refused lines, if any are left."""

    lines: Sequence[Line]
    general: Sequence[Objection]
    resend: Sequence[tuple[str, str]]
    path: str
    left: int

    @property
    def refused(self) -> int:
        return len(self.lines)


def new_key() -> str:
    """A fresh idempotency key for a form."""
    return uuid.uuid4().hex


def attempt(request: HttpRequest, work: Callable[[], T], *, done: str) -> tuple[T | None, Refusal | None]:
    """Run `work` (a call of the door). Success leaves the message `done`; a refusal comes back for the page."""
    try:
        result = work()
    except Refused as refused:
        return None, refusal_of(request, refused)
    messages.success(request, done)
    return result, None


def refusal_of(request: HttpRequest, refused: Refused) -> Refusal:
    """The refusal with its dossiers read, and the form without them."""
    blocking = {pk: [one for one in found if one.blocks] for pk, found in refused.by_dossier.items()}
    blocking = {pk: found for pk, found in blocking.items() if found}
    dossiers = Dossier.objects.in_bulk([pk for pk in blocking if pk])
    lines = [Line(dossiers.get(pk), found) for pk, found in blocking.items()]
    sent = chosen_ids(request.POST)
    left = [pk for pk in sent if pk not in blocking]
    return Refusal(lines, refused.general, _resend(request.POST, left), request.get_full_path(), len(left))


def _resend(post: QueryDict, left: Sequence[int]) -> list[tuple[str, str]]:
    if not left:
        return []
    skipped = {"csrfmiddlewaretoken", "key", "dossier"}
    kept = [(name, str(value)) for name in post if name not in skipped for value in post.getlist(name)]
    return [*kept, *(("dossier", str(pk)) for pk in left), ("key", new_key())]


def chosen_ids(post: QueryDict) -> list[int]:
    """The primary keys of the chosen lines; anything that is none is left out."""
    return [int(value) for value in post.getlist("dossier") if value.isdecimal() and len(value) <= LONGEST_KEY]


def chosen(request: HttpRequest, among: Any = None) -> list[Dossier]:
    """The chosen dossiers that this person may see (within the queryset `among`, if given)."""
    rows = access.visible(request.user) if among is None else among
    return list(rows.filter(pk__in=chosen_ids(request.POST)).order_by("award__position", "unit_name", "pk"))


def key_of(request: HttpRequest) -> str | None:
    """The form's idempotency key."""
    return request.POST.get("key", "")[:64] or None
