"""A whole installation backed up and brought back, on the database of the run."""

import errno
import io
import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from config.backup import making, postgres, restoring
from config.rehearsal import throwaway
from dossiers import papers
from dossiers.models import Dossier, StoredFile, User
from dossiers.vocabulary import Role
from notifications import queue
from notifications.models import Hold
from tests.factories import make_body, make_draft, make_holder, make_season, make_unit
from tests.faults.installation import database_url, wait_until
from workflow import engine, journal
from workflow.models import Entry

pytestmark = pytest.mark.slow
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """A database and attachments of their own, whose tests are no transactions, with a dossier that was handed in."""
    with django_db_blocker.unblock(), throwaway.stage():
        body = make_body("STP")
        unit = make_unit("P1", under=body)
        head = make_holder(Role.UNIT_HEAD, unit)
        engine.perform("submit", [make_draft(unit, body=body, season=make_season(2026))], actor=head)
        yield settings.MEDIA_ROOT
        drop_what_was_kept()


@pytest.fixture
def installation(stage, settings):
    """The database of the module, and one scan."""
    settings.MEDIA_ROOT = stage
    papers.store(SimpleUploadedFile("scan.pdf", PDF))


def drop_what_was_kept() -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        like = f"{connection.settings_dict['NAME']}_%"
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like])
        kept = [name for (name,) in cursor.fetchall()]
    for name in kept:
        postgres._on_server(f'DROP DATABASE "{name}"')


def run(*words, **options) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, stderr=out, **options)
    return out.getvalue()


def state() -> dict:
    """What an installation is known by."""
    return {
        "accounts": list(User.objects.order_by("pk").values_list("username", flat=True)),
        "dossiers": list(Dossier.objects.order_by("pk").values_list("code", "state", "chain_head")),
        "entries": list(Entry.objects.order_by("pk").values_list("digest", flat=True)),
        "files": list(StoredFile.objects.values_list("sha256", flat=True)),
        "holds": Hold.objects.count(),
    }


def test_what_was_lost_since_is_back_and_nothing_is_sent_until_somebody_looked(installation, tmp_path):
    before = state()
    file = tmp_path / "copy.zip"
    assert "1 hồ sơ, 1 mục nhật ký, 1 tệp đính kèm" in run("backup", str(file))
    make_holder(Role.OFFICE, make_body("KHAC"))
    scan = StoredFile.objects.get()
    papers.path_of(scan).write_bytes(b"damaged")
    said = run("restore", str(file), replace=True)
    assert "Đã khôi phục về lúc" in said
    assert "còn giữ ở" in said
    assert state() == before | {"holds": 1}
    assert list(journal.faults()) == []
    assert run("verify_journal").startswith("Nhật ký nguyên vẹn")
    assert papers.path_of(scan).read_bytes() == PDF
    hold = Hold.objects.get()
    assert (hold.scope, hold.reason[:31], queue.is_held()) == ("everything", "Vừa khôi phục từ bản sao lưu lú", True)
    # the door works on it, and the database still refuses what must never be
    first, head = Dossier.objects.get(), Entry.objects.get().actor
    engine.perform("submit", [make_draft(first.unit, body=first.body, season=make_season(2027))], actor=head)
    with pytest.raises(DatabaseError):
        Entry.objects.update(reason="khác")


def test_a_target_with_data_is_left_alone_without_the_word(installation, tmp_path):
    file, before = tmp_path / "copy.zip", state()
    run("backup", str(file))
    with pytest.raises(CommandError, match="--replace"):
        run("restore", str(file))
    with pytest.raises(CommandError, match="đã có; hãy chọn tên khác"):
        run("backup", str(file))
    assert state() == before


def test_a_changed_byte_is_refused_before_anything_is_touched(installation, tmp_path):
    file, before = tmp_path / "copy.zip", state()
    run("backup", str(file))
    content = bytearray(file.read_bytes())
    content[content.index(PDF) + 9] ^= 1
    file.write_bytes(bytes(content))
    name = f"media/{StoredFile.objects.get().sha256[:2]}/"
    with pytest.raises(CommandError, match=f"mục {name}\\w+ không khớp"):
        run("restore", str(file), replace=True)
    assert state() == before


@pytest.mark.parametrize("step", ["_prepare", "_put_attachments"])
def test_what_is_broken_off_leaves_the_old_state(installation, tmp_path, monkeypatch, step):
    file = tmp_path / "copy.zip"
    run("backup", str(file))
    make_holder(Role.OFFICE, make_body(f"SAU{step.upper()}"))
    before = state()

    def broken_off(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, step, broken_off)
    with pytest.raises(SystemExit):
        run("restore", str(file), replace=True)
    assert state() == before
    assert [each.name for each in Path(settings.MEDIA_ROOT).glob(".khoi-phuc*")] == []
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE '%%khoi_phuc%%'")
            assert cursor.fetchone() == (0,)


