"""What was added to the term of a paper: each time, by whom, why."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from dossiers.models.timing import Timed
from workflow.journal_models import Entry


@dataclass(frozen=True)
class Extension:
    """So many days more, until the end of `until`; by whom (named as in the journal), why, and by which paper where
    another body gave them."""

    at: datetime
    days: int
    until: date | None
    by: str
    reason: str
    paper: str = ""


def of(subject: Timed, subject_kind: str, deed: str) -> list[Extension]:
    """The extensions of one paper in their order; one query, none where nothing was added."""
    if not subject.extended_times:
        return []
    entries = Entry.objects.filter(subject_kind=subject_kind, subject_id=subject.pk, act=deed).order_by("pk")
    return [_read(each) for each in entries]


def _read(entry: Entry) -> Extension:
    end = parse_datetime(str(entry.facts.get("due") or ""))
    until = timezone.localdate(end) if end else None
    paper = str(entry.facts.get("paper") or "")
    return Extension(entry.at, int(entry.facts["days"]), until, entry.actor_name, entry.reason, paper)
