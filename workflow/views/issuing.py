"""Văn thư: number and date, the signed scan, issue; and what the body above answered to a letter."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import clock, roles
from dossiers.models import Dossier
from dossiers.views.papers import serve
from dossiers.vocabulary import Role, State
from workflow.decisions import outcomes, papers, scans
from workflow.decisions.models import DecisionKind
from workflow.forms_decision import NumberForm, OutcomeForm, ScanForm
from workflow.models import Decision
from workflow.views.acting import attempt, key_of, new_key
from workflow.views.decision import find_decision, show


@require_POST
def decision_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Number and date from the register, the signed scan attached; with 'phat_hanh' the paper goes out at once."""
    decision = find_decision(request, pk)
    form = NumberForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, decision, number_form=form)
    at_once = "phat_hanh" in request.POST
    work: Callable[..., Any] = papers.number_and_issue if at_once else papers.assign_number
    entries, refusal = attempt(
        request, lambda: work(decision, actor=request.user, key=key_of(request), **form.numbering),
        done="Đã cấp số và phát hành văn bản." if at_once else "Đã cấp số văn bản.",
    )
    return redirect("workflow:decision", pk) if entries is not None else show(
        request, decision, refusal=refusal, number_form=form
    )


@require_POST
def decision_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the numbered paper; its lines are granted, sent upward, or revoked."""
    decision = find_decision(request, pk)
    _, refusal = attempt(
        request, lambda: papers.issue(decision, actor=request.user, key=key_of(request)), done="Đã phát hành văn bản."
    )
    return show(request, decision, refusal=refusal) if refusal else redirect("workflow:decision", pk)


@require_POST
def decision_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed and stamped scan of a numbered paper, also after it is out."""
    decision = find_decision(request, pk)
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, decision, scan_form=form)
    scan, name = form.cleaned_data["scan"]
    _, refusal = attempt(
        request,
        lambda: scans.attach(decision, scan=scan, name=name, actor=request.user, key=key_of(request)),
        done="Đã đính kèm bản quét đã ký.",
    )
    return show(request, decision, refusal=refusal) if refusal else redirect("workflow:decision", pk)


@require_safe
def decision_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed scan, for those who may read the paper."""
    decision = find_decision(request, pk)
    if decision.scan is None:
        raise Http404
    return serve(decision.scan, decision.scan_name)


@require_http_methods(["GET", "POST"])
def decision_outcomes(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer of the body above to a letter, line by line on one page; for the office that sent it."""
    decision = find_decision(request, pk)
    if decision.kind != DecisionKind.LETTER or not roles.holds(request.user, Role.OFFICE, decision.body_id):
        raise Http404
    lines = _unanswered(decision)
    form = OutcomeForm(
        request.POST or None, lines=lines, body_id=decision.body_id, target_id=decision.target_body_id
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        entries, refusal = attempt(
            request,
            lambda: outcomes.record(form.granted, form.refused, actor=request.user, key=key_of(request), **form.source),
            done=f"Đã ghi kết quả: {len(form.granted)} được khen thưởng, {len(form.refused)} không được.",
        )
        if entries is not None:
            return redirect("workflow:decision", pk)
    about = {
        "decision": decision, "form": form, "refusal": refusal, "key": new_key(), "today": clock.today(),
        "lines": [(line, *form.of(line)) for line in lines],
    }
    return render(request, "workflow/decision_outcomes.html", about, status=409 if refusal else 200)


def _unanswered(decision: Decision) -> list[Dossier]:
    rows = Dossier.objects.filter(
        decision_items__decision=decision, decision_items__live=True, state=State.WITH_HIGHER_BODY
    )
    return list(rows.select_related("award", "nominee", "deciding_body").order_by("award__position", "award", "pk"))
