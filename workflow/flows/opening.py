"""Opening hand-in and correction procedures: which lines go together, and what their row in the inbox says."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.db.models import Count

from dossiers.models import Dossier, HandIn
from dossiers.vocabulary import HandInOrigin
from workflow.effects import Step
from workflow.flows import carriage
from workflow.flows.models import Line, Procedure, ProcedureKind

Key = TypeVar("Key")
Row = TypeVar("Row")


def grouped(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    """The rows (dossiers, papers) by `key`, in their order."""
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)


def open_hand_ins(step: Step, dossiers: Sequence[Dossier], *, start: str = "start") -> list[Procedure]:
    """One hand-in procedure per body and tờ trình by which the dossiers reached that body."""
    reached = _hand_ins_here(dossiers)
    papers = HandIn.objects.select_related("unit").in_bulk(set(reached.values()))
    sheets = grouped(dossiers, lambda each: (each.body_id, reached[each.pk]))
    return [open_hand_in(step, lines, papers[pk], start=start) for (_, pk), lines in sheets.items()]


def open_hand_in(step: Step, dossiers: Sequence[Dossier], hand_in: HandIn, *, start: str = "start") -> Procedure:
    """The procedure of `hand_in` at the body where these dossiers are."""
    unit = dossiers[0].unit if dossiers[0].unit_id == hand_in.unit_id else hand_in.unit
    _leave(step, dossiers)
    return carriage.open_procedure(
        ProcedureKind.HAND_IN, body=dossiers[0].body, unit=unit, hand_in=hand_in, dossiers=dossiers,
        at=step.at, actor=step.actor, code=hand_in.code, start=start,
        title=f"Tờ trình {hand_in.number or hand_in.code} của {unit}",
        from_below=hand_in.origin == HandInOrigin.LOWER_BODY,
    )


def open_corrections(step: Step, dossiers: Sequence[Dossier]) -> list[tuple[Procedure, list[Dossier]]]:
    """One correction per asking body and tờ trình of a unit, at that unit's head."""
    sheets = grouped(dossiers, lambda each: (each.body_id, each.hand_in_id, each.unit_id))
    before = _corrections_of({each.hand_in_id for each in dossiers})
    opened = []
    _leave(step, dossiers)
    for lines in sheets.values():
        first = lines[0]
        before[first.hand_in_id] += 1
        procedure = carriage.open_procedure(
            ProcedureKind.CORRECTION, body=first.body, unit=first.unit, hand_in=first.hand_in, dossiers=lines,
            at=step.at, actor=step.actor, code=f"{first.hand_in.code}/BS{before[first.hand_in_id]}",
            title=f"Bổ sung hồ sơ của {first.unit} theo yêu cầu của {first.body}",
        )
        opened.append((procedure, lines))
    return opened


def open_beside(step: Step, procedure: Procedure, dossiers: Sequence[Dossier]) -> Procedure:
    """Lines mended before the others go ahead to the desk that asked, on a further procedure of the same paper."""
    correcting = procedure.kind == ProcedureKind.CORRECTION
    _leave(step, dossiers)
    return carriage.open_procedure(
        procedure.kind, body=dossiers[0].body, unit=procedure.unit, hand_in=procedure.hand_in, dossiers=dossiers,
        at=step.at, actor=step.actor, code=procedure.code, title=procedure.title,
        start="start_recheck" if correcting else "start", from_below=bool(procedure.data.get("from_below")),
    )


def _leave(step: Step, dossiers: Sequence[Dossier]) -> None:
    carriage.leave([each.pk for each in dossiers if each.pk in step.carriers], at=step.at)


def _hand_ins_here(dossiers: Sequence[Dossier]) -> dict[int, int]:
    """dossier pk → the tờ trình by which it came to its present body: the unit's own, or the one from below."""
    found = {each.pk: each.hand_in_id for each in dossiers}
    at = {each.pk: each.body_id for each in dossiers}
    lines = Line.objects.filter(
        dossier__in=list(found), procedure__kind=ProcedureKind.HAND_IN, procedure__hand_in__isnull=False
    )
    rows = lines.order_by("pk").values_list("dossier_id", "procedure__body_id", "procedure__hand_in_id")
    return found | {pk: hand_in_id for pk, body_id, hand_in_id in rows if body_id == at[pk]}


def _corrections_of(hand_in_ids: Iterable[int]) -> Counter[int]:
    """tờ trình pk → how many corrections its lines have had."""
    rows = Procedure.objects.filter(kind=ProcedureKind.CORRECTION, hand_in__in=list(hand_in_ids)).order_by()
    return Counter(dict(rows.values_list("hand_in_id").annotate(Count("pk"))))
