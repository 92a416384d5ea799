"""Internal notes on the page of a hand-in: written and struck by the people of the body, unseen by everybody else."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dossiers import access, notes, roles
from dossiers.models import Dossier, HandIn
from dossiers.roles import Grant
from workflow.models import Procedure
from workflow.views.acting import attempt
from workflow.views.procedure import find, lines_of
from workflow.views.sheet import address


@require_POST
def note_add(request: HttpRequest, process_pk: int) -> HttpResponse:
    """Note something about the open line (`dong`) or, with `ve` = 'to-trinh', about the hand-in."""
    grants = roles.grants_of(request.user)
    procedure = find(request, process_pk, grants=grants)
    if not access.may_note(request.user, procedure.body_id, grants=grants):
        raise Http404
    code = request.POST.get("dong", "")
    words = request.POST.get("ghi_chu", "")
    about = _subject(request, procedure, code, grants)
    _, refusal = attempt(
        request, lambda: notes.write(words, body=procedure.body, actor=request.user, **about), done="Đã ghi chú nội bộ."
    )
    if refusal is not None:
        page = {"refusal": refusal, "procedure": procedure, "code": code, "typed": words, "longest": notes.LONGEST}
        return render(request, "workflow/note_refused.html", page, status=409)
    return redirect(_back(procedure, code))


@require_POST
def note_strike(request: HttpRequest, process_pk: int, pk: int) -> HttpResponse:
    """Strike one's own note of today."""
    grants = roles.grants_of(request.user)
    procedure = find(request, process_pk, grants=grants)
    note = get_object_or_404(access.visible_notes(request.user, grants=grants), pk=pk)
    _, refusal = attempt(request, lambda: notes.strike(note, actor=request.user), done="Đã gạch bỏ ghi chú.")
    if refusal is not None:
        return render(request, "workflow/refused.html", {"refusal": refusal, "procedure": procedure}, status=409)
    return redirect(_back(procedure, request.POST.get("dong", "")))


def _subject(
    request: HttpRequest, procedure: Procedure, code: str, grants: list[Grant]
) -> dict[str, Dossier | HandIn | None]:
    if request.POST.get("ve") == "to-trinh" and procedure.hand_in is not None:
        return {"hand_in": procedure.hand_in}
    seen = access.visible_by_work(request.user, grants=grants).values("pk")
    return {"dossier": get_object_or_404(lines_of(procedure).filter(pk__in=seen), code=code)}


def _back(procedure: Procedure, code: str) -> str:
    return f"{reverse('workflow:work', args=[procedure.pk])}{address(dong=code)}#ghi-chu"
