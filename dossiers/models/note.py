"""Internal notes: what the people of a body tell each other about a dossier or a hand-in."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from dossiers.models.dossier import Dossier
from dossiers.models.handin import HandIn
from dossiers.models.organisation import Unit


class Note(models.Model):
    """One note of `body`, on a dossier or on a hand-in. It is never changed: a slip is struck, and stays readable."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="cơ quan")
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, blank=True, related_name="notes", verbose_name="hồ sơ"
    )
    hand_in = models.ForeignKey(
        HandIn, models.PROTECT, null=True, blank=True, related_name="notes", verbose_name="tờ trình"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    at = models.DateTimeField("ghi lúc")
    text = models.TextField("nội dung")
    struck_at = models.DateTimeField("gạch bỏ lúc", null=True, blank=True)

    class Meta:
        verbose_name = "ghi chú nội bộ"
        verbose_name_plural = "ghi chú nội bộ"
        ordering = ["-at", "-pk"]
        constraints = [
            CheckConstraint(
                condition=Q(hand_in__isnull=False, dossier__isnull=True)
                | Q(hand_in__isnull=True, dossier__isnull=False),
                name="note_has_one_subject",
            )
        ]

    def __str__(self) -> str:
        return f"Ghi chú của {self.author}, {self.at:%d/%m/%Y}"
