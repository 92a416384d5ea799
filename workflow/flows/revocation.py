"""Revocation: sign → number → issue → end."""

from viewflow import this
from viewflow.workflow import Flow

from dossiers.vocabulary import Role
from workflow.decisions.models import DecisionStatus
from workflow.flows.facts import SIGNED_OR_LATER
from workflow.flows.locks import blocking_lock
from workflow.flows.models import Procedure
from workflow.flows.nodes import Branch, Desk, Opening, Outcome, at_body

ENDED = (DecisionStatus.ISSUED, DecisionStatus.DROPPED)


class RevocationFlow(Flow):
    """The decider signs what the office proposes to revoke; văn thư numbers and issues it.

    Granted dossiers are closed and lie on no procedure: this one looks only at its own paper.
    """

    process_class = Procedure
    process_title = "Hủy quyết định, thu hồi"
    lock_impl = blocking_lock

    start = Opening("Đề nghị hủy quyết định, thu hồi").Next(this.sign)
    sign = Desk(
        "Ký", at_body(Role.DECIDER),
        done=lambda facts, task: facts.status in (*SIGNED_OR_LATER, DecisionStatus.DROPPED),
    ).Next(this.signed)
    signed = (
        Branch("Có được ký không?")
        .When("đã ký", this.number, lambda facts: facts.status != DecisionStatus.DROPPED)
        .Otherwise("không ban hành", this.dropped)
    )
    number = Desk(
        "Cấp số", at_body(Role.CLERK), done=lambda facts, task: facts.numbered or facts.status in ENDED
    ).Next(this.issue)
    issue = Desk("Phát hành", at_body(Role.CLERK), done=lambda facts, task: facts.status in ENDED).Next(this.end)
    end = Outcome("đã phát hành")
    dropped = Outcome("không ban hành")
