"""The table of who hears what, in the words of the screen, for the page of the process."""

from collections.abc import Collection

from notifications.changes import merged
from notifications.table import SILENCE, Row
from workflow.hearing import Heard, answers

WORDS: dict[str, str] = {
    "desk": "Nơi nhận hồ sơ ở bước sau",
    "desk_before": "Nơi giữ hồ sơ trước đó",
    "unit_head": "Thủ trưởng đơn vị đề nghị",
    "drafter": "Người soạn hồ sơ của đơn vị",
    "office": "Bộ phận thường trực",
    "office_head": "Trưởng bộ phận thường trực",
    "lower_offices": "Bộ phận thường trực các cấp dưới đã trình",
    "next_office": "Bộ phận thường trực cấp trên kế tiếp",
    "decider": "Người có thẩm quyền quyết định",
    "clerk": "Văn thư",
    "all_units": "Thủ trưởng và người soạn hồ sơ của mọi đơn vị",
    "nominee": "Người được đề nghị",
    "asked_nominees": "Người được đề nghị, khi được nhờ viết báo cáo thành tích",
    "deputy_for_own_line": "Cấp phó, nếu là hồ sơ của chính người có thẩm quyền",
    "entitled_members": "Thành viên Hội đồng có quyền biểu quyết",
    "addressees": "Nơi được hỏi ý kiến, khi có tài khoản trên hệ thống",
    "addressees_to_answer": "Nơi được hỏi chưa trả lời đủ, khi có tài khoản trên hệ thống",
    "members_to_vote": "Thành viên Hội đồng chưa biểu quyết đủ",
    "session_leaders": "Chủ tịch, Thư ký Hội đồng",
    "asker": "Người đã yêu cầu bổ sung",
    "proposer": "Người đề nghị hủy, thu hồi",
    "claimer_or_desk": "Người đã nhận xử lý, nếu không thì nơi đang giữ; đơn vị chưa nộp",
    "superior": "Cấp trên trực tiếp của nơi đang giữ, nếu không có thì bộ phận thường trực",
    "body_head": "Người đứng đầu cơ quan",
    "followers": "Người theo dõi hồ sơ",
    "term_holders": "Nơi phải làm trước hạn ấy: bộ phận thường trực, nơi chưa trả lời ý kiến, đơn vị được mời nộp muộn",
}


@answers
def hearers(acts: Collection[str]) -> dict[str, list[Heard]]:
    """Each audience of an act once, with what the office changed; by e-mail if any of its texts goes by e-mail."""
    table = merged()
    return {act: _heard(table.get(act, SILENCE)) for act in acts}


def _heard(row: Row) -> list[Heard]:
    mailed: dict[str, bool] = {}
    for tell in row:
        for word in tell.audiences:
            mailed[word] = mailed.get(word, False) or tell.mail
    return [Heard(WORDS.get(word, word), mail) for word, mail in mailed.items()]
