"""What enters the journal besides the moves of a dossier, in the words of the screen."""

DEEDS: dict[str, str] = {
    "convene": "Triệu tập phiên họp",
    "vote": "Biểu quyết",
    "close_session": "Kết thúc biểu quyết",
    "record_minutes": "Lập biên bản",
    "draft_paper": "Lập văn bản trình ký",
    "sign_paper": "Ký văn bản",
    "number_paper": "Cấp số văn bản",
    "issue_paper": "Phát hành văn bản",
    "split_paper": "Tách dòng cho cấp phó ký",
    "drop_paper": "Không ban hành văn bản",
    "record_outside": "Ghi nhận quyết định của cấp trên",
    "propose_revocation": "Đề nghị hủy quyết định, thu hồi",
    "sign_revocation": "Ký quyết định hủy, thu hồi",
    "claim": "Nhận xử lý",
    "release_claim": "Thôi nhận xử lý",
    "overdue": "Quá hạn",
    "send_report": "Gửi đăng ký, báo cáo",
    "open_season": "Mở năm thi đua",
    "close_season": "Đóng năm thi đua",
}
