"""The right to send by the office's Zalo OA."""

from django.db import models


class ZaloAccess(models.Model):
    """The one row with the tokens in use. `seed`: digest of the environment's token from which they descend, so that a
    new one there begins anew; `busy_until`: somebody is renewing them."""

    seed = models.CharField(max_length=64)
    access = models.TextField(blank=True)
    refresh = models.TextField()
    until = models.DateTimeField("dùng được đến", null=True)
    renewed_at = models.DateTimeField("cấp lại lúc", null=True)
    busy_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "quyền gửi qua Zalo"
        verbose_name_plural = "quyền gửi qua Zalo"

    def __str__(self) -> str:
        return "Quyền gửi qua Zalo"
