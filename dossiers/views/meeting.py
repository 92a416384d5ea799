"""The page of the unit's meeting: all lines and their votes in one form; read-only once everything was sent."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dossiers import access, clock, meetings, preparing, queries, roles
from dossiers.administration import grants_here
from dossiers.forms.meeting import MeetingForm
from dossiers.models import Dossier, HandIn, Meeting
from dossiers.roles import Grant
from dossiers.rules.objection import Refused
from dossiers.views.editing import seen_hand_in
from dossiers.vocabulary import Role, State


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the meeting, or read what was recorded."""
    grants = grants_here(request)
    paper = seen_hand_in(request, pk, grants=grants)
    if not paper.proposes:
        raise Http404
    lines = list(queries.lines_of(access.visible(request.user, grants=grants), paper))
    bar = meetings.bar_on(clock.today())
    meeting = meetings.meeting_of(paper)
    meetings.mark(lines, bar=bar)
    open_lines = _open_lines(request, paper, lines, grants)
    form = _form(request, paper, open_lines, meeting) if open_lines else None
    if form is not None and request.method == "POST" and form.is_valid() and _recorded(request, form, paper):
        return redirect(_next_page(open_lines), paper.pk)
    still = {line.pk for line in open_lines}
    about = {
        "hand_in": paper, "lines": lines, "fixed": [line for line in lines if line.pk not in still], "form": form,
        "meeting": meeting, "bar": bar,
    }
    return render(request, "dossiers/meeting.html", about)


def _open_lines(request: HttpRequest, paper: HandIn, lines: list[Dossier], grants: list[Grant]) -> list[Dossier]:
    mine = preparing.may_change(request.user, paper, grants=grants)
    found = [line for line in lines if mine and line.state == State.DRAFT]
    if request.method == "POST" and not found:
        messages.error(request, "Chưa ghi được: chỉ đơn vị trình ghi kết quả họp bình xét, và chỉ trước khi gửi.")
    return found


def _form(request: HttpRequest, paper: HandIn, lines: list[Dossier], meeting: Meeting | None) -> MeetingForm:
    settled = meeting is not None and paper.submitted_at is not None
    initial = {} if meeting else _usual(paper, request)
    return MeetingForm(request.POST or None, lines=lines, meeting=meeting, settled=settled, initial=initial)


def _usual(paper: HandIn, request: HttpRequest) -> dict[str, Any]:
    """What a unit's minutes mostly say: as the last time, the head in the chair, whoever types as secretary."""
    last = Meeting.objects.filter(hand_in__unit=paper.unit_id).order_by("-held_at").first()
    head = next(iter(roles.holders(Role.UNIT_HEAD, paper.unit_id)), None)
    people = last.total if last else queries.staff_of(paper.unit).count() or None
    writes = request.user if head is None or request.user.pk != head.pk else None
    return {
        "hour": timezone.localtime(last.held_at).time() if last else "08:00",
        "place": last.place if last else paper.unit.name,
        "chair": head.full_name if head else "",
        "secretary": writes.full_name if writes else (last.secretary if last else ""),
        "total": people, "present": people,
    }


def _recorded(request: HttpRequest, form: MeetingForm, paper: HandIn) -> bool:
    try:
        meetings.record(paper, form.minutes(), form.cast(), actor=request.user)
    except Refused as refused:
        for pk, objections in refused.by_dossier.items():
            form.object_to_line(pk, objections)
        for one in refused.general:
            form.add_error(None, one.text)
        return False
    _tell(request, form.lines)
    return True


def _tell(request: HttpRequest, lines: Sequence[Dossier]) -> None:
    found = list(meetings.outcomes(lines).values())
    passed = sum(each.passed for each in found)
    mute = sum(each.unexplained for each in found)
    words = f"Đã ghi kết quả họp bình xét: {passed} hồ sơ đạt, {len(found) - passed} không đạt."
    if mute:
        messages.warning(request, f"{words} Ghi lý do cho {mute} hồ sơ không đạt nếu vẫn đề nghị, hoặc xóa dòng đó.")
    else:
        messages.success(request, words)


def _next_page(lines: list[Dossier]) -> str:
    mute = any(each.unexplained for each in meetings.outcomes(lines).values())
    return "dossiers:meeting" if mute else "dossiers:hand_in"
