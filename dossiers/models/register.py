"""What has been granted, and the counters behind codes and numbers."""

from django.db import models
from django.db.models import UniqueConstraint

from dossiers.models.catalogue import Award
from dossiers.models.dossier import Dossier, Nominee
from dossiers.models.organisation import Unit
from dossiers.models.season import Season


class RegisterEntry(models.Model):
    """An award given, with its decision; a revocation closes the row, nothing erases it."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, null=True, blank=True, related_name="register_entry")
    nominee = models.ForeignKey(Nominee, models.PROTECT, related_name="register", verbose_name="được khen thưởng")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+", verbose_name="danh hiệu, hình thức")
    season = models.ForeignKey(Season, models.PROTECT, null=True, related_name="+", verbose_name="năm thi đua")
    body = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="cơ quan quyết định")
    decision = models.CharField("số quyết định", max_length=64)
    decided_on = models.DateField("ngày quyết định")
    revoked_on = models.DateField("ngày hủy, thu hồi", null=True, blank=True)

    class Meta:
        verbose_name = "sổ khen thưởng"
        verbose_name_plural = "sổ khen thưởng"
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.nominee}: {self.award}"


class Counter(models.Model):
    """A serial per scope, for codes and for the numbers of an own register."""

    scope = models.CharField(max_length=120, unique=True)
    value = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "bộ đếm"
        verbose_name_plural = "bộ đếm"

    def __str__(self) -> str:
        return f"{self.scope}: {self.value}"


class CodePattern(models.Model):
    """How codes look; {unit}, {day}, {year}, {serial} may be used. Default: unit–date–serial."""

    kind = models.CharField("dùng cho", max_length=16, choices=[("hand_in", "Tờ trình"), ("dossier", "Hồ sơ")])
    pattern = models.CharField("mẫu mã", max_length=120)

    class Meta:
        verbose_name = "mẫu mã số"
        verbose_name_plural = "mẫu mã số"
        constraints = [UniqueConstraint(fields=["kind"], name="one_pattern_per_kind")]

    def __str__(self) -> str:
        return self.pattern
