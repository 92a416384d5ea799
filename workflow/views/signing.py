"""The decider's answer to a list: the ticked lines are signed, the others refused, an own one left to the deputy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from dossiers.models import Dossier
from workflow.decisions import verdicts
from workflow.forms_decision import VerdictForm
from workflow.views.acting import attempt, chosen_ids, key_of, new_key
from workflow.views.decision import deputy_words, find_decision, waiting_lines


@require_POST
def decision_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """First the reasons for what is refused, then everything at once."""
    decision = find_decision(request, pk)
    waiting = list(waiting_lines(decision))
    ticked = set(chosen_ids(request.POST))
    signed = [line for line in waiting if line.pk in ticked]
    apart, refused = _left(request, [line for line in waiting if line.pk not in ticked])
    sent = "bieu_mau" in request.POST
    form = VerdictForm(request.POST if sent else None, refused=refused, body_id=decision.body_id)
    refusal = None
    if sent and form.is_valid():
        entries, refusal = attempt(
            request,
            lambda: verdicts.answer(
                decision, signed=signed, refused=form.reasons, apart=apart, actor=request.user, key=key_of(request)
            ),
            done=_told(signed, refused, apart),
        )
        if entries is not None:
            return redirect("workflow:decision", pk)
    about = {
        "decision": decision, "signed": signed, "refused": [(line, form.of(line)) for line in refused], "apart": apart,
        "form": form, "refusal": refusal, "key": new_key(), "deputy": deputy_words(decision),
    }
    return render(request, "workflow/decision_answer.html", about, status=409 if refusal else 200)


def _left(request: HttpRequest, unticked: list[Dossier]) -> tuple[list[Dossier], list[Dossier]]:
    """What is not signed: the signer's own lines, and the others."""
    own = [line for line in unticked if line.nominee.user_id == request.user.pk]
    return own, [line for line in unticked if line not in own]


def _told(signed: list[Dossier], refused: list[Dossier], apart: list[Dossier]) -> str:
    parts = [
        (signed, "đã ký {} hồ sơ"), (refused, "không đồng ý {} hồ sơ"), (apart, "tách {} hồ sơ để cấp phó ký"),
    ]
    told = ", ".join(words.format(len(lines)) for lines, words in parts if lines)
    return f"{told[:1].upper()}{told[1:]}."
