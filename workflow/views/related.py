"""What belongs to a dossier, as its page shows it: sessions, papers, requests to mend, hand-ins below and above, and
the other dossiers of the same nominee this year.

A link is given only to who can open it: a unit reads the outcome of a session, not its page.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from dossiers import access
from dossiers.models import Dossier, HandIn
from dossiers.vocabulary import HandInOrigin, Role, State
from workflow import rounds
from workflow.decisions.lines import UNDER_WAY
from workflow.decisions.models import DecisionItem, DecisionKind
from workflow.flows.models import Procedure, ProcedureKind
from workflow.models import AgendaItem, Line
from workflow.posting import listing
from workflow.standing import Standing
from workflow.views.council import visible_sessions
from workflow.views.decision import visible_decisions

# Their page is that of the session or of the paper.
ON_PAGES_OF_THEIR_OWN = (
    ProcedureKind.CONSULTATION, ProcedureKind.POSTING, ProcedureKind.COUNCIL, ProcedureKind.DECISION,
    ProcedureKind.REVOCATION,
)
MOST_BESIDE = 20


def related(request: HttpRequest, found: Standing) -> dict[str, Any]:
    """For the template `workflow/_related.html`: rows, and the primary keys of those that this person can open."""
    dossier = found.dossier
    agenda = list(AgendaItem.objects.filter(dossier=dossier).select_related("session").order_by("-pk"))
    on_papers = DecisionItem.objects.filter(dossier=dossier).select_related("decision__body", "decision__target_body")
    listed = list(on_papers.order_by("-pk"))
    sessions = visible_sessions(request).filter(items__in=agenda).values_list("pk", "procedure") if agenda else []
    decisions = visible_decisions(request).filter(items__in=listed).values_list("pk", "procedure") if listed else []
    reached = {procedure for _, procedure in (*sessions, *decisions)}
    above = _hand_ins_above(dossier)
    return {
        "agenda": agenda, "decisions": listed, "corrections": rounds.of_dossier(dossier),
        "sessions_open": {pk for pk, _ in sessions}, "decisions_open": {pk for pk, _ in decisions},
        "work": openable(found.work, reached), "may_revoke": may_revoke(found, listed),
        "hand_ins_above": above, "hand_ins_open": _open_hand_ins(found, [dossier.hand_in, *above]),
        "beside": beside(found), **_postings(found),
    }


def openable(work: Procedure | None, reached: Iterable[int]) -> Procedure | None:
    """The procedure on which the dossier lies, unless its page is closed to this person."""
    if work is None or (work.kind in ON_PAGES_OF_THEIR_OWN and work.pk not in reached):
        return None
    return work


def beside(found: Standing) -> QuerySet[Dossier]:
    """Other dossiers of the same nominee in this year that the reader may see, as far up the ladder as they stand."""
    rows = access.as_shown(found.user, grants=found.grants).exclude(pk=found.dossier.pk)
    rows = rows.filter(nominee=found.dossier.nominee_id, season=found.dossier.season_id)
    return rows.select_related("award").order_by("award__position", "pk")[:MOST_BESIDE]


def may_revoke(found: Standing, items: list[DecisionItem]) -> bool:
    """Whether this person can propose now to revoke it: the office of the body that granted, once at a time."""
    dossier = found.dossier
    if dossier.state != State.GRANTED or dossier.body_id != dossier.deciding_body_id:
        return False
    proposed = any(
        item.live and item.decision.kind == DecisionKind.REVOCATION and item.decision.status in UNDER_WAY
        for item in items
    )
    return not proposed and any(
        grant.role == Role.OFFICE and grant.unit_id == dossier.body_id and grant.covers("propose_revocation")
        for grant in found.grants
    )


def _postings(found: Standing) -> dict[str, Any]:
    rows = list(listing.of_dossier(found.dossier))
    seen = listing.visible(found.grants).filter(lines__in=rows).values_list("pk", flat=True) if rows else []
    return {"postings": rows, "postings_open": set(seen)}


def _hand_ins_above(dossier: Dossier) -> list[HandIn]:
    """The tờ trình by which lower bodies sent it upward within the system, in their order."""
    if len(dossier.route) < 2:
        return []
    lines = Line.objects.filter(dossier=dossier, procedure__kind=ProcedureKind.HAND_IN)
    ids = lines.exclude(procedure__hand_in=dossier.hand_in_id).values("procedure__hand_in")
    return list(HandIn.objects.filter(pk__in=ids).select_related("unit", "to_body").order_by("pk"))


def _open_hand_ins(found: Standing, hand_ins: list[HandIn]) -> set[int]:
    # what a body sends upward is read on the page of its letter, or of the work on it; it has no page of its own
    own = [each.pk for each in hand_ins if each.origin != HandInOrigin.LOWER_BODY]
    rows = access.visible_hand_ins(found.user, grants=found.grants).filter(pk__in=own)
    return set(rows.values_list("pk", flat=True))
