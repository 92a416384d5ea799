"""A list pasted from Word or Excel: shown as it was understood, mended in place, added."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers import drafting
from dossiers.models import HandIn
from dossiers.pasting.adding import add_pasted
from dossiers.pasting.preview import Preview, preview_of
from dossiers.rules.objection import Objection, Refused
from dossiers.views.editing import editable_hand_in

LONGEST, MOST_ROWS = 200_000, 1000


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Paste, look, mend, add; rows that cannot be added stay in the text."""
    hand_in = editable_hand_in(request, pk, check=drafting.check_may_add_lines)
    if isinstance(hand_in, HttpResponse):
        return hand_in
    written = request.POST.get("danh_sach", "")
    problem = _unreadable(request, written)
    if request.method != "POST" or problem:
        return _shown(request, hand_in, written, None, problem=problem)
    if "them" in request.POST and request.POST.get("da_xem") == _digest(written):
        return _add(request, hand_in, written)
    preview = preview_of(hand_in, written, request.POST.dict())
    return _shown(request, hand_in, written, preview, problem=_too_many(preview))


def _unreadable(request: HttpRequest, written: str) -> str:
    if request.method == "POST" and not written.strip():
        return "Chưa có gì để đọc. Dán danh sách vào ô bên dưới."
    if len(written) > LONGEST:
        return "Danh sách dài quá; chia làm nhiều lần, mỗi lần không quá 1000 dòng."
    return ""


def _too_many(preview: Preview) -> str:
    if not preview.lines:
        return "Không thấy người hay tập thể nào trong đoạn này. Dán cả bảng, hoặc mỗi người một dòng."
    return "Nhiều hơn 1000 dòng; chia làm nhiều lần." if len(preview.lines) > MOST_ROWS else ""


def _add(request: HttpRequest, hand_in: HandIn, written: str) -> HttpResponse:
    try:
        done = add_pasted(hand_in, written, request.POST.dict(), actor=request.user)
    except Refused as refused:
        preview = preview_of(hand_in, written, request.POST.dict())
        return _shown(request, hand_in, written, preview, refused=refused.all)
    if done.adds:
        messages.success(request, f"Đã thêm {done.adds} dòng từ danh sách.")
    if not done.wrong:
        return redirect("dossiers:grid", hand_in.pk)
    left = done.left_over
    return _shown(request, hand_in, left, preview_of(hand_in, left, request.POST.dict()), kept=True)


def _shown(
    request: HttpRequest, hand_in: HandIn, written: str, preview: Preview | None, *, problem: str = "",
    refused: Sequence[Objection] = (), kept: bool = False,
) -> HttpResponse:
    facts: dict[str, Any] = {
        "hand_in": hand_in, "written": written, "preview": None if problem else preview, "problem": problem,
        "refused": refused, "kept": kept, "seen": _digest(written),
    }
    return render(request, "dossiers/paste.html", facts, status=409 if refused else 200)


def _digest(written: str) -> str:
    """Tells whether what is added is what was looked at; line ends differ between a page and a browser."""
    return hashlib.sha256("\n".join(written.strip("\r\n").splitlines()).encode()).hexdigest()
