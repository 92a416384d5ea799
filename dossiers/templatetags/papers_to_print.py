"""What can be printed from a hand-in, for the box on its page."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.http import HttpRequest

from dossiers.administration import grants_here
from dossiers.documents import handin
from dossiers.models import Dossier, HandIn
from dossiers.vocabulary import State

register = template.Library()
DECIDED = (State.GRANTED, State.REFUSED, State.INELIGIBLE, State.REVOKED)


@register.simple_tag(takes_context=True)
def papers_to_print(context: dict[str, Any]) -> list[handin.Printable]:
    """The papers of `hand_in` that this person may print, with the slots of `common` where their signed scans go."""
    hand_in, lines = context["hand_in"], context.get("lines")
    if not lines or not (context["preparing"] or _reads_all(context["request"], hand_in)):
        return []
    return handin.printable(hand_in, slots=context.get("common", ()), meeting=context.get("meeting"))


def _reads_all(request: HttpRequest, hand_in: HandIn) -> bool:
    """Who prepares a hand-in reads all its lines; of the others it is asked."""
    return bool(handin.lines_to_print(request.user, hand_in, grants=grants_here(request)))


@register.simple_tag
def is_decided(lines: Iterable[Dossier]) -> bool:
    """Whether any of the lines has its result."""
    return any(line.state in DECIDED for line in lines)
