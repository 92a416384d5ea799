"""The one sentence, for every state: to who works at the desk, to who else works on it, to the nominee."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from dossiers.desks import WORDS
from dossiers.lifecycle import DESKS
from dossiers.vocabulary import State
from workflow.whereabouts import LONGEST_REASON, Whereabouts, answer, shortened, term

S = State
NAMES = {"name": "Sở Tư pháp", "office": "Văn phòng Sở", "decider": "Giám đốc"}
REASON = "Thiếu báo cáo thành tích năm 2026."
PAPER = "Quyết định 215/QĐ-STP ngày 20/11/2026 của Sở Tư pháp"
FACTS = Whereabouts(
    state="", since=date(2026, 11, 3), body="Sở Tư pháp", unit="Phòng Hành chính", signer="Giám đốc",
    deciding_body="Sở Tư pháp",
)
ABOUT: dict[str, dict] = {
    S.SUBMITTED: {"due": date(2026, 11, 6), "left": 3},
    S.APPRAISING: {"due": date(2026, 11, 20), "left": 7},
    S.RETURNED: {"reason": REASON, "due": date(2026, 11, 10), "left": 5},
    S.CONSULTING: {"due": date(2026, 11, 20), "left": 7},
    S.POSTED: {"due": date(2026, 11, 20), "left": 7},
    S.IN_COUNCIL: {"meets": datetime(2026, 11, 12, 8, 30)},
    S.AWAITING_SIGNATURE: {"due": date(2026, 11, 6), "left": 3},
    S.SIGNED: {"due": date(2026, 11, 4), "left": 0},
    S.WITH_HIGHER_BODY: {"outside": "Ủy ban nhân dân tỉnh"},
    S.GRANTED: {"result": PAPER},
    S.REFUSED: {"reason": REASON},
    S.INELIGIBLE: {"reason": REASON},
    S.WITHDRAWN: {"reason": "Trùng hồ sơ."},
    S.ON_HOLD: {"public_line": "Chờ xác minh thông tin", "state_before_hold": S.IN_COUNCIL},
    S.REVOKED: {"result": "Quyết định hủy, thu hồi 03/QĐ-STP ngày 25/11/2026 của Sở Tư pháp"},
}
NO_MORE = "bước sau: không còn bước nào"
AGAIN = f"{NO_MORE}, trừ khi Sở Tư pháp xem xét lại"
# Others at work read '{desk} đang giữ hồ sơ từ 03/11/2026 ' and then this; who works at the desk reads it as theirs.
HELD = {
    S.DRAFT: "để soạn, duyệt và gửi; bước sau: Sở Tư pháp tiếp nhận.",
    S.SUBMITTED: "để tiếp nhận, còn 3 ngày làm việc (hạn 06/11/2026); bước sau: Sở Tư pháp thẩm định.",
    S.APPRAISING: "để thẩm định, còn 7 ngày làm việc (hạn 20/11/2026); bước sau: Hội đồng xét.",
    S.RETURNED: (
        "để bổ sung theo yêu cầu của Sở Tư pháp, còn 5 ngày làm việc (hạn 10/11/2026), thời gian thẩm định đang dừng; "
        "lý do: “Thiếu báo cáo thành tích năm 2026”; bước sau: gửi lại để Sở Tư pháp thẩm định tiếp."
    ),
    S.CONSULTING: "để lấy ý kiến, còn 7 ngày làm việc (hạn 20/11/2026); bước sau: thẩm định tiếp khi có ý kiến.",
    S.POSTED: (
        "để công khai, còn 7 ngày làm việc (hạn 20/11/2026); bước sau: thẩm định tiếp khi hết thời gian công khai."
    ),
    S.AWAITING_COUNCIL: "để triệu tập phiên họp Hội đồng; bước sau: Hội đồng xét.",
    S.IN_COUNCIL: (
        "để biểu quyết tại phiên họp 08:30 ngày 12/11/2026; bước sau: Chủ tịch Hội đồng kết thúc biểu quyết; đạt thì "
        "trình ký."
    ),
    S.ENDORSED: "để lập văn bản trình ký; bước sau: Giám đốc ký.",
    S.NOT_ENDORSED: (
        "để xem xét, vì Hội đồng không đề nghị; bước sau: đưa vào trình ký, hoặc không đồng ý và báo đơn vị."
    ),
    S.AWAITING_SIGNATURE: "để ký quyết định, còn 3 ngày làm việc (hạn 06/11/2026); bước sau: văn thư cấp số.",
    S.SIGNED: "để cấp số, phát hành, đến hạn hôm nay (hạn 04/11/2026); bước sau: công bố kết quả cho đơn vị.",
}
# States that nobody holds in the usual way: the same words for everybody at work.
OTHERWISE = {
    S.WITH_HIGHER_BODY: (
        "Ủy ban nhân dân tỉnh đang xét hồ sơ từ 03/11/2026; Văn phòng Sở (Sở Tư pháp) theo dõi; bước sau: ghi kết quả "
        "của cấp trên và báo đơn vị."
    ),
    S.ON_HOLD: (
        "Văn phòng Sở (Sở Tư pháp) tạm dừng xét hồ sơ từ 03/11/2026: Chờ xác minh thông tin, thời hạn xét tạm dừng "
        "tính; bước sau: xét tiếp ở bước “Chờ Hội đồng họp”."
    ),
    S.GRANTED: f"Hồ sơ đã xong ngày 03/11/2026: được khen thưởng theo {PAPER}; {NO_MORE}.",
    S.REFUSED: (
        f"Hồ sơ đã xong ngày 03/11/2026: không được khen thưởng; lý do: “Thiếu báo cáo thành tích năm 2026”; {AGAIN}."
    ),
    S.INELIGIBLE: (
        f"Hồ sơ đã xong ngày 03/11/2026: không đủ điều kiện; lý do: “Thiếu báo cáo thành tích năm 2026”; {AGAIN}."
    ),
    S.WITHDRAWN: f"Phòng Hành chính đã rút hồ sơ ngày 03/11/2026; lý do: “Trùng hồ sơ”; {NO_MORE}.",
    S.REVOKED: (
        "Kết quả khen thưởng đã bị hủy, thu hồi ngày 03/11/2026 theo Quyết định hủy, thu hồi 03/QĐ-STP ngày 25/11/2026 "
        f"của Sở Tư pháp; {NO_MORE}."
    ),
}
APPRAISED = "Sở Tư pháp đang thẩm định hồ sơ của bạn từ 03/11/2026; bước sau: xét khen thưởng."
CONSIDERED = "Sở Tư pháp đang xét hồ sơ của bạn từ 03/11/2026; bước sau: quyết định của Sở Tư pháp."
TO_NOMINEE = OTHERWISE | {
    S.DRAFT: "Phòng Hành chính đang soạn hồ sơ của bạn; bước sau: Sở Tư pháp tiếp nhận.",
    S.SUBMITTED: "Hồ sơ của bạn chờ Sở Tư pháp tiếp nhận từ 03/11/2026; bước sau: thẩm định.",
    S.APPRAISING: APPRAISED, S.CONSULTING: APPRAISED, S.POSTED: APPRAISED,
    S.RETURNED: (
        "Sở Tư pháp yêu cầu bổ sung từ 03/11/2026, Phòng Hành chính đang bổ sung hồ sơ; lý do: “Thiếu báo cáo thành "
        "tích năm 2026”; bước sau: Phòng Hành chính gửi lại để xét tiếp."
    ),
    S.AWAITING_COUNCIL: CONSIDERED, S.IN_COUNCIL: CONSIDERED, S.ENDORSED: CONSIDERED, S.NOT_ENDORSED: CONSIDERED,
    S.AWAITING_SIGNATURE: CONSIDERED, S.SIGNED: CONSIDERED,
    S.WITH_HIGHER_BODY: "Ủy ban nhân dân tỉnh đang xét hồ sơ của bạn; bước sau: báo kết quả cho bạn và đơn vị.",
    S.ON_HOLD: (
        "Sở Tư pháp tạm dừng xét hồ sơ từ 03/11/2026: Chờ xác minh thông tin, thời hạn xét tạm dừng tính; bước sau: "
        "xét tiếp."
    ),
    S.REFUSED: OTHERWISE[S.REFUSED].replace(AGAIN, NO_MORE),
    S.INELIGIBLE: OTHERWISE[S.INELIGIBLE].replace(AGAIN, NO_MORE),
}


def desk(state: str) -> str:
    if state not in DESKS:
        return ""
    role, where = DESKS[state]
    return WORDS[role].format(**(NAMES | ({"name": "Phòng Hành chính"} if where == "unit" else {})))


def facts(state: str, **more) -> Whereabouts:
    return replace(FACTS, state=state, holder=desk(state), **(ABOUT.get(state, {}) | more))


@pytest.mark.parametrize("state", State.values)
def test_to_others_at_work(state):
    held = f"{desk(state)} đang giữ hồ sơ từ 03/11/2026 {HELD.get(state, '')}"
    assert str(answer(facts(state))) == OTHERWISE.get(state, held)


@pytest.mark.parametrize("state", sorted(HELD))
def test_to_who_works_at_the_desk(state):
    assert str(answer(facts(state, mine=True))) == (
        f"Hồ sơ đang ở bàn của bạn – {desk(state)} – từ 03/11/2026 {HELD[state]}"
    )


def test_the_desk_that_follows_an_outside_body_is_told_so():
    told = str(answer(facts(S.WITH_HIGHER_BODY, mine=True)))
    assert told.startswith("Ủy ban nhân dân tỉnh đang xét hồ sơ từ 03/11/2026; bàn của bạn – Văn phòng Sở (Sở Tư pháp)")


@pytest.mark.parametrize("state", State.values)
def test_to_the_nominee(state):
    assert str(answer(facts(state, at_work=False))) == TO_NOMINEE[state]


@pytest.mark.parametrize(("state", "more", "expected"), [
    (S.APPRAISING, {"left": -3}, "quá hạn 3 ngày làm việc (hạn 20/11/2026)"),
    (S.APPRAISING, {"claimant": "Hoàng Văn Thẩm"}, "để thẩm định (Hoàng Văn Thẩm đã nhận làm), còn 7 ngày"),
    (S.APPRAISING, {"simplified": True}, "bước sau: trình ký (thủ tục đơn giản)."),
    (S.APPRAISING, {"proposed_ineligible": True}, "; đã có đề nghị không đủ điều kiện, chờ người đứng đầu bộ phận"),
    (S.APPRAISING, {"missing": ("Thiếu biên bản.",)}, "; chưa đi tiếp được vì: Thiếu biên bản; bước sau"),
    (S.APPRAISING, {"missing": ("Thiếu biên bản.", "Thiếu báo cáo.", "c")}, "Thiếu biên bản (và 2 điều khác); bước"),
    (S.APPRAISING, {"reason": "Mất danh hiệu điều kiện."}, "; lý do: “Mất danh hiệu điều kiện”; bước sau"),
    (S.RETURNED, {"received": False}, "bước sau: gửi lại để Sở Tư pháp tiếp nhận."),
    (S.AWAITING_SIGNATURE, {"next_body": "Bộ Tư pháp"}, "để ký tờ trình Bộ Tư pháp, còn"),
    (S.SIGNED, {"next_body": "Bộ Tư pháp"}, "để cấp số, gửi Bộ Tư pháp, đến hạn hôm nay (hạn 04/11/2026); bước"),
    (S.SIGNED, {"next_body": "Bộ Tư pháp"}, "bước sau: Bộ Tư pháp tiếp nhận."),
    (S.SIGNED, {"next_body": "Bộ Tư pháp", "next_outside": True}, "bước sau: Bộ Tư pháp xét."),
    (S.ENDORSED, {"signer": ""}, "bước sau: người có thẩm quyền ký."),
])  # fmt: skip
def test_what_else_it_says(state, more, expected):
    assert expected in str(answer(facts(state, **more)))


def test_a_long_reason_is_cut_at_a_word_and_stays_one_sentence():
    told = shortened("Thiếu báo cáo.\nThiếu " + "biên bản họp " * 40)
    assert (len(told) <= LONGEST_REASON + 1, told[-1], "\n" in told) == (True, "…", False)
    assert told.startswith("Thiếu báo cáo. Thiếu biên bản họp")


def test_a_term_is_told_in_working_days():
    day = date(2026, 11, 20)
    assert [term(day, left) for left in (1, 0, -1)] == [
        "còn 1 ngày làm việc (hạn 20/11/2026)", "đến hạn hôm nay (hạn 20/11/2026)",
        "quá hạn 1 ngày làm việc (hạn 20/11/2026)",
    ]
    assert term(None, 0) == ""
