"""Making an archive while the site runs.

1. The database is copied as of one moment; what is counted is counted in that moment.
2. Then the attachments. They are never changed and never taken away, so whatever the copy names is there already.
3. The manifest last; only then does the archive get its name.
"""

import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.backup import Refusal, archive, in_words, postgres, sqlite
from config.backup.archive import MEDIA, Manifest, Tell, Writer, silent
from dossiers import clock
from dossiers.models import Dossier, StoredFile, User
from notifications.models import Delivery
from workflow.models import Entry

NO_TABLES = "Cơ sở dữ liệu chưa có bảng nào của Vinh Danh; không có gì để sao lưu. Hãy xem lại DATABASE_URL."
IN_MEDIA = "Không ghi bản sao lưu vào thư mục tệp đính kèm ({folder}); hãy chọn nơi khác."
NOTHING_WRITTEN = "Chưa có tệp sao lưu nào được ghi."

COUNTED = {"tài khoản": User, "hồ sơ": Dossier, "mục nhật ký": Entry, "tệp đính kèm": StoredFile, "thông báo": Delivery}


@dataclass(frozen=True)
class Made:
    """What was written, and the SHA-256 of attachments that the database names but the folder lacks or has damaged."""

    file: Path
    manifest: Manifest
    missing: list[str]


def back_up(into: Path, tell: Tell = silent) -> Made:
    """Write the archive to the new file `into`. Raises Refusal in words; then there is no such file."""
    with in_words(NOTHING_WRITTEN):
        _judge(into)
        return _write(into, tell)


def _judge(into: Path) -> None:
    """Is there something to back up, and may it lie there? Raises Refusal."""
    if into.exists():
        raise Refusal(f"Tệp {into} đã có; hãy chọn tên khác.")
    root = Path(settings.MEDIA_ROOT).resolve()
    if into.resolve().is_relative_to(root):
        raise Refusal(IN_MEDIA.format(folder=root))
    with connection.cursor() as cursor:
        if User._meta.db_table not in connection.introspection.table_names(cursor):
            raise Refusal(NO_TABLES)


def _write(into: Path, tell: Tell) -> Made:
    server, tool = engine().versions()
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent, prefix=".sao-luu-") as folder, archive.written(into) as writer:
        with engine().snapshot(Path(folder), tell) as copy:
            about = Manifest(
                engine=connection.vendor, version=version(), made_at=clock.now().isoformat(timespec="seconds"),
                server=server, tool=tool, migrations=migrations(), counts=counts(),
            )
            named = set(StoredFile.objects.values_list("sha256", flat=True))
        writer.add(copy.name, copy, packed=connection.vendor == "sqlite")
        kept = _add_attachments(writer, tell)
        writer.finish(about)
    return Made(into, about, sorted(named - kept))


def engine() -> ModuleType:
    """How this installation's kind of database is read and brought back."""
    return postgres if connection.vendor == "postgresql" else sqlite


def version() -> str:
    """The application's own."""
    told = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))
    return str(told["project"]["version"])


def migrations() -> dict[str, list[str]]:
    """Application → the migrations applied to the database in use."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def counts() -> dict[str, int]:
    """How many rows of what people would miss."""
    return {word: model._default_manager.count() for word, model in COUNTED.items()}


def attachments() -> Iterator[Path]:
    """The files under MEDIA_ROOT, but those still being written and what a killed restore has left in its folder."""
    root = Path(settings.MEDIA_ROOT)
    for file in sorted(root.rglob("*")) if root.is_dir() else ():
        hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
        if not hidden and file.is_file() and not file.is_symlink():
            yield file


def _add_attachments(writer: Writer, tell: Tell) -> set[str]:
    root, found = Path(settings.MEDIA_ROOT), list(attachments())
    kept = set()
    for number, file in enumerate(found):
        tell("Chép tệp đính kèm", number, len(found))
        kept.add(writer.add(f"{MEDIA}{file.relative_to(root).as_posix()}", file, packed=False))
    return kept
