"""Kinds of deadlines. Each has a ladder of its own (rows of `Rung`)."""

from django.db import models


class DeadlineKind(models.TextChoices):
    STEP = "step", "Hạn xử lý ở bước"
    RESPONSE = "response", "Hạn bổ sung hồ sơ"
    CONSULTATION = "consultation", "Hạn trả lời ý kiến"
    ENQUIRY = "enquiry", "Hạn trả lời văn bản hỏi ý kiến"
    POSTING = "posting", "Hết thời gian công khai"
    BALLOT = "ballot", "Hạn biểu quyết"
    NOTICE_OF_RESULT = "notice_result", "Hạn thông báo kết quả"
    NOTICE_OF_REFUSAL = "notice_refusal", "Hạn thông báo không được khen thưởng"
    ARCHIVE = "archive", "Hạn nộp lưu hồ sơ"
    INVITATION = "invitation", "Hạn nộp theo thư mời"
    REGISTRATION = "registration", "Hạn đăng ký thi đua"
    INITIATIVES = "initiatives", "Hạn đăng ký sáng kiến"
    DOSSIERS = "dossiers", "Hạn nộp hồ sơ"
    ROUND = "round", "Hạn nộp hồ sơ của đợt"
