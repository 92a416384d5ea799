"""A PostgreSQL database: dumped as of one snapshot, restored into a new database that then takes the old one's name.

The two renames are one transaction of the server: there is a database by that name at every moment. The old one stays
beside it under another name until somebody drops it.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction

from config.backup import Refusal
from config.backup.archive import Tell

MEMBER = "database.dump"
DUMP, RESTORE = "pg_dump", "pg_restore"
OWNERLESS = ("--no-owner", "--no-privileges")
BESIDE = "_khoi_phuc_"  # between the name of the live database and the number of the process
TRIES = 5  # to rename between two connections of who is at work
AS_LIBPQ = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "connect_timeout": "PGCONNECT_TIMEOUT"}
MISSING = "Không có chương trình {tool}; hãy cài gói postgresql-client (phiên bản từ {server} trở lên) rồi làm lại."
TOO_OLD = "{tool} phiên bản {own} cũ hơn máy chủ PostgreSQL {server}; hãy cài postgresql-client mới hơn."
OCCUPIED = (
    "Các chương trình khác không rời cơ sở dữ liệu; hãy dừng trang web và tiến trình nền rồi làm lại. "
    "Dữ liệu cũ còn nguyên."
)
NO_RIGHT = "Không lập được cơ sở dữ liệu mới bên cạnh ({reason}). Tài khoản cơ sở dữ liệu cần quyền CREATEDB."


def versions() -> tuple[str, str]:
    """(Of the server, of pg_dump). Raises Refusal in words where the tools are missing or older than the server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = str(cursor.fetchone()[0]).split()[0]
    for tool in (DUMP, RESTORE):
        if major(_version(tool, server)) < major(server):
            raise Refusal(TOO_OLD.format(tool=tool, own=_version(tool, server), server=server))
    return server, _version(DUMP, server)


def major(version: str) -> int:
    """15 of '15.20'."""
    return int(version.split(".")[0])


@contextmanager
def snapshot(folder: Path, tell: Tell) -> Iterator[Path]:
    """A dump as of one moment in `folder`; within the block the application reads that moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
        tell("Chép cơ sở dữ liệu", 0, 1)
        file = folder / MEMBER
        _run(DUMP, "--format=custom", *OWNERLESS, f"--snapshot={moment}", f"--file={file}", _name())
        yield file


@contextmanager
def beside(dump: Path, tell: Tell) -> Iterator[Callable[[str], str]]:
    """The dump restored into a new database, which the application uses within the block. The yielded function, called
    last with a stamp, gives it the name of the live one, and returns the name under which the old one is kept; without
    a stamp the old one is dropped. A block that fails before leaves the live one alone.

    One block at a time: the new databases of others were left by some that were killed, and go."""
    usual, new = _name(), f"{_name()}{BESIDE}{os.getpid()}"
    _drop_left_behind(usual)
    try:
        _on_server(f'CREATE DATABASE "{new}" ENCODING \'UTF8\' TEMPLATE template0')
    except DatabaseError as error:
        raise Refusal(NO_RIGHT.format(reason=str(error).strip().splitlines()[0])) from error
    try:
        tell("Ghi cơ sở dữ liệu", 0, 1)
        _run(RESTORE, "--exit-on-error", *OWNERLESS, f"--dbname={new}", str(dump))
        _use(new)
        yield lambda stamp: _take_over(usual, new, stamp)
    except BaseException:
        _use(usual)
        _on_server(f'DROP DATABASE IF EXISTS "{new}" WITH (FORCE)')
        raise
    finally:
        _use(usual)


def _drop_left_behind(live: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [live + BESIDE])
        for name in [name for (name,) in cursor.fetchall() if name.removeprefix(live + BESIDE).isdigit()]:
            with suppress(DatabaseError):  # somebody looks into it
                cursor.execute(f'DROP DATABASE "{name}"')


def _take_over(live: str, new: str, stamp: str) -> str:
    old = f"{live}_truoc_{stamp.replace('-', '_') or os.getpid()}"
    connection.close()
    for attempt in range(1, TRIES + 1):
        try:
            _rename(live, new, old)
            break
        except DatabaseError as error:
            if attempt == TRIES:
                raise Refusal(OCCUPIED) from error
    if stamp:
        return old
    with suppress(DatabaseError):  # the new one stands already
        _on_server(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
        return ""
    return old


def _rename(live: str, new: str, old: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)", [[live, new]]
        )
        cursor.execute(
            f'BEGIN; ALTER DATABASE "{live}" RENAME TO "{old}"; ALTER DATABASE "{new}" RENAME TO "{live}"; COMMIT'
        )


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _on_server(sql: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql)


def _version(tool: str, server: str) -> str:
    if shutil.which(tool) is None:
        raise Refusal(MISSING.format(tool=tool, server=major(server)))
    told = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+(\.\d+)*", told)
    return found.group() if found else "0"


def _run(tool: str, *words: str) -> None:
    done = subprocess.run([tool, *words], env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"mã {done.returncode}"]
        raise Refusal(f"{tool} không làm được: {said[0]}")


def _environment() -> dict[str, str]:
    """How the tools reach the server: as Django does. The password stands in no command line."""
    about: dict[str, Any] = connection.settings_dict
    told = {"PGHOST": about["HOST"], "PGPORT": about["PORT"], "PGUSER": about["USER"], "PGPASSWORD": about["PASSWORD"]}
    told |= {name: about["OPTIONS"].get(option, "") for option, name in AS_LIBPQ.items()}
    return os.environ | {name: str(value) for name, value in told.items() if value}
