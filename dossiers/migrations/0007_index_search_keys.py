"""On PostgreSQL words within the search key are found by trigrams, where the server has the extension."""

import logging

from django.apps.registry import Apps
from django.db import DatabaseError, migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

INDEX = "CREATE INDEX IF NOT EXISTS dossier_search_trigrams ON dossiers_dossier USING gin (search_key gin_trgm_ops)"


def index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Without the extension, or the right to add it, the search works as before and is only slower."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            schema_editor.execute(INDEX)
    except DatabaseError:
        logging.getLogger(__name__).warning("pg_trgm is missing: dossiers are searched without an index")


def unindex(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS dossier_search_trigrams")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0006_refold_search_keys")]

    operations = [migrations.RunPython(index, unindex)]
