"""The queue of messages, for administrators: how it stands, what was given up, what waits, each with its attempts; and
who has dealt with what was given up, and why."""

from collections.abc import Collection

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dossiers import clock
from dossiers.administration import administrators_only
from notifications import incidents, quiet
from notifications.channels.registry import label
from notifications.models import WAITING, Delivery, Incident
from notifications.standing import Standing, standing

PAGE = 30
GIVEN_UP, WAITS, DONE = "", "cho-gui", "da-xu-ly"
NOTHING_CHOSEN = "Chưa chọn thông báo nào."
OTHERS_DID = "{count} thông báo đã có người xử lý trước; xem ở mục Sự cố đã xử lý."
NO_REASON = "Hãy ghi lý do bỏ qua."
LONG_REASON = f"Lý do dài quá {incidents.LONGEST_REASON} ký tự; hãy ghi gọn hơn."


@require_safe
@administrators_only
def queue_page(request: HttpRequest) -> HttpResponse:
    """Figures of the post and a list of 30: incidents, with ?xem=cho-gui what waits, with ?xem=da-xu-ly old ones."""
    return _page(request, request.GET.get("xem", ""))


def _page(
    request: HttpRequest, shown: str, *, chosen: Collection[int] = (), reason: str = "", status: int = 200
) -> HttpResponse:
    found = standing(request.user)
    page = _rows(shown, found).get_page(request.GET.get("trang"))
    for row in page:
        row.by = label((row if shown == WAITS else row.delivery).channel)
    about = {"waits": shown == WAITS, "done": shown == DONE, "kept": f"xem={shown}" if shown in (WAITS, DONE) else ""}
    about |= {"page": page, "standing": found, "chosen": chosen, "reason": reason}
    return render(request, "notifications/queue.html", about, status=status)


def _rows(shown: str, found: Standing) -> Paginator:
    if shown == DONE:
        return Paginator(_dealt_with(), PAGE)
    pages = Paginator(_waiting() if shown == WAITS else _given_up(), PAGE)
    pages.count = found.waiting if shown == WAITS else found.given_up  # known already
    return pages


def _given_up() -> QuerySet[Incident]:
    rows = incidents.unresolved().select_related("delivery__user", "delivery__subscriber")
    return rows.prefetch_related("delivery__tries")


def _dealt_with() -> QuerySet[Incident]:
    rows = Incident.objects.filter(resolved_at__isnull=False).order_by("-resolved_at", "-pk")
    return rows.select_related("delivery__user", "delivery__subscriber", "resolved_by")


def _waiting() -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(state__in=WAITING).select_related("user", "subscriber").prefetch_related("tries")
    return rows.order_by("created_at", "pk")


@require_POST
@administrators_only
def resolve(request: HttpRequest) -> HttpResponse:
    """Repeat the chosen incidents, or let them go with a reason."""
    pks = [int(pk) for pk in request.POST.getlist("incident") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    reason, again = request.POST.get("reason", "").strip(), request.POST.get("what") == "repeat"
    if objection := _objection(pks, reason, again=again):
        messages.error(request, objection)
        return _page(request, GIVEN_UP, chosen=pks, reason=reason, status=422)
    count = (incidents.repeat if again else incidents.skip)(pks, by=request.user, reason=reason)
    if count:
        messages.success(request, _repeated(count) if again else f"Đã bỏ qua {count} thông báo.")
    if others := len(set(pks)) - count:
        messages.warning(request, OTHERS_DID.format(count=others))
    return redirect("notifications:queue")


def _repeated(count: int) -> str:
    now = clock.now()
    opens = quiet.next_open(now)
    later = f" Đang giờ yên tĩnh: tin không gấp gửi lúc {timezone.localtime(opens):%H:%M %d/%m/%Y}."
    return f"Sẽ gửi lại {count} thông báo." + (later if opens > now else "")


def _objection(pks: Collection[int], reason: str, *, again: bool) -> str:
    if not pks:
        return NOTHING_CHOSEN
    if not reason and not again:
        return NO_REASON
    return LONG_REASON if len(reason) > incidents.LONGEST_REASON else ""
