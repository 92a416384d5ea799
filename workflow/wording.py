"""Codes of acts and steps in the words of the screen."""

from workflow.deeds import DEEDS
from workflow.judging import ACTS

# Done on the paper that carries the dossier, not on the single dossier.
ON_PAPERS = frozenset(
    {
        "submit", "table", "endorse", "turn_down", "lower_award", "send_for_signature", "sign", "issue", "forward",
        "send_out", "revoke", "reopen_appraisal",
    }
)
NODES = {
    "receive": "Tiếp nhận",
    "mend": "Bổ sung",
    "appraise": "Thẩm định",
    "recheck": "Kiểm tra lại",
    "watch": "Theo dõi công khai",
    "finish": "Kết thúc công khai",
    "send": "Gửi văn bản",
    "answer": "Trả lời ý kiến",
    "vote": "Biểu quyết",
    "close": "Kết thúc biểu quyết",
    "minutes": "Lập biên bản",
    "gather": "Tập hợp",
    "sign": "Ký",
    "number": "Cấp số",
    "issue": "Phát hành",
}


def act_words(name: str) -> str:
    """The label of an act of the lifecycle or of anything else the journal holds."""
    if name in ACTS:
        return ACTS[name].label
    return DEEDS.get(name, "Việc khác")


def node_words(name: str) -> str:
    """The label of a step of a procedure."""
    return NODES.get(name, "")
