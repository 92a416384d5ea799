"""Words about a dossier for templates."""

from django import template

from dossiers.desks import desk_words
from dossiers.models import Dossier

register = template.Library()


@register.filter
def holder(dossier: Dossier) -> str:
    """Who holds it, in words; for one that lies outside the system also where. Needs desk_unit and outside_body."""
    held = desk_words(dossier.desk_role, dossier.desk_unit)
    if dossier.outside_body_id:
        return f"{held} theo dõi; hồ sơ đang ở {dossier.outside_body.name}" if held else dossier.outside_body.name
    return held
