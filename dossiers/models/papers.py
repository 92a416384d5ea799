"""Attachments: stored once under their SHA-256, served only through the access check."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from dossiers.models.catalogue import PaperType
from dossiers.models.dossier import Dossier
from dossiers.models.handin import HandIn


class StoredFile(models.Model):
    """The bytes: `sha256` is the name under MEDIA_ROOT (two-letter folder, then the whole digest)."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    content_type = models.CharField("kiểu nội dung", max_length=100)

    class Meta:
        verbose_name = "tệp đã lưu"
        verbose_name_plural = "tệp đã lưu"

    def __str__(self) -> str:
        return self.sha256


class Paper(models.Model):
    """A paper of a hand-in (serves all its lines) or of one dossier. A newer version replaces, never erases."""

    hand_in = models.ForeignKey(HandIn, models.CASCADE, null=True, blank=True, related_name="papers")
    dossier = models.ForeignKey(Dossier, models.CASCADE, null=True, blank=True, related_name="papers")
    paper_type = models.ForeignKey(PaperType, models.PROTECT, verbose_name="loại giấy tờ")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="papers", verbose_name="tệp")
    file_name = models.CharField("tên tệp", max_length=255)
    version = models.PositiveSmallIntegerField("lần", default=1)
    replaced = models.BooleanField("đã thay bằng bản mới", default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người đính kèm"
    )
    uploaded_at = models.DateTimeField("đính kèm lúc")

    class Meta:
        verbose_name = "giấy tờ"
        verbose_name_plural = "giấy tờ"
        ordering = ["paper_type__position", "-version"]
        constraints = [
            CheckConstraint(
                condition=Q(hand_in__isnull=False, dossier__isnull=True)
                | Q(hand_in__isnull=True, dossier__isnull=False),
                name="paper_has_one_carrier",
            )
        ]

    def __str__(self) -> str:
        return self.file_name
