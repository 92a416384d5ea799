"""Between drafter and head: 'Trình thủ trưởng duyệt', and the one screen on which the head reads and decides."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST

from dossiers import access, meetings, queries, readiness, roles
from dossiers.models import Dossier, HandIn
from dossiers.views.editing import seen_hand_in, sends
from dossiers.vocabulary import State
from workflow import approval
from workflow.views.acting import Refusal, attempt, chosen_ids, key_of, new_key


@require_POST
def lay_before_head(request: HttpRequest, pk: int) -> HttpResponse:
    """'Trình thủ trưởng duyệt', or with `thu_lai` taken back."""
    hand_in = _seen(request, pk)
    back = "thu_lai" in request.POST
    deed = approval.take_back if back else approval.lay_before_head
    done = "Đã thu lại tờ trình; sửa xong, hãy trình lại." if back else "Đã trình thủ trưởng duyệt."
    _, refusal = attempt(request, lambda: deed(hand_in, actor=request.user, key=key_of(request)), done=done)
    if refusal is None:
        return redirect("dossiers:hand_in", pk)
    return render(request, "workflow/submit_refused.html", {"refusal": refusal, "hand_in": hand_in}, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
def approve_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is to be sent, to be read on one screen; then sent, or given back with a note."""
    grants = roles.grants_of(request.user)
    hand_in = _seen(request, pk, grants=grants)
    if not sends(grants, hand_in, act=readiness.ACT):
        raise Http404
    lines = list(queries.lines_of(access.visible(request.user, grants=grants), hand_in).filter(state=State.DRAFT))
    if request.method != "POST" and not lines:
        return redirect("dossiers:hand_in", pk)
    refusal = _decide(request, hand_in, lines) if request.method == "POST" else None
    if request.method == "POST" and refusal is None:
        return redirect("dossiers:hand_in" if "gui" in request.POST else "workflow:inbox", *_to(request, pk))
    about = _to_read(request, hand_in, lines) | {"hand_in": hand_in, "refusal": refusal, "key": new_key()}
    return render(request, "workflow/approve.html", about, status=409 if refusal else 200)


def _to(request: HttpRequest, pk: int) -> list[int]:
    return [pk] if "gui" in request.POST else []


def _seen(request: HttpRequest, pk: int, *, grants: list[roles.Grant] | None = None) -> HandIn:
    hand_in = seen_hand_in(request, pk, grants=grants)
    if not hand_in.proposes:
        raise Http404
    return hand_in


def _decide(request: HttpRequest, hand_in: HandIn, lines: list[Dossier]) -> Refusal | None:
    if "gui" not in request.POST:
        note = request.POST.get("y_kien", "")
        _, refusal = attempt(
            request,
            lambda: approval.return_to_drafter(hand_in, note=note, actor=request.user, key=key_of(request)),
            done="Đã trả lại người soạn cùng ý kiến của bạn.",
        )
        return refusal
    picked = set(chosen_ids(request.POST))
    chosen = [line for line in lines if line.pk in picked]
    _, refusal = attempt(
        request,
        lambda: approval.approve(
            hand_in, chosen, seen=_moment(request), actor=request.user, key=key_of(request)
        ),
        done=f"Đã gửi {len(chosen)} hồ sơ tới {hand_in.to_body.name}.",
    )
    return refusal


def _moment(request: HttpRequest) -> datetime | None:
    """When the page said that it was laid before the head; anything unreadable is no moment at all."""
    try:
        return parse_datetime(request.POST.get("trinh_luc", ""))
    except ValueError:
        return None


def _to_read(request: HttpRequest, hand_in: HandIn, lines: list[Dossier]) -> dict[str, Any]:
    common = readiness.mark_papers(hand_in, lines)
    survey = readiness.mark(lines, request.user)
    meetings.mark(lines)
    return {
        "groups": readiness.grouped(lines), "common": common, "survey": survey,
        "meeting": meetings.meeting_of(hand_in), "notes": approval.earlier_notes(hand_in),
        "moment": hand_in.prepared_at.isoformat() if hand_in.prepared_at else "",
        "note": request.POST.get("y_kien", ""),
    }
