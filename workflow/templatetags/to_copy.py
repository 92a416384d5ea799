"""{% text_to_copy paper %}: the text for a chat that belongs to a session, a decision or a request to mend."""

from typing import Any

from django import template

from dossiers.administration import grants_here
from workflow.flows.models import Procedure, ProcedureKind
from workflow.models import Decision, Session
from workflow.views import texts_to_copy

register = template.Library()


@register.inclusion_tag("workflow/_to_copy.html", takes_context=True)
def text_to_copy(context: dict[str, Any], paper: Procedure | Session | Decision) -> dict[str, str]:
    """Nothing at all for who has nobody to tell."""
    grants = grants_here(context["request"])
    if isinstance(paper, Session):
        return {"text": texts_to_copy.of_session(paper, grants)}
    if isinstance(paper, Decision):
        return {"text": texts_to_copy.of_decision(paper, grants)}
    asked = paper.kind == ProcedureKind.CORRECTION
    return {"text": texts_to_copy.of_correction(paper, grants) if asked else ""}
