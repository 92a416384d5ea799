"""The journal's tables. Rows of `Entry` are written once: triggers refuse UPDATE and DELETE."""

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint

from dossiers.models import Dossier, Unit
from dossiers.vocabulary import Role


class Batch(models.Model):
    """One call of the door. (actor, key) is the idempotency key; `content` is the hash of what was asked."""

    act = models.CharField("hành động", max_length=32)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=64, null=True)
    content = models.CharField(max_length=64)
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "lần thực hiện"
        verbose_name_plural = "lần thực hiện"
        constraints = [
            UniqueConstraint(fields=["actor", "key"], condition=Q(key__isnull=False), name="key_once_per_actor"),
            # The system has no account, and a missing one equals no other: its keys are unique on their own.
            UniqueConstraint(
                fields=["key"], condition=Q(actor__isnull=True, key__isnull=False), name="key_once_for_the_system"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.at:%d/%m/%Y %H:%M}"


class SubjectKind(models.TextChoices):
    DOSSIER = "dossier", "Hồ sơ"
    HAND_IN = "hand_in", "Tờ trình"
    SESSION = "session", "Phiên họp"
    DECISION = "decision", "Quyết định, văn bản"
    SEASON = "season", "Năm thi đua"
    CONSULTATION = "consultation", "Lấy ý kiến"
    ENQUIRY = "enquiry", "Văn bản hỏi ý kiến đến"
    POSTING = "posting", "Công khai"
    INVITATION = "invitation", "Mời nộp muộn"
    CALENDAR = "calendar", "Lịch làm việc"
    DUTY = "duty", "Việc sau khi có kết quả"


class Entry(models.Model):
    """One thing that happened to one subject, chained to the entry before it by SHA-256."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="entries")
    subject_kind = models.CharField(max_length=16, choices=SubjectKind)
    subject_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="entries")
    act = models.CharField("hành động", max_length=32)
    from_state = models.CharField(max_length=24, blank=True)
    to_state = models.CharField(max_length=24, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="entries")
    actor_name = models.CharField(max_length=120)
    role = models.CharField(max_length=16, choices=Role, blank=True)
    on_behalf = models.CharField("thay mặt", max_length=160, blank=True)
    body = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    reason = models.TextField("lý do", blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField("lúc")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "mục nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ["pk"]
        constraints = [UniqueConstraint(fields=["subject_kind", "subject_id", "seq"], name="journal_seq_once")]
        indexes = [models.Index(fields=["act", "at"], name="journal_by_act")]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} #{self.seq} {self.act}"


class Unannounced(models.Model):
    """The outbox: a batch of which nobody has been told yet."""

    batch = models.OneToOneField(Batch, models.PROTECT)

    class Meta:
        verbose_name = "việc chưa báo"
        verbose_name_plural = "việc chưa báo"

    def __str__(self) -> str:
        return f"Chưa báo {self.batch_id}"


class Beat(models.Model):
    """The last sign of life of a periodic task."""

    name = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "nhịp của bộ lập lịch"
        verbose_name_plural = "nhịp của bộ lập lịch"

    def __str__(self) -> str:
        return self.name
