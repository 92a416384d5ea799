"""What was told to whom, by which channel, with what success."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Count, Max, Q, UniqueConstraint
from django.db.models.functions import Coalesce

from dossiers.models import Dossier
from notifications.choice_models import Preference as Preference
from notifications.choice_models import QuietHours as QuietHours
from notifications.choice_models import TableChange as TableChange
from notifications.feed_models import CalendarFeed as CalendarFeed
from notifications.kinds import Kind
from notifications.webhook_models import Subscriber as Subscriber
from notifications.zalo_models import ZaloAccess as ZaloAccess
from workflow.models import Batch

INBOX = "inbox"
Recipient = tuple[str, int]  # of a person or of a system: ("user" or "subscriber", pk)


class DeliveryState(models.TextChoices):
    QUEUED = "queued", "Chờ gửi"
    SENDING = "sending", "Đang gửi"
    SENT = "sent", "Đã gửi"
    RETRY = "retry", "Chờ gửi lại"
    FAILED = "failed", "Không gửi được"
    SUPPRESSED = "suppressed", "Không gửi"
    HELD = "held", "Đang giữ lại"


# What waits for its moment (`next_try_at`); `sending` too, so that what a dead worker left behind is taken up again.
WAITING = (DeliveryState.QUEUED, DeliveryState.RETRY, DeliveryState.SENDING)


class Hold(models.Model):
    """Messages kept back until they are released together: results before the ceremony, all after a restore."""

    class Scope(models.TextChoices):
        RESULTS = "results", "Kết quả khen thưởng"
        EVERYTHING = "everything", "Mọi thông báo gửi ra ngoài"

    scope = models.CharField("phạm vi", max_length=16, choices=Scope)
    season = models.ForeignKey(
        "dossiers.Season", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="năm thi đua"
    )
    reason = models.CharField("lý do", max_length=255)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    placed_at = models.DateTimeField("giữ từ lúc")
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField("cho gửi lúc", null=True)

    class Meta:
        verbose_name = "lệnh giữ thông báo"
        verbose_name_plural = "lệnh giữ thông báo"

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: {self.reason}"


class Deliveries(models.QuerySet["Delivery"]):
    """Reads of the messages."""

    def to_person(self, user: Any) -> "Deliveries":
        """What `user` finds in the application."""
        unseen = (DeliveryState.HELD, DeliveryState.SUPPRESSED)
        return self.filter(user=user, channel=INBOX).exclude(state__in=unseen)

    def unread(self, user: Any) -> "Deliveries":
        """What `user` has not opened yet; what is held back counts only once it is released."""
        return self.to_person(user).filter(read_at=None)

    def not_yet_sent(self) -> "Deliveries":
        """What still waits to leave and is on nobody's hands."""
        return self.filter(state__in=[DeliveryState.QUEUED, DeliveryState.RETRY, DeliveryState.HELD])

    def count_and_newest(self) -> tuple[int, int]:
        """How many rows, and the highest id among them (0 for none). One statement."""
        found = self.order_by().aggregate(count=Count("pk"), newest=Coalesce(Max("pk"), 0))
        return found["count"], found["newest"]


def recipients(among: Iterable[Recipient]) -> Q:
    """Filter for deliveries to any of these."""
    found: dict[str, list[int]] = {"user": [], "subscriber": []}
    for what, pk in among:
        found[what].append(pk)
    return Q(user__in=found["user"]) | Q(subscriber__in=found["subscriber"])


