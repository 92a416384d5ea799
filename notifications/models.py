"""What was told to whom, by which channel, with what success."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint

from workflow.models import Batch

INBOX = "inbox"


class DeliveryState(models.TextChoices):
    QUEUED = "queued", "Chờ gửi"
    SENT = "sent", "Đã gửi"
    FAILED = "failed", "Không gửi được"


class Deliveries(models.QuerySet["Delivery"]):
    """Reads of the messages."""

    def to_person(self, user: Any) -> "Deliveries":
        """What `user` finds in the application."""
        return self.filter(user=user, channel=INBOX)


class Delivery(models.Model):
    """One message to one person about one batch by one channel, listing the lines that concern them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="deliveries")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="deliveries")
    channel = models.CharField("kênh", max_length=16)
    subject = models.CharField("tiêu đề", max_length=255)
    body = models.TextField("nội dung")
    link = models.CharField("đường dẫn", max_length=255, blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    state = models.CharField("tình trạng", max_length=8, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    next_try_at = models.DateTimeField("thử lại lúc", null=True)
    last_error = models.CharField("lỗi gần nhất", max_length=500, blank=True)
    created_at = models.DateTimeField("lập lúc")
    sent_at = models.DateTimeField("gửi lúc", null=True)
    read_at = models.DateTimeField("đọc lúc", null=True)

    objects = Deliveries.as_manager()

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-pk"]
        constraints = [UniqueConstraint(fields=["user", "batch", "channel"], name="one_message_per_channel")]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="queued"), name="delivery_queue"),
            models.Index(fields=["user", "channel", "-id"], name="delivery_by_user"),
        ]

    def __str__(self) -> str:
        return self.subject
