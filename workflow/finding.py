"""Dossiers found by the number of the paper on which they stand."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from dossiers import text
from dossiers.search import number_source
from workflow.decisions.models import Decision, DecisionItem, DecisionKind, DecisionStatus

# What a nominee is told of: a letter upward and an unissued decision would say what the council or the decider think.
TOLD_KINDS = (DecisionKind.DECISION, DecisionKind.OUTSIDE, DecisionKind.REVOCATION)
TOLD_STATUS = (DecisionStatus.ISSUED, DecisionStatus.RECORDED)


@number_source
def on_a_numbered_paper(number: int, symbol: str) -> Q:
    """Dossiers on papers with that number whose symbol begins so, folded: '215/qd' finds 215/QĐ-STP. One query."""
    papers = Decision.objects.filter(number=number).values_list("pk", "symbol", "kind", "status")
    named = [row for row in papers if text.fold(row[1]).startswith(symbol)]
    told = [pk for pk, _, kind, status in named if kind in TOLD_KINDS and status in TOLD_STATUS]
    at_work = Q(Exists(_lines_of([pk for pk, *_ in named])), at_work=True)
    return at_work | Q(Exists(_lines_of(told)))


def _lines_of(papers: list[int]) -> QuerySet[DecisionItem]:
    return DecisionItem.objects.filter(dossier=OuterRef("pk"), decision__in=papers, live=True)
