"""What is kept back, why and by whom; heads of office and administrators place an order and release it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers.administration import administers, grants_here
from dossiers.models import Season
from notifications import holds, releasing, standing
from notifications.channels.registry import label
from notifications.models import Hold

PAGE = 30
NOT_YOURS = "Chỉ trưởng bộ phận thường trực và người quản trị hệ thống giữ hoặc cho gửi thông báo."


class HoldForm(forms.Form):
    """An order on results; everything is kept back by a restore alone."""

    season = forms.ModelChoiceField(
        Season.objects.order_by("-year", "-pk"), label="Năm thi đua", required=False, empty_label="Mọi năm thi đua"
    )
    reason = forms.CharField(label="Lý do giữ", max_length=255, min_length=5)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["season"].widget.attrs["class"] = "form-select"
        self.fields["reason"].widget.attrs |= {"class": "form-control", "placeholder": "Ví dụ: chờ lễ trao tặng"}


@require_http_methods(["GET", "POST"])
def holds_page(request: HttpRequest) -> HttpResponse:
    """Every order with how much it keeps back; and the form of a new one."""
    _guard(request)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        holds.place(holds.RESULTS, actor=request.user, **form.cleaned_data)
        messages.success(request, "Từ lúc này kết quả khen thưởng được giữ lại, chưa báo cho đơn vị và cá nhân.")
        return redirect("notifications:holds")
    page = Paginator(holds.listed(), PAGE).get_page(request.GET.get("trang"))
    about = {"page": page, "form": form, "waiting": holds.waiting_outside()}
    return render(request, "notifications/holds.html", about, status=200 if request.method == "GET" else 422)


@require_safe
def hold_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One order and what it keeps back, word for word, with what letting it go would do now; or what it kept back."""
    _guard(request)
    hold = get_object_or_404(holds.listed(), pk=pk)
    rows = hold.deliveries.select_related("user", "subscriber").order_by("pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    for row in page:
        row.way, row.to = label(row.channel), row.user.full_name if row.user else row.subscriber.name
    about = {"hold": hold, "page": page, "may_see_queue": administers(request)}
    return render(request, "notifications/hold.html", about | _ahead(hold))


def _ahead(hold: Hold) -> dict[str, object]:
    if hold.released_at is not None:
        return {}
    if hold.scope != holds.RESULTS:
        return {"outside": standing.outside(), "everything": True}
    others = list(releasing.covering(hold).select_related("season"))
    plan = releasing.planned(hold, others)
    new = list(dict.fromkeys(each.row.user.full_name for each in plan.new))
    lapsed = list(dict.fromkeys(row.user.full_name for row in plan.lapsed))
    return {"plan": plan, "others": others, "new": new, "lapsed": lapsed}


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let everything go that the order keeps back."""
    _guard(request)
    hold = get_object_or_404(Hold, pk=pk)
    plan = releasing.release(hold, actor=request.user)
    if not plan.released:
        messages.info(request, "Lệnh giữ này đã được cho gửi trước đó.")
    else:
        messages.success(request, "Đã cho gửi mọi thông báo." if hold.scope == holds.EVERYTHING else _said(plan))
    return redirect("notifications:hold", pk=pk)


def _said(plan: releasing.Plan) -> str:
    told = [f"Đã cho gửi {plan.count} thông báo." if plan.count else "Đã bỏ lệnh giữ; không có thông báo nào được gửi."]
    if plan.kept:
        told.append(f"{plan.kept} thông báo chờ tiếp vì còn lệnh giữ khác.")
    if plan.lapsed:
        told.append(f"{len(plan.lapsed)} thông báo không gửi vì người nhận không còn được báo về việc đó.")
    return " ".join(told)


def _guard(request: HttpRequest) -> None:
    if not holds.may_hold(request.user, grants=grants_here(request)):
        raise PermissionDenied(NOT_YOURS)
