"""Error pages in Vietnamese, each saying what to do next; the one for 500 needs nothing that may be broken."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.csrf import requires_csrf_token


@requires_csrf_token
@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


@requires_csrf_token
@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403; a reason given to `PermissionDenied` is shown, it is written for people."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)


@requires_csrf_token
@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Shown when a form's one-time code does not fit, mostly after a second login in another tab."""
    return render(request, "403_csrf.html", status=403)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """500 without context processors: they may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)


@login_not_required
def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address on pages that name no icon, such as the configuration pages."""
    return redirect(static("img/vinhdanh.svg"))
