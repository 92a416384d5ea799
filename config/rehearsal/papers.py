"""The papers of the play: small true files, one per kind, attached wherever the rules ask for one. Minutes come as
pictures, as units scan them; the rest is PDF."""

from collections.abc import Collection, Sequence

from django.core.files.base import ContentFile

from config.rehearsal import scan
from config.rehearsal.stage import Case, Stage
from dossiers import papers
from dossiers.meetings import MINUTES_PAPERS
from dossiers.models import Dossier, PaperType, StoredFile, User
from dossiers.papers import NewPaper
from dossiers.rules.papers import missing_papers
from dossiers.text import fold
from dossiers.vocabulary import Carrier
from workflow.calendar import local_day


def provide(stage: Stage, cases: Sequence[Case], moment: str, *, actor: User) -> None:
    """Attach what the rules find missing at `moment` (a code of NeededBefore), but for what a line goes without."""
    rows = list(Dossier.objects.filter(pk__in=[case.pk for case in cases]).select_related(*_WITH))
    missing = missing_papers(rows, moment, local_day(stage.now))
    without = {case.pk: case.line.without for case in cases}
    found: dict[tuple[str, int, str], NewPaper] = {}
    for dossier in rows:
        for need in missing.get(dossier.pk, ()):
            kind = need.paper_type
            if kind.code not in without[dossier.pk]:
                new = _new_paper(stage, dossier, kind, shared=need.carrier == Carrier.HAND_IN)
                found[(kind.code, *_slot(new))] = new
    if found:
        papers.attach_many(list(found.values()), actor=actor)


_WITH = ("award", "hand_in", "nominee", "unit", "season", "deciding_body")


def _new_paper(stage: Stage, dossier: Dossier, kind: PaperType, *, shared: bool) -> NewPaper:
    carrier = {"hand_in": dossier.hand_in} if shared else {"dossier": dossier}
    return NewPaper(file=file_of(stage, kind), name=name_of(kind), paper_type=kind, **carrier)


def _slot(new: NewPaper) -> tuple[int, str]:
    return (new.hand_in.pk, "hand_in") if new.hand_in else (new.dossier.pk if new.dossier else 0, "dossier")


def file_of(stage: Stage, kind: PaperType) -> StoredFile:
    """The stored file that stands for papers of this kind; stored once."""
    if kind.code not in stage.files:
        content = scan.page() if kind.code in MINUTES_PAPERS else pdf(kind.name)
        stage.files[kind.code] = papers.store(ContentFile(content, name=name_of(kind)))
    return stage.files[kind.code]


def name_of(kind: PaperType, more: str = "") -> str:
    """What a file of this kind is called, `more` behind the name of the kind."""
    return f"{kind.name}{more}.{'png' if kind.code in MINUTES_PAPERS else 'pdf'}"


def forget(files: dict[str, StoredFile], codes: Collection[str]) -> None:
    """Take these codes out of `files` and remove the bytes of those whose rows were undone."""
    undone = [files.pop(code) for code in codes]
    rows = StoredFile.objects.filter(sha256__in=[each.sha256 for each in undone])
    kept = set(rows.values_list("sha256", flat=True))
    for each in undone:
        if each.sha256 not in kept:
            papers.path_of(each).unlink(missing_ok=True)


def pdf(title: str) -> bytes:
    """One A4 page that says `title`, without accents (its font has none)."""
    words = fold(title).upper().replace("(", "").replace(")", "")
    content = f"BT /F1 14 Tf 60 780 Td ({words}) Tj ET".encode("ascii", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    return _assembled(objects)


def _assembled(objects: Sequence[bytes]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer

