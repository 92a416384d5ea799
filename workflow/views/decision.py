"""Papers to sign: a new one out of the pool, signing, splitting, numbering, issuing; revocation the same way."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import access, clock, roles
from dossiers.administration import grants_here
from dossiers.models import Dossier, Unit
from dossiers.views.papers import serve
from dossiers.vocabulary import Role, State
from workflow.decisions import numbers, papers, revocation
from workflow.decisions.models import DecisionKind
from workflow.forms_decision import DecisionForm, NumberForm, RevocationForm
from workflow.judging import ACTS
from workflow.models import Decision
from workflow.views.acting import Refusal, attempt, chosen, chosen_ids, new_key
from workflow.views.lines import Acting, act_on_lines

PAGE = 30
WITH = ("body", "target_body", "procedure__desk_unit", "signed_by", "scan")
SIGNING = ("sign", "send_back", "refuse")


def visible_decisions(request: HttpRequest) -> QuerySet[Decision]:
    """Papers of the bodies in which this person has a post; an inspector reads all."""
    grants = grants_here(request)
    rows = Decision.objects.select_related(*WITH)
    if access.places(grants, (Role.INSPECTOR,)):
        return rows
    return rows.filter(Q(body_id__in=access.places(grants, access.BODY_ROLES)))


def listed_decisions(request: HttpRequest) -> QuerySet[Decision]:
    """The same, the newest first, each with the number of its lines (`count`)."""
    rows = visible_decisions(request).annotate(count=Count("items", filter=Q(items__live=True)))
    return rows.order_by("-pk")


@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(listed_decisions(request), PAGE).get_page(request.GET.get("trang"))
    return render(request, "workflow/decisions.html", {"page": page})


@require_POST
def decision_new(request: HttpRequest, unit_code: str) -> HttpResponse:
    """A paper for signature with the chosen lines of the pool; their route says whether it decides or goes upward."""
    body = get_object_or_404(Unit, code=unit_code)
    rows = access.visible(request.user).filter(body=body, state=State.ENDORSED).select_related("award", "unit")
    lines = chosen(request, rows)
    sent = "bieu_mau" in request.POST
    form = DecisionForm(request.POST if sent else None)
    refusal = None
    if sent and form.is_valid():
        decision, refusal = attempt(
            request,
            lambda: papers.send_for_signature(
                lines, actor=request.user, title=form.cleaned_data["title"], key=request.POST.get("key") or None
            ),
            done=f"Đã trình ký văn bản với {len(lines)} hồ sơ.",
        )
        if decision is not None:
            return redirect("workflow:decision", decision.pk)
    about = {"body": body, "lines": lines, "form": form, "refusal": refusal, "key": new_key()}
    return render(request, "workflow/decision_new.html", about, status=409 if refusal else 200)


@require_http_methods(["GET", "POST"])
def decision_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper with its lines; POST signs, sends back or refuses the ticked ones."""
    decision = _find(request, pk)
    acting = act_on_lines(request, _waiting(decision), SIGNING, body_id=decision.body_id)
    return redirect("workflow:decision", pk) if acting.done else _show(request, decision, acting)


@require_POST
def decision_split(request: HttpRequest, pk: int) -> HttpResponse:
    """'Tách dòng': the ticked lines go on a paper of their own for the deputy."""
    decision = _find(request, pk)
    lines = chosen(request, _waiting(decision))
    other, refusal = attempt(
        request,
        lambda: papers.split(decision, lines, actor=request.user, key=request.POST.get("key") or None),
        done=f"Đã tách {len(lines)} hồ sơ sang văn bản khác để cấp phó ký.",
    )
    return _show(request, decision, refusal=refusal) if refusal else redirect("workflow:decision", other.pk)


@require_POST
def decision_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Number and date from the register, the signed scan attached."""
    decision = _find(request, pk)
    form = NumberForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, decision, number_form=form)
    _, refusal = attempt(
        request,
        lambda: papers.assign_number(
            decision, actor=request.user, key=request.POST.get("key") or None, **form.numbering
        ),
        done="Đã cấp số văn bản.",
    )
    return _show(request, decision, refusal=refusal, number_form=form) if refusal else redirect("workflow:decision", pk)


@require_POST
def decision_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the numbered paper; its lines are granted, sent upward, or revoked."""
    decision = _find(request, pk)
    _, refusal = attempt(
        request, lambda: papers.issue(decision, actor=request.user, key=request.POST.get("key") or None),
        done="Đã phát hành văn bản.",
    )
    return _show(request, decision, refusal=refusal) if refusal else redirect("workflow:decision", pk)


