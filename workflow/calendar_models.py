"""Days on which the general calendar does not hold, and the journal of each year's changes."""

from typing import Any

from django.db import models

from dossiers.models import StoredFile
from dossiers.models.base import Chained


class DayKind(models.TextChoices):
    OFF = "off", "Nghỉ lễ, tết"
    LIEU = "lieu", "Nghỉ bù, nghỉ hoán đổi"
    CLOSED = "closed", "Cơ quan nghỉ riêng"
    WORKED = "worked", "Làm việc (làm bù)"


class DayOverride(models.Model):
    """A day off or a working day by a cited paper: swaps, days in lieu, local closing. `working` follows the kind."""

    day = models.DateField("ngày", unique=True)
    kind = models.CharField("là ngày", max_length=8, choices=DayKind, default=DayKind.OFF)
    working = models.BooleanField("là ngày làm việc", default=False, editable=False)
    number = models.CharField("số, ký hiệu văn bản", max_length=64, blank=True)
    dated = models.DateField("ngày văn bản", null=True, blank=True)
    paper = models.CharField("văn bản", max_length=255, help_text="Cơ quan ban hành, trích yếu.")
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="bản quét"
    )

    class Meta:
        verbose_name = "ngày nghỉ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ, ngày làm bù"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {'làm việc' if self.working else 'nghỉ'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Kind and `working` agree: a kind that was not said follows from what was."""
        if self.working and self.kind == DayKind.OFF:
            self.kind = DayKind.WORKED
        self.working = self.kind == DayKind.WORKED
        super().save(*args, **kwargs)

    @property
    def cited(self) -> str:
        """The paper as it is cited: number, date, what it says, each as far as entered."""
        number = f"Văn bản số {self.number}" if self.number else ""
        date = f"ngày {self.dated:%d/%m/%Y}" if self.dated else ""
        named = " ".join(part for part in (number, date) if part)
        return f"{named}: {self.paper}" if named and self.paper else named or self.paper


class CalendarYear(Chained):
    """The journal's subject for what was changed in the calendar of one year."""

    year = models.PositiveSmallIntegerField("năm", unique=True)

    class Meta:
        verbose_name = "lịch làm việc của năm"
        verbose_name_plural = "lịch làm việc của các năm"

    def __str__(self) -> str:
        return f"Lịch làm việc năm {self.year}"
