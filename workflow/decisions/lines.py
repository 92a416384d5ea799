"""Which paper a dossier lies on, and where it goes: the reading side of decisions and letters."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from dossiers.models import Dossier, Unit
from dossiers.vocabulary import State
from workflow.decisions.models import Decision, DecisionItem, DecisionKind, DecisionStatus

UNDER_WAY = (DecisionStatus.DRAFT, DecisionStatus.SIGNED)
CARRYING = (DecisionKind.DECISION, DecisionKind.LETTER)


@dataclass(frozen=True)
class Target:
    """Where a line goes from `body_id`: decided there (`next_id` None) or sent to the body `next_id`."""

    body_id: int
    next_id: int | None

    @property
    def kind(self) -> str:
        return DecisionKind.DECISION if self.next_id is None else DecisionKind.LETTER


def target_of(dossier: Dossier) -> Target | None:
    """The target of a line, or None if its route leads nowhere from the present body."""
    if dossier.deciding_body_id == dossier.body_id:
        return Target(dossier.body_id, None)
    after = dossier.next_body_id()
    return Target(dossier.body_id, after) if after else None


def items_under_way(dossier_ids: Collection[int]) -> QuerySet[DecisionItem]:
    """The live lines of these dossiers on decisions and letters not issued yet: at most one per dossier."""
    return DecisionItem.objects.filter(
        dossier__in=dossier_ids, live=True, decision__status__in=UNDER_WAY, decision__kind__in=CARRYING
    )


def paper_of(dossiers: Iterable[Dossier]) -> dict[int, Decision]:
    """Dossier pk → the decision or letter under way on which it lies; one query."""
    rows = items_under_way([each.pk for each in dossiers]).select_related("decision__body", "decision__signed_by")
    return {row.dossier_id: row.decision for row in rows}


def lock_papers_of(dossier_ids: Collection[int]) -> list[Decision]:
    """The papers under way of these dossiers, locked and fresh, by primary key."""
    return lock_papers(items_under_way(dossier_ids).values("decision"))


def lock_papers(ids: Iterable[int] | QuerySet[DecisionItem]) -> list[Decision]:
    """These papers, locked and fresh, by primary key."""
    rows = Decision.objects.select_for_update(of=("self",)).select_related("body", "target_body", "procedure")
    return list(rows.filter(pk__in=ids).order_by("pk"))


def dossiers_of(decision: Decision, *states: str) -> list[Dossier]:
    """The dossiers of the live lines of a paper, in these states (any if none is named), by primary key."""
    rows = Dossier.objects.filter(decision_items__decision=decision, decision_items__live=True)
    return list((rows.filter(state__in=states) if states else rows).order_by("pk"))


def live_and_waiting(papers: Sequence[Decision]) -> dict[int, tuple[int, int]]:
    """Paper pk → (live lines, those of them still waiting for the signature); one query."""
    rows = DecisionItem.objects.filter(decision__in=papers, live=True).values_list("decision_id").order_by()
    waiting = Count("pk", filter=Q(dossier__state=State.AWAITING_SIGNATURE))
    found = {pk: (live, left) for pk, live, left in rows.annotate(live=Count("pk"), waiting=waiting)}
    return {paper.pk: found.get(paper.pk, (0, 0)) for paper in papers}


def names_of(unit_ids: Iterable[int | None]) -> dict[int, Unit]:
    """Unit pk → unit, for words about where lines go."""
    return Unit.objects.in_bulk({pk for pk in unit_ids if pk is not None})
