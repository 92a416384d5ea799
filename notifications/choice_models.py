"""What people and offices choose: how each hears of what, when nothing leaves, who is told besides or no more."""

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint

from notifications.kinds import Kind, Mode


class Preference(models.Model):
    """How one person wants to hear of one kind by one channel; without a row: at once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences")
    kind = models.CharField("loại tin", max_length=16, choices=Kind)
    channel = models.CharField("kênh", max_length=16)
    mode = models.CharField("cách nhận", max_length=8, choices=Mode, default=Mode.AT_ONCE)

    class Meta:
        verbose_name = "cách nhận tin"
        verbose_name_plural = "cách nhận tin"
        constraints = [UniqueConstraint(fields=["user", "kind", "channel"], name="one_preference")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()} – {self.get_mode_display()}"


class QuietHours(models.Model):
    """When nothing leaves the application. Without a row the usual hours hold (`notifications.quiet.USUAL`)."""

    begins = models.TimeField("từ giờ", default=time(19))
    ends = models.TimeField("đến giờ", default=time(7))
    days_off = models.BooleanField("cả ngày nghỉ", default=True)
    active = models.BooleanField("đang áp dụng", default=True)

    class Meta:
        verbose_name = "giờ yên tĩnh"
        verbose_name_plural = "giờ yên tĩnh"

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"


class TableChange(models.Model):
    """A change of the table of who hears what, without a release: a recipient added, switched off, or on again.

    Rows are only added; the last one of (act, audience, text) counts, the others say who changed what before."""

    act = models.CharField("việc", max_length=32)
    audience = models.CharField("người nhận", max_length=32)
    text = models.CharField("mẫu tin", max_length=64)
    on = models.BooleanField("có gửi", default=True)
    mail = models.BooleanField("gửi cả ra ngoài ứng dụng", default=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField("sửa lúc")

    class Meta:
        verbose_name = "thay đổi bảng thông báo"
        verbose_name_plural = "thay đổi bảng thông báo"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.act} → {self.audience}"
