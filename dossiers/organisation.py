"""Naming and subordinating units by date: the row that ends and the row that begins are written together."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from dossiers import clock
from dossiers.models import Unit, UnitName, UnitRelation
from dossiers.models.base import Dated, in_force

DAY = timedelta(days=1)


def create_unit(unit: Unit, *, since: date) -> Unit:
    """Save a new unit with its first name from `since`: a later renaming then keeps it for the papers of its time."""
    unit.save()
    UnitName.objects.create(unit=unit, name=unit.name, valid_from=unit.exists_from or since)
    return unit


def rename(unit: Unit, name: str, *, since: date, paper: str = "") -> None:
    """Give `unit` the name `name` from `since` on: the name before ends the day before, a later one keeps its day."""
    remember_name(unit, until=since - DAY)
    _end_before(unit.names.all(), since)
    later = unit.names.filter(valid_from__gt=since).order_by("valid_from").first()
    end = later.valid_from - DAY if later else None
    UnitName.objects.update_or_create(
        unit=unit, valid_from=since, defaults={"name": name, "paper": paper, "valid_to": end}
    )
    follow_name(unit, clock.today())


def remember_name(unit: Unit, *, until: date) -> None:
    """Before a first renaming: write down the name `unit` bore until then, if no row says so yet."""
    if unit.pk is None or unit.names.exists():
        return
    start = min(unit.exists_from or until, until)
    UnitName.objects.create(unit=unit, name=unit.name, valid_from=start, valid_to=until)


def follow_name(unit: Unit, day: date) -> bool:
    """Copy the name in force on `day` to the unit; whether it changed."""
    row = unit.names.filter(in_force(day)).order_by("-valid_from").first()
    if row is None or row.name == unit.name:
        return False
    unit.name = row.name
    unit.save()
    return True


def follow_names(day: date) -> int:
    """Copy every name that is in force on `day` to its unit (names entered ahead of their day); how many changed."""
    names = UnitName.objects.filter(in_force(day)).select_related("unit")
    return sum(follow_name(row.unit, day) for row in names if row.name != row.unit.name)


def subordinate(lower: Unit, upper: Unit | None, *, kind: str, since: date) -> None:
    """Put `lower` under `upper` by `kind` from `since` on (under nobody if None); what was before ends the day before.

    Raises ValueError if that would put a unit above itself."""
    if upper is not None and stands_above(lower, upper, kind=kind, day=since):
        raise ValueError(f"{upper} đang trực thuộc {lower}")
    rows = lower.relations_up.filter(kind=kind)
    _end_before(rows, since)
    rows.filter(valid_from__gte=since).delete()
    if upper is not None:
        UnitRelation.objects.create(lower=lower, upper=upper, kind=kind, valid_from=since)


def stands_above(unit: Unit, other: Unit, *, kind: str, day: date) -> bool:
    """Whether `unit` is `other` or stands above it by `kind` on `day`."""
    seen: set[int] = set()
    place: Unit | None = other
    while place is not None and place.pk not in seen:
        if place.pk == unit.pk:
            return True
        seen.add(place.pk)
        place = place.superior(kind, day)
    return False


def overlapping(periods: Iterable[tuple[date, date | None]]) -> bool:
    """Whether two of the periods (first day, last day or None for open) share a day."""
    rows = sorted(periods, key=lambda period: period[0])
    return any(end is None or start <= end for (_, end), (start, _) in zip(rows, rows[1:], strict=False))


def _end_before(rows: object, since: date) -> None:
    current: Sequence[Dated] = list(rows.filter(in_force(since), valid_from__lt=since))  # type: ignore[attr-defined]
    for row in current:
        row.valid_to = since - DAY
        row.save()
