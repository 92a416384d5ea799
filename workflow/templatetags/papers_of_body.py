"""Which papers of a body the reader of a page can open: a link that leads nowhere is not shown."""

from typing import Any

from django import template

from dossiers.models import Unit
from workflow.models import Session
from workflow.views import summary

register = template.Library()


@register.simple_tag(takes_context=True)
def may_summarise(context: dict[str, Any], body: Unit) -> bool:
    """Whether the bảng tổng hợp of this body is open to the reader."""
    return summary.may_summarise(context["request"], body.pk)


@register.simple_tag(takes_context=True)
def reads_whole_agenda(context: dict[str, Any], session: Session) -> bool:
    """Whether the reader may open every dossier on the agenda."""
    return summary.reads_whole_agenda(context["request"], session)
