"""Thang nhắc việc: when people are reminded of what; everybody reads it, an administrator changes it."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from dossiers.administration import administers
from workflow.alarms import refitting
from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.models import Alarm, Rung
from workflow.forms_nudging import RungForm

SHOWN = 20  # of what could not ring


@require_http_methods(["GET", "POST"])
def ladder_page(request: HttpRequest) -> HttpResponse:
    """The rungs of every kind; posting `bac` switches one, posting the form adds one. Running terms follow."""
    form = RungForm()
    if request.method == "POST":
        if not administers(request):
            raise PermissionDenied
        if "bac" in request.POST:
            return _switch(request)
        form = RungForm(request.POST)
        if form.is_valid():
            refitting.refit(form.save())
            messages.success(request, "Đã thêm bậc nhắc việc; các hạn đang chạy cũng theo bậc này.")
            return redirect("workflow:ladder")
    return render(request, "workflow/ladder.html", _facts(request, form))


def _switch(request: HttpRequest) -> HttpResponse:
    number = request.POST["bac"]
    rung = get_object_or_404(Rung, pk=int(number) if number.isdecimal() and len(number) < 10 else 0)
    rung.active = not rung.active
    rung.save(update_fields=["active"])
    if rung.active:
        refitting.refit(rung)
    messages.success(request, f"Đã {'bật' if rung.active else 'tắt'}: {rung.said}.")
    return redirect("workflow:ladder")


def _facts(request: HttpRequest, form: RungForm) -> dict[str, Any]:
    order = {kind: place for place, kind in enumerate(DeadlineKind.values)}
    rungs = sorted(Rung.objects.all(), key=lambda rung: (order[rung.kind], rung.offset))
    kinds = [(DeadlineKind(kind).label, list(rows)) for kind, rows in groupby(rungs, key=lambda rung: rung.kind)]
    may_change = administers(request)
    failing = list(Alarm.objects.filter(failures__gt=0).order_by("-failures", "pk")[:SHOWN]) if may_change else []
    return {"kinds": kinds, "form": form, "may_change": may_change, "failing": failing}