class Delivery(models.Model):
    """One message about one batch by one channel to one person, listing the lines that concern them; or to a system."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, models.PROTECT, null=True, related_name="deliveries")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="deliveries")
    channel = models.CharField("kênh", max_length=16)
    kind = models.CharField("loại tin", max_length=16, choices=Kind, default=Kind.NEWS)
    subject = models.CharField("tiêu đề", max_length=255)
    body = models.TextField("nội dung")
    link = models.CharField("đường dẫn", max_length=255, blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    thread = models.CharField("mạch thư", max_length=64, blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    next_try_at = models.DateTimeField("thử lại lúc", null=True)
    last_error = models.CharField("lỗi gần nhất, lý do không gửi", max_length=500, blank=True)
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, related_name="deliveries")
    daily = models.BooleanField("chờ gộp vào thư trong ngày", default=False)
    any_hour = models.BooleanField("gửi cả trong giờ yên tĩnh", default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    created_at = models.DateTimeField("lập lúc")
    sent_at = models.DateTimeField("gửi lúc", null=True)
    read_at = models.DateTimeField("đọc lúc", null=True)

    objects = Deliveries.as_manager()

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-pk"]
        constraints = [
            UniqueConstraint(
                fields=["user", "batch", "channel"], condition=Q(hold__isnull=True), name="one_message_per_channel"
            ),
            # what is held back is a message of its own, so that the rest of the batch need not wait
            UniqueConstraint(
                fields=["user", "batch", "channel", "hold"], condition=Q(hold__isnull=False),
                name="one_held_message_per_channel",
            ),
            UniqueConstraint(fields=["subscriber", "batch"], name="one_message_per_subscriber"),
            CheckConstraint(
                condition=Q(user__isnull=False, subscriber=None) | Q(user=None, subscriber__isnull=False),
                name="a_person_or_a_system_is_told",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state__in=["queued", "retry", "sending"]), name="delivery_queue"
            ),
            models.Index(fields=["user", "channel", "-id"], name="delivery_by_user"),
            models.Index(fields=["user", "channel", "-id"], condition=Q(read_at=None), name="delivery_unread"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def recipient(self) -> Recipient:
        """Who is told: messages to the same one leave one after the other."""
        return ("subscriber", self.subscriber_id) if self.user_id is None else ("user", self.user_id)

    @property
    def told(self) -> str:
        """Who is told, in words."""
        return str(self.subscriber if self.user_id is None else self.user)


class DeliveryLine(models.Model):
    """A dossier that a person's message in the application is about, so that its page can say who was told what."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="lines")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "hồ sơ trong thông báo"
        verbose_name_plural = "hồ sơ trong thông báo"
        constraints = [UniqueConstraint(fields=["delivery", "dossier"], name="line_once_in_a_message")]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.dossier_id}"


class Attempt(models.Model):
    """A try to deliver, written before it is made: one without an end was broken off."""

    class Outcome(models.TextChoices):
        SENT = "sent", "Đã gửi"
        RETRY = "retry", "Chưa gửi được"
        PERMANENT = "permanent", "Không gửi được"

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField("lần")
    begun_at = models.DateTimeField("bắt đầu lúc")
    ended_at = models.DateTimeField("xong lúc", null=True)
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome, blank=True)
    silent = models.BooleanField("bên nhận không trả lời", default=False)
    error = models.CharField("lỗi", max_length=500, blank=True)

    class Meta:
        verbose_name = "lần gửi"
        verbose_name_plural = "lần gửi"
        ordering = ["delivery", "number"]
        constraints = [UniqueConstraint(fields=["delivery", "number"], name="attempt_once")]
        indexes = [models.Index(fields=["begun_at"], name="attempt_by_time")]

    def __str__(self) -> str:
        return f"{self.delivery_id} lần {self.number}"


class Incident(models.Model):
    """A message that could not be delivered: somebody looks at it, repeats it or lets it go with a reason."""

    class Resolution(models.TextChoices):
        REPEATED = "repeated", "Gửi lại"
        SKIPPED = "skipped", "Bỏ qua"

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="incidents")
    opened_at = models.DateTimeField("từ lúc")
    error = models.CharField("lỗi", max_length=500)
    resolution = models.CharField("xử lý", max_length=10, choices=Resolution, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField("xử lý lúc", null=True)
    reason = models.CharField("lý do", max_length=255, blank=True)

    class Meta:
        verbose_name = "sự cố gửi tin"
        verbose_name_plural = "sự cố gửi tin"
        ordering = ["-pk"]
        constraints = [
            UniqueConstraint(
                fields=["delivery"], condition=Q(resolved_at__isnull=True), name="one_open_incident_a_message"
            )
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.error}"
