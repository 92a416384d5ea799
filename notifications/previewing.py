"""A message before it is sent, in the words of the table as it holds here, for pages of the floor below."""

from collections.abc import Sequence

from dossiers.models import Dossier
from notifications import digest
from notifications.changes import merged
from notifications.compose import Section, compose
from notifications.digest import Part
from notifications.gathering import line_of
from workflow import told
from workflow.told import Preview


@told.previews
def preview(act: str, dossiers: Sequence[Dossier]) -> Preview | None:
    """The first text of the act's row, about these dossiers (with award, unit and body), as one person reads it; None
    where the row is switched off. One query."""
    row = merged().get(act, ())
    if not row or not dossiers:
        return None
    lines = tuple(line_of(each) for each in dossiers)
    parts = digest.fold([Part(Section(row[0].text, lines), kind=row[0].kind)])
    message = compose([part.section for part in parts])
    return Preview(message.subject, message.body)
