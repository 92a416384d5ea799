"""A second installation, brought back from a copy of the first: other database, same mail server and broker."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from tests.faults.installation import Installation

Ask = Callable[[str], Any]


@contextmanager
def restored(installation: Installation, copy: Path) -> Iterator[Ask]:
    """Restore `copy` into a new database and let the installation run on it; yields how to ask it: SQL → one value."""
    before = installation.database
    with _new_database(installation) as (installation.database, ask):
        try:
            installation.manage("restore", str(copy))
            yield ask
        finally:
            installation.stop()
            installation.database = before


@contextmanager
def _new_database(installation: Installation) -> Iterator[tuple[str, Ask]]:
    if connection.vendor == "sqlite":
        file = installation.folder / "restored.sqlite3"
        connect = lambda: sqlite3.connect(file, timeout=20, isolation_level=None)  # noqa: E731
        yield f"sqlite:///{file}", lambda sql: _one(connect, sql)
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    url = installation.database.rpartition("/")[0] + f"/{name}"
    try:
        yield url, lambda sql: _one(lambda: psycopg.connect(url, autocommit=True), sql)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _one(connect: Callable[[], Any], sql: str) -> Any:
    with closing(connect()) as database:
        found = database.execute(sql)
        return found.fetchone()[0] if found.description else None
