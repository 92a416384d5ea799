"""Systems that hear of moves by themselves: a document management system, a portal, a dashboard of the province."""

import secrets

from django.conf import settings
from django.db import models


def new_salt() -> str:
    """What a subscriber's secret is derived from, together with the key of the installation."""
    return secrets.token_urlsafe(24)


class Subscriber(models.Model):
    """A system, the moves it is told, and its secret: never kept, only derived (`notifications/webhooks/secret.py`)."""

    name = models.CharField("tên hệ thống", max_length=120, unique=True)
    url = models.CharField("địa chỉ nhận tin", max_length=500)
    acts = models.JSONField("những việc được báo", default=list, blank=True)
    salt = models.CharField(max_length=64, default=new_salt, editable=False)
    old_salt = models.CharField(max_length=64, blank=True, editable=False)
    old_until = models.DateTimeField("khóa cũ còn dùng đến", null=True, editable=False)
    on = models.BooleanField("đang gửi", default=True)
    off_because = models.CharField("lý do ngừng", max_length=255, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("lập lúc")

    class Meta:
        verbose_name = "hệ thống nhận tin tự động"
        verbose_name_plural = "hệ thống nhận tin tự động"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
