"""What is found at the end of a posting, in the words that stand where the office types none of its own."""

from collections.abc import Sequence

from workflow.posting.models import PostingComment


def usual(comments: Sequence[PostingComment]) -> str:
    """How many comments came and how many wait; never what they say."""
    if not comments:
        return "Trong thời gian công khai không nhận được ý kiến nào."
    waiting = sum(each.answered_at is None for each in comments)
    considered = f"còn {waiting} ý kiến chưa xem xét" if waiting else "đã xem xét"
    return f"Trong thời gian công khai nhận được {len(comments)} ý kiến; {considered}."
