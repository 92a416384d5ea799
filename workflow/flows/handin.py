"""Hand-in: receive → (returned whole: mend → receive) → appraise → end."""

from viewflow import this
from viewflow.workflow import Flow

from dossiers.vocabulary import Role, State
from workflow.flows.facts import AT_WORK
from workflow.flows.locks import blocking_lock
from workflow.flows.models import Procedure
from workflow.flows.nodes import NO_LINES_LEFT, Branch, Desk, Opening, Outcome, at_body, at_preparer


class HandInFlow(Flow):
    """The office receives the lines of a tờ trình and appraises them.

    It ends as soon as no line is left to receive or appraise; corrections do not hold it up. Only a hand-in that was
    returned whole, before any of its lines was received, is mended on the hand-in itself.
    """

    process_class = Procedure
    process_title = "Tiếp nhận, thẩm định tờ trình"
    lock_impl = blocking_lock

    start = Opening("Đơn vị gửi tờ trình").Next(this.receive)
    start_appraisal = Opening("Xét tiếp, xem xét lại").Next(this.appraise)
    receive = Desk(
        "Tiếp nhận", at_body(Role.OFFICE), done=lambda facts, task: not facts.some(State.SUBMITTED)
    ).Next(this.received)
    received = (
        Branch("Nhận hay trả cả tờ trình?")
        .When("trả cả tờ trình", this.mend, lambda facts: facts.some(State.RETURNED))
        .Otherwise("đã tiếp nhận", this.appraise)
    )
    mend = Desk(
        "Bổ sung cả tờ trình", at_preparer, done=lambda facts, task: not facts.some(State.RETURNED)
    ).Next(this.receive)
    appraise = Desk(
        "Thẩm định", at_body(Role.APPRAISER), done=lambda facts, task: not facts.some(*AT_WORK)
    ).Next(this.appraised)
    appraised = (
        Branch("Đã thẩm định dòng nào chưa?")
        .When(NO_LINES_LEFT, this.empty, lambda facts: facts.vacated)
        .Otherwise("đã thẩm định xong", this.end)
    )
    end = Outcome("đã thẩm định xong")
    empty = Outcome(NO_LINES_LEFT)
