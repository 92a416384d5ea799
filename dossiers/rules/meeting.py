"""Family standard: what the unit's own meeting did not support is not proposed without a word."""

from dossiers.meetings import Outcome, outcomes
from dossiers.rules.mending import page
from dossiers.rules.objection import Objection
from dossiers.rules.registry import Answers, Question, need
from dossiers.vocabulary import Family


@need("unit_meeting")
def unit_meeting(question: Question) -> Answers:
    """Whether each line that failed at the unit's meeting says why it is proposed. A line without a recorded vote has
    not failed: whether minutes are needed at all, the award's papers say. Never waived: only a reason is asked."""
    found = outcomes(question.dossiers)
    return {pk: [_unexplained(outcome)] for pk, outcome in found.items() if outcome.unexplained}


def _unexplained(outcome: Outcome) -> Objection:
    vote, bar = outcome.vote, outcome.bar
    votes = f"{vote.yes}/{vote.meeting.present} người có mặt đồng ý"
    text = f"Họp bình xét không đạt ({votes}; cần {bar}, {bar.source}) mà chưa ghi lý do vẫn đề nghị."
    return Objection(
        Family.STANDARD, text, mend="Ghi lý do ở trang Họp bình xét, hoặc xóa dòng này",
        mend_url=page("dossiers:meeting", vote.meeting.hand_in_id), waivable=False,
    )
