"""Posting: watch → (period over) finish → end; an extension leads back to watch."""

from viewflow import this
from viewflow.workflow import Flow

from dossiers.vocabulary import Role, State
from workflow.flows.locks import blocking_lock
from workflow.flows.models import Procedure
from workflow.flows.nodes import NO_LINES_LEFT, Branch, Desk, Opening, Outcome, at_body


class PostingFlow(Flow):
    """A list is public for a period, then the office notes what came of it.

    Attached to its lines, it carries none of them: they stay on the hand-in or correction on which they are appraised.
    A line leaves the list when its posting is closed, when it is held on a complaint, or when it is withdrawn.
    """

    process_class = Procedure
    process_title = "Công khai danh sách"
    lock_impl = blocking_lock

    start = Opening("Công khai danh sách").Next(this.watch)
    watch = Desk(
        "Theo dõi công khai", at_body(Role.OFFICE), done=lambda facts, task: facts.over or not facts.some(State.POSTED)
    ).Next(this.watched)
    watched = (
        Branch("Đã đủ thời gian công khai?")
        .When("đã đủ, còn hồ sơ", this.finish, lambda facts: facts.some(State.POSTED))
        .When(NO_LINES_LEFT, this.empty, lambda facts: facts.vacated)
        .Otherwise("đã kết thúc", this.end)
    )
    finish = Desk(
        "Kết thúc công khai", at_body(Role.OFFICE),
        done=lambda facts, task: not facts.over or not facts.some(State.POSTED),
    ).Next(this.finished)
    finished = (
        Branch("Có kết quả công khai không?")
        .When("đã gia hạn", this.watch, lambda facts: facts.some(State.POSTED))
        .When(NO_LINES_LEFT, this.empty, lambda facts: facts.vacated)
        .Otherwise("đã kết thúc", this.end)
    )
    end = Outcome("đã kết thúc công khai")
    empty = Outcome(NO_LINES_LEFT)
