"""No storm: what is due for one person at one time is one message, and from eleven dossiers on a summary of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from dossiers import clock, queries
from dossiers.models import Dossier
from notifications.compose import Section
from notifications.kinds import Kind

SHOWN = 10  # dossiers that a summary lists; so many are also told one by one
TEXT, URGED, WEEKLY = "remind_digest", "nudge", "remind_weekly"
DUTIES = ("duty_due", "duty_superior")
SUMMED = (URGED, WEEKLY, *DUTIES)  # summaries with words of their own
WHOLE = (*SUMMED, "term_moved", "term_moved_paper")  # what the last say of each line is in no list


@dataclass(frozen=True)
class Part:
    """One text of a message: why it is told, what it says, whether by e-mail and the like too, and whether somebody
    needs it now, at whatever hour."""

    section: Section
    dossiers: tuple[int, ...] = ()
    kind: str = Kind.NEWS
    mail: bool = True
    urgent: bool = False
    seasons: frozenset[int] = frozenset()


def fold(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts of one message, reminders of more than ten dossiers as one summary, the most urgent lines first; those
    of papers, which no list of dossiers holds, as they are."""
    parts = [_shortened(part) for part in parts]
    reminders = [
        part for part in parts
        if part.kind == Kind.REMINDER and part.section.lines and part.section.text not in WHOLE
    ]
    lines = {line.code: line for part in reminders for line in part.section.lines}
    if len(lines) <= SHOWN:
        return tuple(parts)
    ordered = tuple(sorted(lines.values(), key=lambda line: (line.due or date.max, line.code)))
    summary = Part(
        Section(TEXT, ordered, most=SHOWN), tuple(dict.fromkeys(pk for part in reminders for pk in part.dossiers)),
        Kind.REMINDER, any(part.mail for part in reminders),
    )
    return (summary, *(part for part in parts if part not in reminders))


def _shortened(part: Part) -> Part:
    if part.section.text not in SUMMED or len(part.section.lines) <= SHOWN:
        return part
    return replace(part, section=replace(part.section, most=SHOWN))


def link(dossiers: Collection[Dossier], *, due: bool = True) -> str:
    """The list of what is overdue or due (or, unless `due`, of all that is open), narrowed to the desk if they all lie
    on one."""
    now = clock.now()
    late = all(queries.is_overdue(each, now) for each in dossiers)
    desks = {f"{each.desk_role}:{each.desk_unit_id}" for each in dossiers}
    query = ({"overdue": "on"} if late else {"due": "on"}) if due else {"state": "open"}
    return f"{reverse('dossiers:dossier_list')}?{urlencode(({'desk': desks.pop()} if len(desks) == 1 else {}) | query)}"
