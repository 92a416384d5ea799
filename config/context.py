"""What the base layout needs on every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property

from config.health import for_administrators
from config.navigation import Link, administrators, menu
from config.reader import about_reader
from dossiers.administration import grants_here
from dossiers.models import Season
from dossiers.vocabulary import Nature
from notifications.channels import zalo
from notifications.holds import may_hold


class Layout:
    """Lazy facts of the layout: a page asks the database only for what its template shows."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def menu(self) -> list[Link]:
        return menu(self.request)

    def unread(self) -> int:
        """How many messages in the application this person has not opened."""
        return int(about_reader(self.request)["unread"])

    def scheduler_silent(self) -> bool:
        """True only for administrators, who alone can do something about it."""
        return not self._well[0]

    def undelivered(self) -> int:
        """How many messages were given up; told to administrators only."""
        return self._well[1]

    def unreminded(self) -> int:
        """How many reminders were given up; told to administrators only."""
        return self._well[2]

    @cached_property
    def _well(self) -> tuple[bool, int, int]:
        return for_administrators() if administrators(self.request) else (True, 0, 0)

    def has_zalo(self) -> bool:
        """Whether messages can go by the office's Zalo OA."""
        return zalo.is_configured()

    def nothing_leaves(self) -> bool:
        """Whether every message that goes outside is held back; told to those who can let them go."""
        if not self.request.user.is_authenticated or not about_reader(self.request)["held"]:
            return False
        return may_hold(self.request.user, grants=grants_here(self.request))

    def rehearses(self) -> bool:
        """Whether this account belongs to a rehearsal that was kept."""
        return self.request.user.is_authenticated and self.request.user.nature == Nature.REHEARSAL

    def unreal_season(self) -> Season | None:
        """The newest season when it is sample data or a rehearsal."""
        if not self.request.user.is_authenticated:
            return None
        newest = Season.objects.order_by("-year", "-pk").only("title", "nature").first()
        return newest if newest and newest.nature != Nature.REAL else None


def layout(request: HttpRequest) -> dict[str, Any]:
    """The one context processor of the site."""
    return {"layout": Layout(request)}
