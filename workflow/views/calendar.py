"""/lich-lam-viec: the year as it is worked, for everybody; its changes, previewed before they hold, for administrators.

The changes travel signed with the preview, bound to the person who asked, and are judged again at confirming.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import clock
from dossiers.administration import administers, administrators_only
from dossiers.rules.objection import Refused
from dossiers.views.papers import serve
from workflow import calendar, calendar_changes, fixed_days, recompute
from workflow.calendar import Calendar
from workflow.calendar_changes import DayChange
from workflow.calendar_models import CalendarYear, DayOverride
from workflow.calendar_year import WEEKDAYS, year_of
from workflow.fixed_days import FixedDay
from workflow.forms_calendar import DayForm, LinesForm
from workflow.journal_models import Entry, SubjectKind
from workflow.recompute import MOVE
from workflow.views.acting import new_key

SALT = "workflow.calendar"
PREVIEW_SECONDS = 3600
OUTDATED = "Bản xem trước đã quá một giờ hoặc không phải của bạn; hãy làm lại."
NONE_MOVED = "Không có hạn nào phải dời."
YEARS = range(2000, 2101)
MOST_SHOWN = 200  # lines of a preview; the rest is counted
HISTORY = 30


@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """A year: which days differ from Monday to Friday, by which paper, and who entered it."""
    number = _year(request)
    own = list(DayOverride.objects.filter(day__year__range=(number - 1, number + 1)).select_related("scan"))
    keeper = administers(request)
    about = {
        "fixed": _fixed(number, own) if keeper else [],
        "year": year_of(number, own), "unsettled": _is_unsettled(number, own),
        "weekdays": [name.replace("Thứ ", "T. ") for name in WEEKDAYS],
        "history": _history(number), "keeper": keeper, "today": clock.today(),
        "earlier": number - 1 if number - 1 in YEARS else None, "later": number + 1 if number + 1 in YEARS else None,
    }
    return render(request, "workflow/calendar.html", about)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@administrators_only
def calendar_change(request: HttpRequest) -> HttpResponse:
    """Enter one day or many lines, or take a day away; each is shown with what it moves, then confirmed."""
    if request.method == "POST" and "changes" in request.POST:
        return _confirm(request)
    if request.method == "POST" and "remove" in request.POST:
        return _preview(request, [DayChange(_known_day(request.POST["remove"]), "")])
    single, many = _forms(request)
    if request.method == "POST":
        form = many if many.is_bound else single
        if form.is_valid():
            return _preview(request, many.changes if many.is_bound else [single.change])
    about = {"single": single, "many": many, "problems": many.problems if many.is_bound else []}
    return render(request, "workflow/calendar_change.html", about)


@require_safe
def calendar_paper(request: HttpRequest, day: str) -> HttpResponse:
    """The scan of the paper by which a day differs; everybody may read it."""
    row = get_object_or_404(DayOverride.objects.select_related("scan"), day=_known_day(day), scan__isnull=False)
    return serve(row.scan, f"lich-lam-viec-{row.day:%d-%m-%Y}")


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("nam", "")
    return int(asked) if asked.isascii() and asked.isdigit() and int(asked[:5]) in YEARS else clock.today().year


def _is_unsettled(year: int, own: Sequence[DayOverride]) -> bool:
    """Whether nobody has entered or shipped the decision of this year yet."""
    return year > calendar.settled_through() and not any(row.day.year == year for row in own)


def _fixed(year: int, own: Sequence[DayOverride]) -> list[FixedDay]:
    """What was set for a day off of this year, with the office's `own` rows."""
    rules = Calendar({row.day: row.working for row in own})
    return fixed_days.between(date(year, 1, 1), date(year, 12, 31), off=lambda day: not rules.is_working(day))


