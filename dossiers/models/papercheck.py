"""The second person's check of a hand-in that the office entered from a paper."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from dossiers.models.handin import HandIn


class PaperCheck(models.Model):
    """One asking: what was entered (`whole` and `lines` are prints of it), who is asked by, who answered what."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", "Đã đối chiếu, đúng bản giấy"
        SENT_BACK = "sent_back", "Trả lại để sửa"

    hand_in = models.ForeignKey(HandIn, models.CASCADE, related_name="checks", verbose_name="tờ trình")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người chuyển kiểm tra"
    )
    asked_at = models.DateTimeField("chuyển lúc")
    outcome = models.CharField("kết quả", max_length=16, choices=Outcome, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người kiểm tra"
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True)
    note = models.TextField("nội dung phải sửa", blank=True)
    whole = models.CharField(max_length=64, blank=True)
    lines = models.JSONField(default=dict)

    class Meta:
        verbose_name = "lần đối chiếu bản giấy"
        verbose_name_plural = "lần đối chiếu bản giấy"
        ordering = ["-pk"]
        constraints = [
            UniqueConstraint(fields=["hand_in"], condition=Q(outcome=""), name="one_open_paper_check"),
            CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")), name="checked_by_another"
            ),
            CheckConstraint(
                condition=Q(outcome="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(outcome="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="paper_check_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hand_in} – {self.get_outcome_display() or 'chờ kiểm tra'}"

    @property
    def is_open(self) -> bool:
        return not self.outcome
