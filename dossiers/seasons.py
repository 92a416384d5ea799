"""Who keeps the years, and what is still open in one."""

from typing import Any

from dossiers import roles
from dossiers.lifecycle import CLOSED_STATES
from dossiers.models import Dossier, Season, Unit
from dossiers.vocabulary import Level, Role, State


def may_keep(user: Any) -> bool:
    """Whether `user` enters, opens and closes years: the head of a department's office, or an administrator."""
    grants = [grant for grant in roles.grants_of(user) if grant.acts is None]
    if any(grant.role == Role.ADMINISTRATOR for grant in grants):
        return True
    headed = {grant.unit_id for grant in grants if grant.role == Role.OFFICE_HEAD}
    return bool(headed) and Unit.objects.filter(pk__in=headed, level=Level.DEPARTMENT).exists()


def unfinished(season: Season) -> int:
    """How many dossiers of the year were sent and are not closed."""
    sent = Dossier.objects.filter(season=season).exclude(state=State.DRAFT)
    return sent.exclude(state__in=CLOSED_STATES).count()
