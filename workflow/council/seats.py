"""Seats as rights: who holds which seat of which body's council on a day, for roles and for desks.

Every seat votes, so every seat is a member's as well. A vice-chair closes a session only while no chair is there.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from dossiers import roles
from dossiers.models import Absence, User
from dossiers.models.base import in_force
from dossiers.roles import Grant
from dossiers.vocabulary import Role
from workflow.council.models import Council, Seat

# What a vice-chair may do in the chair's place: close a session, with the moves that closing makes.
CLOSING_ACTS = frozenset({"close_session", "endorse", "turn_down", "lower_award", "put_off"})


def councils_of(body_ids: Iterable[int], day: date) -> dict[int, Council]:
    """body pk → its council in force on `day`, with `has_chair`; one query."""
    chairs = Seat.objects.filter(in_force(day), council=OuterRef("pk"), role=Role.CHAIR, user__is_active=True)
    rows = Council.objects.filter(in_force(day), body_id__in=set(body_ids)).annotate(has_chair=Exists(chairs))
    rows = rows.order_by("valid_from", "pk")
    return {council.body_id: council for council in rows}


def seats_on(day: date) -> QuerySet[Seat]:
    """Seats in force on `day`, of councils in force, held by active accounts; with user and council."""
    rows = Seat.objects.filter(in_force(day), in_force(day, "council__"), user__is_active=True)
    return rows.select_related("user", "council").order_by("pk")


@roles.provider
def grants(users: set[int], day: date) -> Iterable[tuple[int, Grant]]:
    """The seats of these accounts as grants at the bodies of their councils."""
    held = list(seats_on(day).filter(user__in=users))
    without_chair = _councils_without_chair([seat for seat in held if seat.role == Role.VICE_CHAIR], day)
    for seat in held:
        body_id = seat.council.body_id
        for role in dict.fromkeys((seat.role, str(Role.MEMBER))):
            yield seat.user_id, Grant(role, body_id, source="seat")
        if seat.role == Role.VICE_CHAIR and seat.council_id in without_chair:
            behalf = roles.shorten(f"thay Chủ tịch {seat.council} vắng mặt")
            yield seat.user_id, Grant(str(Role.CHAIR), body_id, CLOSING_ACTS, behalf, source="seat")


@roles.holder_provider
def holders(role: str, unit_ids: set[int], day: date) -> Iterable[tuple[str, int, User]]:
    """Who sits at the desks of `role` of these bodies; a vice-chair answers for the chair who is away."""
    if role not in (Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY, Role.MEMBER):
        return
    rows = seats_on(day).filter(council__body_id__in=unit_ids)
    if role == Role.CHAIR:
        rows = rows.filter(role__in=[Role.CHAIR, Role.VICE_CHAIR])
    elif role != Role.MEMBER:
        rows = rows.filter(role=role)
    seats = list(rows)
    deputies = [seat for seat in seats if seat.role == Role.VICE_CHAIR] if role == Role.CHAIR else []
    without_chair = _councils_without_chair(deputies, day)
    for seat in seats:
        if seat not in deputies or seat.council_id in without_chair:
            yield role, seat.council.body_id, seat.user


def _councils_without_chair(vice_chairs: list[Seat], day: date) -> set[int]:
    """Of the councils of these vice-chairs, those (by pk) whose chair is recorded absent or whose chair is vacant."""
    councils = {seat.council_id for seat in vice_chairs}
    if not councils:
        return set()
    absent = Absence.objects.filter(in_force(day), user=OuterRef("user"))
    chairs = seats_on(day).filter(~Exists(absent), council_id__in=councils, role=Role.CHAIR)
    return councils - set(chairs.values_list("council_id", flat=True))
