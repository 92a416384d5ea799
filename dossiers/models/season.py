"""A year of emulation and its rounds."""

from datetime import date

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from dossiers.models.base import Chained
from dossiers.vocabulary import HandInKind, Nature


class Season(Chained):
    """'Năm thi đua 2026': dates of the plan and the achievement period (any months: some bodies run from October)."""

    year = models.PositiveSmallIntegerField("năm")
    title = models.CharField("tên gọi", max_length=255)
    opens = models.DateField("mở từ")
    registration_by = models.DateField("đăng ký thi đua trước", null=True, blank=True)
    initiatives_by = models.DateField("đăng ký sáng kiến trước", null=True, blank=True)
    dossiers_by = models.DateField("nhận hồ sơ đến", null=True, blank=True)
    achievement_from = models.DateField("thành tích từ")
    achievement_to = models.DateField("thành tích đến")
    opened_at = models.DateTimeField("đã mở lúc", null=True, blank=True)
    closed_at = models.DateTimeField("đã đóng lúc", null=True, blank=True)
    waived = models.JSONField("nhóm quy tắc để cơ quan tự xét", default=list, blank=True)
    nature = models.CharField("tính chất", max_length=16, choices=Nature, default=Nature.REAL)
    # counts the changes of the plan's dates: what was armed for earlier ones is stale
    term_no = models.PositiveIntegerField("lần đặt ngày", default=0, editable=False)

    class Meta:
        verbose_name = "năm thi đua"
        verbose_name_plural = "năm thi đua"
        ordering = ["-year"]
        constraints = [
            UniqueConstraint(
                fields=["year", "nature"], name="one_season_a_year", violation_error_message="Năm thi đua này đã có."
            ),
            CheckConstraint(condition=Q(achievement_to__gte=F("achievement_from")), name="achievement_in_order"),
            CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False), name="closed_only_after_opened"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Opened and not yet closed."""
        return self.opened_at is not None and self.closed_at is None

    def term_of(self, kind: str) -> date | None:
        """The last day for hand-ins of this kind (a code of HandInKind), if the plan sets one for all of that kind."""
        terms = {HandInKind.REGISTRATION: self.registration_by, HandInKind.INITIATIVES: self.initiatives_by}
        return terms.get(HandInKind(kind))


class Round(models.Model):
    """'Đợt …' within a year, with dates of its own."""

    season = models.ForeignKey(Season, models.CASCADE, related_name="rounds", verbose_name="năm thi đua")
    number = models.PositiveSmallIntegerField("đợt")
    title = models.CharField("tên gọi", max_length=255, blank=True)
    dossiers_by = models.DateField("nhận hồ sơ đến", null=True, blank=True)
    achievement_from = models.DateField("thành tích từ", null=True, blank=True)
    achievement_to = models.DateField("thành tích đến", null=True, blank=True)
    term_no = models.PositiveIntegerField("lần đặt ngày", default=0, editable=False)

    class Meta:
        verbose_name = "đợt"
        verbose_name_plural = "đợt"
        ordering = ["season", "number"]
        constraints = [UniqueConstraint(fields=["season", "number"], name="round_number_once")]

    def __str__(self) -> str:
        return self.title or f"Đợt {self.number}"
