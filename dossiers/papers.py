"""Attachments: checked by content, stored once under their SHA-256, never overwritten."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q

from dossiers import clock, filetypes, text
from dossiers.models import Dossier, HandIn, Paper, PaperType, StoredFile, User

ACCEPT = ",".join(f".{extension}" for each in filetypes.ACCEPTED for extension in each.extensions)
TYPE_NAMES = ", ".join(each.name for each in filetypes.ACCEPTED)
# One query has a bounded number of parameters (SQLite).
CHUNK = 400


@dataclass(frozen=True)
class NewPaper:
    """A paper to attach: to a hand-in (serves all its lines) or to one dossier, exactly one of the two."""

    file: StoredFile
    name: str
    paper_type: PaperType
    hand_in: HandIn | None = None
    dossier: Dossier | None = None

    @property
    def slot(self) -> tuple[int | None, int | None, int]:
        """What a newer version replaces: the same type on the same carrier."""
        return (self.hand_in and self.hand_in.pk, self.dossier and self.dossier.pk, self.paper_type.pk)


def store(upload: File) -> StoredFile:
    """Keep the bytes of `upload` (named, at most settings.UPLOAD_LIMIT bytes) and return their row.

    The type is told by the content and must agree with the extension. Equal content is stored once.
    Raises ValidationError, naming the file and the limit it breaks.
    """
    name = os.path.basename(upload.name or "tệp không tên")
    with _spooled(upload, name) as content:
        kind = _checked_type(content, name)
        digest, size = _measure(content)
        _keep(content, digest)
    row, _ = StoredFile.objects.get_or_create(
        sha256=digest, defaults={"size": size, "content_type": kind.content_type}
    )
    return row


def path_of(stored: StoredFile) -> Path:
    """Where the bytes lie: MEDIA_ROOT / two letters / the whole digest."""
    return _path(stored.sha256)


def attach(
    file: StoredFile, *, name: str, paper_type: PaperType, actor: User | None, hand_in: HandIn | None = None,
    dossier: Dossier | None = None,
) -> Paper:
    """Attach one paper, as `attach_many`. Whether `actor` may is the caller's question; None is the system."""
    new = NewPaper(file=file, name=name, paper_type=paper_type, hand_in=hand_in, dossier=dossier)
    return attach_many([new], actor=actor)[0]


@transaction.atomic
def attach_many(papers: Sequence[NewPaper], *, actor: User | None) -> list[Paper]:
    """Attach all, in order: each becomes the next version of its type on its carrier, older ones stay as replaced.

    Set-based: a constant number of statements per 400 papers. Rights are checked by the callers (`dossiers.drafting`
    for drafts, the acts of the procedures for the rest).
    """
    versions = _versions(papers)
    moment = clock.now()
    rows: list[Paper] = []
    newest: dict[tuple, Paper] = {}
    for each in papers:
        versions[each.slot] = versions.get(each.slot, 0) + 1
        if each.slot in newest:
            newest[each.slot].replaced = True
        row = Paper(
            hand_in=each.hand_in, dossier=each.dossier, paper_type=each.paper_type, file=each.file,
            file_name=file_name(each.name), version=versions[each.slot], uploaded_by=actor, uploaded_at=moment,
        )
        newest[each.slot] = row
        rows.append(row)
    return Paper.objects.bulk_create(rows, batch_size=CHUNK)


def file_name(name: str) -> str:
    """`name` as it is kept: without folders, composed, at most 255 characters with its extension."""
    stem, extension = os.path.splitext(text.nfc(os.path.basename(name)))
    return f"{stem[: 255 - len(extension)]}{extension}"


def limit_in_words() -> str:
    """The size limit as people read it: '20 MB'."""
    return f"{settings.UPLOAD_LIMIT // (1024 * 1024)} MB"


def _versions(papers: Sequence[NewPaper]) -> dict[tuple, int]:
    """The highest version per slot; the rows that the new papers replace are marked (and thereby locked)."""
    slots = {each.slot for each in papers}
    found: dict[tuple, int] = {}
    for start in range(0, len(papers), CHUNK):
        part = papers[start : start + CHUNK]
        carriers = Q(hand_in__in={each.hand_in.pk for each in part if each.hand_in}) | Q(
            dossier__in={each.dossier.pk for each in part if each.dossier}
        )
        rows = Paper.objects.select_for_update().filter(carriers, paper_type__in={each.paper_type.pk for each in part})
        older = [row for row in rows if (row.hand_in_id, row.dossier_id, row.paper_type_id) in slots]
        for row in older:
            slot = (row.hand_in_id, row.dossier_id, row.paper_type_id)
            found[slot] = max(found.get(slot, 0), row.version)
        if older:
            Paper.objects.filter(pk__in=[row.pk for row in older]).update(replaced=True)
    return found


def _spooled(upload: File, name: str) -> BinaryIO:
    """The content in a file of our own: the size is counted, never believed. The caller closes it."""
    spool = tempfile.SpooledTemporaryFile(max_size=2 * 1024 * 1024)  # noqa: SIM115 - handed to the caller's `with`
    size = 0
    for chunk in upload.chunks():
        size += len(chunk)
        if size > settings.UPLOAD_LIMIT:
            spool.close()
            raise ValidationError(f"Tệp “{name}” lớn hơn mức cho phép {limit_in_words()}.", code="too_large")
        spool.write(chunk)
    if size == 0:
        spool.close()
        raise ValidationError(f"Tệp “{name}” không có nội dung.", code="empty")
    return spool


def _checked_type(content: BinaryIO, name: str) -> filetypes.FileType:
    expected = filetypes.by_extension(name)
    if expected is None:
        raise ValidationError(
            f"Tệp “{name}” không thuộc loại được nhận. Chỉ nhận {TYPE_NAMES}, mỗi tệp tối đa {limit_in_words()}.",
            code="extension",
        )
    if filetypes.recognise(content) is not expected:
        raise ValidationError(
            f"Tệp “{name}” bị hỏng hoặc nội dung không phải {expected.name} như phần mở rộng đã ghi. "
            f"Chỉ nhận {TYPE_NAMES}, mỗi tệp tối đa {limit_in_words()}.",
            code="content",
        )
    return expected


def _measure(content: BinaryIO) -> tuple[str, int]:
    content.seek(0)
    digest = hashlib.file_digest(content, "sha256")
    return digest.hexdigest(), content.tell()


def _path(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def _keep(content: BinaryIO, digest: str) -> None:
    """Write beside the target and rename: a reader sees all bytes or none, and two writers of the same do no harm."""
    target = _path(digest)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as out:
            content.seek(0)
            while chunk := content.read(64 * 1024):
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(beside)
        raise
