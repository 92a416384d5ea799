"""Importing units, accounts and posts: upload, preview, confirm. Nothing is kept between the two steps.

The rows travel signed with the preview, bound to the person who uploaded them, and are checked again at confirming.
"""

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dossiers.accounts import ONE_TIME_DAYS
from dossiers.administration import administrators_only
from dossiers.forms.importing import ImportForm
from dossiers.importing import Outcome, carry_out, make_plan, template
from dossiers.importing.reading import Rows, pack, unpack

SALT = "dossiers.importing"
PREVIEW_SECONDS = 3600
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOTHING_NEW = (
    "Mọi dòng của tệp đã có sẵn; không có gì để nhập. Mật khẩu của lần nhập trước không hiện lại: "
    "nếu chưa chép, hãy cấp lại ở trang của từng tài khoản."
)
OUTDATED = "Bản xem trước đã quá một giờ hoặc không phải của bạn; hãy tải tệp lên lại."


@require_http_methods(["GET", "POST"])
@never_cache
@administrators_only
def import_page(request: HttpRequest) -> HttpResponse:
    """Upload a file and see what it would change; or, with `rows` in the form, carry it out."""
    if request.method == "POST" and "rows" in request.POST:
        return _confirm(request)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if not form.is_valid():
        return render(request, "importing/upload.html", {"form": form})
    return _preview(request, form.rows)


@require_GET
@administrators_only
def template_file(request: HttpRequest) -> HttpResponse:
    """The empty file to fill in."""
    named = {"Content-Disposition": 'attachment; filename="mau-nhap-don-vi-tai-khoan.xlsx"'}
    return HttpResponse(template(), content_type=EXCEL, headers=named)


def _preview(request: HttpRequest, rows: Rows) -> HttpResponse:
    plan = make_plan(rows)
    signed = signing.dumps({"by": request.user.pk, "rows": pack(rows)}, salt=SALT, compress=True)
    return render(request, "importing/preview.html", {"plan": plan, "signed": signed})


def _confirm(request: HttpRequest) -> HttpResponse:
    try:
        sent = signing.loads(request.POST["rows"], salt=SALT, max_age=PREVIEW_SECONDS)
    except signing.BadSignature:
        sent = {}
    if sent.get("by") != request.user.pk:
        messages.error(request, OUTDATED)
        return redirect("dossiers:import")
    rows = unpack(sent["rows"])
    outcome = carry_out(rows, by=request.user.username)
    # somebody may have changed things since the preview: the problems of now, and nothing written
    return _done(request, outcome) if outcome.done else _preview(request, rows)


def _done(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    changed = len(outcome.plan.changes)
    if not outcome.slips:
        messages.success(request, f"Đã nhập: {changed} dòng thêm hoặc đổi." if changed else NOTHING_NEW)
        return redirect("dossiers:import")
    prefetch_related_objects([person for person, _ in outcome.slips], "posts__unit")
    facts = {
        "slips": outcome.slips, "days": ONE_TIME_DAYS, "address": settings.BASE_URL,
        "done": f"Đã nhập: {changed} dòng thêm hoặc đổi, trong đó {len(outcome.slips)} tài khoản mới.",
    }
    return render(request, "accounts/one_time_passwords.html", facts)
