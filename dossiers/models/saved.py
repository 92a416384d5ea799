"""What a person keeps of the lists."""

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint

LONGEST_NAME = 80


class SavedFilter(models.Model):
    """Conditions of the list of dossiers under a name of the person's own; the default one is what the list opens
    with."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_filters", verbose_name="người lưu"
    )
    name = models.CharField("tên bộ lọc", max_length=LONGEST_NAME)
    query = models.CharField("điều kiện", max_length=1000)
    is_default = models.BooleanField("mở sẵn", default=False)

    class Meta:
        verbose_name = "bộ lọc đã lưu"
        verbose_name_plural = "bộ lọc đã lưu"
        ordering = ["name", "pk"]
        constraints = [
            UniqueConstraint(fields=["user", "name"], name="saved_filter_named_once"),
            UniqueConstraint(fields=["user"], condition=Q(is_default=True), name="one_default_filter"),
        ]

    def __str__(self) -> str:
        return self.name
