"""How long a step may take, as dated rows that say who set them."""

from django.db import models
from django.db.models import CheckConstraint, Q

from dossiers.models import Award, Unit
from dossiers.models.base import Dated
from dossiers.models.catalogue import Cited
from dossiers.vocabulary import Basis, Counting, Evidence


class Begins(models.TextChoices):
    ACT = "act", "từ khi giao việc"
    COMPLETE = "complete", "từ ngày nhận đủ hồ sơ"


class Again(models.TextChoices):
    FULL = "full", "tính lại từ đầu"
    LEFT = "left", "tính tiếp phần còn lại"


class StepTerm(Cited, Dated):
    """A term for one piece of work. A row that names a body or an award holds for these alone and goes before one that
    names none. Law needs a source that was read; what an office merely assumes is its own."""

    act = models.CharField("việc phải làm", max_length=32)
    body = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="chỉ ở cơ quan",
        help_text="Để trống: mọi cơ quan.",
    )
    award = models.ForeignKey(
        Award, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="chỉ với danh hiệu, hình thức",
        help_text="Để trống: mọi danh hiệu, hình thức.",
    )
    days = models.PositiveSmallIntegerField("số ngày")
    unit = models.CharField("tính theo", max_length=8, choices=Counting, default=Counting.WORKING)
    starts = models.CharField("tính từ", max_length=8, choices=Begins, default=Begins.ACT)
    again = models.CharField("khi đơn vị gửi lại sau bổ sung", max_length=8, choices=Again, default=Again.FULL)
    basis = models.CharField("ai đặt", max_length=8, choices=Basis, default=Basis.OFFICE)

    class Meta:
        verbose_name = "thời hạn"
        verbose_name_plural = "thời hạn từng việc"
        ordering = ["act", "valid_from"]
        indexes = [models.Index(fields=["act"], name="term_by_act")]
        constraints = [
            CheckConstraint(
                condition=~Q(basis=Basis.LAW) | (Q(evidence__in=[Evidence.TEXT, Evidence.QUOTED]) & ~Q(citation="")),
                name="law_has_a_source",
                violation_error_message="Chỉ ghi 'theo quy định' khi có văn bản đã đọc: nêu căn cứ và mức căn cứ.",
            ),
            CheckConstraint(condition=Q(days__gte=1), name="a_term_has_days"),
            CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")), name="term_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days} {self.get_unit_display()} từ {self.valid_from:%d/%m/%Y}"