@require_safe
def decision_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed scan, for those who may read the paper."""
    decision = _find(request, pk)
    if decision.scan is None:
        raise Http404
    return serve(decision.scan, decision.scan_name)


@require_POST
def revocation_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The decider signs a revocation."""
    decision = _find(request, pk)
    _, refusal = attempt(
        request, lambda: revocation.sign(decision, actor=request.user, key=request.POST.get("key") or None),
        done="Đã ký quyết định hủy, thu hồi.",
    )
    return _show(request, decision, refusal=refusal) if refusal else redirect("workflow:decision", pk)


@require_POST
def revocation_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """The decider does not revoke: the awards stand."""
    decision = _find(request, pk)
    _, refusal = attempt(
        request,
        lambda: revocation.decline(
            decision, reason=request.POST.get("reason", ""), actor=request.user, key=request.POST.get("key") or None
        ),
        done="Đã ghi: không hủy quyết định. Kết quả khen thưởng giữ nguyên.",
    )
    return _show(request, decision, refusal=refusal) if refusal else redirect("workflow:decision", pk)


@require_http_methods(["GET", "POST"])
def revocation_new(request: HttpRequest, code: str) -> HttpResponse:
    """Propose to revoke the award of one dossier."""
    rows = access.visible_by_work(request.user).filter(state=State.GRANTED).select_related("award", "body")
    dossier = get_object_or_404(rows, code=code)
    form = RevocationForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        decision, refusal = attempt(
            request,
            lambda: revocation.propose(
                [dossier], actor=request.user, key=request.POST.get("key") or None, **form.cleaned_data
            ),
            done="Đã trình đề nghị hủy quyết định, thu hồi.",
        )
        if decision is not None:
            return redirect("workflow:decision", decision.pk)
    about = {"dossier": dossier, "form": form, "refusal": refusal, "key": new_key()}
    return render(request, "workflow/revocation_new.html", about, status=409 if refusal else 200)


def _find(request: HttpRequest, pk: int) -> Decision:
    decision = visible_decisions(request).filter(pk=pk).first()
    if decision is None:
        raise Http404
    return decision


def _usual(decision: Decision) -> dict[str, Any]:
    """What the clerk would most often type."""
    symbol = decision.symbol or numbers.default_symbol(decision.kind, decision.body)
    return {"symbol": symbol, "dated": clock.today(), "number": decision.number, "recipients": decision.recipients}


def _lines(decision: Decision) -> QuerySet[Dossier]:
    rows = Dossier.objects.filter(decision_items__decision=decision, decision_items__live=True)
    return rows.select_related("award", "unit", "nominee", "body", "outside_body").order_by("award__position", "pk")


def _waiting(decision: Decision) -> QuerySet[Dossier]:
    return _lines(decision).filter(state=State.AWAITING_SIGNATURE)


def _show(
    request: HttpRequest, decision: Decision, acting: Acting | None = None, *, refusal: Refusal | None = None,
    number_form: NumberForm | None = None,
) -> HttpResponse:
    here = {grant.role for grant in roles.grants_of(request.user) if grant.unit_id == decision.body_id}
    acting = acting or Acting([ACTS[name] for name in SIGNING], picked=chosen_ids(request.POST))
    rows = list(_lines(decision))
    procedure = decision.procedure
    # a revocation is never a deputy's to sign
    signers = {Role.DECIDER} if decision.kind == DecisionKind.REVOCATION else {Role.DECIDER, Role.DEPUTY}
    node = procedure.node if procedure is not None and procedure.open else ""
    about: dict[str, Any] = {
        "decision": decision, "rows": rows, "procedure": procedure, "now": clock.now(),
        "may_sign": bool(here & signers) and node == "sign", "typed_reason": request.POST.get("reason", ""),
        "may_split": bool(here & {Role.DECIDER, Role.OFFICE}) and node == "sign" and len(rows) > 1,
        "may_number": Role.CLERK in here and node == "number", "may_issue": Role.CLERK in here and node == "issue",
        "ground": revocation.GROUNDS.get(decision.ground, ""),
        "own": [row for row in rows if row.nominee.user_id == request.user.pk],
        "dropped": decision.items.filter(live=False).select_related("dossier__award"),
        "number_form": number_form or NumberForm(initial=_usual(decision)),
        **acting.context(rows, request.user),
    }
    about["refusal"] = refusal or acting.refusal
    about["acts"] = about["acts"] if about["may_sign"] and decision.kind != "revocation" else []
    return render(request, "workflow/decision.html", about, status=409 if about["refusal"] else 200)
