"""What the acts around a paper do besides moving dossiers: papers are drafted, signed, issued, and lose lines."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone

from dossiers.models import Dossier, RegisterEntry
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Nature, Role, State
from workflow import journal, rights
from workflow.decisions import drafts, lines, needs, numbers, signing
from workflow.decisions.models import Decision, DecisionItem, DecisionKind, DecisionStatus
from workflow.effects import Step, after, before
from workflow.flows import carriage
from workflow.flows.models import Procedure
from workflow.journal_models import Entry

SIGNING_FIELDS = ("status", "signed_by", "signer_name", "signer_form", "signed_at")


@after("send_for_signature")
def draft_the_paper(step: Step) -> None:
    """One decision or letter carries all these lines to the decider's desk."""
    first = step.dossiers[0]
    target = lines.target_of(first)
    if target is None:
        raise AssertionError("one_target lets no line through without a target")
    paper = drafts.draft(
        target.kind, step.dossiers, body=first.body, actor=step.actor, at=step.at,
        title=str(step.facts.get("title") or ""), target=lines.names_of([target.next_id]).get(target.next_id or 0),
    )
    step.touched.add(paper.procedure_id)
    drafts.tell(
        paper, "draft_paper", batch=step.batch, actor=step.actor, at=step.at, role=Role.OFFICE, kind=paper.kind,
        title=paper.title, dossiers=[each.pk for each in step.dossiers],
    )


@after("sign")
def mark_the_signature(step: Step) -> None:
    """Who signed, when and in whose place; the paper goes on to văn thư once no line waits."""
    papers = lines.lock_papers_of(list(step.from_states))
    counts = lines.live_and_waiting(papers)
    entry = next(each for each in journal.written(step.batch) if each.dossier_id in step.from_states)
    for paper in papers:
        if paper.signed_by_id is None:
            paper.signed_by, paper.signed_at = step.actor, step.at
            paper.signer_name, paper.signer_form = journal.name_of(step.actor), _words(step, paper, entry)
        if not counts[paper.pk][1]:
            paper.status = DecisionStatus.SIGNED
        drafts.tell(
            paper, "sign_paper", batch=step.batch, actor=step.actor, at=step.at, role=entry.role,
            on_behalf=entry.on_behalf, also=SIGNING_FIELDS, form=paper.signer_form, dossiers=sorted(step.from_states),
        )


def _words(step: Step, paper: Decision, entry: Entry) -> str:
    form = str(step.facts.get("form") or "") or signing.form_of(
        paper, signer=step.actor, role=entry.role, delegated=bool(entry.on_behalf), act=step.act.name,
        day=timezone.localdate(step.at),
    )
    return signing.words_of(form, paper)


@after("refuse", "send_back", "withdraw", "hold", "reopen_appraisal")
def take_lines_off(step: Step) -> None:
    """A line that leaves the signature leaves the paper; a paper without lines is dropped, one with only signed lines
    goes on."""
    leaving = [pk for pk, state in step.from_states.items() if state == State.AWAITING_SIGNATURE]
    if not leaving:
        return
    papers = lines.lock_papers_of(leaving)
    DecisionItem.objects.filter(decision__in=papers, dossier__in=leaving).update(live=False)
    counts = lines.live_and_waiting(papers)
    for paper in papers:
        live, waiting = counts[paper.pk]
        if not live:
            paper.status = DecisionStatus.DROPPED
            drafts.tell(
                paper, "drop_paper", batch=step.batch, actor=step.actor, at=step.at, reason=step.reason,
                also=["status"],
            )
        elif not waiting:
            paper.status = DecisionStatus.SIGNED
            paper.save(update_fields=["status"])
        else:
            drafts.retitle(paper, leaving)


@before("issue")
def issue_the_decision(step: Step) -> None:
    """The decision is issued and every line enters the register; only then may the dossiers be granted."""
    for paper, dossiers in _by_paper(step).items():
        _issue(step, paper, dossiers)
        enter_register(paper, dossiers)


@before("forward", "send_out")
def send_the_letter(step: Step) -> None:
    """The letter goes out; the outside body is remembered for dossiers that leave the system."""
    for paper, dossiers in _by_paper(step).items():
        _issue(step, paper, dossiers)
    if step.act.name == "send_out":
        for dossier in step.dossiers:
            dossier.outside_body_id = dossier.next_body_id()


