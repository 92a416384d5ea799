"""The address of a person's calendar."""

from django.conf import settings
from django.db import models


class CalendarFeed(models.Model):
    """One secret address per person, kept as a digest only: a copy of the database opens nobody's calendar."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("lập lúc")

    class Meta:
        verbose_name = "địa chỉ lịch"
        verbose_name_plural = "địa chỉ lịch"

    def __str__(self) -> str:
        return f"Lịch của {self.user}"
