"""Who has not handed in yet: whom a day of the year's plan concerns, and who stands above them."""

from collections.abc import Iterable

from dossiers import clock
from dossiers.models import HandIn, Round, Season, Unit, UnitRelation
from dossiers.models.base import in_force
from dossiers.vocabulary import HandInKind, Level, RelationKind
from workflow.alarms.kinds import DeadlineKind

AWAITED: dict[str, str] = {
    DeadlineKind.REGISTRATION: HandInKind.REGISTRATION,
    DeadlineKind.INITIATIVES: HandInKind.INITIATIVES,
    DeadlineKind.DOSSIERS: HandInKind.AWARDS,
    DeadlineKind.ROUND: HandInKind.AWARDS,
}


def units_behind(kind: str, subject: Season | Round) -> list[int]:
    """Pks of the units that exist now and have sent nothing of what `kind` (a code of DeadlineKind) asks for in this
    year or round; empty for other kinds. One query."""
    if kind not in AWAITED:
        return []
    season = subject.season_id if isinstance(subject, Round) else subject.pk
    sent = HandIn.objects.filter(season=season, kind=AWAITED[kind], submitted_at__isnull=False)
    if isinstance(subject, Round):
        sent = sent.filter(round=subject)
    units = Unit.objects.filter(level=Level.UNIT, external=False).exclude(exists_to__lt=clock.today())
    return list(units.exclude(pk__in=sent.values("unit")).order_by("pk").values_list("pk", flat=True))


def bodies_above(units: Iterable[int]) -> list[int]:
    """Pks of the units and bodies that manage these today. One query."""
    rows = UnitRelation.objects.filter(in_force(clock.today()), lower__in=set(units), kind=RelationKind.MANAGEMENT)
    return list(rows.order_by("upper").values_list("upper", flat=True).distinct())
