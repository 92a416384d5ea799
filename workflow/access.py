"""Grounds of sight that come from the procedures: the bodies that work on a dossier, the seats that consider it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from dossiers.access import BODY_ROLES, NO_DRAFT, ground, places
from dossiers.roles import Grant
from dossiers.vocabulary import Role, State
from workflow.council.models import AgendaItem
from workflow.flows.models import Line

# Says nothing new, but keeps PostgreSQL from reading a whole table to answer for the thirty dossiers of a page.
ASKED_SINGLY = Q(dossier__lte=OuterRef("pk"))


@ground
def working_body(user: Any, grants: list[Grant]) -> Q | None:
    """The people of a body see what lies there and what ever lay on one of its procedures."""
    bodies = places(grants, BODY_ROLES)
    if not bodies:
        return None
    worked = Line.objects.filter(ASKED_SINGLY, dossier=OuterRef("pk"), procedure__body__in=bodies)
    # the cheap conditions first: PostgreSQL asks them in this order
    return NO_DRAFT & (Q(body_id__in=bodies) | Q(Exists(worked)))


@ground
def council_seat(user: Any, grants: list[Grant]) -> Q | None:
    """A member sees what is or was on the agenda of a session in which the member's seat votes."""
    bodies = places([grant for grant in grants if grant.source == "seat"], (Role.MEMBER,))
    if not bodies:
        return None
    # Only sessions of councils in which the seat is still held: a right that ends takes effect at once.
    on_agenda = AgendaItem.objects.filter(
        ASKED_SINGLY, dossier=OuterRef("pk"), session__entitled__user=user, session__council__body__in=bodies
    )
    return NO_DRAFT & Q(Exists(on_agenda))


@ground
def council_secretary(user: Any, grants: list[Grant]) -> Q | None:
    """The secretary sees the pool from which the next session is convened."""
    bodies = places([grant for grant in grants if grant.source == "seat"], (Role.SECRETARY,))
    return Q(body_id__in=bodies, state=State.AWAITING_COUNCIL) if bodies else None
