"""The row of a long piece of work: what was asked, how far it is, who is at it, what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint


class JobState(models.TextChoices):
    QUEUED = "queued", "Đang chờ chạy"
    RUNNING = "running", "Đang chạy"
    FINISHED = "finished", "Đã xong"
    FAILED = "failed", "Bị dừng"


class Job(models.Model):
    """Long work of one person. `arguments` holds what every part needs, `items` what the parts divide among them;
    `part` is the next part to do. Who runs it holds `claim` and shows life by `beat_at`."""

    kind = models.CharField("loại", max_length=32)
    title = models.CharField("việc", max_length=255)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs", verbose_name="người thực hiện"
    )
    key = models.CharField(max_length=64, null=True, editable=False)
    arguments = models.JSONField(default=dict)
    items = models.JSONField(default=list)
    state = models.CharField("tình trạng", max_length=16, choices=JobState, default=JobState.QUEUED)
    total = models.PositiveIntegerField("tổng số", default=0)
    done = models.PositiveIntegerField("đã làm", default=0)
    refused = models.PositiveIntegerField("bị từ chối", default=0)
    part = models.PositiveIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField("lập lúc")
    started_at = models.DateTimeField("bắt đầu lúc", null=True)
    beat_at = models.DateTimeField("dấu hiệu chạy gần nhất", null=True)
    finished_at = models.DateTimeField("xong lúc", null=True)

    class Meta:
        verbose_name = "việc dài"
        verbose_name_plural = "việc dài"
        ordering = ["-pk"]
        constraints = [
            UniqueConstraint(fields=["actor", "key"], condition=Q(key__isnull=False), name="job_once_per_key"),
        ]
        indexes = [
            models.Index(fields=["beat_at"], condition=Q(state__in=["queued", "running"]), name="job_waiting"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in (JobState.QUEUED, JobState.RUNNING)

    @property
    def seen(self) -> int:
        """How many items have been gone through, whatever came of them."""
        return min(self.total, self.done + self.refused + len(self.held))

    @property
    def percent(self) -> int:
        return 100 * self.seen // self.total if self.total else 100

    @property
    def held(self) -> list[int]:
        """Items left as they were because others of their part were refused."""
        return list(self.result.get("held", []))
