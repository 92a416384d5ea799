"""The unit sends: a hand-in for the first time, returned lines again. Mending edits only what was named."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dossiers import access, mending, roles
from dossiers.models import Dossier, HandIn, Paper
from dossiers.vocabulary import State
from workflow import engine, reports
from workflow.forms_mending import MendForm
from workflow.judging import ACTS
from workflow.models import CorrectionItem
from workflow.views.acting import Refusal, attempt, chosen_ids, key_of, new_key
from workflow.views.lines import may_do
from workflow.views.procedure import find, lines_of


@require_POST
def submit_hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """'Duyệt và gửi': all draft lines, or the ticked ones; a registration or a report as a whole."""
    hand_in = get_object_or_404(access.visible_hand_ins(request.user).select_related("to_body"), pk=pk)
    refusal = _send_lines(request, hand_in) if hand_in.proposes else _send_report(request, hand_in)
    if refusal is None:
        return redirect("dossiers:hand_in", pk)
    about = {"refusal": refusal, "hand_in": hand_in}
    return render(request, "workflow/submit_refused.html", about, status=409)


def _send_report(request: HttpRequest, hand_in: HandIn) -> Refusal | None:
    _, refusal = attempt(
        request,
        lambda: reports.send_report(hand_in, actor=request.user, key=key_of(request)),
        done=f"Đã gửi {hand_in.called.lower()} tới {hand_in.to_body.name}.",
    )
    return refusal


def _send_lines(request: HttpRequest, hand_in: HandIn) -> Refusal | None:
    drafts = Dossier.objects.filter(hand_in=hand_in, state=State.DRAFT).order_by("pk")
    picked = chosen_ids(request.POST)
    lines = list(drafts.filter(pk__in=picked) if picked else drafts)
    _, refusal = attempt(
        request,
        lambda: engine.perform("submit", lines, actor=request.user, key=request.POST.get("key") or None),
        done=f"Đã gửi {len(lines)} hồ sơ tới {hand_in.to_body.name}.",
    )
    return refusal and _without(refusal, [line.pk for line in lines])


def _without(refusal: Refusal, sent: list[int]) -> Refusal:
    """The refusal, offering to send the rest also when nothing had been ticked (which means all)."""
    refused = {line.dossier.pk for line in refusal.lines if line.dossier}
    left = [pk for pk in sent if pk not in refused]
    again = [*(("dossier", str(pk)) for pk in left), ("key", new_key())] if left else []
    return replace(refusal, resend=again, left=len(left))


@require_http_methods(["GET", "POST"])
def mend_page(request: HttpRequest, process_pk: int) -> HttpResponse:
    """The returned lines of a request: what to mend, why, and the way back."""
    procedure = find(request, process_pk)
    lines = list(lines_of(procedure).filter(state=State.RETURNED))
    mine = [line for line in lines if mending.may_mend(request.user, line)]
    if lines and not mine:
        raise Http404
    items = _items(mine)
    forms = [
        MendForm(
            request.POST or None, request.FILES or None, dossier=line, item=items.get(line.pk), prefix=f"d{line.pk}"
        )
        for line in mine
    ]
    refusal = None
    if request.method == "POST" and all(form.is_valid() for form in forms):
        _, refusal = attempt(request, lambda: _save(request, forms), done="Đã lưu các nội dung bổ sung.")
        if refusal is None and "gui" in request.POST:
            _, refusal = attempt(
                request,
                lambda: engine.perform("resubmit", mine, actor=request.user, key=request.POST.get("key") or None),
                done=f"Đã gửi lại {len(mine)} hồ sơ tới {procedure.body.name}.",
            )
        if refusal is None:
            return redirect("workflow:inbox" if "gui" in request.POST else "workflow:mend", **_to(request, process_pk))
    sends = any(may_do(ACTS["resubmit"], mine, request.user, grants=roles.grants_of(request.user)))
    about = {"procedure": procedure, "forms": forms, "refusal": refusal, "key": new_key(), "sends": sends}
    return render(request, "workflow/mend.html", about, status=409 if refusal else 200)


def _to(request: HttpRequest, process_pk: int) -> dict[str, int]:
    return {} if "gui" in request.POST else {"process_pk": process_pk}


def _items(lines: list[Dossier]) -> dict[int, CorrectionItem]:
    """The newest request for each line."""
    rows = CorrectionItem.objects.filter(dossier__in=lines).select_related("correction__body", "correction__asked_by")
    return {item.dossier_id: item for item in rows.order_by("round")}


def _save(request: HttpRequest, forms: list[MendForm]) -> list[Paper]:
    attached = []
    for form in forms:
        mending.mend(form.dossier, form.changes(), allowed=form.named_fields, actor=request.user)
        attached += [
            mending.mend_paper(
                form.dossier, stored, name=name, paper_type=kind, allowed=form.named_papers, actor=request.user
            )
            for kind, stored, name in form.uploads
        ]
    return attached
