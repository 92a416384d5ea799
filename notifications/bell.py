"""What the bell of the page asks for every two seconds: how much is unread, and the newest of it when it is opened."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notifications.models import Delivery

NEWEST = 5


@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """`{"unread": 3}` for the person signed in, or 304 while nothing has changed. One statement."""
    count, newest = Delivery.objects.unread(request.user).count_and_newest()
    tag = f'"{count}-{newest}"'
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        answer = JsonResponse({"unread": count})
    return _unstored(answer, ETag=tag)


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """The newest unread messages as a part of a page. One statement."""
    rows = Delivery.objects.unread(request.user).only("subject", "created_at")[:NEWEST]
    return _unstored(render(request, "notifications/_newest.html", {"messages_unread": rows}))


def _unstored(answer: HttpResponse, **headers: str) -> HttpResponse:
    """What one person has been told lies in no cache; the script itself remembers the tag."""
    for name, text in {"Cache-Control": "no-store", **headers}.items():
        answer[name] = text
    return answer
