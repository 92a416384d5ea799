"""The queue of messages, for administrators: how it stands, what was given up, what waits, each with its attempts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dossiers.administration import administrators_only
from notifications import incidents
from notifications.channels.registry import label
from notifications.models import WAITING, Delivery, Incident
from notifications.standing import standing

PAGE = 30
WAITS = "cho-gui"
NOTHING_CHOSEN = "Chưa chọn thông báo nào."
NO_REASON = "Hãy ghi lý do bỏ qua."


@require_safe
@administrators_only
def queue_page(request: HttpRequest) -> HttpResponse:
    """Figures of the post and a list of 30: incidents, or with ?xem=cho-gui what waits."""
    waits = request.GET.get("xem") == WAITS
    found = standing(request.user)
    pages = Paginator(_waiting() if waits else _given_up(), PAGE)
    pages.count = found.waiting if waits else found.given_up  # known already
    page = pages.get_page(request.GET.get("trang"))
    for row in page:
        row.by = label((row if waits else row.delivery).channel)
    about = {"page": page, "waits": waits, "standing": found, "kept": f"xem={WAITS}" if waits else ""}
    return render(request, "notifications/queue.html", about)


def _given_up() -> QuerySet[Incident]:
    rows = incidents.unresolved().select_related("delivery__user", "delivery__subscriber")
    return rows.prefetch_related("delivery__tries")


def _waiting() -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(state__in=WAITING).select_related("user", "subscriber").prefetch_related("tries")
    return rows.order_by("created_at", "pk")


@require_POST
@administrators_only
def resolve(request: HttpRequest) -> HttpResponse:
    """Repeat the chosen incidents, or let them go with a reason."""
    pks = [int(pk) for pk in request.POST.getlist("incident") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    reason = request.POST.get("reason", "").strip()[: incidents.LONGEST_REASON]
    if not pks:
        messages.error(request, NOTHING_CHOSEN)
    elif request.POST.get("what") == "repeat":
        count = incidents.repeat(pks, by=request.user, reason=reason)
        messages.success(request, f"Sẽ gửi lại {count} thông báo.")
    elif not reason:
        messages.error(request, NO_REASON)
    else:
        messages.success(request, f"Đã bỏ qua {incidents.skip(pks, by=request.user, reason=reason)} thông báo.")
    return redirect("notifications:queue")
