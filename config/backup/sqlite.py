"""A SQLite file: copied while others write, brought back in one transaction of the live file.

Whoever has the file open sees the old state until the last page is written, then the new one; what is broken off is
rolled back by whoever opens it next.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from config.backup import Refusal
from config.backup.archive import OWNER_ONLY, Tell

MEMBER = "database.sqlite3"
PAGES = 2048  # copied between two words of progress
PRIMARY = 0xFF  # of an extended code of SQLite
PATIENCE = 10  # seconds, for who is writing to let go
OCCUPIED = (
    "Cơ sở dữ liệu đang có chương trình khác ghi; hãy dừng trang web và tiến trình nền rồi làm lại. "
    "Dữ liệu cũ còn nguyên."
)


def versions() -> tuple[str, str]:
    """Of the database and of what reads it: the same library."""
    return sqlite3.sqlite_version, sqlite3.sqlite_version


@contextmanager
def snapshot(folder: Path, tell: Tell) -> Iterator[Path]:
    """A copy as of one moment in `folder`; within the block the application reads that moment."""
    copy = folder / MEMBER
    with closing(_of_one_moment(_file())) as source, closing(sqlite3.connect(copy)) as target:
        _copy(source, target, "Chép cơ sở dữ liệu", tell)
    with reading(copy):
        yield copy


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """Within the block the application's connection reads and writes this file."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(file)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


@contextmanager
def beside(dump: Path, tell: Tell) -> Iterator[Callable[[str], str]]:
    """The extracted file as the application's database within the block. The yielded function, called last with a
    stamp, writes it into the live file in one transaction, and returns where the old state is kept; without a stamp it
    is not kept. A block that fails before leaves the live file alone."""
    live = _file()
    with reading(dump):
        yield lambda stamp: _take_over(live, dump, stamp, tell)


def _take_over(live: Path, dump: Path, stamp: str, tell: Tell) -> str:
    connection.close()
    kept = live.with_name(f"{live.stem}.truoc-{stamp}{live.suffix}") if stamp else None
    try:
        with closing(_open(live)) as target, closing(_open(dump)) as source:
            if kept:
                _keep(live, kept, tell)
            _copy(source, target, "Ghi cơ sở dữ liệu", tell, pages=-1)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & PRIMARY in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise Refusal(OCCUPIED) from error
        raise
    return str(kept or "")


def _keep(live: Path, kept: Path, tell: Tell) -> None:
    kept.touch(OWNER_ONLY)
    try:
        with closing(_of_one_moment(live)) as source, closing(_open(kept)) as target:
            _copy(source, target, "Giữ lại dữ liệu cũ", tell)
    except BaseException:
        kept.unlink()
        raise


def _of_one_moment(file: Path) -> sqlite3.Connection:
    """Open to read as of now: a copy of a file that others write begins anew with each of their commits."""
    source = _open(file)
    source.execute("BEGIN")
    source.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return source


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, what: str, tell: Tell, *, pages: int = PAGES) -> None:
    """Copy all pages, in one step if `pages` is -1. Raises Refusal when a lock does not come in time: by itself the
    copy would wait for ever."""
    waiting: tuple[int, float] = (-1, time.monotonic())

    def progress(status: int, left: int, total: int) -> None:
        nonlocal waiting
        tell(what, total - left, total)
        if left != waiting[0]:
            waiting = (left, time.monotonic())
        elif time.monotonic() - waiting[1] > PATIENCE:
            raise Refusal(OCCUPIED)

    source.backup(target, pages=pages, progress=progress)


def _file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=1)
