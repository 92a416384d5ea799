"""Who wants to hear of a dossier without having work on it."""

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint

from dossiers.models import Dossier


class Follow(models.Model):
    """One person hears of every step of one dossier, as long as he may see it otherwise than as its nominee."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="followed")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="followers")
    since = models.DateTimeField("theo dõi từ")

    class Meta:
        verbose_name = "người theo dõi hồ sơ"
        verbose_name_plural = "người theo dõi hồ sơ"
        constraints = [UniqueConstraint(fields=["user", "dossier"], name="followed_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.dossier}"
