"""What an upload really is, told by its content: PDF, DOCX, XLSX, JPEG or PNG, each looked at closely enough to refuse
a renamed or broken file."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import filetype

# An Office file is a ZIP: what it unpacks to is bounded, so that a small upload cannot fill the machine.
UNPACKED_LIMIT = 200 * 1024 * 1024  # bytes
LIST_LIMIT = 1024 * 1024  # bytes of the package's list of contents, which is read at once
CONTENT_TYPES = "[Content_Types].xml"
OFFICE_TYPES = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class FileType:
    """A kind of file that may be attached. `guesses` are the names by which `filetype` may know it."""

    name: str
    content_type: str
    extensions: tuple[str, ...]
    guesses: tuple[str, ...]
    sound: Callable[[BinaryIO], bool]


def recognise(content: BinaryIO) -> FileType | None:
    """The accepted type whose whole content check passes, or None; `content` is a seekable binary file."""
    content.seek(0)
    guess = filetype.guess_extension(content.read(8192))
    for each in ACCEPTED:
        content.seek(0)
        if guess in each.guesses and each.sound(content):
            return each
    return None


def by_extension(name: str) -> FileType | None:
    """The accepted type whose extension `name` bears, or None."""
    extension = name.rpartition(".")[2].lower()
    return next((each for each in ACCEPTED if extension in each.extensions), None)


def _is_pdf(content: BinaryIO) -> bool:
    return content.read(5) == b"%PDF-"


def _is_png(content: BinaryIO) -> bool:
    head = content.read(33)
    if len(head) < 33 or not head.startswith(b"\x89PNG\r\n\x1a\n") or head[8:16] != b"\x00\x00\x00\rIHDR":
        return False
    width, height, checksum = *struct.unpack(">II", head[16:24]), struct.unpack(">I", head[29:33])[0]
    return width > 0 and height > 0 and zlib.crc32(head[12:29]) == checksum


def _is_jpeg(content: BinaryIO) -> bool:
    """Walk the segments to the frame header, which must give a width and a height."""
    if content.read(2) != b"\xff\xd8":
        return False
    while True:
        marker = content.read(2)
        if len(marker) < 2 or marker[0] != 0xFF or marker[1] in (0xD9, 0xDA):
            return False
        length = int.from_bytes(content.read(2), "big")
        body = content.read(length - 2) if length > 2 else b""
        if len(body) < length - 2 or length < 2:
            return False
        if _starts_frame(marker[1]):
            return len(body) >= 5 and all(struct.unpack(">HH", body[1:5]))


def _starts_frame(marker: int) -> bool:
    # C4, C8 and CC share the range but are tables and reserved marks, not frames.
    return 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC)


def _office(part: str, main: str) -> Callable[[BinaryIO], bool]:
    """A check for a sound OOXML package that holds `part` and declares the main content type `main`."""

    def sound(content: BinaryIO) -> bool:
        try:
            with zipfile.ZipFile(content) as package:
                return _holds(package, part, f"{OFFICE_TYPES}{main}.main+xml") and package.testzip() is None
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, KeyError):
            return False

    return sound


def _holds(package: zipfile.ZipFile, part: str, declared: str) -> bool:
    if sum(member.file_size for member in package.infolist()) > UNPACKED_LIMIT:
        return False
    if part not in package.namelist() or package.getinfo(CONTENT_TYPES).file_size > LIST_LIMIT:
        return False
    return declared.encode() in package.read(CONTENT_TYPES)


ACCEPTED = (
    FileType("PDF", "application/pdf", ("pdf",), ("pdf",), _is_pdf),
    FileType(
        "DOCX", f"{OFFICE_TYPES}wordprocessingml.document", ("docx",), ("docx", "zip"),
        _office("word/document.xml", "wordprocessingml.document"),
    ),
    FileType(
        "XLSX", f"{OFFICE_TYPES}spreadsheetml.sheet", ("xlsx",), ("xlsx", "zip"),
        _office("xl/workbook.xml", "spreadsheetml.sheet"),
    ),
    FileType("JPEG", "image/jpeg", ("jpg", "jpeg"), ("jpg",), _is_jpeg),
    FileType("PNG", "image/png", ("png",), ("png",), _is_png),
)
