"""Đôn đốc everybody who holds a dossier of the filtered list: who would be told of what, then one click."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dossiers import access, clock, queries
from dossiers.administration import grants_here
from workflow import nudging, told, zalo
from workflow.forms_nudging import NudgeForm
from workflow.nudging import MOST, Plan
from workflow.views.acting import attempt, chosen, key_of, new_key
from workflow.views.bulk import list_url, selection


@require_http_methods(["GET", "POST"])
def nudge_page(request: HttpRequest) -> HttpResponse:
    """For the people of an office; the address carries the filters of the list of dossiers."""
    if not nudging.bodies_of(grants_here(request)):
        raise Http404
    form = NudgeForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        entries, refusal = attempt(
            request,
            lambda: nudging.nudge(
                list(chosen(request, access.visible_by_work(request.user))), actor=request.user,
                reason=form.cleaned_data["sentence"], key=key_of(request),
            ),
            done="Đã gửi lời đôn đốc; mỗi người nhận một tin.",
        )
        if entries is not None:
            return redirect(list_url(request))
    return render(request, "workflow/nudge.html", _facts(request) | {"form": form, "refusal": refusal},
                  status=409 if refusal else 200)


def _facts(request: HttpRequest) -> dict[str, Any]:
    rows, understood = selection(request)
    count = rows.count() if understood else 0
    found = nudging.plan(list(rows) if count <= MOST else [], actor=request.user)
    return {
        "count": count, "most": MOST, "understood": understood, "plan": found, "key": new_key(),
        "list_url": list_url(request), "text": _text(found), "preview": _preview(found),
    }


def _preview(found: Plan) -> told.Preview | None:
    """The message of whoever holds most."""
    return told.preview_of(nudging.NUDGE, found.people[0][1]) if found.people else None


def _text(found: Plan) -> str:
    if not found.dossiers:
        return ""
    now = clock.now()
    late = sum(queries.is_overdue(each, now) for each in found.dossiers)
    # each opens his own work: what the filters mean is no address for people
    address = reverse("workflow:inbox")
    return zalo.to_urge(found.dossiers[0].body.name, count=len(found.dossiers), late=late, address=address)
