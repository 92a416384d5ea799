"""Words for codes, in templates."""

from django import template

from dossiers.desks import desk_words
from dossiers.models import Unit
from dossiers.vocabulary import Role, State
from workflow.alarms.saying import reminder_words
from workflow.wording import ON_PAPERS, act_words, node_words

register = template.Library()
register.filter("act_words", act_words)
register.filter("node_words", node_words)
register.filter("reminder_words", reminder_words)


@register.filter
def state_words(state: str) -> str:
    """'Đang thẩm định' for 'appraising'."""
    return str(State(state).label) if state in State.values else ""


@register.filter
def role_words(role: str) -> str:
    """'Văn thư' for 'clerk'."""
    return str(Role(role).label) if role in Role.values else ""


@register.filter
def desk_of(unit: Unit | None, role: str) -> str:
    """The desk `role` at `unit`, in words."""
    return desk_words(role, unit)


@register.filter
def lookup(mapping: dict, key: object) -> object:
    """mapping[key], or nothing."""
    return mapping.get(key)


@register.filter
def is_single(act: str) -> bool:
    """Whether the act is done on one dossier, not on the paper that carries it."""
    return act not in ON_PAPERS
