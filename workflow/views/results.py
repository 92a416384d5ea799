"""Kết quả năm: the table, its Excel file, the ready paragraph, and the dossiers behind each number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from dossiers import access, clock, exporting, queries, rows
from dossiers.administration import grants_here
from dossiers.exporting import Column, Table
from dossiers.forms import fields
from dossiers.models import Award, Dossier, Season, Unit
from dossiers.views.exports import Selection
from dossiers.views.listing import kept
from workflow import results, results_words
from workflow.results import Fate, Results

PER_PAGE = 30
YEAR_DIGITS = 4
KINDS = {"tap-the": "tập thể", "ca-nhan": "cá nhân"}
SAID = {
    Fate.GRANTED: "đã có quyết định khen thưởng", Fate.PENDING: "đang xét", Fate.REFUSED: "không được khen thưởng",
    Fate.REVOKED: "đã hủy quyết định, thu hồi",
}

DECIDED = (("granted", "Đã khen thưởng"), ("refused", "Không được khen thưởng"), ("revoked", "Đã hủy, thu hồi"))


class DayForm(forms.Form):
    """The day as of which the results are told; today unless another is given."""

    day = fields.day("Tính đến hết ngày", required=False)

    def clean_day(self) -> date | None:
        """Nobody knows the results of a day to come."""
        day = self.cleaned_data["day"]
        if day is not None and day > clock.today():
            raise forms.ValidationError("Ngày này chưa đến; chọn hôm nay hoặc một ngày trước.")
        return day

    @property
    def chosen(self) -> date:
        self.is_valid()
        return self.cleaned_data.get("day") or clock.today()


@dataclass(frozen=True)
class Asked:
    """A year as of a day, by whom it is read."""

    season: Season
    form: DayForm

    @property
    def day(self) -> date:
        return self.form.chosen


@require_safe
def latest_results(request: HttpRequest) -> HttpResponse:
    """The results of the newest year there is."""
    _check(request)
    newest = Season.objects.order_by("-year").values_list("year", flat=True).first()
    if newest is None:
        return render(request, "workflow/results_none.html")
    return redirect("workflow:results", newest)


@require_safe
def results_page(request: HttpRequest, year: int) -> HttpResponse:
    """Decided and under way, each number leading to its dossiers; the paragraph to copy."""
    asked = _asked(request, year)
    found = _found(request, asked)
    seasons = sorted(set(Season.objects.values_list("year", flat=True)), reverse=True)
    about = {
        "results": found, "form": asked.form, "years": seasons, "report": results_words.report(found),
        "as_of": _as_of(asked), "total": [(words, found.total(name)) for name, words in DECIDED],
        "total_pending": found.total("pending"), "total_above": sum(row.above for row in found.rows),
    }
    return render(request, "workflow/results.html", about)


@require_safe
def results_file(request: HttpRequest, year: int) -> HttpResponseBase:
    """The table as an .xlsx."""
    asked = _asked(request, year)
    found = _found(request, asked)
    said = [f"Tính đến hết ngày {found.day:%d/%m/%Y}", f"Đã rút hồ sơ: {found.withdrawn}"]
    table = Table(f"Kết quả thi đua, khen thưởng: {found.season}", COLUMNS, said, clock.now())
    file = exporting.workbook(table, found.rows)
    name = f"ket-qua-{year}-den-{found.day:%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=exporting.MEDIA_TYPE)


@require_safe
def results_lines(request: HttpRequest, year: int) -> HttpResponse:
    """The dossiers behind one number of the table, with where they stand today."""
    asked = _asked(request, year)
    body, award, fate, kind = _cell(request)
    page = Paginator(behind(request, asked), PER_PAGE).get_page(request.GET.get("trang"))
    for dossier in page.object_list:
        dossier.told = rows.tell(dossier, clock.now())
    about = {
        "page": page, "kept": kept(request), "season": asked.season, "day": asked.day, "award": award, "body": body,
        "said": SAID[fate], "kind": KINDS.get(kind, ""), "as_of": _as_of(asked), "copies": kept(request, nam=str(year)),
    }
    return render(request, "workflow/results_lines.html", about)


def behind(request: HttpRequest, asked: Asked) -> QuerySet[Dossier]:
    """The dossiers of the cell that the address names, as this person may see them; raises Http404 for no cell."""
    body, award, fate, kind = _cell(request)
    found = results.standings(results.scope(request.user, grants_here(request)), asked.season, asked.day)
    pks = [
        each.pk
        for each in found
        if (each.body_id, each.award, each.fate) == (body.pk, award.code, fate)
        and (not kind or each.individual == (kind == "ca-nhan"))
    ]
    return queries.for_list(access.as_shown(request.user, grants=grants_here(request)).filter(pk__in=pks))


def selected_lines(request: HttpRequest) -> Selection:
    """The same for its file and its print, which name the year in `nam`, with the cell in words."""
    year = request.GET.get("nam", "")
    if not (year.isdecimal() and len(year) == YEAR_DIGITS):
        raise Http404
    asked = _asked(request, int(year))
    body, award, fate, kind = _cell(request)
    said = [
        f"{award.name}: {SAID[fate]}" + (f", {KINDS[kind]}" if kind else ""),
        f"{asked.season}, {body.name} quyết định, tính đến hết ngày {asked.day:%d/%m/%Y}",
        "Cột trạng thái ghi tình trạng hôm nay.",
    ]
    return Selection(behind(request, asked).select_related("season", "round"), said)


def _check(request: HttpRequest) -> None:
    if not results.reads_results(grants_here(request)):
        raise Http404


def _asked(request: HttpRequest, year: int) -> Asked:
    _check(request)
    season = results.season_of(year, request.user)
    if season is None:
        raise Http404
    return Asked(season, DayForm({"day": request.GET.get("den-ngay", "")}))


def _found(request: HttpRequest, asked: Asked) -> Results:
    return results.of_season(results.scope(request.user, grants_here(request)), asked.season, asked.day)


def _as_of(asked: Asked) -> str:
    return urlencode({"den-ngay": f"{asked.day:%d/%m/%Y}"})


def _cell(request: HttpRequest) -> tuple[Unit, Award, Fate, str]:
    body = get_object_or_404(Unit, code=request.GET.get("co-quan", ""))
    award = get_object_or_404(Award, code=request.GET.get("danh-hieu", ""))
    fate, kind = request.GET.get("nhom", ""), request.GET.get("doi-tuong", "")
    if fate not in SAID or kind not in ("", *KINDS):
        raise Http404
    return body, award, Fate(fate), kind


def _two(name: str, words: str) -> Sequence[Column]:
    def number(kind: str) -> Any:
        return lambda row: getattr(getattr(row, name), kind)

    return (
        Column(f"{words}: tập thể", number("collectives"), 12), Column(f"{words}: cá nhân", number("individuals"), 12)
    )


COLUMNS = (
    Column("Cấp quyết định", lambda row: row.level, 18),
    Column("Cơ quan quyết định", lambda row: row.body.name, 36),
    Column("Danh hiệu, hình thức", lambda row: row.award.name, 36),
    *_two("granted", "Đã khen thưởng"),
    *_two("pending", "Đang xét"),
    Column("Đang xét: đã trình cấp trên", lambda row: row.above, 14),
    *_two("refused", "Không được khen thưởng"),
    *_two("revoked", "Đã hủy, thu hồi"),
)
