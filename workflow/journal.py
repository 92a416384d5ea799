"""The journal: one chain of entries per subject, SHA-256 over the canonical entry and the hash before it.

The head and the length of the chain are kept on the subject, so that a changed entry, a missing one and a cut tail
all show. Whoever writes must hold the subject's row lock.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from dossiers.models import Dossier, HandIn, Season, User
from dossiers.models.base import GENESIS, Chained
from dossiers.vocabulary import State
from workflow.calendar_models import CalendarYear
from workflow.consultation.models import Consultation
from workflow.council.models import Session
from workflow.decisions.models import Decision
from workflow.duties.models import Duty
from workflow.enquiry.models import Enquiry
from workflow.invitations.models import Invitation
from workflow.journal_models import Batch, Entry, SubjectKind
from workflow.posting.models import Posting

SUBJECTS: dict[str, type[Chained]] = {
    SubjectKind.DOSSIER: Dossier,
    SubjectKind.HAND_IN: HandIn,
    SubjectKind.SESSION: Session,
    SubjectKind.DECISION: Decision,
    SubjectKind.SEASON: Season,
    SubjectKind.CALENDAR: CalendarYear,
    SubjectKind.POSTING: Posting,
    SubjectKind.CONSULTATION: Consultation,
    SubjectKind.DUTY: Duty,
    SubjectKind.INVITATION: Invitation,
    SubjectKind.ENQUIRY: Enquiry,
}
KINDS = {model: kind for kind, model in SUBJECTS.items()}


def digest(entry: Entry) -> str:
    """The SHA-256 of the canonical form of `entry`, its place in the chain and the hash before it included."""
    canonical = {
        "subject": [entry.subject_kind, entry.subject_id, entry.seq],
        "act": [entry.act, entry.from_state, entry.to_state],
        "by": [entry.actor_id, entry.actor_name, entry.role, entry.on_behalf, entry.body_id],
        "reason": entry.reason,
        "facts": entry.facts,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "batch": entry.batch_id,
        "previous": entry.previous,
    }
    text = json.dumps(canonical, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def chain(batch: Batch, subject: Chained, **about: Any) -> Entry:
    """The next entry of the subject's chain, not yet saved; head and length of the subject move in memory."""
    about["facts"] = json.loads(json.dumps(about.get("facts") or {}, cls=DjangoJSONEncoder))
    kind = KINDS[type(subject)]
    entry = Entry(
        batch=batch,
        subject_kind=kind,
        subject_id=subject.pk,
        dossier_id=subject.pk if kind == SubjectKind.DOSSIER else None,
        seq=subject.chain_length + 1,
        previous=subject.chain_head,
        **about,
    )
    entry.digest = digest(entry)
    subject.chain_head, subject.chain_length = entry.digest, entry.seq
    return entry


def write(
    batch: Batch, subjects: Sequence[Chained], *, act: str, actor: User | None, at: datetime, role: str = "",
    on_behalf: str = "", reason: str = "", facts: Mapping[str, Any] | None = None, body_id: int | None = None,
    also: Sequence[str] = (),
) -> list[Entry]:
    """One entry per subject of something that is no move (a ballot, a number, a claim). The rows must be locked.

    `also` names further columns of the subjects that are saved in the same statement.
    """
    about = {
        "act": act, "actor": actor, "actor_name": name_of(actor), "at": at, "role": role, "on_behalf": on_behalf,
        "reason": reason, "body_id": body_id,
    }
    entries = Entry.objects.bulk_create([chain(batch, each, facts=dict(facts or {}), **about) for each in subjects])
    for model in {type(each) for each in subjects}:
        rows = [each for each in subjects if type(each) is model]
        model._default_manager.bulk_update(rows, ["chain_head", "chain_length", *also], batch_size=500)
    remember(batch, entries)
    return entries


def save_heads(model: type[Chained], subjects: Sequence[Chained]) -> None:
    """Save head and length of these chains (all of one table); one statement for up to some hundred."""
    values = ", ".join(["(%s, %s, %s)"] * len(subjects))
    table, key = model._meta.db_table, model._meta.pk.column
    statement = (
        f"UPDATE {table} SET chain_head = heads.column2, chain_length = heads.column3"
        f" FROM (VALUES {values}) AS heads WHERE {table}.{key} = heads.column1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in subjects for value in (row.pk, row.chain_head, row.chain_length)])


def name_of(actor: User | None) -> str:
    """The actor's name as the journal keeps it."""
    return actor.full_name if actor else "Hệ thống"


def remember(batch: Batch, entries: Sequence[Entry]) -> None:
    """Note what this batch wrote, so that its caller gets it back without asking the database."""
    batch.__dict__.setdefault("written", []).extend(entries)


def written(batch: Batch) -> list[Entry]:
    """The entries this process wrote for the batch, in order."""
    return batch.__dict__.get("written", [])


def faults() -> Iterator[str]:
    """Every break of every chain, worst place first: the first bad entry of each subject, or a cut tail; then dossiers
    whose state is not the one that their last move tells."""
    for kind, model in SUBJECTS.items():
        heads = dict(model._default_manager.values_list("pk", "chain_head"))
        lengths = dict(model._default_manager.values_list("pk", "chain_length"))
        yield from _chain_faults(kind, heads, lengths)
    yield from _untold_states()


def _chain_faults(kind: str, heads: dict[int, str], lengths: dict[int, int]) -> Iterator[str]:
    at_hand: dict[int, tuple[int, str]] = {}
    broken: set[int] = set()
    rows = Entry.objects.filter(subject_kind=kind).order_by("subject_id", "seq")
    for entry in rows.iterator(chunk_size=2000):
        seq, previous = at_hand.get(entry.subject_id, (0, GENESIS))
        if entry.subject_id in broken:
            continue
        if entry.seq != seq + 1 or entry.previous != previous or not _is_whole(entry):
            broken.add(entry.subject_id)
            yield f"{SubjectKind(kind).label} {entry.subject_id}: mục {entry.seq} (số {entry.pk}) không khớp chuỗi"
        at_hand[entry.subject_id] = (entry.seq, entry.digest)
    for subject_id, length in lengths.items():
        if subject_id in broken:
            continue
        if at_hand.get(subject_id, (0, GENESIS)) != (length, heads[subject_id]):
            found = at_hand.get(subject_id, (0, GENESIS))[0]
            yield f"{SubjectKind(kind).label} {subject_id}: chuỗi bị cắt sau mục {found}, phải có {length} mục"
    for subject_id in at_hand.keys() - lengths.keys():
        yield f"{SubjectKind(kind).label} {subject_id}: có nhật ký nhưng không còn đối tượng"


def _is_whole(entry: Entry) -> bool:
    """Whether the entry is what was written, and shown with the subject it was written for."""
    shown_with = entry.subject_id if entry.subject_kind == SubjectKind.DOSSIER else None
    return entry.dossier_id == shown_with and entry.digest == digest(entry)


def _untold_states() -> Iterator[str]:
    """A forged head hides a cut tail from the chain, not from the state that the tail had told."""
    moves = Entry.objects.filter(dossier=OuterRef("pk")).exclude(to_state="").order_by("-seq")
    told = Coalesce(Subquery(moves.values("to_state")[:1]), Value(str(State.DRAFT)))
    for dossier in Dossier.objects.annotate(told=told).exclude(state=F("told")).order_by("pk"):
        now, last = State(dossier.state).label, State(dossier.told).label
        yield f"{SubjectKind.DOSSIER.label} {dossier.pk}: đang là '{now}' nhưng nhật ký kể đến '{last}'"
