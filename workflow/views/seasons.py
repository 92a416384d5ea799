"""Opening and closing a year, from its page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from dossiers.models import Season
from dossiers.rules.objection import Refused
from dossiers.seasons import Section, may_keep, section
from workflow import calendar, fixed_days, seasons
from workflow.views.acting import key_of


@section
def days_off(request: HttpRequest, season: Season) -> Section | None:
    """For its keepers: the days of the plan that fall on days off, while they are to come."""
    # what few years have is asked first: who keeps them costs more
    fixed = fixed_days.of_plan(season, off=lambda day: not calendar.current().is_working(day))
    if season.closed_at or not fixed or not may_keep(request.user):
        return None
    return Section("workflow/_plan_days_off.html", {"fixed": fixed})


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
