"""The council: the list of sessions, a new one out of the pool, the page of a session."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from dossiers import access, clock, tables
from dossiers.administration import grants_here
from dossiers.models import Unit
from dossiers.roles import Grant
from dossiers.views.listing import kept
from dossiers.vocabulary import SEAT_ROLES, Role, State
from workflow import inbox
from workflow.council import agenda, ballots, closing, progress, sessions
from workflow.council.tally import Result
from workflow.forms_council import AgendaForm, CloseForm, PutOffForm, SessionForm
from workflow.models import AgendaItem, Ballot, Seat, Session
from workflow.tables import SessionTable
from workflow.views.acting import Refusal, attempt, chosen, chosen_ids, key_of, new_key

READERS = (*SEAT_ROLES, *access.BODY_ROLES)


def visible_sessions(request: HttpRequest) -> QuerySet[Session]:
    """Sessions of the bodies whose people or council this person belongs to now; an inspector reads all."""
    grants = grants_here(request)
    rows = Session.objects.select_related("council__body", "procedure", "closed_by", "convened_by")
    if access.places(grants, (Role.INSPECTOR,)):
        return rows
    return rows.filter(council__body_id__in=access.places(grants, READERS))


def listed_sessions(request: HttpRequest) -> QuerySet[Session]:
    """Those this person may read, each with the number of its lines, the newest first."""
    rows = visible_sessions(request).annotate(count=Count("items", distinct=True))
    return rows.order_by("-held_at", "-pk")


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first or as their headings say; those that wait for my vote are marked."""
    table = tables.opened(SessionTable(listed_sessions(request)), request)
    waiting = {session.pk for session in inbox.sessions(request.user) if session.missing}
    about = {"table": table, "page": table.page, "kept": kept(request), "waiting": waiting}
    return render(request, "workflow/sessions.html", about)


@require_POST
def session_new(request: HttpRequest, unit_code: str) -> HttpResponse:
    """Convene with the chosen lines of the pool: first the form, then the session."""
    body = get_object_or_404(Unit, code=unit_code)
    rows = access.visible_by_work(request.user).filter(body=body, state=State.AWAITING_COUNCIL)
    rows = rows.select_related("award", "unit")
    lines = chosen(request, rows)
    sent = "bieu_mau" in request.POST
    form = SessionForm(request.POST if sent else None)
    refusal = None
    if sent and form.is_valid():
        session, refusal = attempt(
            request,
            lambda: sessions.convene(
                body, lines, actor=request.user, key=key_of(request), **form.cleaned_data
            ),
            done=f"Đã triệu tập phiên họp với {len(lines)} hồ sơ. Các thành viên Hội đồng được mời biểu quyết.",
        )
        if session is not None:
            return redirect("workflow:session", session.pk)
    about = {"body": body, "lines": lines, "form": form, "refusal": refusal, "key": new_key()}
    return render(request, "workflow/session_new.html", about, status=409 if refusal else 200)


@require_safe
def session_page(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, find_session(request, pk))


def find_session(request: HttpRequest, pk: int) -> Session:
    """The session if this person may read it; raises Http404 otherwise."""
    session = visible_sessions(request).filter(pk=pk).first()
    if session is None:
        raise Http404
    return session


def items_of(session: Session) -> QuerySet[AgendaItem]:
    """The whole agenda in its order, with what a page shows of each line."""
    rows = session.items.select_related("dossier__award", "dossier__unit", "lowered_to", "dossier__nominee")
    return rows.order_by("position")


def rows_of(
    request: HttpRequest, items: list[AgendaItem], seat: Seat | None, *, own_barred: bool
) -> list[agenda.Row]:
    """The agenda as this member sees it: what was typed in this request, else the current ballots."""
    if seat is None:
        return [agenda.Row(item) for item in items]
    cast = dict(Ballot.objects.filter(seat=seat, current=True, item__in=items).values_list("item", "choice"))
    own = ballots.own_items(items, request.user.pk) if own_barred else set()
    rows = agenda.rows_for(items, cast=cast, typed={}, own=own)
    typed = AgendaForm(request.POST, rows).choices
    return agenda.rows_for(items, cast=cast, typed=typed, own=own) if typed else rows


