"""Who set the deadline of a piece of collective work: it is that of its most urgent line."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from workflow.flows.models import Line

ORIGIN = ("due_basis", "due_evidence", "due_citation")


def with_origin(rows: QuerySet[Any], procedure: str = "pk") -> QuerySet[Any]:
    """Rows with due_basis, due_evidence and due_citation; `procedure` is the way from a row to its procedure."""
    lines = Line.objects.filter(procedure=OuterRef(procedure), left_at=None, dossier__due_at__isnull=False)
    first = lines.order_by("dossier__due_at", "dossier")
    return rows.annotate(**{name: Subquery(first.values(f"dossier__{name}")[:1]) for name in ORIGIN})
