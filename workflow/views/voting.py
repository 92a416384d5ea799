"""What is done in a session: a line read, a ballot checked and sent, lines put off, the vote closed, the minutes."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import access
from dossiers.administration import grants_here
from dossiers.models import Dossier, Paper
from dossiers.vocabulary import State
from workflow import engine
from workflow.consultation import reading
from workflow.council import agenda, ballots, closing, sessions
from workflow.forms_council import AgendaForm, CloseForm, PutOffForm
from workflow.views.acting import attempt, chosen_ids, key_of, new_key
from workflow.views.council import find_session, items_of, rows_of, show


@require_safe
def session_line(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """What a member reads of one line without leaving the agenda: achievement, findings, papers."""
    session = find_session(request, pk)
    item = get_object_or_404(items_of(session), position=position)
    readable = access.visible_by_work(request.user).select_related("award", "hand_in", "season", "nominee")
    dossier = get_object_or_404(readable, pk=item.dossier_id)
    about = {
        "session": session, "item": item, "dossier": dossier,
        "papers": _papers(request, dossier),
        "opinions": reading.of_dossier(dossier, request.user, grants_here(request), seated=True),
    }
    part = "workflow/_session_line.html" if request.htmx else "workflow/session_line.html"
    return render(request, part, about)


def _papers(request: HttpRequest, dossier: Dossier) -> list[Paper]:
    """The present papers of the line and of its hand-in that this person may open."""
    rows = Paper.objects.filter(Q(dossier=dossier) | Q(hand_in=dossier.hand_in_id), replaced=False)
    return access.papers_to_see(request.user, list(rows.select_related("paper_type", "file")))


@require_http_methods(["GET", "POST"])
def session_review(request: HttpRequest, pk: int) -> HttpResponse:
    """My ballot once more before it is sent; 'sua' goes back to it with everything as it was chosen."""
    session = find_session(request, pk)
    seat = session.entitled.filter(user=request.user).first()
    if request.method == "GET" or seat is None or session.closed_at is not None:
        return redirect("workflow:session", pk)
    if "sua" in request.POST:
        return show(request, session)
    rows = rows_of(request, list(items_of(session)), seat, own_barred=ballots.own_line_is_barred())
    votable = [row for row in rows if row.votable]
    about = {
        "session": session, "sections": agenda.sections(rows), "key": new_key(), "count": len(votable),
        "chosen": [row for row in votable if row.choice], "own_lines": [row for row in rows if row.own and row.live],
        "changed": [row for row in votable if row.cast and row.choice != row.cast],
        "totals": [(label, sum(row.choice == value for row in votable)) for value, label in CHOICES],
        "open_lines": sum(not row.choice for row in votable),
    }
    return render(request, "workflow/session_review.html", about)


CHOICES = tuple((value, agenda.words_of(value)) for value in agenda.tally.CHOICES)


@require_POST
def session_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """My ballot on every line that has a choice; lines left open stay open."""
    session = find_session(request, pk)
    form = AgendaForm(request.POST)
    _, refusal = attempt(
        request,
        lambda: sessions.vote(session, form.choices, actor=request.user, key=key_of(request)),
        done=f"Đã ghi phiếu của bạn: {len(form.choices)} hồ sơ. Bạn sửa được cho tới khi Chủ tịch kết thúc biểu quyết.",
    )
    return show(request, session, refusal) if refusal else redirect("workflow:session", pk)


@require_POST
def session_put_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The secretary takes lines off the agenda: they wait for another session."""
    session = find_session(request, pk)
    form = PutOffForm(request.POST, body_id=session.council.body_id)
    if not form.is_valid():
        return show(request, session, put_off_form=form)
    on_agenda = session.items.filter(outcome="", dossier__in=chosen_ids(request.POST)).values("dossier")
    lines = list(Dossier.objects.filter(pk__in=on_agenda, state=State.IN_COUNCIL))
    _, refusal = attempt(
        request,
        lambda: engine.perform(
            "put_off", lines, actor=request.user, reason=form.cleaned_data["reason"], key=key_of(request)
        ),
        done=f"Đã chuyển {len(lines)} hồ sơ sang phiên sau.",
    )
    return show(request, session, refusal, put_off_form=form) if refusal else redirect("workflow:session", pk)


@require_POST
def session_close(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair ends the vote."""
    session = find_session(request, pk)
    items = [item for item in items_of(session) if not item.outcome]
    form = CloseForm(request.POST, items=items, body_id=session.council.body_id)
    if not form.is_valid():
        return show(request, session, close_form=form)
    _, refusal = attempt(
        request, lambda: closing.close(session, actor=request.user, key=key_of(request), **form.asked),
        done="Đã kết thúc biểu quyết; kết quả đã áp dụng cho mọi hồ sơ trong chương trình.",
    )
    return show(request, session, refusal, close_form=form) if refusal else redirect("workflow:session", pk)


@require_POST
def session_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The secretary's minutes."""
    session = find_session(request, pk)
    _, refusal = attempt(
        request,
        lambda: sessions.record_minutes(
            session, actor=request.user, text=request.POST.get("text", ""), key=key_of(request)
        ),
        done="Đã lập biên bản.",
    )
    return show(request, session, refusal) if refusal else redirect("workflow:session", pk)
