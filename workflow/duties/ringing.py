"""When the term of a duty rings: the office is reminded from the journal of the dossier."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from dossiers import clock
from dossiers.models import Dossier
from dossiers.vocabulary import Nature, Role
from workflow import journal, recompute
from workflow.alarms import registry
from workflow.alarms.arming import END
from workflow.alarms.registry import Fired
from workflow.alarms.ringing import pass_over
from workflow.duties.models import OPEN, Duty, DutyKind
from workflow.journal_models import Batch, Entry, SubjectKind
from workflow.recompute import TimedSubject

DEED = "duty_due"


def remind(batch: Batch, fired: list[Fired]) -> None:
    """One entry a duty; one message a person holds them all."""
    at = clock.now()
    entries = [
        journal.chain(
            batch, each.subject.dossier, act=DEED, actor=None, actor_name=journal.name_of(None), role=Role.SYSTEM,
            body_id=each.subject.body_id, at=at, facts=_facts(each),
        )
        for each in fired
    ]
    journal.remember(batch, Entry.objects.bulk_create(entries))
    rows = list({each.subject.dossier_id: each.subject.dossier for each in fired}.values())
    Dossier.objects.bulk_update(rows, ["chain_head", "chain_length"], batch_size=500)


def _facts(each: Fired) -> dict[str, Any]:
    duty = each.subject
    told = f"{DutyKind(duty.kind).label}: hạn {timezone.localdate(duty.due_at):%d/%m/%Y}"
    return {
        "kind": duty.kind, "step": each.step, "due": duty.due_at, "audience": each.audience, "told": told,
        "set_by": duty.set_by,
    }


def _lock(pks: Collection[int]) -> dict[int, Duty]:
    """The duties with their dossiers, the dossiers locked first. A closed dossier lies on no procedure."""
    wanted = Duty.objects.filter(pk__in=list(pks)).values("dossier")
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("season").filter(pk__in=wanted)
    dossiers = {row.pk: row for row in rows.order_by("pk")}
    duties = list(Duty.objects.select_for_update(of=("self",)).filter(pk__in=list(pks)).order_by("pk"))
    for duty in duties:
        duty.dossier = dossiers[duty.dossier_id]
    return {duty.pk: duty for duty in duties}


def _open_ones() -> QuerySet[Duty]:
    return Duty.objects.filter(OPEN).select_related("dossier")


def _runs(duty: Duty) -> bool:
    return duty.due_at is not None and duty.dossier.season.nature != Nature.REHEARSAL


recompute.register(
    TimedSubject(
        SubjectKind.DUTY, rows=_open_ones, alarm=lambda duty: duty.kind, named=lambda duty: duty.dossier.code,
    )
)
registry.subjects(SubjectKind.DUTY, Duty, lock=_lock, runs=_runs, chained=lambda duty: duty.dossier)
for kind in DutyKind.values:
    registry.on_ring(kind)(remind)
    registry.on_ring(kind, END)(pass_over)
