"""What carried a dossier, as its page shows it: sessions, papers, requests to mend, and the work it lies on now.

A link is given only to who can open it: a unit reads the outcome of a session, not its page.
"""

from typing import Any

from django.http import HttpRequest

from dossiers import mending, roles
from dossiers.models import Dossier
from dossiers.vocabulary import Role, State
from workflow.decisions.lines import UNDER_WAY
from workflow.decisions.models import DecisionItem, DecisionKind
from workflow.flows.models import Procedure, ProcedureKind
from workflow.models import AgendaItem, CorrectionItem, Line
from workflow.views.council import visible_sessions
from workflow.views.decision import visible_decisions

# Their page is that of the session or of the paper.
ON_PAGES_OF_THEIR_OWN = (ProcedureKind.COUNCIL, ProcedureKind.DECISION, ProcedureKind.REVOCATION)


def related(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    """For the template `workflow/dossier.html`: rows, and the primary keys of those that this person can open."""
    agenda = list(AgendaItem.objects.filter(dossier=dossier).select_related("session").order_by("-pk"))
    on_papers = DecisionItem.objects.filter(dossier=dossier).select_related("decision__body").order_by("-pk")
    listed = list(on_papers)
    asked = CorrectionItem.objects.filter(dossier=dossier).select_related("correction__body", "correction__asked_by")
    sessions = visible_sessions(request).filter(items__in=agenda).values_list("pk", "procedure") if agenda else []
    decisions = visible_decisions(request).filter(items__in=listed).values_list("pk", "procedure") if listed else []
    reached = {procedure for _, procedure in (*sessions, *decisions)}
    return {
        "agenda": agenda, "decisions": listed, "corrections": asked.order_by("-round"),
        "sessions_open": {pk for pk, _ in sessions}, "decisions_open": {pk for pk, _ in decisions},
        "work": _work(dossier, reached), "may_revoke": may_revoke(request, dossier, listed),
        "may_mend": dossier.state == State.RETURNED and mending.may_mend(request.user, dossier),
    }


def _work(dossier: Dossier, reached: set[int]) -> Procedure | None:
    """The procedure on which the dossier lies, unless its page is closed to this person."""
    line = Line.objects.filter(dossier=dossier, left_at__isnull=True).select_related("procedure").first()
    if line is None or (line.procedure.kind in ON_PAGES_OF_THEIR_OWN and line.procedure_id not in reached):
        return None
    return line.procedure


def may_revoke(request: HttpRequest, dossier: Dossier, items: list[DecisionItem]) -> bool:
    """Whether this person can propose now to revoke it: the office of the body that granted, once at a time."""
    if dossier.state != State.GRANTED or dossier.body_id != dossier.deciding_body_id:
        return False
    proposed = any(
        item.live and item.decision.kind == DecisionKind.REVOCATION and item.decision.status in UNDER_WAY
        for item in items
    )
    return not proposed and roles.holds(request.user, Role.OFFICE, dossier.body_id, act="propose_revocation")
