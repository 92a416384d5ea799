"""What a batch of the journal tells of: each entry with the papers it is about, loaded together.

A handful of queries, whatever the number of entries.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.dateparse import parse_datetime

from dossiers.models import Dossier, HandIn, Season
from dossiers.vocabulary import Nature
from notifications import opinions
from notifications.table import SILENCE, TABLE, Row, Tell
from workflow import calendar
from workflow.alarms.arming import END
from workflow.alarms.ringing import REMIND
from workflow.models import (
    AgendaItem,
    Consultation,
    ConsultationItem,
    Decision,
    DecisionItem,
    Duty,
    Enquiry,
    Entry,
    Invitation,
    Posting,
    PostingLine,
    Session,
)

logger = logging.getLogger(__name__)
DOSSIER = ("award", "nominee__user", "season", "unit", "body")
DUE = (REMIND, "consultation_overdue")


@dataclass(frozen=True, eq=False)
class Event:
    """One journal entry and what it is about: a dossier with its latest session and decision, or a paper itself."""

    entry: Entry
    dossier: Dossier | None = None
    session: Session | None = None
    decision: Decision | None = None
    season: Season | None = None
    hand_in: HandIn | None = None
    posting: Posting | None = None
    consultation: Consultation | None = None
    invitation: Invitation | None = None
    enquiry: Enquiry | None = None
    duty: Duty | None = None
    days: int | None = None  # working days until the end of the term of which it reminds, negative after it

    @property
    def is_past(self) -> bool:
        """The dossier has moved on since: the desk the act had brought it to has nothing left to do."""
        return self.dossier is not None and self.entry.to_state not in ("", self.dossier.state)

    @property
    def body_id(self) -> int | None:
        """The body where it happened, or to which it was sent."""
        if self.hand_in is not None:
            return self.hand_in.to_body_id
        subject = self.dossier or self.decision or self.posting or self.consultation
        subject = subject or self.invitation or self.enquiry
        return subject.body_id if subject else self.entry.body_id


def row_of(act: str, table: Mapping[str, Row] = TABLE) -> Row:
    """The table's row; an act without one is an error of ours that must not stop the post."""
    if act not in table:
        logger.error("notifications/table.py has no row for the act %r: nobody is told", act)
    return table.get(act, SILENCE)


def events_of(batch_ids: Collection[int], table: Mapping[str, Row]) -> list[Event]:
    """What these batches tell of and somebody in `table` may hear, in the order in which it happened."""
    entries = [each for each in Entry.objects.filter(batch__in=batch_ids).order_by("pk") if row_of(each.act, table)]
    duties = Duty.objects.in_bulk(_of_kind(entries, "duty"))
    lines = [entry.dossier_id for entry in entries if entry.dossier_id]
    lines += [duty.dossier_id for duty in duties.values()]
    dossiers = Dossier.objects.select_related(*DOSSIER).in_bulk(lines) if lines else {}
    sessions = _sessions(lines) if any(_needs_session(tell) for entry in entries for tell in table[entry.act]) else {}
    decisions = _decisions(lines) if lines else {}
    papers = Decision.objects.in_bulk([entry.subject_id for entry in entries if entry.subject_kind == "decision"])
    held = Session.objects.in_bulk([entry.subject_id for entry in entries if entry.subject_kind == "session"])
    seasons = Season.objects.in_bulk([entry.subject_id for entry in entries if entry.subject_kind == "season"])
    enquiries = Enquiry.objects.select_related("body").in_bulk(_of_kind(entries, "enquiry"))
    letters = _letters(entries)
    sent = [entry.subject_id for entry in entries if entry.subject_kind == "hand_in"]
    postings = _postings([entry.subject_id for entry in entries if entry.subject_kind == "posting"])
    invitations = _invitations(entries)
    hand_ins = HandIn.objects.select_related("unit", "season").in_bulk(sent)
    days = _days(entries)
    return [
        Event(
            entry,
            dossiers.get(_dossier_of(entry, duties)),
            sessions.get(entry.dossier_id) or held.get(entry.subject_id if not entry.dossier_id else None),
            decisions.get(entry.dossier_id) or papers.get(entry.subject_id if not entry.dossier_id else None),
            _season_of(entry, seasons, invitations),
            hand_ins.get(entry.subject_id) if entry.subject_kind == "hand_in" else None,
            postings.get(entry.subject_id) if entry.subject_kind == "posting" else None,
            letters.get(entry.subject_id) if entry.subject_kind == "consultation" else None,
            invitations.get(entry.pk),
            enquiries.get(entry.subject_id) if entry.subject_kind == "enquiry" else None,
            duties.get(entry.subject_id) if entry.subject_kind == "duty" else None,
            days.get(entry.pk),
        )
        for entry in entries
    ]


