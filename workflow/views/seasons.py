"""Opening and closing a year, from its page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from dossiers.models import Season
from dossiers.rules.objection import Refused
from workflow import seasons
from workflow.views.acting import key_of


@require_POST
def season_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the year."""
    return _answer(request, pk, seasons.open_season, done="Đã mở {season}. Các đơn vị gửi được hồ sơ.")


@require_POST
def season_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the year."""
    return _answer(request, pk, seasons.close_season, done="Đã đóng {season}.")


def _answer(request: HttpRequest, pk: int, service: Callable[..., object], *, done: str) -> HttpResponse:
    season = get_object_or_404(Season, pk=pk)
    try:
        service(season, actor=request.user, key=key_of(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done.format(season=season))
    return redirect("dossiers:season", pk)
