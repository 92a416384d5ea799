"""The invitation to hand in late, with a term of its own."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dossiers.models import Award, HandIn, Round, Season, Unit
from dossiers.models.base import Chained
from dossiers.models.timing import Timed


class Invitation(Chained, Timed):
    """`body` lets `unit` hand in after the last day of the plan, until `due_at`. Without a round it holds for the whole
    year, without awards for all of them. `hand_ins`: those that were sent on it."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="cơ quan mời")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="invitations", verbose_name="đơn vị được mời")
    season = models.ForeignKey(Season, models.PROTECT, related_name="invitations", verbose_name="năm thi đua")
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đợt")
    awards = models.ManyToManyField(Award, blank=True, related_name="+", verbose_name="danh hiệu, hình thức")
    reason = models.TextField("lý do mời nộp muộn")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("mời lúc")
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField("thôi mời lúc", null=True, blank=True)
    withdrawn_why = models.CharField("lý do thôi mời", max_length=255, blank=True)
    hand_ins = models.ManyToManyField(HandIn, blank=True, related_name="invitations", verbose_name="tờ trình đã nộp")

    class Meta:
        verbose_name = "mời nộp muộn"
        verbose_name_plural = "mời nộp muộn"
        ordering = ["-invited_at", "-pk"]
        indexes = [
            models.Index(fields=["unit", "season"], condition=Q(withdrawn_at__isnull=True), name="invited_units")
        ]

    def __str__(self) -> str:
        return f"Mời {self.unit} nộp muộn, {self.season}"
