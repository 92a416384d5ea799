"""The copy of an SQLite file that others go on using."""

import sqlite3
import threading
import time

import pytest

from config.backup import sqlite

pytestmark = pytest.mark.slow


def test_a_copy_of_a_file_that_others_keep_writing_ends(tmp_path, monkeypatch):
    """A copy that begins anew with each of their commits would never."""
    live, over, written = tmp_path / "live.sqlite3", threading.Event(), threading.Event()
    with sqlite3.connect(live) as file:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("CREATE TABLE note (words text)")
        file.executemany("INSERT INTO note VALUES (?)", [("x" * 3000,)] * 3000)
    monkeypatch.setattr(sqlite, "PAGES", 8)

    def write():
        with sqlite3.connect(live, timeout=10) as other:
            while not over.is_set():
                other.execute("INSERT INTO note VALUES ('y')")
                other.commit()
                written.set()

    writer = threading.Thread(target=write)
    writer.start()
    begun, patience = time.monotonic(), 30

    def tell(*args):
        assert time.monotonic() - begun < patience

    try:
        assert written.wait(10)
        sqlite._keep(live, tmp_path / "kept.sqlite3", tell)
    finally:
        over.set()
        writer.join()
    with sqlite3.connect(tmp_path / "kept.sqlite3") as kept:
        assert kept.execute("SELECT count(*) FROM note WHERE words <> 'y'").fetchone() == (3000,)
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
