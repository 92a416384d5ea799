"""The calendar itself, at its secret address, and the page on which its owner gets or ends that address."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dossiers import clock
from notifications.feed import address
from notifications.feed.events import events_of
from notifications.feed.writing import written
from notifications.models import CalendarFeed

SHOWN = 10


@require_safe
@login_not_required
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The iCalendar file of whoever owns the secret; 404 for everything else."""
    user = address.owner(secret)
    if user is None:
        raise Http404
    body = written(events_of(user), name=f"Vinh Danh – {user.full_name}", base_url=settings.BASE_URL)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    same = request.headers.get("If-None-Match") == tag
    answer = HttpResponse(status=304) if same else HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """Lịch của tôi: what is in it next, whether there is an address, how to put it on a phone."""
    return _page(request)


@require_POST
@never_cache
def renew(request: HttpRequest) -> HttpResponse:
    """Make the address, or a new one in place of the old; it is shown this once."""
    return _page(request, made=settings.BASE_URL + reverse("notifications:feed", args=[address.renew(request.user)]))


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """End the address."""
    address.close(request.user)
    messages.success(request, "Đã ngừng địa chỉ lịch; điện thoại, máy tính đã thêm lịch này sẽ không nhận tin mới.")
    return redirect("notifications:calendar")


def _page(request: HttpRequest, *, made: str = "") -> HttpResponse:
    today = clock.today()
    ahead = [event for event in events_of(request.user) if event.day >= today and not event.cancelled]
    facts = {
        "made": made, "feed": CalendarFeed.objects.filter(user=request.user).first(), "events": ahead[:SHOWN],
        "more": max(len(ahead) - SHOWN, 0),
    }
    return render(request, "notifications/calendar.html", facts)