def show(
    request: HttpRequest, session: Session, refusal: Refusal | None = None, *, close_form: CloseForm | None = None,
    put_off_form: PutOffForm | None = None,
) -> HttpResponse:
    """The page of a session for whoever asks, with what was typed in this request still in its fields."""
    items = list(items_of(session))
    grants = grants_here(request)
    seat = session.entitled.filter(user=request.user).first()
    own_barred = ballots.own_line_is_barred()
    rows = rows_of(request, items, seat, own_barred=own_barred)
    live = [row.item for row in rows if row.live]
    votable = [row for row in rows if row.votable]
    about: dict[str, Any] = {
        "session": session, "sections": agenda.sections(rows), "count": len(items), "refusal": refusal,
        "key": new_key(), "picked": chosen_ids(request.POST), "readable": _readable(request, grants, items),
        "now": clock.now(), "choices": Ballot.Choice.choices, "later": agenda.LATER, "votable": len(votable),
        "voted": sum(bool(row.cast) for row in votable), "own_lines": [row for row in rows if row.own and row.live],
        "live": live, "put_off_form": put_off_form or PutOffForm(body_id=session.council.body_id),
        **_offered(session, grants, seat),
        **_standing(session, items if session.closed_at else live, own_barred=own_barred),
    }
    if about["may_close"]:
        about |= _closing(session, live, close_form)
    if session.closed_at:
        about |= _results(rows) | {"minutes_draft": request.POST.get("text") or sessions.default_minutes(session)}
    return render(request, "workflow/session.html", about, status=409 if refusal else 200)


def _offered(session: Session, grants: list[Grant], seat: Seat | None) -> dict[str, bool]:
    here = {grant.role for grant in grants if grant.unit_id == session.council.body_id}
    voting = session.closed_at is None and session.procedure.open
    return {
        "may_vote": seat is not None and voting,
        "may_close": Role.CHAIR in here and voting,
        "may_put_off": Role.SECRETARY in here and voting,
        "may_write": Role.SECRETARY in here and session.closed_at is not None and session.minutes_at is None,
    }


def _readable(request: HttpRequest, grants: list[Grant], items: list[AgendaItem]) -> set[int]:
    """The dossiers of the agenda that this person can open: a later member reads the outcome, not the old papers."""
    rows = access.visible(request.user, grants=grants)
    return set(rows.filter(pk__in=[item.dossier_id for item in items]).values_list("pk", flat=True))


def _standing(session: Session, counted: list[AgendaItem], *, own_barred: bool) -> dict[str, Any]:
    voters = progress.voters(session, counted, own_barred=own_barred)
    return {
        "voters": voters, "quorum": progress.quorum(voters), "unvoted": sum(not voter.begun for voter in voters),
        "unfinished": sum(voter.begun and not voter.done for voter in voters),
    }


def _closing(session: Session, live: list[AgendaItem], form: CloseForm | None) -> dict[str, Any]:
    """What closing would give now, line by line, and the chair's way with each."""
    form = form or CloseForm(items=live, body_id=session.council.body_id)
    counted = closing.count(session, live)
    preview = [(item, counted.results[item.pk], form.of(item)) for item in live]
    passing = sum(result.passed for _, result, _ in preview)
    return {
        "close_form": form, "preview": preview, "passing": passing, "failing": len(preview) - passing,
        "needed": preview[0][1].needed if preview else 0,
    }


def _results(rows: list[agenda.Row]) -> dict[str, Any]:
    """Figures per line by award, never who voted how."""
    figures = {
        row.item.pk: Result(row.item.yes, row.item.no, row.item.abstain, row.item.members)
        for row in rows
        if row.item.members
    }
    outcomes = AgendaItem.Outcome
    counts = [(label, sum(row.item.outcome == value for row in rows)) for value, label in outcomes.choices]
    return {"figures": figures, "outcomes": [(label, count) for label, count in counts if count]}
