"""Procedures and the lines they carry: lock, open, leave, settle, find. The engine and its effects call these.

A dossier's state drives the procedures, never the other way round: acts move dossiers, then `settle` looks whether the
present task of each procedure still waits for something, and follows the flow's edges if not.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.http import Http404
from viewflow.workflow import PROCESS, Flow
from viewflow.workflow.models import Task

from dossiers.models import Dossier, HandIn, Unit
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Family
from workflow.flows import facts
from workflow.flows.consultation import ConsultationFlow
from workflow.flows.correction import CorrectionFlow
from workflow.flows.council import CouncilFlow
from workflow.flows.decision import DecisionFlow
from workflow.flows.handin import HandInFlow
from workflow.flows.locks import lock
from workflow.flows.models import CorrectionItem, Line, Procedure, ProcedureKind
from workflow.flows.nodes import Turn, advance, label_of, stand
from workflow.flows.posting import PostingFlow
from workflow.flows.revocation import RevocationFlow

FLOWS: dict[str, type[Flow]] = {
    ProcedureKind.HAND_IN: HandInFlow,
    ProcedureKind.CORRECTION: CorrectionFlow,
    ProcedureKind.POSTING: PostingFlow,
    ProcedureKind.CONSULTATION: ConsultationFlow,
    ProcedureKind.COUNCIL: CouncilFlow,
    ProcedureKind.DECISION: DecisionFlow,
    ProcedureKind.REVOCATION: RevocationFlow,
}
LOCK_ATTEMPTS = 3
MIRRORED = ("node", "desk_role", "desk_unit_id", "since", "due_at", "claimed_by_id", "claimed_at", "open", "outcome")
ROW_BATCH = 500
OWN_TERMS = (ProcedureKind.CONSULTATION, ProcedureKind.POSTING)  # due when the letter, the list is, not its lines


def lock_carriers(dossier_ids: Sequence[int]) -> dict[int, Procedure]:
    """dossier pk → its carrier, locked and fresh; dossiers in a pool or draft are absent.

    Carriers are found without a lock, so they are looked up again under it. Raises Refused if they keep changing.
    """
    lying = _carrier_ids(dossier_ids)
    for _ in range(LOCK_ATTEMPTS):
        procedures = lock(lying.values())
        if not lying:
            return {}
        again = _carrier_ids(dossier_ids)
        if again == lying:
            return {dossier_id: procedures[pk] for dossier_id, pk in lying.items()}
        lying = again
    text = "Đang có người xử lý các hồ sơ này. Chưa có gì được ghi."
    raise Refused(general=[Objection(Family.STATE, text, mend="Thử lại sau vài giây", waivable=False)])


def carriers_of(dossiers: Iterable[Dossier]) -> dict[int, Procedure]:
    """dossier pk → the procedure it lies on, not locked; one query."""
    rows = Line.objects.filter(dossier__in=[each.pk for each in dossiers], left_at=None).select_related("procedure")
    return {line.dossier_id: line.procedure for line in rows}


def _carrier_ids(dossier_ids: Sequence[int]) -> dict[int, int]:
    rows = Line.objects.filter(dossier__in=dossier_ids, left_at=None)
    return dict(rows.values_list("dossier_id", "procedure_id"))


def open_procedure(
    kind: str, *, body: Unit, dossiers: Sequence[Dossier], at: datetime, actor: Any, code: str, title: str,
    unit: Unit | None = None, hand_in: HandIn | None = None, start: str = "start", desk_role: str | None = None,
    from_below: bool = False, about: Sequence[Dossier] = (),
) -> Procedure:
    """Open a procedure that carries these dossiers. They have been moved already and have left their former carriers.

    `start` names the node where it begins. `desk_role` puts the first signature on another desk than the decider's;
    `from_below`: the hand-in came from a lower body, whose office mends it if it is returned whole. `about`: the lines
    to which it is attached without carrying them (they stay where they lie).
    """
    data: dict[str, Any] = {"signs": str(desk_role)} if desk_role else {}
    turn = Turn(facts.of_lines([*dossiers, *about]), at, getattr(actor, "pk", None))
    procedure = getattr(FLOWS[kind], start).open(
        turn, kind=kind, body=body, unit=unit, hand_in=hand_in, code=code[:64], title=title[:255], created=at,
        data=data | ({"from_below": True} if from_below else {}),
    )
    advance(procedure)
    join(procedure, dossiers, at=at)
    _mirror(procedure, turn)
    return procedure


def join(procedure: Procedure, dossiers: Sequence[Dossier], *, at: datetime) -> None:
    """Put dossiers that lie on no procedure on an open, locked one; settle it afterwards."""
    lines = [Line(procedure=procedure, dossier=each, joined_at=at) for each in dossiers]
    Line.objects.bulk_create(lines, batch_size=ROW_BATCH)


def leave(dossier_ids: Collection[int], *, at: datetime) -> None:
    """Take dossiers off their carriers, which the caller settles."""
    if dossier_ids:
        Line.objects.filter(dossier__in=dossier_ids, left_at=None).update(left_at=at)


def settle(procedure_ids: Iterable[int], *, actor: Any, at: datetime) -> None:
    """Complete the tasks of these procedures that wait for nothing any more, as often as needed, and keep the columns
    of the inbox. Only inside the transaction of an act; `actor` is its person, or None for the system.
    """
    procedures = {pk: each for pk, each in lock(procedure_ids).items() if each.open}
    if not procedures:
        return
    known = facts.read(procedures.values())
    waiting = _open_tasks(procedures)
    for pk, procedure in procedures.items():
        turn = Turn(known[pk], at, getattr(actor, "pk", None), waiting[pk])
        procedure.__dict__["turn"] = turn
        advance(procedure)
        _mirror(procedure, turn)


def follow_terms(dossier_ids: Sequence[int]) -> None:
    """The ends of these dossiers' terms have moved and nothing else: the procedures on whose desk they lie are due when
    the first of their lines is. One statement per 500 dossiers."""
    first = Line.objects.filter(procedure=OuterRef("pk"), left_at=None).order_by().values("procedure")
    due = Subquery(first.annotate(due=Min("dossier__due_at")).values("due"))
    for at in range(0, len(dossier_ids), ROW_BATCH):
        lying = Line.objects.filter(dossier__in=dossier_ids[at : at + ROW_BATCH], left_at=None).values("procedure")
        on_desk = Procedure.objects.filter(pk__in=lying, open=True, due_at__isnull=False)
        on_desk.exclude(kind__in=OWN_TERMS).update(due_at=due)


def follow_papers(ends: Mapping[int, datetime]) -> None:
    """The ends of these letters and lists have moved (procedure pk → new end): the procedures that are due then follow
    together. Settle them afterwards. Two statements."""
    rows = list(Procedure.objects.filter(pk__in=list(ends), open=True, due_at__isnull=False).order_by("pk"))
    for row in rows:
        row.due_at = ends[row.pk]
    Procedure.objects.bulk_update(rows, ["due_at"], batch_size=ROW_BATCH)


def _open_tasks(procedures: Mapping[int, Procedure]) -> dict[int, list[Task]]:
    found: dict[int, list[Task]] = defaultdict(list)
    for task in Task._default_manager.filter(process__in=list(procedures), finished=None).order_by("pk"):
        task.process = procedures[task.process_id]
        found[task.process_id].append(task)
    return found


def _mirror(procedure: Procedure, turn: Turn) -> None:
    """Write the columns by which people find the procedure, if they changed."""
    before = [getattr(procedure, name) for name in MIRRORED]
    task = turn.desk_task()
    stand(procedure, task.flow_task if task else None, turn)
    procedure.outcome, procedure.open = turn.outcome, not turn.outcome
    if [getattr(procedure, name) for name in MIRRORED] == before:
        return
    changed = [name.removesuffix("_id") for name in MIRRORED]
    if turn.outcome:
        procedure.status, procedure.finished = PROCESS.DONE, turn.at
        changed += ["status", "finished"]
    procedure.save(update_fields=changed)


def find_task(process_pk: int, task_pk: int) -> Task:
    """The task with its procedure, finished or not. Raises Http404 unless it belongs to that very procedure."""
    task = Task._default_manager.filter(pk=task_pk, process_id=process_pk).first()
    procedure = Procedure.objects.select_related("body", "unit", "hand_in").filter(pk=process_pk).first()
    if task is None or procedure is None:
        raise Http404("Không có việc này.")
    task.process = procedure
    return task


def with_task(procedures: QuerySet[Procedure]) -> QuerySet[Procedure]:
    """The procedures with `task_pk`, their present task on a desk (for the link of an inbox row)."""
    elsewhere = [CouncilFlow.vote, ConsultationFlow.answer]
    present = Task._default_manager.filter(process=OuterRef("pk"), finished=None).exclude(flow_task__in=elsewhere)
    return procedures.annotate(task_pk=Subquery(present.order_by("-pk").values("pk")[:1]))


def open_votes(seat_ids: Collection[int]) -> list[tuple[Procedure, Task]]:
    """Sessions that still wait for the vote of one of these seats, with the vote's task; two queries."""
    rows = Task._default_manager.filter(flow_task=CouncilFlow.vote, finished=None).order_by("pk")
    tasks = [task for task in rows if task.data.get("seat") in seat_ids]
    found = Procedure.objects.filter(open=True).in_bulk([task.process_id for task in tasks]) if tasks else {}
    return [(found[task.process_id], task) for task in tasks if task.process_id in found]


def step_label(procedure: Procedure) -> str:
    """The present step in words ('Tiếp nhận', 'Thẩm định' …); the outcome once it has ended."""
    if not procedure.node:
        return procedure.outcome
    return label_of(FLOWS[procedure.kind].instance.node(procedure.node))


def requests_of(dossiers: Iterable[Dossier]) -> dict[int, CorrectionItem]:
    """dossier pk → what it was last asked to mend, whichever procedure carries it now; one query."""
    rows = CorrectionItem.objects.filter(dossier__in=[each.pk for each in dossiers])
    return {item.dossier_id: item for item in rows.select_related("correction").order_by("round")}


__all__ = [
    "FLOWS", "carriers_of", "find_task", "join", "leave", "lock", "lock_carriers",
    "open_procedure", "open_votes", "requests_of", "settle", "step_label", "with_task",
]
