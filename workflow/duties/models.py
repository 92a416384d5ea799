"""A duty after the decision, with its own term."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from dossiers.models import Dossier, Unit
from dossiers.models.base import Chained
from dossiers.models.timing import Timed
from workflow.alarms.kinds import DeadlineKind

OPEN = Q(fulfilled_at__isnull=True, dropped_at__isnull=True)


class DutyKind(models.TextChoices):
    NOTICE_OF_RESULT = DeadlineKind.NOTICE_OF_RESULT.value, "Thông báo kết quả"
    NOTICE_OF_REFUSAL = DeadlineKind.NOTICE_OF_REFUSAL.value, "Thông báo không được khen thưởng"
    ARCHIVE = DeadlineKind.ARCHIVE.value, "Nộp lưu hồ sơ"


class Duty(Chained, Timed):
    """What the office still owes for one closed dossier; the dossier's journal tells what is done, its own how its
    term moves. `dropped_at`: the case was
    opened again, or its decision revoked, before it was done."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="duties", verbose_name="hồ sơ")
    body = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="cơ quan")
    kind = models.CharField("việc", max_length=16, choices=DutyKind)
    opened_at = models.DateTimeField("phát sinh lúc")
    fulfilled_at = models.DateTimeField("ghi đã làm lúc", null=True, blank=True)
    fulfilled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi"
    )
    done_on = models.DateField("làm ngày", null=True, blank=True)
    number = models.CharField("số văn bản", max_length=64, blank=True)
    place = models.CharField("nơi lưu", max_length=255, blank=True)
    dropped_at = models.DateTimeField("thôi phải làm lúc", null=True, blank=True)

    class Meta:
        verbose_name = "việc sau khi có kết quả"
        verbose_name_plural = "việc sau khi có kết quả"
        indexes = [models.Index(fields=["body", "kind", "due_at"], condition=OPEN, name="duty_open")]
        constraints = [
            UniqueConstraint(fields=["dossier", "kind"], condition=OPEN, name="one_open_duty_of_a_kind"),
            CheckConstraint(
                condition=Q(fulfilled_at__isnull=True) | Q(done_on__isnull=False, dropped_at__isnull=True),
                name="a_duty_done_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: hồ sơ {self.dossier_id}"
