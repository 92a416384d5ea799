"""The years: list, dates and rounds. Opening and closing are acts of the floor above."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import reports, seasons, tables
from dossiers.forms.season import RoundFormSet, SeasonForm
from dossiers.models import Season
from dossiers.views.listing import kept

NOT_KEEPER = "Chỉ người đứng đầu bộ phận thường trực của Sở hoặc quản trị hệ thống lập, sửa năm thi đua."


@require_safe
def season_list(request: HttpRequest) -> HttpResponse:
    """Every year with its dates; all may read them."""
    table = tables.opened(tables.SeasonTable(listed_seasons(request)), request)
    about = {"table": table, "page": table.page, "kept": kept(request), "keeper": seasons.may_keep(request.user)}
    return render(request, "dossiers/season_list.html", about)


def listed_seasons(request: HttpRequest) -> QuerySet[Season]:
    """Every year with the number of its rounds, the newest first."""
    return Season.objects.annotate(round_count=Count("rounds")).order_by("-year", "-pk")


@require_safe
def season(request: HttpRequest, pk: int) -> HttpResponse:
    """One year: dates and rounds; for its keepers the next step, for offices and inspectors which units are silent."""
    year = get_object_or_404(Season.objects.prefetch_related("rounds"), pk=pk)
    facts = {
        "season": year, "keeper": seasons.may_keep(request.user), "unfinished": seasons.unfinished(year),
        "key": uuid.uuid4().hex, "collected": reports.collected(year, request.user),
        "sections": seasons.sections(request, year),
    }
    return render(request, "dossiers/season.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def season_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Enter a new year, or change one that is not closed, together with its rounds."""
    year = get_object_or_404(Season, pk=pk) if pk else Season()
    against = _against(request, year)
    if against:
        messages.error(request, against)
        return redirect("dossiers:season", pk) if pk else redirect("dossiers:season_list")
    copied = None if pk else seasons.latest()
    form = SeasonForm(request.POST or None, instance=year, initial=None if pk else seasons.next_year(copied))
    rounds = _rounds(request, year, copied)
    if request.method == "POST" and all([form.is_valid(), rounds.is_valid()]):
        with transaction.atomic():
            _save(form, rounds)
        messages.success(request, f"Đã lưu {form.instance}.")
        return redirect("dossiers:season", form.instance.pk)
    facts = {"form": form, "rounds": rounds, "season": year, "copied": copied}
    return render(request, "dossiers/season_form.html", facts)


def _save(form: SeasonForm, rounds: BaseInlineFormSet) -> None:
    """Store the year; a changed day of the plan counts as another term."""
    form.instance.term_no += bool(set(form.changed_data) & set(seasons.PLANNED))
    rounds.instance = form.save()
    rounds.save()
    moved = [each for each, names in rounds.changed_objects if "dossiers_by" in names]
    seasons.replanned(form.instance, [*moved, *(each for each in rounds.new_objects if each.dossiers_by)])


def _against(request: HttpRequest, year: Season) -> str:
    if not seasons.may_keep(request.user):
        return NOT_KEEPER
    return f"{year} đã đóng nên không sửa được nữa." if year.closed_at else ""


def _rounds(request: HttpRequest, year: Season, copied: Season | None) -> BaseInlineFormSet:
    """The rounds as sent, as they are, or as copied. A copied form that comes back as it went must still be saved, so
    what was sent is compared with nothing."""
    if request.method == "POST":
        return RoundFormSet(request.POST, instance=year, prefix="rounds")
    offered = seasons.next_rounds(copied)
    rounds = RoundFormSet(instance=year, prefix="rounds", initial=offered)
    rounds.extra += len(offered)
    return rounds
