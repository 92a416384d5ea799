"""A letter from outside that asks for an opinion on local people, and the answer to each of them."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from dossiers.models import Nominee, StoredFile, Unit
from dossiers.models.base import Chained
from dossiers.models.timing import Timed

SENDERS_TERM = "cơ quan hỏi đặt"


class Standing(models.TextChoices):
    DRAFTING = "drafting", "Đang soạn trả lời"
    LAID = "laid", "Chờ duyệt trả lời"
    APPROVED = "approved", "Đã duyệt, chờ gửi"
    SENT = "sent", "Đã trả lời"


class Enquiry(Chained, Timed):
    """The paper as it came, its term (that of the sender, or none), and the reply."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="enquiries", verbose_name="cơ quan được hỏi")
    code = models.CharField("mã", max_length=64, unique=True)
    sender = models.CharField("cơ quan hỏi", max_length=255)
    number = models.CharField("số, ký hiệu", max_length=64)
    dated = models.DateField("ngày văn bản")
    received_on = models.DateField("ngày nhận")
    question = models.TextField("nội dung hỏi")
    scan = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="bản quét")
    scan_name = models.CharField("tên tệp", max_length=255)
    standing = models.CharField("tình trạng", max_length=8, choices=Standing, default=Standing.DRAFTING)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("nhập lúc")
    laid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    head_note = models.TextField("yêu cầu sửa", blank=True)
    reply_number = models.CharField("số, ký hiệu văn bản trả lời", max_length=64, blank=True)
    reply_dated = models.DateField("ngày văn bản trả lời", null=True, blank=True)
    closed_at = models.DateTimeField("xong lúc", null=True, blank=True)

    class Meta:
        verbose_name = "văn bản hỏi ý kiến đến"
        verbose_name_plural = "văn bản hỏi ý kiến đến"
        ordering = ["-received_on", "-pk"]
        constraints = [
            UniqueConstraint(
                fields=["body", "sender", "number", "dated"], name="enquiry_entered_once",
                violation_error_message="Văn bản này đã được nhập.",
            ),
            CheckConstraint(
                condition=~Q(standing="sent") | ~Q(reply_number="") & Q(
                    reply_dated__isnull=False, closed_at__isnull=False, due_at__isnull=True
                ),
                name="sent_reply_has_number_and_date",
            ),
            CheckConstraint(
                condition=~Q(standing__in=["approved", "sent"]) | Q(approved_by__isnull=False),
                name="approved_reply_names_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} của {self.sender}"

    @property
    def set_by(self) -> str:
        """The term of an enquiry is its sender's."""
        return SENDERS_TERM


class EnquiryLine(models.Model):
    """A person or collective asked about, as the paper names them; `nominee`: the one this installation knows."""

    class Opinion(models.TextChoices):
        AGREE = "agree", "Nhất trí"
        DISAGREE = "disagree", "Không nhất trí"
        OTHER = "other", "Ý kiến khác"

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("họ và tên, tên tập thể", max_length=255)
    job = models.CharField("chức vụ", max_length=255, blank=True)
    unit_name = models.CharField("đơn vị", max_length=255, blank=True)
    award = models.CharField("danh hiệu, hình thức được đề nghị", max_length=255, blank=True)
    nominee = models.ForeignKey(Nominee, models.PROTECT, null=True, blank=True, related_name="+")
    opinion = models.CharField("ý kiến", max_length=8, choices=Opinion, blank=True)
    text = models.TextField("nội dung trả lời", blank=True)

    class Meta:
        verbose_name = "trường hợp được hỏi"
        verbose_name_plural = "trường hợp được hỏi"
        ordering = ["position"]
        constraints = [UniqueConstraint(fields=["enquiry", "position"], name="enquiry_line_place_once")]

    def __str__(self) -> str:
        return self.name
