"""An office's own templates of the papers that the product makes."""

from django.conf import settings
from django.db import models

from dossiers.documents.kinds import DocumentKind
from dossiers.models.papers import StoredFile


class DocumentTemplate(models.Model):
    """The template that takes the place of ours for one kind of paper."""

    kind = models.CharField("loại văn bản", max_length=32, choices=DocumentKind, unique=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp mẫu")
    file_name = models.CharField("tên tệp", max_length=255)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người tải lên"
    )
    uploaded_at = models.DateTimeField("tải lên lúc")

    class Meta:
        verbose_name = "mẫu văn bản"
        verbose_name_plural = "mẫu văn bản"
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.get_kind_display()
