"""My messages: unread first, opened by a button that marks them read."""

from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dossiers import clock
from notifications.models import Delivery

PAGE = 30


@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """The messages of the person signed in, 30 a page."""
    was_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    rows = Delivery.objects.to_person(request.user).annotate(was_read=was_read).order_by("was_read", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    return render(request, "notifications/list.html", {"page": page})


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
