"""Folding learnt further spellings (kỹ = kĩ, quý = quí): what is stored is folded anew."""

from collections.abc import Callable
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import QuerySet

from dossiers import text

BATCH = 2000


def refold(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Every key as the present `fold` makes it; rows that are right already are left alone."""
    dossiers = apps.get_model("dossiers", "Dossier").objects.select_related("award").order_by("pk")
    words = {
        "Dossier": (dossiers, lambda row: f"{row.code} {row.nominee_name} {row.unit_name} {row.award.name}"),
        "Nominee": (apps.get_model("dossiers", "Nominee").objects.order_by("pk"), lambda r: f"{r.name} {r.staff_code}"),
        "Unit": (apps.get_model("dossiers", "Unit").objects.order_by("pk"), lambda row: f"{row.code} {row.name}"),
    }
    for rows, words_of in words.values():
        _refold(rows, words_of)


def _refold(rows: QuerySet[Any], words_of: Callable[[Any], str]) -> None:
    last = 0
    while page := list(rows.filter(pk__gt=last)[:BATCH]):
        _refold_page(page, words_of)
        last = page[-1].pk


def _refold_page(page: list[Any], words_of: Callable[[Any], str]) -> None:
    names = [name for name in ("search_key", "name_key") if hasattr(page[0], name)]
    before = [[getattr(row, name) for name in names] for row in page]
    for row in page:
        row.search_key = text.fold(words_of(row))
        if "name_key" in names:
            row.name_key = text.fold(row.nominee_name)
    after = [[getattr(row, name) for name in names] for row in page]
    changed = [row for row, old, new in zip(page, before, after, strict=True) if old != new]
    type(page[0])._base_manager.bulk_update(changed, names)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0005_saved_filters_and_search")]

    operations = [migrations.RunPython(refold, migrations.RunPython.noop)]
