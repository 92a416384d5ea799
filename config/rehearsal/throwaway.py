"""A database and a folder of attachments that are gone afterwards, whatever happens meanwhile."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from config import leaving

# Nobody reads these after a power cut, so nothing waits for the disk.
HASTY = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
CARELESS = "-c synchronous_commit=off"


class NoRoom(Exception):
    """Không lập được cơ sở dữ liệu tạm."""


@contextmanager
def stage() -> Iterator[None]:
    """An empty, migrated database with the catalogue, and an empty folder of attachments, for the block.

    On SQLite a temporary file, on PostgreSQL a database of its own beside the present one. Raises NoRoom where the
    server does not let us create one.
    """
    with (
        leaving.politely(),
        tempfile.TemporaryDirectory(prefix="vinhdanh-") as folder,
        _attachments_in(Path(folder) / "media"),
        _database_in(Path(folder)),
    ):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_catalogue", verbosity=0)
        yield


@contextmanager
def _attachments_in(folder: Path) -> Iterator[None]:
    usual = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = folder
    try:
        yield
    finally:
        settings.MEDIA_ROOT = usual


@contextmanager
def _database_in(folder: Path) -> Iterator[None]:
    postgres = connection.vendor == "postgresql"
    with _created_on_server() if postgres else _created_in(folder) as changes:
        usual = {name: connection.settings_dict.get(name) for name in changes}
        connection.close()
        connection.settings_dict.update(changes)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(usual)


@contextmanager
def _created_in(folder: Path) -> Iterator[dict[str, Any]]:
    options = connection.settings_dict.get("OPTIONS", {}) | {"init_command": HASTY}
    yield {"NAME": str(folder / "rehearsal.sqlite3"), "OPTIONS": options}


@contextmanager
def _created_on_server() -> Iterator[dict[str, Any]]:
    name = f"vinhdanh_dientap_{os.getpid()}_{secrets.token_hex(4)}"
    connection.close()
    try:
        _on_server(f'CREATE DATABASE "{name}" ENCODING \'UTF8\' TEMPLATE template0')
    except DatabaseError as error:
        raise NoRoom(f"Không lập được cơ sở dữ liệu tạm trên máy chủ ({_first_line(error)}).") from error
    options = dict(connection.settings_dict.get("OPTIONS", {}))
    options["options"] = f"{options.get('options', '')} {CARELESS}".strip()
    try:
        yield {"NAME": name, "OPTIONS": options}
    finally:
        _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _on_server(sql: str) -> None:
    # CREATE and DROP DATABASE run outside any transaction, on a connection to no database of ours.
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
