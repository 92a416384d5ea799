"""Who configures, asked once a request and never remembered beyond it."""

from functools import wraps
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from dossiers import roles
from dossiers.roles import Grant

ONLY_ADMINISTRATORS = "Trang này chỉ dành cho người đang giữ nhiệm vụ quản trị hệ thống."


class View(Protocol):
    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse: ...


def grants_here(request: HttpRequest) -> list[Grant]:
    """As `roles.grants_of` the person who asks, for what the layout shows; an act reads them afresh."""
    if not hasattr(request, "grants"):
        request.grants = roles.grants_of(request.user)
    return request.grants


def administers(request: HttpRequest) -> bool:
    """As `roles.administers` of the person who asks."""
    if not hasattr(request, "administers"):
        request.administers = roles.administers(request.user, grants=grants_here(request))
    return request.administers


def administrators_only(view: View) -> View:
    """Refuse everybody else with 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not administers(request):
            raise PermissionDenied(ONLY_ADMINISTRATORS)
        return view(request, *args, **kwargs)

    return guarded
