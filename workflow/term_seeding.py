"""The terms an installation starts with: assumptions that work, marked as such, for the office to replace."""

from datetime import date
from typing import Any

from workflow.term_models import Begins, StepTerm

SINCE = date(2000, 1, 1)
ASSUMED = "Mặc định của phần mềm; cơ quan chưa quy định"
# work → (working days, counted from); no paper that was read says so, hence none of them is law
USUAL: dict[str, tuple[int, str]] = {
    "submit": (3, Begins.ACT),
    "receive": (20, Begins.COMPLETE),
    "return_for_correction": (5, Begins.ACT),
    "send_for_signature": (3, Begins.ACT),
    "sign": (1, Begins.ACT),
    "notice_result": (7, Begins.ACT),
    "notice_refusal": (10, Begins.ACT),
    "archive": (240, Begins.ACT),
}


def sow(**signal: Any) -> None:
    """Add a row for work that has none that holds for all; what an office has entered stays."""
    known = set(StepTerm.objects.filter(body=None, award=None).values_list("act", flat=True))
    StepTerm.objects.bulk_create(
        [
            StepTerm(act=act, days=days, starts=starts, citation=ASSUMED, valid_from=SINCE)
            for act, (days, starts) in USUAL.items()
            if act not in known
        ]
    )
