"""Revocation: proposed by the office, signed or declined by the decider; numbered and issued like every paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dossiers import access
from dossiers.vocabulary import State
from workflow.decisions import revocation
from workflow.forms import offer_reasons
from workflow.forms_decision import RevocationForm
from workflow.views.acting import attempt, key_of, new_key
from workflow.views.decision import find_decision, show


@require_POST
def revocation_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The decider signs a revocation."""
    decision = find_decision(request, pk)
    _, refusal = attempt(
        request, lambda: revocation.sign(decision, actor=request.user, key=key_of(request)),
        done="Đã ký quyết định hủy, thu hồi.",
    )
    return show(request, decision, refusal=refusal) if refusal else redirect("workflow:decision", pk)


@require_POST
def revocation_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """The decider does not revoke: the awards stand."""
    decision = find_decision(request, pk)
    _, refusal = attempt(
        request,
        lambda: revocation.decline(
            decision, reason=request.POST.get("reason", ""), actor=request.user, key=key_of(request)
        ),
        done="Đã ghi: không hủy quyết định. Kết quả khen thưởng giữ nguyên.",
    )
    return show(request, decision, refusal=refusal) if refusal else redirect("workflow:decision", pk)


@require_http_methods(["GET", "POST"])
def revocation_new(request: HttpRequest, code: str) -> HttpResponse:
    """Propose to revoke the award of one dossier."""
    rows = access.visible_by_work(request.user).filter(state=State.GRANTED).select_related("award", "body")
    dossier = get_object_or_404(rows, code=code)
    form = RevocationForm(request.POST or None)
    offer_reasons(form.fields["reason"], "revoke", dossier.body_id)
    refusal = None
    if request.method == "POST" and form.is_valid():
        decision, refusal = attempt(
            request,
            lambda: revocation.propose(
                [dossier], actor=request.user, key=key_of(request), **form.cleaned_data
            ),
            done="Đã trình đề nghị hủy quyết định, thu hồi.",
        )
        if decision is not None:
            return redirect("workflow:decision", decision.pk)
    about = {"dossier": dossier, "form": form, "refusal": refusal, "key": new_key()}
    return render(request, "workflow/revocation_new.html", about, status=409 if refusal else 200)
