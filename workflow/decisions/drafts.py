"""The making of a paper under way: its row, its list, its procedure, its first journal entry."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from dossiers.models import Dossier, Unit, User
from workflow import journal
from workflow.decisions import numbers
from workflow.decisions.models import Decision, DecisionItem, DecisionKind
from workflow.flows import carriage
from workflow.flows.models import Procedure, ProcedureKind
from workflow.journal_models import Batch

AWARDS_NAMED = 3  # more than this and the title counts the lines instead


def title_for(kind: str, dossiers: Sequence[Dossier], target: Unit | None) -> str:
    """The ready trích yếu: what is done with which awards of which year, or with how many lines."""
    year = dossiers[0].season.year
    awards = {each.award_id: each.award for each in dossiers}
    ordered = sorted(awards.values(), key=lambda award: (award.position, award.code))
    what = "; ".join(f"{award.verb} {award.name}".strip() for award in ordered)
    if len(ordered) > AWARDS_NAMED:
        what = f"khen thưởng {len(dossiers)} cá nhân, tập thể"
    asking = f"đề nghị {target} " if kind == DecisionKind.LETTER and target else ""
    return f"Về việc {asking}{what} năm {year}"[:500]


def retitle(paper: Decision, gone: Collection[int]) -> bool:
    """The ready trích yếu follows its list when the lines `gone` (dossier pks) have left it and nobody has signed: it
    names only awards that are still there. One that a person wrote stays. Returns whether it was the ready one."""
    items = list(paper.items.select_related("dossier__award", "dossier__season"))
    live = [item.dossier for item in items if item.live]
    before = [item.dossier for item in items if item.live or item.dossier_id in gone]
    if paper.signed_by_id is not None or not live or paper.title != title_for(paper.kind, before, paper.target_body):
        return False
    paper.title = title_for(paper.kind, live, paper.target_body)
    Decision.objects.filter(pk=paper.pk).update(title=paper.title)
    Procedure.objects.filter(pk=paper.procedure_id).update(title=paper.title[:255])
    return True


def draft(
    kind: str, dossiers: Sequence[Dossier], *, body: Unit, actor: User | None, at: datetime,
    title: str = "", target: Unit | None = None, desk_role: str | None = None,
) -> Decision:
    """A decision or letter with these lines, and the procedure on which it is signed, numbered and issued.

    `desk_role` sends it to another desk than the decider's. The caller settles the new procedure.
    """
    paper = Decision(
        kind=kind, body=body, target_body=target, title=title or title_for(kind, dossiers, target), created_by=actor,
        created_at=at,
    )
    paper.procedure = carriage.open_procedure(
        ProcedureKind.DECISION, body=body, dossiers=dossiers, at=at, actor=actor, code=code_for(body, at),
        title=paper.title[:255], desk_role=desk_role,
    )
    paper.save()
    add_lines(paper, dossiers)
    return paper


def add_lines(paper: Decision, dossiers: Sequence[Dossier]) -> None:
    """Put these dossiers on the annexed list."""
    DecisionItem.objects.bulk_create((DecisionItem(decision=paper, dossier=each) for each in dossiers), batch_size=500)


def code_for(body: Unit, at: datetime) -> str:
    """The working code of a paper before it has a number: 'DT-STP-012/2026'."""
    year = timezone.localtime(at).year
    return f"DT-{body.code}-{numbers.serial(f'paper:{body.pk}:{year}'):03d}/{year}"


def tell(
    paper: Decision, act: str, *, batch: Batch, actor: User | None, at: datetime, role: str = "", on_behalf: str = "",
    reason: str = "", also: Sequence[str] = (), **facts: Any,
) -> None:
    """One entry in the journal of the (locked or new) paper; its columns `also` are saved with it."""
    journal.write(
        batch, [paper], act=act, actor=actor, at=at, role=role, on_behalf=on_behalf, reason=reason, facts=facts,
        body_id=paper.body_id, also=also,
    )
