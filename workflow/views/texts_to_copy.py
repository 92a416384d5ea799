"""Which text to paste into a chat ('Chép tin nhắn gửi Zalo') belongs on which page, and who is offered it."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from dossiers import clock, origins
from dossiers.access import OFFICE_ROLES
from dossiers.models import Dossier
from dossiers.roles import Grant
from dossiers.vocabulary import UNIT_ROLES, Basis, Role, State
from workflow import zalo
from workflow.decisions.models import Decision, DecisionKind, DecisionStatus
from workflow.flows.models import Procedure
from workflow.models import Line, Session
from workflow.standing import Standing

OUTCOMES = (State.GRANTED, State.REFUSED, State.INELIGIBLE)
RESULTS = (DecisionKind.DECISION, DecisionKind.OUTSIDE)


def of_dossier(found: Standing) -> str:
    """The office tells the unit what to mend; office and unit tell the result. Nobody else has anything to tell."""
    dossier, address = found.dossier, reverse("workflow:dossier", args=[found.dossier.code])
    office = any(found.holds(role) for role in OFFICE_ROLES)
    unit = any(grant.role in UNIT_ROLES and grant.unit_id == dossier.unit_id for grant in found.grants)
    if dossier.state == State.RETURNED and office:
        until = last_day(dossier)
        what = f"hồ sơ {dossier.award.name}"
        return zalo.to_mend(dossier.code, body=dossier.body.name, what=what, until=until, address=address)
    if dossier.state in OUTCOMES and (office or unit):
        outcome = _outcome(dossier, found.results)
        return zalo.to_hear(dossier.code, what=f"hồ sơ {dossier.award.name}", outcome=outcome, address=address)
    return ""


def of_correction(procedure: Procedure, grants: Sequence[Grant]) -> str:
    """For the office that asked, while the unit is mending; empty otherwise."""
    if procedure.node != "mend" or not procedure.open or not _at(grants, OFFICE_ROLES, procedure.body_id):
        return ""
    lines = Line.objects.filter(procedure=procedure, left_at=None, dossier__state=State.RETURNED)
    rows = list(lines.select_related("dossier__season", "dossier__round", "dossier__hand_in"))
    until = last_day(rows[0].dossier) if rows else ""
    address = reverse("workflow:mend", args=[procedure.pk])
    return zalo.to_mend(
        procedure.code, body=procedure.body.name, what=f"{len(rows)} hồ sơ", until=until, address=address
    ) if rows else ""


def of_session(session: Session, grants: Sequence[Grant]) -> str:
    """For the secretary, until the vote is closed."""
    if session.closed_at or not _at(grants, (Role.SECRETARY,), session.council.body_id):
        return ""
    count = Line.objects.filter(procedure=session.procedure_id, left_at=None).count()
    return zalo.to_meet(
        session.procedure.code, title=session.title, held_at=timezone.localtime(session.held_at), place=session.place,
        vote_by=origins.noted(timezone.localdate(session.due_at), session.set_by) if session.due_at else "",
        count=count, address=reverse("workflow:session", args=[session.pk]),
    ) if count else ""


def of_decision(decision: Decision, grants: Sequence[Grant]) -> str:
    """For office and văn thư once it is issued: the units read their results in their own list."""
    out = decision.status in (DecisionStatus.ISSUED, DecisionStatus.RECORDED) and decision.kind in RESULTS
    if not out or not _at(grants, (*OFFICE_ROLES, Role.CLERK), decision.body_id):
        return ""
    outcome = f"đã có Quyết định {decision.full_number} ngày {decision.dated:%d/%m/%Y}"
    return zalo.to_hear(
        decision.full_number, what=f"Kết quả khen thưởng của {decision.body.name}", outcome=outcome,
        address=reverse("dossiers:dossier_list"),
    )


def last_day(dossier: Dossier) -> str:
    """The last day of the unit's answer, else of the plan for dossiers of this round or year, with who set it; empty
    once it has gone by."""
    if dossier.due_at is not None and dossier.due_at >= clock.now():
        return origins.noted(timezone.localdate(dossier.due_at), dossier.set_by)
    day = (dossier.round.dossiers_by if dossier.round else None) or dossier.season.dossiers_by
    return origins.noted(day, origins.short(Basis.PLAN)) if day and day >= clock.today() else ""


def _outcome(dossier: Dossier, results: list[Decision]) -> str:
    if dossier.state != State.GRANTED:
        label = str(State(dossier.state).label)
        return label[0].lower() + label[1:]
    if not results:
        return "đã có quyết định khen thưởng"
    return f"đã có Quyết định {results[0].full_number} ngày {results[0].dated:%d/%m/%Y}"


def _at(grants: Sequence[Grant], wanted: tuple[str, ...], unit_id: int) -> bool:
    return any(grant.role in wanted and grant.unit_id == unit_id for grant in grants)