def test_what_a_killed_restore_left_is_gone_with_the_next_one(installation, tmp_path):
    file = tmp_path / "copy.zip"
    run("backup", str(file))
    before = state()
    kill_in_the_middle(file)
    assert (state(), len(rooms())) == (before, 1)
    with left_behind("7") as in_use, connection_to(in_use):
        run("restore", str(file), replace=True)
        assert (rooms(), databases_beside()) == ([], [in_use] if in_use else [])
    assert state() == before | {"holds": before["holds"] + 1}


# ends nowhere, so that the kill comes neither too early nor too late
STUCK = """
import sys, time, django
django.setup()
from django.core.management import call_command
from config.backup import restoring
restoring._put_attachments = lambda *arguments: time.sleep(3600)
call_command("restore", sys.argv[1], replace=True)
"""


def kill_in_the_middle(file: Path) -> None:
    environ = {"DATABASE_URL": database_url(), "MEDIA_ROOT": settings.MEDIA_ROOT, "SECRET_KEY": settings.SECRET_KEY,
               "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", STUCK, str(file)]
    process = subprocess.Popen(command, env=os.environ | environ, cwd=settings.BASE_DIR, start_new_session=True)
    wait_until(lambda: databases_beside() if connection.vendor == "postgresql" else rooms())
    os.killpg(process.pid, signal.SIGKILL)  # with its pg_restore
    process.wait()


def rooms() -> list[Path]:
    """The folders of restores that have not ended."""
    return list(Path(settings.MEDIA_ROOT).glob(".khoi-phuc-*"))


