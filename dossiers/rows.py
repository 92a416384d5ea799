"""What a row of the list of dossiers tells its reader. The same words stand on the page, in print and in Excel."""

from dataclasses import dataclass
from datetime import datetime

from dossiers import queries
from dossiers.desks import desk_words
from dossiers.lifecycle import CLOSED_STATES
from dossiers.models import Dossier
from dossiers.vocabulary import State


@dataclass(frozen=True)
class Told:
    """Where a dossier stands; empty or None where this reader is not told."""

    state: str
    desk: str
    since: datetime | None
    due: datetime | None
    late: bool
    note: str


def tell(dossier: Dossier, at: datetime) -> Told:
    """A row of `access.as_shown` (with `at_work`, `shown_state`) at the instant `at`.

    A nominee reads the state as it is shown, and neither desk nor term; nor since when the council considers it, for
    that date would move when the council has given its view."""
    state = State(dossier.shown_state)
    note = dossier.public_line if state == State.ON_HOLD else ""
    if not dossier.at_work:
        since = None if state == State.IN_COUNCIL else dossier.since
        desk = dossier.body.name if dossier.desk_role else ""
        return Told(str(state.label), desk, since, None, late=False, note=note)
    late = queries.is_overdue(dossier, at)
    held = "" if state in CLOSED_STATES else holder(dossier)
    return Told(str(state.label), held, dossier.since, dossier.due_at, late=late, note=note)


def holder(dossier: Dossier) -> str:
    """Who holds it, in words; for one that lies outside the system also where. Needs desk_unit and outside_body."""
    held = desk_words(dossier.desk_role, dossier.desk_unit)
    if dossier.outside_body_id:
        return f"{held} theo dõi; hồ sơ đang ở {dossier.outside_body.name}" if held else dossier.outside_body.name
    return held
