"""Where an objection is mended: the address of a page, if there is such a page."""

from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse

from dossiers.vocabulary import State

if TYPE_CHECKING:
    from dossiers.models import Dossier


def page(name: str, *args: object) -> str:
    """The path of the page of that url name, or '' where the installation has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def page_of(dossier: "Dossier") -> str:
    """Where a dossier is worked on: its hand-in until it is sent, then its own page."""
    if dossier.pk is None or dossier.state == State.DRAFT:
        return page("dossiers:hand_in", dossier.hand_in_id)
    return page("workflow:dossier", dossier.code)
