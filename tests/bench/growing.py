"""Many dossiers from a few: what real acts have written is copied, with all that hangs on it, inside PostgreSQL.

A copy has keys of its own (shifted by a fixed step), codes of its own and chains that are not checked; what is shared –
people, units, awards, years – stays shared. Units, years and names are then dealt out anew, so that the copies differ.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from viewflow.workflow.models import Process, Task

from dossiers.models import Dossier, HandIn, Nominee, RegisterEntry, Season, Unit
from workflow.models import (
    AgendaItem,
    Ballot,
    Batch,
    Correction,
    CorrectionItem,
    Decision,
    DecisionItem,
    Entry,
    Line,
    Procedure,
    Session,
)

STEP = 1_000_000  # between the keys of one copy and the next; more than the original has
COPIED: tuple[type[models.Model], ...] = (
    HandIn, Nominee, Dossier, Batch, Process, Procedure, Task, Line, Entry, Session, Session.entitled.through,
    AgendaItem, Ballot, Decision, DecisionItem, RegisterEntry, Correction, CorrectionItem,
)
# A council has few open sessions at a time, however long its archive: the copies of open ones are closed.
CHANGED = {
    (Session, "held_at"): "{0} - k * interval '1 day'",
    (Session, "closed_at"): "COALESCE({0}, held_at)",
    (Session, "closed_by_id"): "COALESCE({0}, convened_by_id)",
    (Procedure, "open"): "{0} AND kind <> 'council'",
    (Decision, "symbol"): "{0} || k",
}
UNIQUE = {"code": f"'X' || (id + k::bigint * {STEP})", "digest": "md5({0} || k) || md5(k || {0})"}
EMPTY = {("Nominee", "user_id"), ("Batch", "key")}
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Y", "H'")
MIDDLES = ("Văn", "Thị", "Hữu", "Ngọc", "Đức", "Minh", "Xuân", "Thanh", "Quang", "Thu")
GIVEN = (
    "An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Hiếu", "Hòa", "Hùng", "Hương", "Khánh", "Lan", "Linh", "Long", "Mai",
    "Nam", "Nga", "Phúc", "Quý", "Sơn", "Sỹ", "Tâm", "Thảo", "Trang", "Tú", "Tuấn", "Việt", "Yến",
)


def copy(first: int, last: int) -> None:
    """Write copies number `first` to `last` of everything the acts have written."""
    with _unchecked() as cursor:
        for model in COPIED:
            cursor.execute(_copying(model), [first, last])


def deal_out(units: Sequence[Unit], seasons: Sequence[Season], fold: Callable[[str], str]) -> None:
    """Give every copied hand-in its unit and year, every copied dossier its name, by the number of its key."""
    with _unchecked() as cursor:
        cursor.execute(
            "UPDATE dossiers_handin h SET unit_id = u.id, season_id = s.id"
            " FROM unnest(%s::bigint[]) WITH ORDINALITY u(id, n), unnest(%s::bigint[]) WITH ORDINALITY s(id, n)"
            " WHERE h.id >= 1000000 AND u.n = 1 + (h.id + h.id / 1000000) %% %s AND s.n = 1 + (h.id / 1000000) %% %s",
            [[each.pk for each in units], [each.pk for each in seasons], len(units), len(seasons)],
        )
        _name(cursor, fold)
        for table in ("workflow_procedure", "dossiers_dossier"):
            cursor.execute(
                f"UPDATE {table} row SET unit_id = h.unit_id, desk_unit_id ="
                " CASE WHEN row.desk_role = 'unit_head' THEN h.unit_id ELSE row.desk_unit_id END"
                " FROM dossiers_handin h WHERE h.id = row.hand_in_id AND row.unit_id IS NOT NULL"
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def _unchecked() -> Iterator[Any]:
    """A cursor for whose statements neither our triggers nor those of foreign keys fire; for a superuser."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield cursor
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def _name(cursor: Any, fold: Callable[[str], str]) -> None:
    parts = [[*names] for names in (FAMILIES, MIDDLES, GIVEN)]
    folded = [[fold(name) for name in names] for names in parts]
    sizes = [len(names) for names in parts]
    at = "1 + (d.id * 7919 + d.id / 1000000 * 104729) / {0} %% {1}"
    places = (at.format(1, sizes[0]), at.format(sizes[0], sizes[1]), at.format(sizes[0] * sizes[1], sizes[2]))
    pick = " || ' ' || ".join(f"(%s::text[])[{place}]" for place in places)
    cursor.execute(
        f"UPDATE dossiers_dossier d SET nominee_name = {pick}, name_key = {pick},"
        " season_id = h.season_id, unit_name = u.name FROM dossiers_handin h, dossiers_unit u"
        f" WHERE h.id = d.hand_in_id AND u.id = h.unit_id AND d.id >= {STEP}",
        [*parts, *folded],
    )
    cursor.execute(
        "UPDATE dossiers_dossier d SET search_key = lower(d.code) || ' ' || d.name_key || ' ' ||"
        " replace(u.search_key, lower(u.code) || ' ', '') || ' ' || lower(a.code)"
        " FROM dossiers_unit u, dossiers_award a, dossiers_handin h"
        f" WHERE h.id = d.hand_in_id AND u.id = h.unit_id AND a.id = d.award_id AND d.id >= {STEP}"
    )


def _copying(model: type[models.Model]) -> str:
    fields = list(model._meta.local_concrete_fields)
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field) for field in fields)
    table = model._meta.db_table
    key = model._meta.pk.column
    return (
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}, generate_series(%s, %s) k"
        f' WHERE "{key}" < {STEP}'
    )


def _value(model: type[models.Model], field: models.Field) -> str:
    column = f'"{field.column}"'
    if (model.__name__, field.column) in EMPTY:
        return "NULL"
    shifted = field.primary_key or field.related_model in COPIED or field.column == "subject_id"
    if shifted:
        return f"{column} + k::bigint * {STEP}"
    if (model, field.column) in CHANGED:
        return CHANGED[model, field.column].format(column)
    return UNIQUE[field.column].format(column) if field.unique and field.column in UNIQUE else column
