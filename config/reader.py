"""What the layout asks about the person who reads, in one statement whatever it shows."""

from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from dossiers.access import own_to_tell
from dossiers.models import User
from notifications.models import Delivery, Hold


def about_reader(request: HttpRequest) -> dict[str, Any]:
    """`unread`: messages in the application that were not opened; `own`: whether there is a dossier of the reader's own
    to read; `held`: whether nothing leaves the house (`Hold`). Asked once a request; the reader is logged in."""
    known: dict[str, Any] | None = getattr(request, "about_reader", None)
    if known is None:
        known = _ask(request.user)
        request.about_reader = known  # type: ignore[attr-defined]
    return known


def _ask(user: Any) -> dict[str, Any]:
    waiting = Delivery.objects.unread(OuterRef("pk")).order_by()
    counted = waiting.values("user").annotate(count=Count("pk")).values("count")
    unread = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    held = Exists(Hold.objects.filter(scope=Hold.Scope.EVERYTHING, released_at=None))
    own = Exists(own_to_tell(OuterRef("pk")))
    row = User.objects.filter(pk=user.pk).values(unread=unread, own=own, held=held).first()
    return dict(row) if row else {"unread": 0, "own": False, "held": False}