def databases_beside() -> list[str]:
    """The new databases of restores that have not ended."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        like = f"{connection.settings_dict['NAME']}_khoi_phuc_%"
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like])
        return [name for (name,) in cursor.fetchall()]


@contextmanager
def left_behind(number: str):
    """A database as a restore makes it, for the block; its name, '' where there are only files."""
    if connection.vendor != "postgresql":
        yield ""
        return
    name = f"{connection.settings_dict['NAME']}_khoi_phuc_{number}"
    postgres._on_server(f'CREATE DATABASE "{name}"')
    try:
        yield name
    finally:
        postgres._on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def connection_to(database: str):
    """Somebody who looks into this database, for the block; nobody where there is none."""
    if not database:
        return nullcontext()
    return psycopg.connect(database_url().rpartition("/")[0] + f"/{database}")


def test_two_restores_at_once_do_not_get_into_each_other(installation, tmp_path):
    file, before = tmp_path / "copy.zip", state()
    run("backup", str(file))
    with restoring._room(), pytest.raises(CommandError, match="Đang có một lần khôi phục khác"):
        run("restore", str(file), replace=True)
    assert state() == before


def test_it_goes_back_only_to_its_own_kind_and_to_no_older_application(installation, tmp_path, monkeypatch):
    file = tmp_path / "copy.zip"
    run("backup", str(file))
    other = "sqlite" if connection.vendor == "postgresql" else "postgresql"
    verified = restoring.archive.verified

    def changed(**fields):
        def told(*args, **kwargs):
            manifest = verified(*args, **kwargs)
            return type(manifest)(**(vars(manifest) | fields))

        return told

    monkeypatch.setattr(restoring.archive, "verified", changed(engine=other))
    with pytest.raises(CommandError, match="chỉ khôi phục về cùng một loại"):
        run("restore", str(file), replace=True)
    monkeypatch.setattr(restoring.archive, "verified", changed(migrations={"workflow": ["9999_of_next_year"]}))
    with pytest.raises(CommandError, match="phần mềm mới hơn .*9999_of_next_year"):
        run("restore", str(file), replace=True)
    monkeypatch.setattr(restoring.archive, "verified", changed(counts={"không còn đếm": 7}))
    assert "Đã khôi phục" in run("restore", str(file), replace=True)
    monkeypatch.setattr(restoring.archive, "verified", changed(counts={"hồ sơ": 7}))
    with pytest.raises(CommandError, match="không đủ số dòng"):
        run("restore", str(file), replace=True)


def test_an_attachment_that_was_lost_before_is_named_by_both_commands(installation, tmp_path):
    digest = StoredFile.objects.get().sha256
    papers.path_of(StoredFile.objects.get()).unlink()
    file = tmp_path / "copy.zip"
    assert f"Thiếu 1 tệp đính kèm (mất hoặc hỏng trong MEDIA_ROOT): {digest[:12]}" in run("backup", str(file))
    assert f"Bản sao lưu thiếu 1 tệp đính kèm từ trước: {digest[:12]}" in run("restore", str(file), replace=True)


def test_what_is_no_attachment_is_not_taken_along(installation, tmp_path):
    """What a killed restore left behind, and what leads out of the folder."""
    (Path(settings.MEDIA_ROOT) / ".khoi-phuc-x").mkdir()
    (Path(settings.MEDIA_ROOT) / ".khoi-phuc-x" / "database.sqlite3").write_bytes(b"all names")
    (Path(settings.MEDIA_ROOT) / "outside").symlink_to("/etc/hostname")
    run("backup", str(tmp_path / "copy.zip"))
    with zipfile.ZipFile(tmp_path / "copy.zip") as members:
        digest = StoredFile.objects.get().sha256
        assert [name for name in members.namelist() if name.startswith("media/")] == [f"media/{digest[:2]}/{digest}"]


def test_a_copy_does_not_lie_among_what_it_copies(installation):
    with pytest.raises(CommandError, match="Không ghi bản sao lưu vào thư mục tệp đính kèm"):
        run("backup", str(Path(settings.MEDIA_ROOT) / "sao-luu" / "copy.zip"))


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "Đĩa không còn chỗ để ghi"), (errno.EACCES, "Không có quyền ghi hoặc đọc")]
)
def test_a_disk_that_refuses_is_said_in_words_and_leaves_the_old_state(
    installation, tmp_path, monkeypatch, number, words
):
    file, before = tmp_path / "copy.zip", state()
    run("backup", str(file))

    def refuse(*args):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(CommandError, match=f"{words}. Chưa có tệp sao lưu nào được ghi."):
        run("backup", str(tmp_path / "other.zip"))
    with pytest.raises(CommandError, match=f"{words}. Dữ liệu cũ còn nguyên."):
        run("restore", str(file), replace=True)
    assert (state(), [each.name for each in tmp_path.glob("*.zip*")]) == (before, ["copy.zip"])


def test_a_database_that_does_not_answer_is_said_in_words(installation, tmp_path, monkeypatch):
    file = tmp_path / "copy.zip"
    run("backup", str(file))

    def gone(*args):
        raise DatabaseError("no connection\nat all")

    monkeypatch.setattr(connection, "cursor", gone)
    with pytest.raises(CommandError, match=r"\(no connection\). Chưa có tệp sao lưu nào được ghi."):
        run("backup", str(tmp_path / "other.zip"))
    with pytest.raises(CommandError, match=r"\(no connection\). Dữ liệu cũ còn nguyên."):
        run("restore", str(file), replace=True)


def test_a_new_installation_takes_it_in_and_keeps_nothing_beside(installation, tmp_path):
    file, before = tmp_path / "copy.zip", state()
    run("backup", str(file))
    with empty_database(tmp_path):
        with pytest.raises(CommandError, match="chưa có bảng nào của Vinh Danh"):
            run("backup", str(tmp_path / "other.zip"))
        said = run("restore", str(file))
        assert ("còn giữ ở" in said, state()) == (False, before | {"holds": before["holds"] + 1})
        assert kept_beside(tmp_path) == []


def test_the_tables_of_another_program_are_left_alone_without_the_word(installation, tmp_path):
    file = tmp_path / "copy.zip"
    run("backup", str(file))
    with empty_database(tmp_path), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE ke_toan (x integer)")
        with pytest.raises(CommandError, match=r"bảng của chương trình khác \(ke_toan…\).*--replace"):
            run("restore", str(file))


@contextmanager
def empty_database(folder):
    """A database without a table, for the block."""
    live = connection.settings_dict["NAME"]
    empty = str(folder / "empty.sqlite3") if connection.vendor == "sqlite" else f"{live}_empty"
    connection.close()
    if connection.vendor == "postgresql":
        postgres._on_server(f'CREATE DATABASE "{empty}"')
    connection.settings_dict["NAME"] = empty
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = live
        if connection.vendor == "postgresql":
            postgres._on_server(f'DROP DATABASE "{empty}" WITH (FORCE)')


def kept_beside(folder) -> list[str]:
    if connection.vendor == "sqlite":
        return [each.name for each in folder.glob("*.truoc-*")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE '%%_empty_%%'")
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.postgres
def test_missing_and_old_tools_are_said_plainly(installation, tmp_path, monkeypatch):
    monkeypatch.setattr(postgres.shutil, "which", lambda tool: None)
    with pytest.raises(CommandError, match="Không có chương trình pg_dump; hãy cài gói postgresql-client"):
        run("backup", str(tmp_path / "copy.zip"))
    monkeypatch.undo()
    monkeypatch.setattr(postgres, "_version", lambda tool, server: "9.6")
    with pytest.raises(CommandError, match="phiên bản 9.6 cũ hơn máy chủ"):
        run("backup", str(tmp_path / "copy.zip"))
    assert list(tmp_path.iterdir()) == []


def test_a_copy_taken_while_others_write_is_of_one_moment(installation, tmp_path, monkeypatch):
    """What is committed after the copy began is not in it, neither in the rows nor in the counts."""
    counts, live = making.counts, connection.settings_dict["NAME"]

    def counted():
        sql = "DELETE FROM dossiers_storedfile"
        if connection.vendor == "postgresql":
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute(sql)
            other.close()
        else:
            with sqlite3.connect(live) as other:
                other.execute(sql)
        return counts()

    monkeypatch.setattr(making, "counts", counted)
    made = making.back_up(tmp_path / "copy.zip")
    assert made.manifest.counts["tệp đính kèm"] == 1
    assert (made.missing, StoredFile.objects.count()) == ([], 0)
    with zipfile.ZipFile(made.file) as members:
        assert any(name.startswith("media/") for name in members.namelist())
