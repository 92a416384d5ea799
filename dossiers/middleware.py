"""What is settled before any page: a person with a one-time password changes it first; what no database can keep is no
input."""

from collections.abc import Callable
from itertools import chain
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

Handler = Callable[[HttpRequest], HttpResponse]
OPEN_PAGES = ("dossiers:password_change", "dossiers:logout")
NUL = "\x00"  # no keyboard types it and PostgreSQL refuses it in every text


def own_password_first(get_response: Handler) -> Handler:
    """Send every request of such a person to the change of password; logging out stays possible."""

    def answer(request: HttpRequest) -> HttpResponse:
        user = request.user
        waits = user.is_authenticated and user.must_change_password
        if waits and request.path not in {reverse(name) for name in OPEN_PAGES}:
            return redirect("dossiers:password_change")
        return get_response(request)

    return answer


class WithoutNul:
    """Answer a request whose address or fields hold a NUL with the page 'Yêu cầu không đọc được'."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *about_view: Any) -> None:
        """Asked after the check of the form's one-time code, which has read the fields. Raises BadRequest."""
        fields = chain(request.GET.lists(), request.POST.lists())
        texts = chain([request.path], *([name, *values] for name, values in fields))
        if any(NUL in text for text in texts):
            raise BadRequest("a NUL in the address or in a field")
