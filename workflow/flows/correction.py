"""Correction: mend → recheck → (returned again: mend) → end."""

from viewflow import this
from viewflow.workflow import Flow

from dossiers.vocabulary import Role, State
from workflow.flows.facts import AT_WORK
from workflow.flows.locks import blocking_lock
from workflow.flows.models import Procedure
from workflow.flows.nodes import NO_LINES_LEFT, Branch, Desk, Opening, Outcome, at_body, at_preparer


class CorrectionFlow(Flow):
    """The proposing unit mends what was named; whoever asked receives and appraises the lines again.

    On one correction all lines are at the same desk. Lines sent again before the others, and lines returned again
    without the others, go on with a correction of their own (`workflow.flows.effects`): the office does not wait for
    a slow second line, and no line drops out of anybody's list.
    """

    process_class = Procedure
    process_title = "Bổ sung hồ sơ"
    lock_impl = blocking_lock

    start = Opening("Yêu cầu bổ sung").Next(this.mend)
    start_recheck = Opening("Gửi lại trước một phần").Next(this.recheck)
    mend = Desk(
        "Bổ sung hồ sơ", at_preparer, done=lambda facts, task: not facts.some(State.RETURNED)
    ).Next(this.recheck)
    recheck = Desk(
        "Xem lại hồ sơ đã bổ sung", at_body(Role.OFFICE), done=lambda facts, task: not facts.some(*AT_WORK)
    ).Next(this.rechecked)
    rechecked = (
        Branch("Xem lại thấy thế nào?")
        .When("yêu cầu bổ sung lần nữa", this.mend, lambda facts: facts.some(State.RETURNED))
        .When(NO_LINES_LEFT, this.empty, lambda facts: facts.vacated)
        .Otherwise("đã xem lại xong", this.end)
    )
    end = Outcome("đã xem lại xong")
    empty = Outcome(NO_LINES_LEFT)
