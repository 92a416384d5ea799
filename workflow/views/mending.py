"""What was asked for is mended and sent again: the named things can be changed, everything else is only read."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers import access, clock, mending, roles
from dossiers.models import Dossier, Paper, PaperType
from dossiers.vocabulary import State
from workflow import engine, own_reports, rounds
from workflow.forms_mending import MendForm
from workflow.judging import ACTS
from workflow.models import CorrectionItem
from workflow.views.acting import Refusal, attempt, chosen_ids, key_of, new_key
from workflow.views.lines import may_do
from workflow.views.procedure import find, lines_of

LONGEST_NOTE = 500


@require_http_methods(["GET", "POST"])
def mend_page(request: HttpRequest, process_pk: int) -> HttpResponse:
    """The returned lines of a request: what to mend, why, and the way back."""
    procedure = find(request, process_pk)
    lines = list(lines_of(procedure).filter(state=State.RETURNED).select_related("hand_in", "nominee__user"))
    mine = [line for line in lines if mending.may_mend(request.user, line)]
    if lines and not mine:
        raise Http404
    forms = _forms(request, mine)
    saved, refusal = False, None
    if request.method == "POST" and all(form.is_valid() for form in forms):
        saved, refusal = _save_and_send(request, forms, procedure.body.name)
        if refusal is None:
            return redirect("workflow:inbox") if "gui" in request.POST else redirect("workflow:mend", process_pk)
        forms = _forms(request, mine, again=True)
    sends = any(may_do(ACTS["resubmit"], mine, request.user, grants=roles.grants_of(request.user)))
    about = _progress(forms) | {
        "procedure": procedure, "forms": forms, "refusal": refusal, "saved": saved, "key": new_key(), "sends": sends,
        "now": clock.now(), "own_to_ask": len(own_reports.to_ask(mine)), "hand_in": mine[0].hand_in if mine else None,
        "unchanged": _unchanged(forms) if refusal else [], "note": request.POST.get("ghi_chu", "")[:LONGEST_NOTE],
    }
    return render(request, "workflow/mend.html", about, status=409 if refusal else 200)


def _forms(request: HttpRequest, lines: Sequence[Dossier], *, again: bool = False) -> list[MendForm]:
    """One form a line; `again`: what was typed has been saved, so the boxes show what stands now."""
    posted = None if again else request.POST or None
    items, papers = _items(lines), _papers(request, lines)
    types = {kind.code: kind for kind in PaperType.objects.all()}
    fresh = Dossier.objects.select_related("award", "nominee__user", "hand_in").in_bulk([line.pk for line in lines])
    return [
        MendForm(
            posted, None if again else request.FILES or None, dossier=fresh[line.pk], item=items.get(line.pk),
            types=types, lying=[each for each in papers if _belongs(each, line)], prefix=f"d{line.pk}",
        )
        for line in lines
    ]


def _items(lines: Sequence[Dossier]) -> dict[int, CorrectionItem]:
    """The newest request for each line, with its changes so far and the requests before it (`earlier`)."""
    rows = CorrectionItem.objects.filter(dossier__in=lines).select_related(
        "correction__body", "correction__asked_by", "dossier__nominee"
    )
    found: dict[int, CorrectionItem] = {}
    earlier: dict[int, list[CorrectionItem]] = {}
    for item in rows.order_by("round"):
        if item.dossier_id in found:
            earlier.setdefault(item.dossier_id, []).append(found[item.dossier_id])
        found[item.dossier_id] = item
    for item in rounds.tell(found.values()):
        item.earlier = earlier.get(item.dossier_id, [])
    return found


def _papers(request: HttpRequest, lines: Sequence[Dossier]) -> list[Paper]:
    there = Q(dossier__in=lines) | Q(hand_in__in={line.hand_in_id for line in lines})
    rows = Paper.objects.filter(there, replaced=False).select_related("paper_type", "file")
    return access.papers_to_see(request.user, list(rows.order_by("paper_type__position", "pk")))


def _belongs(paper: Paper, line: Dossier) -> bool:
    return paper.dossier_id == line.pk or (paper.dossier_id is None and paper.hand_in_id == line.hand_in_id)


def _progress(forms: Sequence[MendForm]) -> dict[str, int]:
    items = [form.item for form in forms if form.item]
    return {"asked": sum(len(item.changes) for item in items), "done": sum(item.done for item in items)}


def _unchanged(forms: Sequence[MendForm]) -> list[Dossier]:
    return [form.dossier for form in forms if form.item and form.item.changes and not form.item.done]


def _save_and_send(request: HttpRequest, forms: Sequence[MendForm], body: str) -> tuple[bool, Refusal | None]:
    """Whether what was typed is saved, and what stands against it or against sending it."""
    _, refusal = attempt(request, lambda: _save(request, forms), done="Đã lưu các nội dung bổ sung.")
    if refusal is not None or "gui" not in request.POST:
        return refusal is None, refusal
    picked = set(chosen_ids(request.POST))
    lines = [form.dossier for form in forms if not picked or form.dossier.pk in picked]
    _, refusal = attempt(
        request,
        lambda: engine.perform("resubmit", lines, actor=request.user, key=key_of(request), **_said(request, lines)),
        done=f"Đã gửi lại {len(lines)} hồ sơ tới {body}.",
    )
    return True, refusal


def _said(request: HttpRequest, lines: Sequence[Dossier]) -> dict[str, Any]:
    """The confirmed words of who sends a line again as it was; they go with the unchanged lines alone."""
    note = request.POST.get("ghi_chu", "").strip()[:LONGEST_NOTE]
    if not note or "xac_nhan" not in request.POST:
        return {}
    items = _items(lines)
    same = [line.pk for line in lines if line.pk in items and items[line.pk].changes and not items[line.pk].done]
    return {"per": {pk: {"reason": f"Gửi lại không thay đổi: {note}"} for pk in same}}


def _save(request: HttpRequest, forms: Sequence[MendForm]) -> list[Paper]:
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
