"""Hệ thống nhận tin tự động, for administrators: which systems, told what, with which success."""

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import clock
from dossiers.administration import administrators_only
from notifications.channels import webhook
from notifications.models import Attempt
from notifications.webhook_models import Subscriber
from notifications.webhooks import secret, trying
from notifications.webhooks.forms import RotationForm, SubscriberForm

GIVEN = "notifications/subscriber_secret.html"
both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@administrators_only
def subscribers(request: HttpRequest) -> HttpResponse:
    """Every system with how its latest message went."""
    latest = Attempt.objects.filter(delivery__subscriber=OuterRef("pk"), ended_at__isnull=False).order_by("-pk")
    rows = Subscriber.objects.annotate(
        last_at=Subquery(latest.values("ended_at")[:1]), last_outcome=Subquery(latest.values("outcome")[:1]),
        last_error=Subquery(latest.values("error")[:1]),
    )
    return render(request, "notifications/subscribers.html", {"rows": rows})


@both
@never_cache
@administrators_only
def new(request: HttpRequest) -> HttpResponse:
    """Take in a system; its secret is shown this once."""
    form = SubscriberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = form.save(commit=False)
        row.made_by, row.made_at = request.user, clock.now()
        row.save()
        return render(request, GIVEN, {"row": row, "secret": secret.secret_of(row.salt)})
    return render(request, "notifications/subscriber.html", {"form": form})


@both
@administrators_only
def subscriber(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a system is told, or where."""
    row = get_object_or_404(Subscriber, pk=pk)
    form = SubscriberForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Đã lưu.")
        return redirect("notifications:subscribers")
    about = {"form": form, "row": row, "rotation": RotationForm(), "now": clock.now()}
    return render(request, "notifications/subscriber.html", about)


@require_POST
@never_cache
@administrators_only
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it a new secret, shown this once."""
    row, form = get_object_or_404(Subscriber, pk=pk), RotationForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Số ngày khóa cũ còn dùng là số từ 0 đến 30.")
        return redirect("notifications:subscriber", row.pk)
    given = secret.rotate(row, days=form.cleaned_data["days"])
    return render(request, GIVEN, {"row": row, "secret": given})


@require_POST
@administrators_only
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop telling it, or begin again."""
    row = get_object_or_404(Subscriber, pk=pk)
    if row.on:
        webhook.switch_off(row, because=f"{request.user} ngừng gửi.")
        messages.success(request, f"Đã ngừng gửi cho {row}.")
    else:
        Subscriber.objects.filter(pk=row.pk).update(on=True, off_because="")
        messages.success(request, f"Từ bây giờ {row} được báo tin; những gì xảy ra trong lúc ngừng không gửi lại.")
    return redirect("notifications:subscribers")


@require_POST
@administrators_only
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test message and say what came of it."""
    row = get_object_or_404(Subscriber, pk=pk)
    problem = trying.problem(row)
    if problem:
        messages.error(request, f"{row} chưa nhận được tin thử: {problem}")
    else:
        messages.success(request, f"{row} đã nhận tin thử.")
    return redirect("notifications:subscribers")
