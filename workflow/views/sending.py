"""The unit sends: a hand-in for the first time, returned lines again. Mending edits only what was named."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from dossiers import access
from dossiers.models import Dossier, HandIn
from dossiers.vocabulary import State
from workflow import engine, reports
from workflow.views.acting import Refusal, attempt, chosen_ids, key_of, new_key


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
        lambda: engine.perform("submit", lines, actor=request.user, key=key_of(request)),
        done=f"Đã gửi {len(lines)} hồ sơ tới {hand_in.to_body.name}.",
    )
    return refusal and _without(refusal, [line.pk for line in lines])


def _without(refusal: Refusal, sent: list[int]) -> Refusal:
    """The refusal, offering to send the rest also when nothing had been ticked (which means all)."""
    refused = {line.dossier.pk for line in refusal.lines if line.dossier}
    left = [pk for pk in sent if pk not in refused]
    again = [*(("dossier", str(pk)) for pk in left), ("key", new_key())] if left else []
    return replace(refusal, resend=again, left=len(left))