@before("revoke")
def revoke_the_award(step: Step) -> None:
    """The revocation is issued; the register keeps the award and says when it was revoked."""
    items = DecisionItem.objects.filter(
        dossier__in=list(step.from_states), live=True, decision__kind=DecisionKind.REVOCATION,
        decision__status=DecisionStatus.SIGNED,
    )
    of_dossier = dict(items.values_list("dossier_id", "decision_id"))
    # Granted dossiers have no carrier that the door could have locked: the procedure comes before its paper.
    procedures = Procedure.objects.filter(decision__in=set(of_dossier.values())).values_list("pk", flat=True)
    step.touched.update(carriage.lock(procedures))
    for paper in lines.lock_papers(set(of_dossier.values())):
        dossiers = [each for each in step.dossiers if of_dossier[each.pk] == paper.pk]
        _issue(step, paper, dossiers)
        RegisterEntry.objects.filter(dossier__in=dossiers).update(revoked_on=paper.dated)


@before("record_grant")
def record_the_outside_decision(step: Step) -> None:
    """The decision of the higher body enters with its lines; one decision may be recorded in several goes."""
    groups: dict[tuple[int, int, str, object], list[Dossier]] = defaultdict(list)
    for dossier in step.dossiers:
        number, symbol, dated = needs.outside_facts(step, dossier)
        groups[dossier.deciding_body_id, number, symbol, dated].append(dossier)
    for dossiers in groups.values():
        paper = _outside_paper(step, dossiers[0])
        drafts.add_lines(paper, dossiers)
        enter_register(paper, dossiers)
        _name_the_paper(step, paper, dossiers)
        drafts.tell(
            paper, "record_outside", batch=step.batch, actor=step.actor, at=step.at, role=Role.OFFICE,
            number=paper.full_number, dated=paper.dated, dossiers=[each.pk for each in dossiers],
        )


@before("record_refusal")
def note_the_outside_answer(step: Step) -> None:
    """Number and date of the higher body's answer, where it gave one."""
    for dossier in step.dossiers:
        number, symbol, dated = needs.outside_facts(step, dossier)
        step.entry_facts[dossier.pk] |= {"number": number, "symbol": symbol, "dated": dated}


def enter_register(paper: Decision, dossiers: Sequence[Dossier]) -> None:
    """One row of the register per line; a rehearsed season stays out of it."""
    rows = [
        RegisterEntry(
            dossier=each, nominee=each.nominee, award=each.award, season=each.season, body=paper.body,
            decision=paper.full_number, decided_on=paper.dated,
        )
        for each in dossiers
        if each.season.nature != Nature.REHEARSAL
    ]
    RegisterEntry.objects.bulk_create(rows, batch_size=500)


def _by_paper(step: Step) -> dict[Decision, list[Dossier]]:
    of_dossier = dict(lines.items_under_way(list(step.from_states)).values_list("dossier_id", "decision_id"))
    papers = lines.lock_papers(set(of_dossier.values()))
    return {paper: [each for each in step.dossiers if of_dossier[each.pk] == paper.pk] for paper in papers}


def _issue(step: Step, paper: Decision, dossiers: Sequence[Dossier]) -> None:
    paper.status, paper.issued_at = DecisionStatus.ISSUED, step.at
    _name_the_paper(step, paper, dossiers)
    drafts.tell(
        paper, "issue_paper", batch=step.batch, actor=step.actor, at=step.at, role=Role.CLERK,
        also=["status", "issued_at"], number=paper.full_number, dated=paper.dated,
        dossiers=[each.pk for each in dossiers],
    )


def _name_the_paper(step: Step, paper: Decision, dossiers: Sequence[Dossier]) -> None:
    for dossier in dossiers:
        step.entry_facts[dossier.pk] |= {"paper": paper.pk, "number": paper.full_number, "dated": paper.dated}


def _outside_paper(step: Step, dossier: Dossier) -> Decision:
    number, symbol, dated = needs.outside_facts(step, dossier)
    numbers.lock_register(dossier.deciding_body_id, symbol, dated.year)
    same = Decision.objects.filter(body=dossier.deciding_body_id, symbol=symbol, year=dated.year, number=number)
    known = next(iter(lines.lock_papers(same.values("pk"))), None)
    if known is not None:
        if known.dated != dated or known.kind != DecisionKind.OUTSIDE:
            raise Refused(general=[rights.incomplete(f"Số {known.full_number} đã ghi cho văn bản khác trong năm.")])
        return known
    return Decision.objects.create(
        kind=DecisionKind.OUTSIDE, status=DecisionStatus.RECORDED, body=dossier.deciding_body, number=number,
        symbol=symbol, dated=dated, year=dated.year, created_by=step.actor, created_at=step.at,
        title=f"Quyết định khen thưởng của {dossier.deciding_body}"[:500],
    )
