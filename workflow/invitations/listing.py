"""Invitations as pages show them: to the unit that is invited, and to the office of the body that invites."""

from django.db.models import Count, QuerySet

from dossiers import access, clock
from dossiers.access import OFFICE_ROLES
from dossiers.models import Season, Unit
from dossiers.roles import Grant
from dossiers.vocabulary import UNIT_ROLES, Role
from workflow.invitations.models import Invitation


def open_for(grants: list[Grant]) -> QuerySet[Invitation]:
    """The open invitations of the own units, that which ends first on top."""
    units = access.places(grants, UNIT_ROLES)
    rows = Invitation.objects.filter(
        unit_id__in=units, withdrawn_at=None, due_at__gte=clock.now(), season__closed_at=None
    )
    return rows.select_related("unit", "season", "round", "body").prefetch_related("awards").order_by("due_at", "pk")


def of_season(season: Season, grants: list[Grant]) -> QuerySet[Invitation]:
    """Every invitation of the year, for the offices that invite and inspectors, with what was sent on it; of the own
    unit for the unit. The newest first."""
    rows = Invitation.objects.filter(season=season)
    if not access.places(grants, (Role.INSPECTOR,)):
        own = rows.filter(unit_id__in=access.places(grants, UNIT_ROLES))
        rows = rows.filter(body_id__in=access.places(grants, OFFICE_ROLES)) | own
    rows = rows.select_related("unit", "body", "round", "invited_by").prefetch_related("awards", "hand_ins")
    return rows.order_by("-invited_at", "-pk")


def bodies(grants: list[Grant]) -> QuerySet[Unit]:
    """The bodies whose office may invite by these grants."""
    here = {grant.unit_id for grant in grants if grant.role == Role.OFFICE and grant.covers("invite_late")}
    return Unit.objects.filter(pk__in=here).order_by("code")


def times(season: Season) -> dict[int, int]:
    """Unit pk → how often it was invited in this year."""
    rows = Invitation.objects.filter(season=season).order_by().values_list("unit_id").annotate(Count("pk"))
    return dict(rows)


