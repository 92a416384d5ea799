"""Who set the deadline of a piece of collective work: it is that of its most urgent line; of a letter that asks for
opinions and of a posting their own."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from workflow.consultation.models import Consultation
from workflow.flows.models import Line
from workflow.posting.models import Posting

ORIGIN = ("due_basis", "due_evidence", "due_citation")


def with_origin(rows: QuerySet[Any], procedure: str = "pk") -> QuerySet[Any]:
    """Rows with due_basis, due_evidence and due_citation; `procedure` is the way from a row to its procedure."""
    lines = Line.objects.filter(procedure=OuterRef(procedure), left_at=None, dossier__due_at__isnull=False)
    first = lines.order_by("dossier__due_at", "dossier")
    own = [model.objects.filter(procedure=OuterRef(procedure)) for model in (Consultation, Posting)]
    return rows.annotate(
        **{
            name: Coalesce(
                Subquery(first.values(f"dossier__{name}")[:1]), *(Subquery(each.values(name)[:1]) for each in own)
            )
            for name in ORIGIN
        }
    )