def _days(entries: Sequence[Entry]) -> dict[int, int]:
    """Of each reminder of a rung how many working days are left at its moment: after an outage not those of the rung.
    One query where there is any."""
    found = [entry for entry in entries if entry.act == REMIND and entry.facts.get("step", END) != END]
    rules = calendar.current() if found else calendar.Calendar()
    ends = {entry.pk: parse_datetime(entry.facts.get("due") or "") for entry in found}
    return {entry.pk: rules.between(entry.at, end) for entry in found if (end := ends[entry.pk])}


def _of_kind(entries: Sequence[Entry], kind: str) -> list[int]:
    return [entry.subject_id for entry in entries if entry.subject_kind == kind]


def _dossier_of(entry: Entry, duties: Mapping[int, Duty]) -> int | None:
    """The dossier an entry is about: its own, or that of which something is owed."""
    owed = duties.get(entry.subject_id) if entry.subject_kind == "duty" else None
    return owed.dossier_id if owed else entry.dossier_id


def _needs_session(tell: Tell) -> bool:
    return tell.page == "session" or "entitled_members" in tell.audiences


def _sessions(dossier_ids: Sequence[int]) -> dict[int, Session]:
    items = AgendaItem.objects.filter(dossier__in=dossier_ids).select_related("session").order_by("session_id")
    return {item.dossier_id: item.session for item in items}


def _decisions(dossier_ids: Sequence[int]) -> dict[int, Decision]:
    # the last one wins: a live line before one that was struck off, a later paper before an earlier one
    items = DecisionItem.objects.filter(dossier__in=dossier_ids).select_related("decision")
    return {item.dossier_id: item.decision for item in items.order_by("live", "decision_id")}


def _postings(ids: Sequence[int]) -> dict[int, Posting]:
    """With `rehearsed`: whether its list is of a rehearsal."""
    lines = PostingLine.objects.filter(posting=OuterRef("pk"), dossier__season__nature=Nature.REHEARSAL)
    return Posting.objects.annotate(rehearsed=Exists(lines)).in_bulk(ids)


def _letters(entries: Sequence[Entry]) -> dict[int, Consultation]:
    """With `rehearsed`, as postings; with `silent` where a deadline is told: who has not answered, in words."""
    lines = ConsultationItem.objects.filter(consultation=OuterRef("pk"), dossier__season__nature=Nature.REHEARSAL)
    rows = Consultation.objects.annotate(rehearsed=Exists(lines)).select_related("body")
    found = rows.in_bulk(_of_kind(entries, "consultation"))
    due = {entry.subject_id for entry in entries if entry.act in DUE} & found.keys()
    names = opinions.silent(due) if due else {}
    for pk in due:
        found[pk].silent = names.get(pk, "")
    return found


def _invitations(entries: Sequence[Entry]) -> dict[int, Invitation]:
    """Entry pk → the invitation it is about."""
    about = {entry.pk: entry.subject_id for entry in entries if entry.subject_kind == "invitation"}
    rows = Invitation.objects.select_related("season").prefetch_related("hand_ins").in_bulk(set(about.values()))
    return {pk: rows[subject_id] for pk, subject_id in about.items() if subject_id in rows}


def _season_of(entry: Entry, seasons: dict[int, Season], invitations: dict[int, Invitation]) -> Season | None:
    if entry.pk in invitations:
        return invitations[entry.pk].season
    return seasons.get(entry.subject_id) if entry.subject_kind == "season" else None


def is_rehearsal(event: Event) -> bool:
    """Whether it happened in a rehearsal, of which nobody is told."""
    listed = event.posting or event.consultation
    if listed is not None:
        return listed.rehearsed
    carrier = event.dossier or event.hand_in
    season = carrier.season if carrier else event.season
    return season is not None and season.nature == Nature.REHEARSAL
