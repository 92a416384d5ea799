"""Bringing an archive back, whole or not at all.

1. Every member is read and compared with the manifest; kind, versions and migrations are judged. Nothing is touched.
2. The database is built beside the live one: filled, counted against the manifest, migrated, and sending put on hold
   there, so that nobody hears a thing twice before somebody has looked.
3. Attachments that are missing or damaged are written, each under its own name when it is whole. What is there and
   whole stays; a file too many does no harm.
4. The new database takes the old one's place in one step. Whoever breaks off before that has the old state.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from config import leaving
from config.backup import Refusal, archive, in_words, making, postgres, sqlite
from config.backup.archive import CHUNK, MEDIA, Manifest, Tell, silent
from dossiers import clock
from dossiers.models import StoredFile, User
from notifications.models import Hold
from workflow import journal

KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
MEMBERS = {"sqlite": sqlite.MEMBER, "postgresql": postgres.MEMBER}
REPLACE = "Thêm --replace để thay bằng bản sao lưu; dữ liệu cũ được giữ lại bên cạnh."
FULL = "Cơ sở dữ liệu hiện tại đã có dữ liệu ({accounts} tài khoản)."
FOREIGN = "Cơ sở dữ liệu hiện tại đã có bảng của chương trình khác ({tables}…); có thể DATABASE_URL chưa đúng."
UNTOUCHED = "Dữ liệu cũ còn nguyên."
OTHER_AT_WORK = f"Đang có một lần khôi phục khác; hãy đợi lần đó xong rồi làm lại. {UNTOUCHED}"
ROOM, LOCK = ".khoi-phuc-", ".dang-khoi-phuc"  # under MEDIA_ROOT


@dataclass(frozen=True)
class Restored:
    """What was brought back; `kept`: where the state before is kept ('' if there was none); `faults` of its journal;
    `missing`: SHA-256 of attachments that its database names and that are neither in the archive nor here."""

    manifest: Manifest
    kept: str
    faults: list[str]
    missing: list[str]


def restore(file: Path, *, replace: bool = False, tell: Tell = silent) -> Restored:
    """Bring the installation to the state in `file`. Raises Refusal in words, and then nothing has changed."""
    with in_words(UNTOUCHED):
        manifest = archive.verified(file, tell)
        _judge(manifest)
        there = _what_is_there()
        if there and not replace:
            raise Refusal(f"{there} {REPLACE}")
        return _restore(file, manifest, tell, keep=bool(there))


def _restore(file: Path, manifest: Manifest, tell: Tell, *, keep: bool) -> Restored:
    stamp = f"{timezone.localtime(clock.now()):%Y%m%d-%H%M%S}" if keep else ""
    with _room() as folder, archive.opened(file) as members:
        dump = folder / MEMBERS[manifest.engine]
        archive.extract(members, dump.name, dump, sha256=manifest.members[dump.name]["sha256"])
        with making.engine().beside(dump, tell) as take_over:
            faults = _prepare(manifest, tell)
            _put_attachments(members, manifest, tell)
            missing = _missing()
            with leaving.undisturbed():
                kept = take_over(stamp)
    return Restored(manifest, kept, faults, missing)


def _judge(manifest: Manifest) -> None:
    """Does the archive fit this installation? Raises Refusal."""
    here = connection.vendor
    if manifest.engine != here:
        theirs = KINDS.get(manifest.engine, manifest.engine)
        raise Refusal(
            f"Bản sao lưu là của {theirs}, nơi này dùng {KINDS.get(here, here)}; chỉ khôi phục về cùng một loại cơ sở "
            "dữ liệu. Hãy đặt DATABASE_URL cho đúng loại rồi làm lại."
        )
    if MEMBERS[here] not in manifest.members:
        raise Refusal(f"Tệp sao lưu thiếu mục {MEMBERS[here]}; chưa có gì thay đổi.")
    server, tool = making.engine().versions()
    for theirs, ours, what in ((manifest.server, server, KINDS[here]), (manifest.tool, tool, "chương trình khôi phục")):
        if postgres.major(theirs) > postgres.major(ours):
            raise Refusal(f"Bản sao lưu làm với {what} {theirs}, nơi này có {ours}; hãy nâng cấp trước khi khôi phục.")
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    applied = [(app, name) for app, names in manifest.migrations.items() for name in names]
    if newer := [f"{app}.{name}" for app, name in applied if (app, name) not in known]:
        raise Refusal(
            f"Bản sao lưu làm bằng phần mềm mới hơn (có {newer[-1]}); hãy cập nhật phần mềm trước khi khôi phục."
        )


def _what_is_there() -> str:
    """What would be lost in the live database, in words; empty where it is new."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    if tables and User._meta.db_table not in tables:
        return FOREIGN.format(tables=", ".join(sorted(tables)[:3]))
    accounts = User.objects.count() if tables else 0
    return FULL.format(accounts=accounts) if accounts else ""


@contextmanager
def _room() -> Iterator[Path]:
    """A folder on the disk of the attachments, gone afterwards, for one restore at a time: what lies there of another
    one was left by one that was killed, and goes. Raises Refusal while another is at work."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refusal(OTHER_AT_WORK) from error
        for left in root.glob(f"{ROOM}*"):
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(dir=root, prefix=ROOM) as folder:
            yield Path(folder)


def _prepare(manifest: Manifest, tell: Tell) -> list[str]:
    """The new database, while nobody else sees it: counted, migrated, on hold; the faults of its journal."""
    found = making.counts()
    # an older application may have counted less
    if any(found.get(word, number) != number for word, number in manifest.counts.items()):
        raise Refusal("Cơ sở dữ liệu trong tệp sao lưu không đủ số dòng như đã ghi; chưa có gì thay đổi.")
    tell("Cập nhật cấu trúc", 0, 1)
    call_command("migrate", verbosity=0, interactive=False)
    made = timezone.localtime(datetime.fromisoformat(manifest.made_at))
    Hold.objects.create(
        scope=Hold.Scope.EVERYTHING, placed_at=clock.now(),
        reason=f"Vừa khôi phục từ bản sao lưu lúc {made:%H:%M ngày %d/%m/%Y}; xem lại trước khi cho gửi.",
    )
    tell("Kiểm tra nhật ký", 0, 1)
    return list(journal.faults())


def _put_attachments(members: zipfile.ZipFile, manifest: Manifest, tell: Tell) -> None:
    root = Path(settings.MEDIA_ROOT)
    names = [name for name in manifest.members if name.startswith(MEDIA)]
    for number, name in enumerate(names):
        tell("Ghi tệp đính kèm", number, len(names))
        target, digest = root / name.removeprefix(MEDIA), manifest.members[name]["sha256"]
        if target.is_file() and _digest(target) == digest:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.dang-ghi")
        archive.extract(members, name, beside, sha256=digest)
        os.replace(beside, target)


def _missing() -> list[str]:
    """Asked of the new database, once all attachments are written."""
    there = {file.name for file in making.attachments()}
    return sorted(set(StoredFile.objects.values_list("sha256", flat=True)) - there)


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
