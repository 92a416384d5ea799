"""Consultation: send the letter → one answer per addressee, beside the office's close → end."""

from collections.abc import Iterator
from typing import Any

from viewflow import this
from viewflow.workflow import Flow

from dossiers.vocabulary import Role, State
from workflow.flows.facts import Facts
from workflow.flows.locks import blocking_lock
from workflow.flows.models import Procedure
from workflow.flows.nodes import NO_LINES_LEFT, Branch, Desk, Opening, Outcome, SplitOverList, at_body

# A line that is on hold comes back to the consultation when it is released.
ASKED_ABOUT = (State.CONSULTING, State.ON_HOLD)


def addressees(facts: Facts) -> Iterator[dict[str, Any]]:
    """One answer task per addressee: the task's data."""
    for addressee_id in facts.asked or ():
        yield {"addressee": addressee_id}


class ConsultationFlow(Flow):
    """The addressees answer, each for itself; the office closes, or the system when the term of silence is over.

    The lines stay on the hand-in or correction on which they are appraised: a consultation carries none, it has a list
    of its own. So nothing drops out of the appraisers' list, and a closed line is where it was. An answer task only
    says 'has answered every line that is still asked about'; closing drops the answers that did not come.
    """

    process_class = Procedure
    process_title = "Lấy ý kiến"
    lock_impl = blocking_lock

    start = Opening("Lấy ý kiến").Next(this.send)
    send = Desk("Gửi văn bản", at_body(Role.OFFICE), done=lambda facts, task: facts.asked is not None).Next(this.sent)
    sent = SplitOverList("Mỗi nơi được hỏi một ý kiến").Each(this.answer, addressees).Next(this.close)
    answer = Desk(
        "Trả lời ý kiến", None, who="Nơi được hỏi ý kiến",
        done=lambda facts, task: task.data.get("addressee") in facts.answered,
    )
    close = Desk(
        "Kết thúc lấy ý kiến", at_body(Role.OFFICE), done=lambda facts, task: not facts.some(*ASKED_ABOUT),
        cancels=("answer",),
    ).Next(this.closed)
    closed = (
        Branch("Còn hồ sơ được hỏi không?")
        .When(NO_LINES_LEFT, this.empty, lambda facts: facts.vacated)
        .Otherwise("đã lấy ý kiến", this.end)
    )
    end = Outcome("đã lấy ý kiến")
    empty = Outcome(NO_LINES_LEFT)
