"""What units send without proposing anybody: registrations and reports; who has sent them, and who has not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from dossiers import access, clock, roles
from dossiers.hierarchy import hierarchy_on
from dossiers.models import HandIn, Season, Unit
from dossiers.roles import Grant
from dossiers.vocabulary import HandInKind, Level, Nature, Role

ACT = "send_report"
PAPER = "VAN_BAN"  # the kind of paper offered first
REGISTRATIONS = (HandInKind.REGISTRATION, HandInKind.INITIATIVES)
KINDS = (*REGISTRATIONS, HandInKind.INTERIM, HandInKind.FINAL)


@dataclass(frozen=True)
class OfKind:
    """One kind in one department and year: its last day if the plan sets one, what was sent, and which units have sent
    nothing of it."""

    kind: HandInKind
    term: date | None
    sent: Sequence[HandIn]
    missing: Sequence[Unit]

    @property
    def silence(self) -> str:
        """What is said of a unit that has sent none."""
        return "Chưa đăng ký" if self.kind in REGISTRATIONS else "Chưa gửi"


@dataclass(frozen=True)
class Collected:
    """All kinds of one department."""

    department: Unit
    kinds: Sequence[OfKind]


def collected(season: Season, user: Any) -> list[Collected]:
    """What each department that `user` oversees (as its office, or as an inspector) has collected in a year that was
    opened; empty for everybody else. The number of queries does not depend on that of units and papers."""
    departments = list(_overseen(season, roles.grants_of(user))) if season.opened_at else []
    if not departments:
        return []
    units = units_under(departments, timezone.localdate(season.closed_at) if season.closed_at else clock.today())
    rows = HandIn.objects.filter(season=season, to_body__in=departments, kind__in=KINDS, submitted_at__isnull=False)
    sent = list(rows.select_related("unit", "season").order_by("unit__code", "submitted_at", "pk"))
    return [
        Collected(each, [_of_kind(kind, season, [row for row in sent if row.to_body_id == each.pk], units[each.pk])
                         for kind in KINDS])
        for each in departments
    ]


def _of_kind(kind: HandInKind, season: Season, received: Sequence[HandIn], units: Sequence[Unit]) -> OfKind:
    sent = [row for row in received if row.kind == kind]
    senders = {row.unit_id for row in sent}
    return OfKind(kind, season.term_of(kind), sent, [unit for unit in units if unit.pk not in senders])


def _overseen(season: Season, grants: Sequence[Grant]) -> QuerySet[Unit]:
    rows = Unit.objects.filter(level=Level.DEPARTMENT, external=False)
    # what is played in a rehearsal stays out of the real year, and the real departments out of the rehearsed one
    rehearsed = Q(nature=Nature.REHEARSAL)
    rows = rows.filter(rehearsed if season.nature == Nature.REHEARSAL else ~rehearsed)
    if access.places(grants, (Role.INSPECTOR,)):
        return rows
    return rows.filter(pk__in=access.places(grants, access.OFFICE_ROLES))


def units_under(departments: Sequence[Unit], day: date) -> dict[int, list[Unit]]:
    """Department pk → the units that it manages on `day`, by code."""
    existing = Q(exists_from__isnull=True) | Q(exists_from__lte=day)
    existing &= Q(exists_to__isnull=True) | Q(exists_to__gte=day)
    hierarchy = hierarchy_on(day)
    found: dict[int, list[Unit]] = {each.pk: [] for each in departments}
    for unit in Unit.objects.filter(existing, level=Level.UNIT, external=False).order_by("code"):
        department = hierarchy.department(unit)
        if department is not None and department.pk in found:
            found[department.pk].append(unit)
    return found
