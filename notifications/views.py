"""My messages: unread first, opened by a button that marks them read."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dossiers import clock
from dossiers.administration import grants_here
from notifications.holds import may_hold
from notifications.kinds import Kind
from notifications.laying_out import parts
from notifications.models import Delivery

PAGE = 30


@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """The messages of the person signed in, 30 a page; ?loai= of one kind, ?chua-doc=1 what was not opened."""
    kind, only_unread = request.GET.get("loai", ""), request.GET.get("chua-doc") == "1"
    was_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    mine = Delivery.objects.unread(request.user) if only_unread else Delivery.objects.to_person(request.user)
    rows = mine.filter(kind=kind) if kind in Kind.values else mine
    rows = rows.annotate(was_read=was_read).order_by("was_read", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    for message in page:
        message.parts = parts(message.body)
    kept = {"loai": kind, "chua-doc": "1" if only_unread else ""}
    filtered = any(kept.values())
    about = {
        "page": page, "kinds": Kind.choices, "kind": kind, "only_unread": only_unread, "filtered": filtered,
        "any": filtered or page.paginator.count, "kept": _kept(kept),
        "may_hold": may_hold(request.user, grants=grants_here(request)),
    }
    return render(request, "notifications/list.html", about)


def _kept(filters: dict[str, str]) -> str:
    """What the links to other pages keep of the filter."""
    said = urlencode({name: value for name, value in filters.items() if value})
    return f"{said}&" if said else ""


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one of my messages read and go where it points."""
    message = get_object_or_404(Delivery.objects.to_person(request.user), pk=pk)
    Delivery.objects.filter(pk=pk, read_at=None).update(read_at=clock.now())
    return redirect(message.link or reverse("notifications:list"))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all my messages read."""
    Delivery.objects.to_person(request.user).filter(read_at=None).update(read_at=clock.now())
    return redirect("notifications:list")
