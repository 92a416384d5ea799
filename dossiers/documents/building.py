"""The templates, one function a kind: `manage.py build_templates` writes them to `originals/`, and a test compares.

Layout: Nghị định 30/2020/NĐ-CP, Phụ lục I and the forms of Phụ lục III [T]. Names in {{ }} are explained by
`samples.py`, which holds a value for every one of them.
"""

from collections.abc import Callable
from pathlib import Path

from dossiers.documents import forms_of_decisions, forms_of_the_council, forms_of_the_office, forms_of_units
from dossiers.documents.kinds import DocumentKind
from dossiers.documents.sheet import Sheet, packed

FOLDER = Path(__file__).parent / "originals"
BUILDERS: dict[str, Callable[[], Sheet]] = {
    DocumentKind.PROPOSAL: forms_of_units.proposal,
    DocumentKind.LIST: forms_of_units.name_list,
    DocumentKind.MEETING: forms_of_units.meeting,
    DocumentKind.SUMMARY: forms_of_the_office.summary,
    DocumentKind.APPRAISAL: forms_of_the_office.appraisal,
    DocumentKind.RESULT: forms_of_the_office.result_notice,
    DocumentKind.BALLOT: forms_of_the_council.ballot,
    DocumentKind.MINUTES: forms_of_the_council.minutes,
    DocumentKind.DECISION: forms_of_decisions.decision,
    DocumentKind.LETTER: forms_of_the_office.letter,
    DocumentKind.OPINION: forms_of_the_office.opinion,
    DocumentKind.REPLY: forms_of_the_office.reply,
    DocumentKind.REVOCATION: forms_of_decisions.revocation,
}


def build(kind: str) -> bytes:
    """The template of this kind (a code of DocumentKind), the same bytes at every run."""
    return packed(BUILDERS[kind]())


def write_all(folder: Path = FOLDER) -> list[Path]:
    """Write every template to `folder`; returns the files."""
    files = [folder / f"{kind}.docx" for kind in BUILDERS]
    for file in files:
        file.write_bytes(build(file.stem))
    return files
