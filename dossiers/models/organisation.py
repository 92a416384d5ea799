"""Units and bodies: they are named, renamed, dissolved and subordinated by date."""

from datetime import date

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from dossiers import clock, text
from dossiers.models.base import Dated
from dossiers.vocabulary import Level, Nature, RelationKind


class Unit(models.Model):
    """A unit that proposes, or a body that reviews and decides. What an external body decides is only recorded here."""

    code = models.CharField("mã", max_length=32, unique=True)
    name = models.CharField("tên hiện nay", max_length=255)
    level = models.CharField("cấp", max_length=16, choices=Level)
    external = models.BooleanField("ngoài hệ thống", default=False)
    exists_from = models.DateField("thành lập từ", null=True, blank=True)
    exists_to = models.DateField("tồn tại đến", null=True, blank=True)
    headcount = models.PositiveIntegerField("số người", default=0)
    decider_title = models.CharField("chức danh người quyết định", max_length=120, blank=True)
    office_name = models.CharField("tên bộ phận thường trực", max_length=255, blank=True)
    symbol = models.CharField("ký hiệu văn bản", max_length=32, blank=True, help_text="ví dụ STP trong 215/QĐ-STP")
    place = models.CharField("địa danh", max_length=120, blank=True)
    nature = models.CharField("tính chất", max_length=16, choices=Nature, default=Nature.REAL)
    search_key = models.CharField(max_length=400, editable=False, db_index=True)

    class Meta:
        verbose_name = "đơn vị, cơ quan"
        verbose_name_plural = "đơn vị, cơ quan"
        ordering = ["code"]
        constraints = [
            CheckConstraint(
                condition=Q(exists_to__isnull=True) | Q(exists_to__gte=F("exists_from")),
                name="unit_exists_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = text.nfc(self.name)
        self.search_key = text.fold(f"{self.code} {self.name}")
        super().save(*args, **kwargs)

    @property
    def is_body(self) -> bool:
        """Whether it reviews and decides (a department or higher)."""
        return self.level != Level.UNIT

    def name_on(self, day: date) -> str:
        """The name the unit bore on `day`: past papers keep their old names; before the first known one, that one."""
        row = self.names.filter(valid_from__lte=day).order_by("-valid_from").first()
        row = row or self.names.order_by("valid_from").first()
        return row.name if row else self.name

    def superior(self, kind: str = RelationKind.MANAGEMENT, day: date | None = None) -> "Unit | None":
        """The unit above on `day` (default today) by the relation `kind`, or None."""
        from dossiers.models.base import in_force

        rows = self.relations_up.filter(in_force(day or clock.today()), kind=kind)
        row = rows.select_related("upper").order_by("-valid_from").first()
        return row.upper if row else None


class UnitName(Dated):
    """A name from–to. The present one is copied to the unit by the form that enters it."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names", verbose_name="đơn vị")
    name = models.CharField("tên", max_length=255)
    paper = models.CharField("văn bản", max_length=255, blank=True)

    class Meta:
        verbose_name = "tên gọi theo thời gian"
        verbose_name_plural = "tên gọi theo thời gian"
        ordering = ["valid_from"]

    def __str__(self) -> str:
        return self.name


class UnitRelation(Dated):
    """Who stands above whom: by management (titles follow it) or by sector (forms may follow it)."""

    lower = models.ForeignKey(Unit, models.CASCADE, related_name="relations_up", verbose_name="đơn vị")
    upper = models.ForeignKey(Unit, models.PROTECT, related_name="relations_down", verbose_name="trực thuộc")
    kind = models.CharField("quan hệ", max_length=16, choices=RelationKind, default=RelationKind.MANAGEMENT)

    class Meta:
        verbose_name = "quan hệ trực thuộc"
        verbose_name_plural = "quan hệ trực thuộc"
        constraints = [
            CheckConstraint(condition=~Q(lower=F("upper")), name="unit_not_above_itself"),
            UniqueConstraint(
                fields=["lower", "kind"],
                condition=Q(valid_to__isnull=True),
                name="one_open_relation_of_a_kind",
                violation_error_message="Đơn vị đã có quan hệ cùng loại đang còn hiệu lực; hãy ghi ngày kết thúc.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lower} – {self.upper}"
