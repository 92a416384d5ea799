"""What rings when: the ladder as data, the armed rows, and the log of what rang."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from django.db import models
from django.db.models import Q, UniqueConstraint

from workflow.alarms.kinds import DeadlineKind
from workflow.journal_models import Batch


class Audience(models.TextChoices):
    DESK = "desk", "Người đang giữ"
    DESK_AND_SUPERIOR = "desk_superior", "Người đang giữ và cấp trên trực tiếp"
    BODY_HEAD = "body_head", "Người đứng đầu cơ quan (bản tổng hợp tuần)"


class Rung(models.Model):
    """A rung of the ladder of one kind: so many working days before (negative) or after the end of the term."""

    kind = models.CharField("loại hạn", max_length=16, choices=DeadlineKind)
    offset = models.SmallIntegerField("số ngày làm việc so với hạn")
    audience = models.CharField("nhắc ai", max_length=16, choices=Audience, default=Audience.DESK)
    active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "bậc nhắc việc"
        verbose_name_plural = "thang nhắc việc"
        ordering = ["kind", "offset"]
        constraints = [UniqueConstraint(fields=["kind", "offset"], name="rung_once")]

    def __str__(self) -> str:
        return self.said

    @property
    def when(self) -> str:
        """'Trước hạn 5 ngày làm việc', 'Ngày hết hạn', 'Sau hạn 1 ngày làm việc'."""
        if not self.offset:
            return "Ngày hết hạn"
        weekly = ", rồi mỗi tuần" if self.audience == Audience.BODY_HEAD else ""
        return f"{'Trước' if self.offset < 0 else 'Sau'} hạn {abs(self.offset)} ngày làm việc{weekly}"

    @property
    def said(self) -> str:
        """The whole rung in words."""
        return f"{self.get_kind_display()} – {self.when[0].lower()}{self.when[1:]}"


class Alarm(models.Model):
    """One running term of one subject, with the moments at which it rings.

    `moments` (ISO, UTC, ascending) and `steps` (the rung's offset as text, or 'end' for the end of the term) belong
    together; `rung` is the place of the one that rings next, at `at`. After the last one `at` is None.
    """

    kind = models.CharField("loại hạn", max_length=16, choices=DeadlineKind)
    subject_kind = models.CharField(max_length=16)
    subject_id = models.BigIntegerField()
    version = models.PositiveIntegerField("lần tính hạn")
    moments = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    rung = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField("đổ chuông lúc", null=True)
    failures = models.PositiveSmallIntegerField("số lần lỗi liên tiếp", default=0, db_default=0)
    error = models.CharField("lỗi gần nhất", max_length=255, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "hẹn giờ"
        verbose_name_plural = "hẹn giờ"
        indexes = [models.Index(fields=["at", "id"], condition=Q(at__isnull=False), name="alarm_due")]
        constraints = [
            UniqueConstraint(fields=["subject_kind", "subject_id", "kind", "version"], name="armed_once_a_term")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject_kind} {self.subject_id} #{self.version}"

    @property
    def to_come(self) -> list[tuple[datetime, str]]:
        """What is still to ring, (moment, step) in its order."""
        kept = zip(self.moments[self.rung :], self.steps[self.rung :], strict=True)
        return [(datetime.fromisoformat(at), step) for at, step in kept]

    def rings(self, step: str) -> bool:
        """Whether `step` is still to come."""
        return step in self.steps[self.rung :]

    def add(self, steps: Mapping[str, datetime]) -> None:
        """Let further steps ring (step → moment) among those that are still to come; not saved."""
        self.set_to_come([*self.to_come, *((at, step) for step, at in steps.items())])

    def set_to_come(self, rings: Iterable[tuple[datetime, str]]) -> None:
        """Let these (moment, step) ring instead of what is still to come; not saved."""
        to_come = sorted((at.astimezone(UTC), step) for at, step in rings)
        self.moments = [*self.moments[: self.rung], *(at.isoformat() for at, _ in to_come)]
        self.steps = [*self.steps[: self.rung], *(step for _, step in to_come)]
        self.at = to_come[0][0] if to_come else None


class Firing(models.Model):
    """What came of one rung of one alarm: exactly one row, whatever happens to the worker."""

    class Outcome(models.TextChoices):
        FIRED = "fired", "Đã thực hiện"
        STALE = "stale", "Hạn đã thay đổi, bỏ qua"
        OFF = "off", "Bậc đang tắt, bỏ qua"
        FAILED = "failed", "Không thực hiện được, đã thôi thử"
        SKIPPED = "skipped", "Không thực hiện được, đã bỏ qua"

    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="firings")
    step = models.CharField(max_length=8)
    due = models.DateTimeField("lẽ ra lúc")
    at = models.DateTimeField("đã đổ chuông lúc")
    outcome = models.CharField(max_length=8, choices=Outcome)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+")
    error = models.CharField("lỗi", max_length=255, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "lần đổ chuông"
        verbose_name_plural = "lần đổ chuông"
        constraints = [UniqueConstraint(fields=["alarm", "step"], name="each_rung_rings_once")]
        indexes = [models.Index(fields=["id"], condition=Q(outcome="failed"), name="firing_failed")]

    def __str__(self) -> str:
        return f"{self.alarm_id} {self.step}: {self.get_outcome_display()}"


