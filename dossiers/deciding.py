"""Who may decide an award for a unit on a day, and by which way a dossier gets there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from dossiers.hierarchy import Hierarchy, hierarchy_on
from dossiers.models import Authority, Award, AwardVersion, Unit
from dossiers.models.base import in_force
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Evidence, Family, Level

STRENGTH = [Evidence.TEXT, Evidence.QUOTED, Evidence.LOCAL, Evidence.SECONDARY, Evidence.MEMORY]
LEVELS = list(Level)
_only_known: ContextVar[bool] = ContextVar("deciding_only_known", default=False)


@dataclass(frozen=True)
class Option:
    """A body that may decide. `route`: primary keys of the bodies in order, ending with the deciding one; evidence and
    citation are those of the strongest row that names it."""

    authority: Authority | None
    deciding_body: Unit
    route: list[int]
    evidence: str
    citation: str


@dataclass
class Deciding:
    """What the rows say for one award and unit: the bodies found, and the rows to whose body no relation leads."""

    options: list[Option] = field(default_factory=list)
    unreached: list[Authority] = field(default_factory=list)


@contextmanager
def only_where_rules_are_known() -> Iterator[None]:
    """Within the block a row for a whole level counts only on days for which a version of its award is recorded.

    For rehearsals: where the old or coming rule was not read, who decides is what the scenario says and nothing else.
    """
    token = _only_known.set(True)
    try:
        yield
    finally:
        _only_known.reset(token)


def department_of(unit: Unit, day: date) -> Unit:
    """The body that manages `unit` on `day`; a body is its own. Raises Refused (authority) where none is recorded."""
    department = hierarchy_on(day).department(unit)
    if department is None:
        text = f"Chưa ghi {unit.name} trực thuộc cơ quan nào vào ngày {day:%d/%m/%Y}."
        mend = "Người quản trị ghi quan hệ trực thuộc của đơn vị"
        raise Refused(general=[Objection(Family.AUTHORITY, text, mend=mend)])
    return department


def authorities(award: Award, unit: Unit, day: date) -> list[Option]:
    """The bodies that may decide `award` for `unit` on `day`, lower levels first; empty where no row says so."""
    return authorities_many([(award, unit)], day)[award.pk, unit.pk]


def authorities_many(pairs: Iterable[tuple[Award, Unit]], day: date) -> dict[tuple[int, int], list[Option]]:
    """As `authorities`, for many: (award pk, unit pk) → options. At most three queries."""
    return {key: found.options for key, found in deciding_many(pairs, day).items()}


def deciding_many(pairs: Iterable[tuple[Award, Unit]], day: date) -> dict[tuple[int, int], Deciding]:
    """(award pk, unit pk) → the options and the rows that lead nowhere. At most three queries."""
    wanted = {(award.pk, unit.pk): unit for award, unit in pairs}
    rows = _rows({award_pk for award_pk, _ in wanted}, day)
    hierarchy = hierarchy_on(day) if rows else Hierarchy({})
    return {key: _deciding(rows.get(key[0], []), unit, hierarchy) for key, unit in wanted.items()}


def _rows(award_pks: set[int], day: date) -> dict[int, list[Authority]]:
    found: dict[int, list[Authority]] = defaultdict(list)
    rows = Authority.objects.filter(in_force(day), award__in=award_pks)
    if _only_known.get():
        known = AwardVersion.objects.filter(in_force(day)).values("award")
        rows = rows.filter(Q(body__isnull=False) | Q(award__in=known))
    for row in rows.select_related("body").prefetch_related("via").order_by("pk"):
        found[row.award_id].append(row)
    return found


def _deciding(rows: Sequence[Authority], unit: Unit, hierarchy: Hierarchy) -> Deciding:
    department = hierarchy.department(unit) or unit
    by_body: dict[Unit, list[Authority]] = defaultdict(list)
    result = Deciding()
    for row in rows:
        body = row.body or hierarchy.body_of_level(department, row.level)
        if body is None:
            result.unreached.append(row)
        elif row.body is None or _speaks_for(body, unit, department):
            by_body[body].append(row)
    result.options = [_option(body, listed, department) for body, listed in by_body.items()]
    result.options.sort(key=lambda option: (LEVELS.index(Level(option.deciding_body.level)), option.deciding_body.code))
    return result


def _speaks_for(body: Unit, unit: Unit, department: Unit) -> bool:
    # A local row names one body: another department's row is not for this unit, and rehearsed or sample bodies decide
    # only for units of their own kind.
    if body.nature != unit.nature:
        return False
    return body.level != Level.DEPARTMENT or body.pk == department.pk


def _option(body: Unit, rows: Sequence[Authority], department: Unit) -> Option:
    chosen = min(rows, key=lambda row: (_detour(row, department), row.body_id is None))
    strongest = min(rows, key=lambda row: STRENGTH.index(Evidence(row.evidence)))
    way = [department.pk, *(step.body_id for step in chosen.via.all()), body.pk]
    route = [pk for position, pk in enumerate(way) if pk not in way[:position] and (pk != body.pk)]
    return Option(chosen, body, [*route, body.pk], strongest.evidence, strongest.citation)


def _detour(row: Authority, department: Unit) -> int:
    """How far the way of a row lies from this department: its own way first, then a straight one, then another's."""
    steps = [step.body_id for step in row.via.all()]
    if not steps:
        return 1
    return 0 if steps[0] == department.pk else 2
