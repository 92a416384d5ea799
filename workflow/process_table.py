"""The rows of /quy-trinh: states with who holds them; acts with what they need, the term that starts, who hears."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dossiers.lifecycle import CLOSED_STATES, DESKS, Act, Reason
from dossiers.vocabulary import Role, State
from workflow.hearing import Heard, heard_of

NEEDS: dict[str, str] = {
    "authority": "đúng cơ quan có thẩm quyền",
    "subject": "đúng đối tượng của danh hiệu, hình thức",
    "one_open": "chưa có hồ sơ khác đang mở cho đúng người, danh hiệu và đợt",
    "papers_submit": "đủ giấy tờ phải có khi gửi",
    "unit_meeting": "đơn vị đã họp bình xét, hoặc nêu lý do với dòng không đạt",
    "paper_checked": "bản nhập hộ từ giấy đã có người thứ hai kiểm tra",
    "mended": "đã bổ sung điều được yêu cầu, hoặc xác nhận gửi lại không thay đổi và nêu lý do",
    "in_time": "trong hạn nhận hồ sơ của kế hoạch, hoặc được văn phòng mời nộp muộn",
    "season_open": "năm thi đua đang mở",
    "appraisal_opinion": "có ý kiến thẩm định bằng văn bản",
    "consultation_done": "đã lấy ý kiến, nếu quy định của danh hiệu, hình thức yêu cầu",
    "asked_whom": "có nơi được hỏi, nội dung hỏi và thời hạn trả lời",
    "answers_in": "đã có đủ ý kiến trả lời, hoặc nêu lý do kết thúc sớm",
    "ineligible_proposal": "có đề nghị của một người khác",
    "council_seated": "Hội đồng đã có đủ thành phần",
    "papers_table": "đủ giấy tờ phải có trước khi họp",
    "vote_result": "có kết quả biểu quyết",
    "lower_award": "mức thấp hơn cùng cơ quan quyết định và đúng quy định",
    "one_target": "các hồ sơ cùng một nơi quyết định",
    "papers_sign": "đủ giấy tờ phải có trước khi ký",
    "one_signer": "cả văn bản do một người ký",
    "numbered": "văn bản đã có số, ngày",
    "decides_here": "cơ quan này quyết định",
    "next_inside": "cấp trên dùng chung hệ thống",
    "next_outside": "cấp trên ở ngoài hệ thống",
    "papers_forward": "đủ giấy tờ phải có trước khi trình cấp trên",
    "posting_planned": "ghi rõ nơi, thời gian công khai; không có nội dung bí mật nhà nước",
    "posting_over": "đã đủ thời gian công khai và đã xem xét ý kiến nhận được",
    "posting_done": "đã công khai, nếu quy định của danh hiệu, hình thức hoặc cơ quan yêu cầu",
    "outside_decision": "có số, ngày quyết định của cấp trên",
    "public_line": "có dòng thông tin công khai",
    "cited_paper": "có văn bản làm căn cứ",
    "revocation_signed": "quyết định hủy đã được ký",
}


@dataclass(frozen=True)
class StateRow:
    """A state, who holds it (empty: nobody, it has ended)."""

    label: str
    holder: str
    ended: bool


@dataclass(frozen=True)
class ActRow:
    """An act in the words of the screen. `term` is empty where no period starts."""

    label: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    roles: tuple[str, ...]
    needs: tuple[str, ...]
    reason: str
    term: str
    heard: tuple[Heard, ...]


def states() -> list[StateRow]:
    """Every state in the order of the process."""
    return [
        StateRow(str(state.label), str(Role(DESKS[state][0]).label) if state in DESKS else "", state in CLOSED_STATES)
        for state in State
    ]


def acts(table: Mapping[str, Act], terms: Mapping[str, str]) -> list[ActRow]:
    """Every act in the order of the process; `terms`: act → the usual term that it begins, in words."""
    heard = heard_of(table.keys())
    return [_act(act, terms.get(act.name, ""), heard[act.name]) for act in table.values()]


def _act(act: Act, term: str, heard: Sequence[Heard]) -> ActRow:
    return ActRow(
        label=act.label, sources=tuple(str(State(each).label) for each in act.sources),
        targets=tuple(str(State(each).label) for each in act.targets),
        roles=tuple(str(Role(each).label) for each in act.roles),
        needs=tuple(NEEDS[name] for name in act.needs if name in NEEDS),
        reason=_reason(act.reason), term=term, heard=tuple(heard),
    )


def _reason(reason: Reason) -> str:
    if reason == Reason.NONE:
        return "không cần"
    return "bắt buộc" if reason == Reason.GIVEN else f"bắt buộc, từ {int(reason)} ký tự"
