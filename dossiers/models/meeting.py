"""The unit's own meeting (họp bình xét) on the lines of a hand-in: what its minutes say."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q

from dossiers.models.dossier import Dossier
from dossiers.models.handin import HandIn


class Meeting(models.Model):
    """One meeting per hand-in. Chair and secretary are names as the minutes print them, not accounts."""

    hand_in = models.OneToOneField(HandIn, models.CASCADE, related_name="meeting", verbose_name="tờ trình")
    held_at = models.DateTimeField("họp lúc")
    place = models.CharField("địa điểm", max_length=255, blank=True)
    chair = models.CharField("chủ trì", max_length=255)
    secretary = models.CharField("thư ký", max_length=255)
    total = models.PositiveSmallIntegerField("tổng số người của đơn vị")
    present = models.PositiveSmallIntegerField("số người có mặt")
    opinions = models.TextField("ý kiến khác", blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "họp bình xét"
        verbose_name_plural = "họp bình xét"
        constraints = [
            CheckConstraint(condition=Q(present__gt=0, present__lte=F("total")), name="present_within_total"),
        ]

    def __str__(self) -> str:
        return f"Họp bình xét {self.hand_in_id}"

    @property
    def absent(self) -> int:
        """How many of the unit did not come."""
        return self.total - self.present


class MeetingVote(models.Model):
    """The votes on one line. Who is present and in neither column abstained or voted otherwise: `abstained`."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="votes", verbose_name="cuộc họp")
    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="meeting_vote", verbose_name="hồ sơ")
    yes = models.PositiveSmallIntegerField("đồng ý")
    no = models.PositiveSmallIntegerField("không đồng ý", default=0)
    reason = models.CharField("lý do, ghi chú", max_length=500, blank=True)

    class Meta:
        verbose_name = "phiếu bình xét"
        verbose_name_plural = "phiếu bình xét"
        ordering = ["dossier_id"]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.yes}/{self.meeting.present}"

    @property
    def abstained(self) -> int:
        """Those present who voted neither for nor against."""
        return self.meeting.present - self.yes - self.no
