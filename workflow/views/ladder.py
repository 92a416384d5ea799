"""Thang nhắc việc: when people are reminded of what; everybody reads it, an administrator changes it."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from dossiers.administration import administers
from dossiers.models import Dossier
from workflow.alarms import giving_up, refitting
from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.models import Alarm, Rung
from workflow.forms_nudging import RungForm
from workflow.journal_models import SubjectKind

SHOWN = 20  # of what could not ring


@require_http_methods(["GET", "POST"])
def ladder_page(request: HttpRequest) -> HttpResponse:
    """The rungs of every kind; posting `bac` switches one to `thanh`, posting the form adds one; running terms follow.
    Posting `lai` or `bo` lets what was given up ring once more, or leaves it at that."""
    form = RungForm()
    if request.method == "POST":
        if not administers(request):
            raise PermissionDenied
        if "bac" in request.POST:
            return _switch(request)
        if "lai" in request.POST or "bo" in request.POST:
            return _deal_with(request)
        form = RungForm(request.POST)
        if form.is_valid():
            with transaction.atomic():
                refitting.refit(form.save())
            messages.success(request, "Đã thêm bậc nhắc việc; các hạn đang chạy cũng theo bậc này.")
            return redirect("workflow:ladder")
    return render(request, "workflow/ladder.html", _facts(request, form))


def _switch(request: HttpRequest) -> HttpResponse:
    rung = get_object_or_404(Rung, pk=_number(request.POST["bac"]))
    with transaction.atomic():
        rung.active = request.POST.get("thanh") == "bat"  # said, not turned over: a second click changes nothing
        rung.save(update_fields=["active"])
        if rung.active:
            refitting.refit(rung)
    messages.success(request, f"Đã {'bật' if rung.active else 'tắt'}: {rung.said}.")
    return redirect("workflow:ladder")


def _deal_with(request: HttpRequest) -> HttpResponse:
    again = "lai" in request.POST
    deal = giving_up.try_again if again else giving_up.skip
    if not deal([_number(request.POST["lai" if again else "bo"])]):
        messages.info(request, "Lần nhắc này đã được xử lý từ trước hoặc không đọc được để nhắc lại.")
    else:
        messages.success(request, "Sẽ nhắc lại trong ít phút." if again else "Đã bỏ qua lần nhắc này.")
    return redirect("workflow:ladder")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def _facts(request: HttpRequest, form: RungForm) -> dict[str, Any]:
    order = {kind: place for place, kind in enumerate(DeadlineKind.values)}
    rungs = sorted(Rung.objects.all(), key=lambda rung: (order[rung.kind], rung.offset))
    kinds = [(DeadlineKind(kind).label, list(rows)) for kind, rows in groupby(rungs, key=lambda rung: rung.kind)]
    may_change = administers(request)
    about = {"kinds": kinds, "form": form, "may_change": may_change}
    return about | (_what_failed() if may_change else {})


def _what_failed() -> dict[str, Any]:
    """What is tried again and what was given up, each with the code of its dossier if it is one's."""
    failing = list(Alarm.objects.filter(failures__gt=0).order_by("-failures", "pk")[:SHOWN])
    given_up = list(giving_up.given_up().select_related("alarm")[:SHOWN])
    alarms = [*failing, *(row.alarm for row in given_up)]
    pks = [alarm.subject_id for alarm in alarms if alarm.subject_kind == SubjectKind.DOSSIER]
    codes = dict(Dossier.objects.filter(pk__in=pks).values_list("pk", "code"))
    for alarm in alarms:
        alarm.code = codes.get(alarm.subject_id, "") if alarm.subject_kind == SubjectKind.DOSSIER else ""
    return {"failing": failing, "given_up": given_up, "given_up_count": giving_up.given_up().count()}
