"""Council: convene → one vote per entitled seat, beside the chair's close → minutes → end."""

from collections.abc import Iterator
from typing import Any

from viewflow import this
from viewflow.workflow import Flow

from dossiers.vocabulary import Role
from workflow.flows.facts import Facts
from workflow.flows.locks import blocking_lock
from workflow.flows.models import Procedure
from workflow.flows.nodes import NO_LINES_LEFT, Branch, Desk, Opening, Outcome, SplitOverList, at_body


def seats(facts: Facts) -> Iterator[dict[str, Any]]:
    """One vote task per seat that the session entitles: the task's data."""
    for seat_id in facts.seats or ():
        yield {"seat": seat_id}


class CouncilFlow(Flow):
    """The members vote, each for their seat; the chair closes; the secretary writes the minutes.

    A vote task only says 'has voted': it is done when its seat has a ballot or a recusal on every item still on the
    agenda. Closing drops the votes not cast. The ballots themselves are rows of the session.
    """

    process_class = Procedure
    process_title = "Phiên họp Hội đồng"
    lock_impl = blocking_lock

    start = Opening("Đưa hồ sơ vào phiên họp").Next(this.convene)
    convene = Desk(
        "Triệu tập", at_body(Role.SECRETARY), done=lambda facts, task: facts.seats is not None or facts.empty
    ).Next(this.opened)
    opened = SplitOverList("Mỗi thành viên một phiếu").Each(this.vote, seats).Next(this.close)
    vote = Desk("Biểu quyết", None, done=lambda facts, task: task.data.get("seat") in facts.voted)
    close = Desk(
        "Kết thúc biểu quyết", at_body(Role.CHAIR), done=lambda facts, task: facts.closed or facts.empty,
        cancels=("vote",),
    ).Next(this.closed)
    closed = (
        Branch("Đã có kết quả biểu quyết?")
        .When("đã có kết quả", this.minutes, lambda facts: facts.closed)
        .Otherwise(NO_LINES_LEFT, this.empty)
    )
    minutes = Desk(
        "Lập biên bản", at_body(Role.SECRETARY), done=lambda facts, task: facts.minuted
    ).Next(this.end)
    end = Outcome("đã lập biên bản")
    empty = Outcome(NO_LINES_LEFT)
