"""Writing many moved dossiers with one statement: only the columns that changed."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Case, Expression, Field, Value, When
from django.db.models.functions import Cast

from dossiers.models import Dossier

BATCH = 500  # rows per statement


def snapshot(dossiers: Sequence[Dossier]) -> dict[int, dict[str, Any]]:
    """The column values of each dossier before the act, by primary key."""
    return {each.pk: {field.attname: getattr(each, field.attname) for field in _columns()} for each in dossiers}


def save_changes(dossiers: Sequence[Dossier], before: dict[int, dict[str, Any]]) -> None:
    """Write what differs from the snapshot. State and journal head go in one statement: the database's trigger
    lets a state change pass only with the entry that tells it."""
    for dossier in dossiers:
        if dossier.award_id != before[dossier.pk]["award_id"]:
            dossier.refresh_search_key()
    changed = [field for field in _columns() if _differs(field, dossiers, before)]
    for start in range(0, len(dossiers), BATCH):
        rows = dossiers[start : start + BATCH]
        Dossier.objects.filter(pk__in=[each.pk for each in rows]).update(
            **{field.attname: _value(field, rows) for field in changed}
        )


def _columns() -> list[Field]:
    return [field for field in Dossier._meta.concrete_fields if not field.primary_key]


def _differs(field: Field, dossiers: Sequence[Dossier], before: dict[int, dict[str, Any]]) -> bool:
    return any(getattr(each, field.attname) != before[each.pk][field.attname] for each in dossiers)


def _value(field: Field, rows: Sequence[Dossier]) -> Any:
    values = [getattr(each, field.attname) for each in rows]
    if all(value == values[0] for value in values):
        return values[0]
    whens = [When(pk=each.pk, then=Value(value, output_field=field)) for each, value in zip(rows, values, strict=True)]
    case: Expression = Case(*whens, output_field=field)
    return Cast(case, output_field=field) if connection.features.requires_casted_case_in_updates else case
