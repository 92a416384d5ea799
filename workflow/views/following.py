"""'Theo dõi': whoever works on a dossier or reads it may ask to be told of its steps, and stop."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dossiers import clock
from workflow.models import Follow
from workflow.views.dossier import find

STOP = "thoi"


@require_POST
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Begin to follow, or stop where the button says so. Who only is proposed is told what nominees are told."""
    dossier = find(request, code)
    if not dossier.at_work:
        raise Http404
    if STOP in request.POST:
        Follow.objects.filter(user=request.user, dossier=dossier).delete()
        messages.success(request, f"Bạn không theo dõi hồ sơ {dossier.code} nữa.")
    else:
        Follow.objects.get_or_create(user=request.user, dossier=dossier, defaults={"since": clock.now()})
        messages.success(request, f"Bạn sẽ nhận thông báo khi hồ sơ {dossier.code} có bước mới.")
    return redirect("workflow:dossier", code=code)
