"""Days on which the general calendar does not hold."""

from django.db import models


class DayOverride(models.Model):
    """A day off or a working day by a cited paper: swaps, days in lieu, local closing."""

    day = models.DateField("ngày", unique=True)
    working = models.BooleanField("là ngày làm việc")
    paper = models.CharField("văn bản", max_length=255)

    class Meta:
        verbose_name = "ngày nghỉ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ, ngày làm bù"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {'làm việc' if self.working else 'nghỉ'}"
