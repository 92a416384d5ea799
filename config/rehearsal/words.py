"""What people write in the play: reasons, opinions, titles."""

RETURN = "Báo cáo thành tích chưa nêu rõ kết quả trong kỳ xét; đề nghị đơn vị bổ sung."
MENDED = "Đã bổ sung số liệu kết quả công tác trong kỳ xét theo yêu cầu."
WITHDRAWAL = "Đơn vị xem xét lại và chưa đề nghị khen thưởng trong đợt này."
HELD_PUBLICLY = "Đang chờ ý kiến của cơ quan có thẩm quyền."
HELD_BECAUSE = "Chờ kết luận xác minh (diễn tập)."
OPINION = "Hồ sơ đủ thành phần, thành tích phù hợp với tiêu chuẩn; đề nghị Hội đồng xét."
INELIGIBLE = "Kết quả đánh giá, xếp loại trong năm chưa đạt mức quy định."
REFUSAL = "Thành tích chưa đủ thuyết phục để khen thưởng trong đợt này."
TAKEN_UP = "Người có thẩm quyền xem xét trên cơ sở hồ sơ và biên bản của Hội đồng."
OUTSIDE_REFUSAL = "Cấp có thẩm quyền không khen thưởng theo văn bản thông báo kết quả."
REVOCATION = "Có kết luận về việc kê khai gian dối thành tích để được khen thưởng."
PUT_OFF = "Cần làm rõ thêm thành tích trước khi Hội đồng xét."
SEND_BACK = "Đề nghị rà soát lại nội dung dự thảo trước khi trình ký."
RECONSIDERED = "Có tài liệu mới chứng minh đủ tiêu chuẩn khen thưởng."
REOPENED = "Hồ sơ mất điều kiện đã dùng khi thẩm định nên phải thẩm định lại."

QUESTION = "Đề nghị cho ý kiến về việc khen thưởng đối với cá nhân, tập thể trong danh sách."
ASKED_OUTSIDE = ("Ban Thường vụ Đảng ủy cơ quan", "Trụ sở Đảng ủy")
NOT_WAITED = "Không chờ thêm được ý kiến trả lời để kịp thời hạn xét."

REASONS: dict[str, str] = {
    "return_for_correction": RETURN, "resubmit": "Đơn vị đã giải trình, gửi lại như cũ.",
    "close_consultation": NOT_WAITED, "withdraw": WITHDRAWAL, "hold": HELD_BECAUSE, "propose_ineligible": INELIGIBLE,
    "declare_ineligible": INELIGIBLE, "refuse": REFUSAL, "take_up": TAKEN_UP, "record_refusal": OUTSIDE_REFUSAL,
    "revoke": REVOCATION, "put_off": PUT_OFF, "turn_down": REFUSAL, "send_back": SEND_BACK,
    "reconsider": RECONSIDERED, "reopen_appraisal": REOPENED,
}


def achievement(year: int) -> str:
    """The summary a unit writes of an achievement."""
    return f"Hoàn thành tốt nhiệm vụ được giao năm {year}, có kết quả cụ thể được đơn vị bình xét."


def session_title(year: int) -> str:
    return f"Xét thi đua, khen thưởng năm {year}"
