"""What is owed and by whom: the lists of the page, the count of the inbox, the facts of a dossier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from dossiers import access
from dossiers.models import Dossier
from dossiers.roles import Grant
from dossiers.vocabulary import Nature, Role
from workflow.duties.models import OPEN, Duty, DutyKind

DONE = "da-lam"
SLUGS = {
    "thong-bao": DutyKind.NOTICE_OF_RESULT,
    "khong-khen-thuong": DutyKind.NOTICE_OF_REFUSAL,
    "nop-luu": DutyKind.ARCHIVE,
}


@dataclass(frozen=True)
class Tab:
    """One list of the page: how many are in it, how many of these late."""

    slug: str
    label: str
    count: int
    late: int = 0


def bodies_of(grants: Sequence[Grant]) -> set[int]:
    """The bodies whose office somebody with these grants works in: there the duties are recorded."""
    return access.places(grants, (Role.OFFICE,))


def readable(grants: Sequence[Grant]) -> QuerySet[Duty]:
    """The duties that somebody with these grants may read: of the own bodies, an inspector all."""
    if access.places(grants, (Role.INSPECTOR,)):
        return Duty.objects.all()
    return Duty.objects.filter(body_id__in=access.places(grants, access.BODY_ROLES))


def tabs(rows: QuerySet[Duty], now: datetime) -> list[Tab]:
    """The lists with their counts; one query."""
    counts = rows.aggregate(
        done=Count("pk", filter=Q(fulfilled_at__isnull=False)),
        **{f"n_{kind}": Count("pk", filter=OPEN & Q(kind=kind)) for kind in DutyKind.values},
        **{f"late_{kind}": Count("pk", filter=OPEN & Q(kind=kind, due_at__lt=now)) for kind in DutyKind.values},
    )
    found = [
        Tab(slug, str(kind.label), counts[f"n_{kind.value}"], counts[f"late_{kind.value}"])
        for slug, kind in SLUGS.items()
    ]
    return [*found, Tab(DONE, "Đã làm", counts["done"])]


def listed(rows: QuerySet[Duty], slug: str, *, late: bool, now: datetime) -> QuerySet[Duty]:
    """One list, the most urgent first; of what is done the newest first. `late`: only what is past its term."""
    rows = rows.select_related("dossier__award", "dossier__unit", "body", "fulfilled_by")
    if slug == DONE:
        return rows.filter(fulfilled_at__isnull=False).order_by("-fulfilled_at", "-pk")
    rows = rows.filter(OPEN, kind=SLUGS[slug])
    return (rows.filter(due_at__lt=now) if late else rows).order_by(F("due_at").asc(nulls_last=True), "pk")


def owed(grants: Sequence[Grant], now: datetime) -> Tab | None:
    """For the inbox of an office: how many are open, how many late; None where there is none. One query, or none for
    who is of no office."""
    bodies = bodies_of(grants)
    if not bodies:
        return None
    # a year may pass until the archive takes it: only what presses is work of today
    rows = Duty.objects.filter(OPEN, body_id__in=bodies).exclude(dossier__season__nature=Nature.REHEARSAL)
    notices = ~Q(kind=DutyKind.ARCHIVE)
    found = rows.aggregate(
        count=Count("pk", filter=notices | Q(due_at__lt=now)), late=Count("pk", filter=Q(due_at__lt=now))
    )
    return Tab("", "", found["count"], found["late"]) if found["count"] else None


def of_dossier(dossier: Dossier) -> list[Duty]:
    """The duties of a closed dossier that are open or done, in the order of their kinds; one query."""
    rows = Duty.objects.filter(dossier=dossier, dropped_at=None).select_related("body", "fulfilled_by")
    return sorted(rows, key=lambda each: (DutyKind.values.index(each.kind), each.pk))
