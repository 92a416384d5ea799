"""Gia hạn: one dossier, or those of a filtered list; what stands against it is said beforehand."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dossiers import clock
from dossiers.administration import grants_here
from dossiers.models import Dossier
from workflow import extending
from workflow.forms_term import ExtensionForm
from workflow.views import bulk
from workflow.views.acting import attempt, chosen_ids, key_of, new_key
from workflow.views.dossier import find


@require_http_methods(["GET", "POST"])
def extend_one(request: HttpRequest, code: str) -> HttpResponse:
    """More time for one dossier."""
    dossier = find(request, code)
    if not dossier.at_work or not extending.may_extend(dossier, grants_here(request)):
        raise Http404
    return _page(request, [dossier], reverse("workflow:dossier", args=[code]))


@require_http_methods(["GET", "POST"])
def extend_many(request: HttpRequest) -> HttpResponse:
    """More time for the dossiers that the filters of the address select."""
    rows, understood = bulk.selection(request)
    lines = list(rows[: bulk.MOST + 1]) if understood else []
    if len(lines) > bulk.MOST:
        lines = []
    back = f"{reverse('workflow:bulk')}?{request.GET.urlencode()}"
    return _page(request, extendable(request, lines), back)


def extendable(request: HttpRequest, lines: Sequence[Dossier]) -> list[Dossier]:
    """Those of the lines to which this person may give more time now."""
    shut = extending.against(lines, grants_here(request))
    return [line for line in lines if line.pk not in shut]


def _page(request: HttpRequest, lines: Sequence[Dossier], back: str) -> HttpResponse:
    form = ExtensionForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        picked = set(chosen_ids(request.POST))
        rows = [line for line in lines if line.pk in picked]
        entries, refusal = attempt(
            request,
            lambda: extending.extend(rows, actor=request.user, key=key_of(request), **form.cleaned_data),
            done=f"Đã gia hạn {len(rows)} hồ sơ thêm {form.cleaned_data['days']} ngày.",
        )
        if entries is not None:
            return redirect(back)
    about: dict[str, Any] = {
        "lines": lines, "form": form, "refusal": refusal, "key": new_key(), "back": back, "now": clock.now(),
        "picked": chosen_ids(request.POST) if request.method == "POST" else [line.pk for line in lines],
    }
    return render(request, "workflow/extend.html", about, status=409 if refusal else 200)
