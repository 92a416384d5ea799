"""'Hồ sơ của tôi': what is asked of the nominee first, then where each own dossier stands, then the results."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers.administration import grants_here
from dossiers.forms.line import achievement as achievement_field
from dossiers.forms.paper import PaperForm
from dossiers.models import Dossier, PaperType
from dossiers.rules.objection import Refused
from dossiers.views.editing import seen_hand_in
from dossiers.vocabulary import State
from workflow import own_reports
from workflow.models import Decision, DecisionItem, Entry
from workflow.own_reports import Scope
from workflow.standing import DECIDING, OUT, TOLD_TO_NOMINEES
from workflow.views.acting import attempt, key_of
from workflow.whereabouts import Whereabouts, answer

PER_PAGE = 30


@require_safe
def own_page(request: HttpRequest) -> HttpResponse:
    """The nominee's first page."""
    rows = own_reports.own(request.user, grants=grants_here(request))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    lines = list(page)
    scopes = own_reports.scopes(lines)
    _tell(lines)
    asked = [line for line in lines if line.pk in scopes]
    about = {"page": page, "asked": asked, "lines": lines}
    return render(request, "workflow/own.html", about)


def _tell(lines: Sequence[Any]) -> None:
    """Each line learns its `sentence` and the `results` that are out; two queries."""
    told = Entry.objects.filter(dossier__in=[line.pk for line in lines], act__in=TOLD_TO_NOMINEES).order_by("seq")
    last: dict[int | None, Entry] = {entry.dossier_id: entry for entry in told}
    results = _results(lines)
    for line in lines:
        line.results = results.get(line.pk, [])
        line.sentence = str(answer(_facts(line, last.get(line.pk), line.results)))


def _facts(line: Any, entry: Entry | None, results: Sequence[Decision]) -> Whereabouts:
    newest = results[0] if results else None
    result = f"quyết định số {newest.full_number} ngày {newest.dated:%d/%m/%Y}" if newest and newest.dated else ""
    return Whereabouts(
        state=line.shown_state, since=timezone.localdate(entry.at if entry else line.created_at), body=line.body.name,
        unit=line.unit_name, at_work=False, deciding_body=line.deciding_body.name, public_line=line.public_line,
        outside=line.outside_body.name if line.outside_body else "", result=result,
        reason=entry.reason if entry and line.state in (State.RETURNED, State.REFUSED, State.INELIGIBLE) else "",
    )


def _results(lines: Sequence[Any]) -> dict[int, list[Decision]]:
    rows = DecisionItem.objects.filter(
        dossier__in=[line.pk for line in lines], live=True, decision__status__in=OUT, decision__kind__in=DECIDING
    ).select_related("decision__body").order_by("-decision__dated", "-decision_id")
    found: dict[int, list[Decision]] = {}
    for row in rows:
        found.setdefault(row.dossier_id, []).append(row.decision)
    return found


def _asked(request: HttpRequest, code: str) -> tuple[Dossier, Scope]:
    line = get_object_or_404(own_reports.own(request.user), code=code)
    scope = own_reports.scopes([line]).get(line.pk)
    if scope is None:
        raise Http404
    return line, scope


@require_http_methods(["GET", "HEAD", "POST"])
def report_page(request: HttpRequest, code: str) -> HttpResponse:
    """Write the summary and attach the report; saved without leaving the page."""
    dossier, scope = _asked(request, code)
    types = PaperType.objects.filter(pk__in=[kind.pk for kind in scope.papers])
    wrong, typed = "", dossier.achievement
    upload = PaperForm(types=types, initial={"paper_type": scope.papers[0] if scope.papers else None})
    if request.method == "POST" and "tep" in request.POST:
        upload = PaperForm(request.POST, request.FILES, types=types)
        if upload.is_valid() and _attached(request, upload, dossier):
            return redirect("workflow:own_report", code)
    elif request.method == "POST":
        typed = request.POST.get("achievement", "")
        wrong = _written(request, dossier, typed)
        if request.htmx:
            return render(request, "workflow/_own_saved.html", {"dossier": dossier, "wrong": wrong})
        if not wrong:
            return redirect("workflow:own_report", code)
    about = {
        "dossier": dossier, "scope": scope, "typed": typed, "wrong": wrong, "upload": upload,
        "papers": dossier.papers.filter(paper_type__in=scope.papers).select_related("paper_type", "file"),
    }
    return render(request, "workflow/own_report.html", about, status=409 if wrong else 200)


def _written(request: HttpRequest, dossier: Dossier, typed: str) -> str:
    """Save it; what stands against it in words, empty when it was saved."""
    most = achievement_field().max_length or 0
    if len(typed) > most:
        return f"Ghi không quá {most} ký tự."
    try:
        saved = own_reports.write(dossier, typed, seen=request.POST.get("da_xem", ""), actor=request.user)
    except Refused as refused:
        return str(refused)
    dossier.achievement, dossier.report_written_at = saved.achievement, saved.report_written_at
    return ""


def _attached(request: HttpRequest, form: PaperForm, dossier: Dossier) -> bool:
    assert form.stored is not None
    try:
        own_reports.attach(
            dossier, form.stored, name=form.name, paper_type=form.cleaned_data["paper_type"], actor=request.user
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@require_POST
def ask_page(request: HttpRequest, pk: int) -> HttpResponse:
    """'Đề nghị cá nhân viết báo cáo': all nominees of this hand-in who have an account and whose award wants it."""
    hand_in = seen_hand_in(request, pk)
    returned = "tra_ve" in request.POST
    lines = list(hand_in.dossiers.filter(state=State.RETURNED if returned else State.DRAFT))
    _, refusal = attempt(
        request, lambda: own_reports.ask(hand_in, lines, actor=request.user, key=key_of(request)),
        done="Đã đề nghị cá nhân viết báo cáo; mỗi người nhận được thông báo.",
    )
    if refusal is None:
        return redirect("dossiers:hand_in", pk)
    return render(request, "workflow/submit_refused.html", {"refusal": refusal, "hand_in": hand_in}, status=409)
