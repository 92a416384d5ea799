"""Decision, also as letter upward: gather → sign → number → issue (forward, send out) → end."""

from viewflow import this
from viewflow.workflow import Flow

from dossiers.vocabulary import Role, State
from workflow.decisions.models import DecisionStatus
from workflow.flows.facts import Facts
from workflow.flows.locks import blocking_lock
from workflow.flows.models import Procedure
from workflow.flows.nodes import NO_LINES_LEFT, Branch, Desk, Opening, Outcome, at_body


def signing_desk(procedure: Procedure) -> tuple[str, int | None]:
    """The decider's desk, or the deputy's for lines split off because they are the decider's own."""
    return str(procedure.data.get("signs", Role.DECIDER)), procedure.body_id


def to_be_issued(facts: Facts) -> bool:
    """Whether a paper with signed lines goes on to its number."""
    return facts.some(State.SIGNED) and facts.status != DecisionStatus.DROPPED


class DecisionFlow(Flow):
    """The decider signs the lines of one paper; văn thư numbers and issues it.

    Lines refused, sent back or withdrawn leave the paper; when none is signed it ends without a number.
    """

    process_class = Procedure
    process_title = "Ban hành văn bản"
    lock_impl = blocking_lock

    start = Opening("Trình ký").Next(this.gather)
    gather = Desk(
        "Lập danh sách trình ký", at_body(Role.OFFICE),
        done=lambda facts, task: facts.some(State.AWAITING_SIGNATURE) or facts.empty,
    ).Next(this.sign)
    sign = Desk(
        "Ký", signing_desk, done=lambda facts, task: not facts.some(State.AWAITING_SIGNATURE)
    ).Next(this.signed)
    signed = (
        Branch("Có dòng nào được ký?")
        .When("đã ký", this.number, to_be_issued)
        .Otherwise(NO_LINES_LEFT, this.empty)
    )
    number = Desk("Cấp số", at_body(Role.CLERK), done=lambda facts, task: facts.numbered).Next(this.issue)
    issue = Desk(
        "Phát hành", at_body(Role.CLERK), done=lambda facts, task: not facts.some(State.SIGNED)
    ).Next(this.end)
    end = Outcome("đã phát hành")
    empty = Outcome(NO_LINES_LEFT)
