"""A page that waited in vain for rows says so. The door refuses in words by itself; this is for drafts and the rest."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dossiers.busy import waited_in_vain


class BusyInWords:
    """Answer such a wait with the page 'Đang có người xử lý' (409)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError) and waited_in_vain(exception):
            return render(request, "busy.html", status=409)
        return None