def _history(year: int) -> list[dict[str, Any]]:
    subject = CalendarYear.objects.filter(year=year).values_list("pk", flat=True).first()
    if subject is None:
        return []
    entries = Entry.objects.filter(subject_kind=SubjectKind.CALENDAR, subject_id=subject).order_by("-seq")[:HISTORY]
    return [{"entry": entry, "days": [_in_words(told) for told in entry.facts["days"]]} for entry in entries]


def _in_words(told: dict[str, Any]) -> str:
    change = DayChange(date.fromisoformat(told["day"]), told["kind"])
    paper = told["paper"] or (told["was"] or {}).get("paper", "")
    return f"{change.day:%d/%m/%Y}: {change.label.lower()}" + (f" ({paper})" if paper else "")


def _forms(request: HttpRequest) -> tuple[DayForm, LinesForm]:
    sent = (request.POST, request.FILES)
    if request.method == "POST" and "lines" in request.POST:
        return DayForm(), LinesForm(*sent)
    return DayForm(*sent) if request.method == "POST" else DayForm(), LinesForm()


def _known_day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Http404 from error


def _preview(request: HttpRequest, changes: Sequence[DayChange], refused: str = "") -> HttpResponse:
    fresh = calendar_changes.news(changes)
    moved, off = calendar_changes.foresee(fresh), _turned_off(fresh)
    content = {"by": request.user.pk, "key": new_key(), "changes": [_packed(each) for each in fresh]}
    about = {
        "rows": [_row(each) for each in fresh], "same": len(changes) - len(fresh), "moved": moved[:MOST_SHOWN],
        "more": max(0, len(moved) - MOST_SHOWN), "count": len(moved), "counts": recompute.counted(moved),
        "fixed": fixed_days.between(min(off), max(off), off=off.__contains__) if off else [],
        "signed": signing.dumps(content, salt=SALT, compress=True), "refused": refused, "now": clock.now(),
    }
    return render(request, "workflow/calendar_preview.html", about)


def _turned_off(changes: Sequence[DayChange]) -> set[date]:
    """Days that cease to be working days."""
    rules = calendar.current()
    return {each.day for each in changes if not each.working and rules.is_working(each.day)}


def _row(change: DayChange) -> dict[str, Any]:
    before = calendar.current().is_working(change.day)
    return {
        "change": change, "weekday": WEEKDAYS[change.day.weekday()], "before": _word(before),
        "after": _word(change.working), "turns": before != change.working, "paper": change.row.cited,
    }


def _word(working: bool) -> str:
    return "làm việc" if working else "nghỉ"


def _confirm(request: HttpRequest) -> HttpResponse:
    sent = _unsigned(request)
    if sent is None:
        messages.error(request, OUTDATED)
        return redirect("workflow:calendar_change")
    changes = [_read_back(each) for each in sent["changes"]]
    try:
        entries = calendar_changes.change(changes, actor=request.user, key=sent["key"])
    except Refused as refused:
        return _preview(request, changes, str(refused))
    moved = sum(entry.act == MOVE for entry in entries)
    told = f"{moved} hạn đã dời; người phải làm theo các hạn ấy được báo ngày mới." if moved else NONE_MOVED
    messages.success(request, f"Đã sửa lịch làm việc: {len(changes)} ngày. {told}")
    return redirect(f"{reverse('workflow:calendar')}?nam={changes[0].day.year}")


def _unsigned(request: HttpRequest) -> dict[str, Any] | None:
    try:
        sent: dict[str, Any] = signing.loads(request.POST["changes"], salt=SALT, max_age=PREVIEW_SECONDS)
    except signing.BadSignature:
        return None
    return sent if sent.get("by") == request.user.pk and sent.get("changes") else None


def _packed(change: DayChange) -> dict[str, Any]:
    dated = change.dated.isoformat() if change.dated else None
    return asdict(change) | {"day": change.day.isoformat(), "dated": dated}


def _read_back(sent: dict[str, Any]) -> DayChange:
    dated = date.fromisoformat(sent["dated"]) if sent["dated"] else None
    return DayChange(**(sent | {"day": date.fromisoformat(sent["day"]), "dated": dated}))
