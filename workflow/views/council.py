"""The council: sessions, a new one out of the pool, the agenda with my vote, closing, minutes."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from dossiers import access, clock, roles
from dossiers.models import Unit
from dossiers.vocabulary import SEAT_ROLES, Role, State
from workflow.council import closing, sessions
from workflow.forms_council import AgendaForm, CloseForm, SessionForm
from workflow.models import AgendaItem, Ballot, Recusal, Session
from workflow.views.acting import Refusal, attempt, chosen, chosen_ids, new_key

PAGE = 30
READERS = (*SEAT_ROLES, *access.BODY_ROLES)


def visible_sessions(request: HttpRequest) -> QuerySet[Session]:
    """Sessions of the bodies whose people or council this person belongs to now; an inspector reads all."""
    grants = roles.grants_of(request.user)
    rows = Session.objects.select_related("council__body", "procedure", "closed_by", "convened_by")
    if access.places(grants, (Role.INSPECTOR,)):
        return rows
    return rows.filter(council__body_id__in=access.places(grants, READERS))


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(visible_sessions(request).order_by("-held_at"), PAGE).get_page(request.GET.get("trang"))
    return render(request, "workflow/sessions.html", {"page": page})


@require_POST
def session_new(request: HttpRequest, unit_code: str) -> HttpResponse:
    """Convene with the chosen lines of the pool: first the form, then the session."""
    body = get_object_or_404(Unit, code=unit_code)
    rows = access.visible(request.user).filter(body=body, state=State.AWAITING_COUNCIL).select_related("award", "unit")
    lines = chosen(request, rows)
    sent = "bieu_mau" in request.POST
    form = SessionForm(request.POST if sent else None)
    refusal = None
    if sent and form.is_valid():
        session, refusal = attempt(
            request,
            lambda: sessions.convene(
                body, lines, actor=request.user, key=request.POST.get("key") or None, **form.cleaned_data
            ),
            done=f"Đã triệu tập phiên họp với {len(lines)} hồ sơ. Các thành viên Hội đồng được mời biểu quyết.",
        )
        if session is not None:
            return redirect("workflow:session", session.pk)
    about = {"body": body, "lines": lines, "form": form, "refusal": refusal, "key": new_key()}
    return render(request, "workflow/session_new.html", about, status=409 if refusal else 200)


@require_safe
def session_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _find(request, pk))


@require_POST
def session_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """My ballot on every line that I ticked; lines left open stay open."""
    session = _find(request, pk)
    form = AgendaForm(request.POST)
    _, refusal = attempt(
        request,
        lambda: sessions.vote(session, form.choices, actor=request.user, key=form.key),
        done="Đã ghi phiếu của bạn.",
    )
    return _show(request, session, refusal) if refusal else redirect("workflow:session", pk)


@require_POST
def session_close(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair ends the vote."""
    session = _find(request, pk)
    form = CloseForm(request.POST, items=_items(session))
    if not form.is_valid():
        return _show(request, session, close_form=form)
    _, refusal = attempt(
        request, lambda: closing.close(session, actor=request.user, key=form.key, **form.asked),
        done="Đã kết thúc biểu quyết; kết quả đã áp dụng cho mọi hồ sơ trong chương trình.",
    )
    return _show(request, session, refusal, form) if refusal else redirect("workflow:session", pk)


@require_POST
def session_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The secretary's minutes."""
    session = _find(request, pk)
    _, refusal = attempt(
        request,
        lambda: sessions.record_minutes(
            session, actor=request.user, text=request.POST.get("text", ""), key=request.POST.get("key") or None
        ),
        done="Đã lập biên bản.",
    )
    return _show(request, session, refusal) if refusal else redirect("workflow:session", pk)


def _find(request: HttpRequest, pk: int) -> Session:
    session = visible_sessions(request).filter(pk=pk).first()
    if session is None:
        raise Http404
    return session


def _items(session: Session) -> QuerySet[AgendaItem]:
    rows = session.items.select_related("dossier__award", "dossier__unit", "lowered_to", "dossier__nominee")
    return rows.order_by("position")


def _show(
    request: HttpRequest, session: Session, refusal: Refusal | None = None, close_form: CloseForm | None = None
) -> HttpResponse:
    items = list(_items(session))
    grants = roles.grants_of(request.user)
    here = {grant.role for grant in grants if grant.unit_id == session.council.body_id}
    seat = session.entitled.filter(user=request.user).first()
    voters = _voters(session, items)
    about: dict[str, Any] = {
        "session": session, "items": items, "refusal": refusal, "key": new_key(), "picked": chosen_ids(request.POST),
        "may_vote": seat is not None and session.closed_at is None,
        "may_close": Role.CHAIR in here and session.closed_at is None and session.procedure.open,
        "may_write": Role.SECRETARY in here and session.closed_at is not None and session.minutes_at is None,
        "readable": _readable(request, grants, items),
        "mine": _mine(items, seat, request), "choices": Ballot.Choice.choices, "voters": voters,
        "unvoted": sum(not voter["voted"] for voter in voters),
        "close_form": close_form or CloseForm(items=items), "now": clock.now(),
        "minutes_draft": request.POST.get("text") or (sessions.default_minutes(session) if session.closed_at else ""),
    }
    return render(request, "workflow/session.html", about, status=409 if refusal else 200)


def _readable(request: HttpRequest, grants: list[roles.Grant], items: list[AgendaItem]) -> set[int]:
    """The dossiers of the agenda that this person can open: a later member reads the outcome, not the old papers."""
    rows = access.visible(request.user, grants=grants)
    return set(rows.filter(pk__in=[item.dossier_id for item in items]).values_list("pk", flat=True))


def _mine(items: list[AgendaItem], seat: Any, request: HttpRequest) -> dict[int, str]:
    """Agenda item → my choice: as just typed, else my current ballot; 'own' for my own line."""
    if seat is None:
        return {}
    rows = Ballot.objects.filter(seat=seat, current=True, item__in=items)
    found = dict(rows.values_list("item", "choice")) | AgendaForm(request.POST).choices
    own = {item.pk for item in items if item.dossier.nominee.user_id == request.user.pk}
    return found | dict.fromkeys(own, "own")


def _voters(session: Session, items: list[AgendaItem]) -> list[dict[str, Any]]:
    """Every entitled seat and whether it has voted: who has *not* voted must be seen as well."""
    voted = set(Ballot.objects.filter(item__in=items, current=True).values_list("seat", flat=True))
    recused = set(Recusal.objects.filter(item__in=items).values_list("seat", flat=True))
    seats = session.entitled.select_related("user").order_by("pk")
    return [{"seat": seat, "voted": seat.pk in voted, "recused": seat.pk in recused} for seat in seats]


