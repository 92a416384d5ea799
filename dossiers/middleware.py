"""Who has only a one-time password reaches nothing but the page that changes it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

Handler = Callable[[HttpRequest], HttpResponse]
OPEN_PAGES = ("dossiers:password_change", "dossiers:logout")


def own_password_first(get_response: Handler) -> Handler:
    """Send every request of such a person to the change of password; logging out stays possible."""

    def answer(request: HttpRequest) -> HttpResponse:
        user = request.user
        waits = user.is_authenticated and user.must_change_password
        if waits and request.path not in {reverse(name) for name in OPEN_PAGES}:
            return redirect("dossiers:password_change")
        return get_response(request)

    return answer
