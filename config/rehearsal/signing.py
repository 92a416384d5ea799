"""From the endorsed to the paper that is out: signature, number, issue, outcomes from outside, revocation."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from config.rehearsal import papers as own_papers
from config.rehearsal.company import Officers
from config.rehearsal.meeting import by_signer
from config.rehearsal.stage import Case, Stage, actor_for_line, dossiers
from config.rehearsal.words import HELD_BECAUSE, HELD_PUBLICLY, OUTSIDE_REFUSAL, REFUSAL, REVOCATION
from dossiers.models import Dossier, User
from dossiers.vocabulary import NeededBefore
from workflow import engine
from workflow.calendar import local_day
from workflow.decisions import lines, papers, revocation
from workflow.decisions.models import Decision

LEAVING = ("issue", "forward", "send_out")


def sign_and_issue(stage: Stage, body: str) -> None:
    """Send for signature, refuse some, sign the rest, number and issue."""
    stage.sleep_on(body, "send_for_signature")
    for cases in _sheets(stage, body):
        stage.do(cases, lambda some: send(stage, body, some))
    stage.sleep_on(body, "refuse", "sign")
    for actor, cases in by_signer(stage, body, stage.due("refuse", body)):
        stage.do(cases, partial(refuse, actor))
    for paper, cases in _by_paper(stage.due("sign", body)):
        sign(stage, body, paper, cases)
    stage.sleep_on(body, *LEAVING)
    for act in LEAVING:
        for paper, cases in _by_paper(stage.due(act, body)):
            number_and_issue(stage, body, paper, cases)


def _sheets(stage: Stage, body: str) -> list[list[Case]]:
    """What goes on one paper: an award and theme where it is decided here, all for the same next body otherwise."""
    sheets: dict[tuple[object, ...], list[Case]] = defaultdict(list)
    due = stage.due("send_for_signature", body)
    rows = Dossier.objects.in_bulk([case.pk for case in due])
    for case in due:
        target = rows[case.pk].next_body_id()
        here = () if target else (case.line.award, case.line.theme, case.line.round)
        sheets[target, *here].append(case)
    return list(sheets.values())


def send(stage: Stage, body: str, cases: Sequence[Case]) -> None:
    actor = actor_for_line(stage.officers(body).appraisers, cases[0])
    own_papers.provide(stage, cases, NeededBefore.SIGN, actor=actor)
    papers.send_for_signature(dossiers(cases), actor=actor)


def refuse(actor: User, cases: Sequence[Case]) -> None:
    engine.perform("refuse", dossiers(cases), actor=actor, reason=REFUSAL)


def _by_paper(cases: Sequence[Case]) -> list[tuple[Decision, list[Case]]]:
    """The cases by the paper under way on which they lie."""
    found = lines.paper_of(dossiers(cases)) if cases else {}
    sheets: dict[Decision, list[Case]] = defaultdict(list)
    for case in cases:
        if case.pk in found:
            sheets[found[case.pk]].append(case)
    return list(sheets.items())


def sign(stage: Stage, body: str, paper: Decision, cases: Sequence[Case]) -> None:
    """The decider signs; an own line is split off for the deputy, who signs a paper of nothing else as it is."""
    officers = stage.officers(body)
    groups = by_signer(stage, body, cases)
    for actor, listed in groups:
        part = [paper]
        if actor == officers.deputy and len(groups) > 1:
            listed = stage.prepare(listed, lambda some: part.append(_split(paper, some, officers.decider)))  # noqa: B023
        stage.do(listed, partial(_sign, part, actor))


def _split(paper: Decision, cases: Sequence[Case], actor: User) -> Decision:
    return papers.split(paper, dossiers(cases), actor=actor)


def _sign(papers_so_far: Sequence[Decision], actor: User, cases: Sequence[Case]) -> None:
    papers.sign(papers_so_far[-1], actor=actor, dossiers=dossiers(cases))


def number_and_issue(stage: Stage, body: str, paper: Decision, cases: Sequence[Case]) -> None:
    clerk = stage.officers(body).clerk
    ready = stage.prepare(cases, lambda some: _number(stage, body, paper, some))
    stage.do(ready, lambda some: papers.issue(paper, actor=clerk))


def _number(stage: Stage, body: str, paper: Decision, cases: Sequence[Case]) -> None:
    officers = stage.officers(body)
    own_papers.provide(stage, cases, NeededBefore.FORWARD, actor=actor_for_line(officers.appraisers, cases[0]))
    papers.assign_number(paper, number=None, dated=local_day(stage.now), actor=officers.clerk)


def record_outcomes(stage: Stage, body: str) -> None:
    """What a body outside answered, some working days later, is recorded by the office that had sent it."""
    stage.do(stage.due("hold", body), lambda some: _hold(stage, body, some))
    stage.do(stage.due("release", body), lambda some: _release(stage, body, some))
    for act in ("record_grant", "record_refusal"):
        by_outside: dict[str, list[Case]] = defaultdict(list)
        for case in stage.due(act, body):
            by_outside[case.line.decided_by].append(case)
        for outside, cases in by_outside.items():
            stage.next_morning(10)
            stage.do(cases, partial(_record, stage, body, outside, act == "record_grant"))


def _hold(stage: Stage, body: str, cases: Sequence[Case]) -> None:
    actor = actor_for_line(stage.officers(body).appraisers, cases[0])
    engine.perform("hold", dossiers(cases), actor=actor, reason=HELD_BECAUSE, public_line=HELD_PUBLICLY)


def _release(stage: Stage, body: str, cases: Sequence[Case]) -> None:
    engine.perform("release", dossiers(cases), actor=actor_for_line(stage.officers(body).appraisers, cases[0]))


def _record(stage: Stage, body: str, outside: str, granted: bool, cases: Sequence[Case]) -> None:
    number = stage.numbers_outside[outside] = stage.numbers_outside.get(outside, 100) + 1
    papers.record_outcome(
        dossiers(cases), granted=granted, actor=actor_for_line(stage.officers(body).appraisers, cases[0]),
        number=number, symbol=f"QĐ-{outside}", dated=local_day(stage.now), reason="" if granted else OUTSIDE_REFUSAL,
    )


def revoke(stage: Stage, body: str) -> None:
    """The office proposes, the decider signs, văn thư numbers and issues."""
    due = stage.due("revoke", body)
    if not due:
        return
    officers = stage.officers(body)
    paper: list[Decision] = []
    stage.next_morning(5)
    due = stage.prepare(due, lambda some: paper.append(_propose(officers, some)))
    due = stage.prepare(due, lambda some: revocation.sign(paper[-1], actor=officers.decider))
    due = stage.prepare(due, lambda some: _number_alone(stage, paper[-1], officers.clerk))
    stage.do(due, lambda some: papers.issue(paper[-1], actor=officers.clerk))


def _propose(officers: Officers, cases: Sequence[Case]) -> Decision:
    actor = actor_for_line(officers.appraisers, cases[0])
    return revocation.propose(dossiers(cases), ground="a", reason=REVOCATION, actor=actor)


def _number_alone(stage: Stage, paper: Decision, clerk: User) -> None:
    papers.assign_number(paper, number=None, dated=local_day(stage.now), actor=clerk)
