"""The file: a ZIP whose last member, the manifest, names every other with its size and SHA-256."""

import hashlib
import json
import lzma
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from config.backup import Refusal

FORMAT = 1
MANIFEST = "manifest.json"
MEDIA = "media/"
CHUNK = 1024 * 1024
LARGEST_MANIFEST = 512 * 1024 * 1024  # bytes
OWNER_ONLY = 0o600  # names, reasons and scans lie in it
SHA256 = re.compile("[0-9a-f]{64}")
# whatever a reader of ZIP files raises at one that was damaged or made by something else
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, NotImplementedError, RuntimeError,
    ValueError, OverflowError,
)
Tell = Callable[[str, int, int], None]  # what is being done, how far, of how much


def silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Manifest:
    """What the archive holds. `migrations`: application → names applied; `counts`: words → rows; `members`: name →
    size and SHA-256; `server` and `tool`: versions of the database and of what read it."""

    engine: str
    version: str
    made_at: str
    server: str
    tool: str
    migrations: dict[str, list[str]]
    counts: dict[str, int]
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    """Members are added one by one, each read once: what is hashed is what is written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, file: Path, *, packed: bool) -> str:
        """Add the bytes of `file`; returns their SHA-256. `packed`: worth compressing."""
        about = zipfile.ZipInfo.from_file(file, name, strict_timestamps=False)
        about.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        digest, size = hashlib.sha256(), 0
        with file.open("rb") as source, self.archive.open(about, "w", force_zip64=True) as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        self.members[name] = {"size": size, "sha256": digest.hexdigest()}
        return digest.hexdigest()

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, the last of all."""
        text = json.dumps(asdict(manifest) | {"members": self.members}, ensure_ascii=False, indent=1)
        self.archive.writestr(MANIFEST, text, compress_type=zipfile.ZIP_DEFLATED)


@contextmanager
def written(into: Path) -> Iterator[Writer]:
    """An archive that stands at `into` only when the block has ended well; until then it lies beside it."""
    beside = into.with_name(f".{into.name}.{os.getpid()}.dang-ghi")
    try:
        with os.fdopen(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb+") as out:
            with zipfile.ZipFile(out, "w", allowZip64=True) as archive:
                yield Writer(archive)
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, into)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()


def verified(file: Path, tell: Tell = silent) -> Manifest:
    """The manifest, once every member was read and found as it says. Raises Refusal naming the first that is not."""
    with opened(file) as archive:
        manifest = _manifest(archive)
        names = archive.namelist()
        if len(set(names)) < len(names):
            raise Refusal("Tệp sao lưu có mục trùng tên; không khôi phục.")
        if strange := sorted({*names} - {*manifest.members, MANIFEST}):
            raise Refusal(f"Tệp sao lưu có mục lạ {strange[0]}; không khôi phục.")
        for number, name in enumerate(manifest.members):
            tell("Kiểm tra tệp sao lưu", number, len(manifest.members))
            _check(archive, name, manifest.members[name])
    return manifest


@contextmanager
def opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """The archive to read. Raises Refusal where it is none."""
    try:
        archive = zipfile.ZipFile(file)
    except FileNotFoundError as error:
        raise Refusal(f"Không có tệp {file}.") from error
    except PermissionError as error:
        raise Refusal(f"Không có quyền đọc tệp {file}.") from error
    except BROKEN as error:
        raise Refusal(f"Tệp {file.name} không phải là tệp sao lưu, hoặc đã hỏng phần mục lục.") from error
    with archive:
        yield archive


def extract(archive: zipfile.ZipFile, name: str, to: Path, *, sha256: str) -> None:
    """Write a member to the file `to`, through to the disk, for its owner alone. Raises Refusal if it is not the one
    that was verified."""
    digest = hashlib.sha256()
    to.unlink(missing_ok=True)  # of a restore that was killed
    own = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(own, "wb") as target, archive.open(name) as source:
        for chunk in _chunks(source):
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    if digest.hexdigest() != sha256:
        raise damaged(name)


def damaged(name: str) -> Refusal:
    """The refusal of a member that is not what the manifest says."""
    return Refusal(f"Tệp sao lưu đã bị sửa hoặc hỏng: mục {name} không khớp; chưa có gì thay đổi.")


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise damaged(MANIFEST)
        told = json.loads(archive.read(MANIFEST))
        if told.get("format") != FORMAT:
            raise Refusal(f"Tệp sao lưu có định dạng {told.get('format')}; bản phần mềm này đọc định dạng {FORMAT}.")
        manifest = Manifest(**told)
        sound = _says_what_it_must(manifest) and all(_is_sound(*each) for each in manifest.members.items())
    except (KeyError, TypeError, AttributeError, *BROKEN) as error:
        raise damaged(MANIFEST) from error
    if not sound:
        raise damaged(MANIFEST)
    return manifest


def _says_what_it_must(told: Manifest) -> bool:
    """Raises one of what `_manifest` catches where a field is of another kind."""
    datetime.fromisoformat(told.made_at)
    versions = all(text[:1].isdigit() for text in (told.server, told.tool))
    names = all(isinstance(each, str) for applied in told.migrations.values() for each in applied)
    return versions and names and all(isinstance(number, int) for number in told.counts.values())


def _is_sound(name: str, about: dict[str, Any]) -> bool:
    """A member leads nowhere but into its own folder, and says what it is."""
    path = PurePosixPath(name)
    inside = not path.is_absolute() and ".." not in path.parts and "\\" not in name and str(path) == name
    digest = SHA256.fullmatch(about["sha256"])
    return inside and name.isprintable() and digest is not None and isinstance(about["size"], int)


def _check(archive: zipfile.ZipFile, name: str, about: dict[str, Any]) -> None:
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(name) as source:
            for chunk in _chunks(source):
                digest.update(chunk)
                size += len(chunk)
                if size > about["size"]:
                    break
    except KeyError as error:
        raise Refusal(f"Tệp sao lưu thiếu mục {name}; chưa có gì thay đổi.") from error
    except BROKEN as error:
        raise damaged(name) from error
    if (size, digest.hexdigest()) != (about["size"], about["sha256"]):
        raise damaged(name)


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk
