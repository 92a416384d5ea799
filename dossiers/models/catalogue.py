"""Awards and the rules that surround them, as dated rows with citation and evidence mark."""

from datetime import date

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from dossiers.models.base import Dated
from dossiers.models.organisation import Unit
from dossiers.vocabulary import AwardKind, Carrier, Evidence, Level, Nature, NeededBefore, Producer, Subject


class Cited(models.Model):
    """A row that says where it comes from."""

    citation = models.CharField("căn cứ", max_length=255, blank=True)
    evidence = models.CharField("mức căn cứ", max_length=1, choices=Evidence, default=Evidence.MEMORY)

    class Meta:
        abstract = True


class Source(Cited, Dated):
    """A legal instrument, or a local paper (mark L)."""

    code = models.CharField("mã", max_length=32, unique=True)
    name = models.CharField("tên văn bản", max_length=255)

    class Meta:
        verbose_name = "văn bản căn cứ"
        verbose_name_plural = "văn bản căn cứ"
        ordering = ["valid_from"]

    def __str__(self) -> str:
        return self.name


class LegalFigure(Cited, Dated):
    """A dated figure of the regulation that is not an award's: base salary, rounding, time limit, ballot threshold …"""

    kind = models.CharField("loại", max_length=32, db_index=True)
    code = models.CharField("mã", max_length=64)
    value = models.JSONField("giá trị")

    class Meta:
        verbose_name = "số liệu quy định"
        verbose_name_plural = "số liệu quy định"
        constraints = [UniqueConstraint(fields=["kind", "code", "valid_from"], name="figure_once_per_start")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class PaperType(models.Model):
    """A kind of paper that an award may ask for, with its usual carrier, producer and moment."""

    code = models.CharField("mã", max_length=32, unique=True)
    name = models.CharField("tên giấy tờ", max_length=255)
    carrier = models.CharField("đi theo", max_length=16, choices=Carrier, default=Carrier.DOSSIER)
    producer = models.CharField("do ai lập", max_length=16, choices=Producer, default=Producer.UNIT)
    needed_before = models.CharField("cần có", max_length=16, choices=NeededBefore, default=NeededBefore.SUBMIT)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "loại giấy tờ"
        verbose_name_plural = "loại giấy tờ"
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Award(Cited):
    """A danh hiệu or a hình thức. Its name is a row; no code anywhere asks for a particular one."""

    code = models.CharField("mã", max_length=32, unique=True)
    name = models.CharField("tên", max_length=255)
    english = models.CharField("tên tiếng Anh", max_length=255, blank=True)
    kind = models.CharField("loại", max_length=8, choices=AwardKind)
    subject = models.CharField("đối tượng", max_length=16, choices=Subject)
    verb = models.CharField("động từ trong quyết định", max_length=64)
    decided_by = models.CharField("cấp quyết định", max_length=120, blank=True)
    criteria_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cùng tiêu chuẩn với"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "danh hiệu, hình thức"
        verbose_name_plural = "danh hiệu, hình thức"
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class AwardVersion(Cited, Dated):
    """What the award asks for, from–to. A field that is None is not stated by this version."""

    award = models.ForeignKey(Award, models.CASCADE, related_name="versions", verbose_name="danh hiệu, hình thức")
    require = models.JSONField("tiêu chuẩn", null=True, blank=True)
    quota = models.JSONField("tỷ lệ", null=True, blank=True)
    vote = models.JSONField("quy tắc biểu quyết", null=True, blank=True)
    coefficient = models.JSONField("hệ số tiền thưởng", null=True, blank=True)
    originals = models.PositiveSmallIntegerField("số bản chính", null=True, blank=True)
    time_rule = models.CharField("thời hạn thẩm định", max_length=64, blank=True)
    states_papers = models.BooleanField("có nêu giấy tờ", default=False)
    extra = models.JSONField("nội dung khác", default=dict, blank=True)
    marks = models.JSONField("mức căn cứ từng nội dung", default=dict, blank=True)

    class Meta:
        verbose_name = "phiên bản quy định"
        verbose_name_plural = "phiên bản quy định"
        ordering = ["award", "valid_from"]
        constraints = [UniqueConstraint(fields=["award", "valid_from"], name="version_once_per_start")]

    def __str__(self) -> str:
        return f"{self.award} từ {self.valid_from:%d/%m/%Y}"


class RequiredPaper(models.Model):
    """A paper this version asks for; empty carrier, producer, moment mean those of the type."""

    version = models.ForeignKey(AwardVersion, models.CASCADE, related_name="papers", verbose_name="phiên bản")
    paper_type = models.ForeignKey(PaperType, models.PROTECT, verbose_name="giấy tờ")
    condition = models.CharField("chỉ khi", max_length=64, blank=True)

    class Meta:
        verbose_name = "giấy tờ phải có"
        verbose_name_plural = "giấy tờ phải có"
        constraints = [UniqueConstraint(fields=["version", "paper_type"], name="paper_once_per_version")]

    def __str__(self) -> str:
        return str(self.paper_type)


class Authority(Cited, Dated):
    """Who decides an award, from–to: a level reached by a relation, or (a local row) one named body."""

    award = models.ForeignKey(Award, models.CASCADE, related_name="authorities", verbose_name="danh hiệu, hình thức")
    level = models.CharField("cấp quyết định", max_length=16, choices=Level, blank=True)
    body = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan quyết định"
    )
    nature = models.CharField("tính chất", max_length=16, choices=Nature, default=Nature.REAL)

    class Meta:
        verbose_name = "thẩm quyền quyết định"
        verbose_name_plural = "thẩm quyền quyết định"
        ordering = ["award", "valid_from"]
        constraints = [
            CheckConstraint(condition=~Q(level="") | Q(body__isnull=False), name="authority_names_someone"),
            CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="authority_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award}: {self.body or self.get_level_display()}"


class RouteStep(models.Model):
    """A body passed on the way up (`via`), in order. Without rows: the department, then the deciding body."""

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="via", verbose_name="thẩm quyền")
    position = models.PositiveSmallIntegerField("thứ tự")
    body = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="qua cơ quan")

    class Meta:
        verbose_name = "cơ quan trung gian"
        verbose_name_plural = "đường trình"
        ordering = ["authority", "position"]
        constraints = [UniqueConstraint(fields=["authority", "position"], name="route_position_once")]

    def __str__(self) -> str:
        return f"{self.position}. {self.body}"


class OwnLineRule(Cited):
    """Whether one's own line bars a person from an act: barred, warned, or free. A local rule (mark L or M)."""

    class Policy(models.TextChoices):
        BARRED = "barred", "Không được làm với hồ sơ của chính mình"
        WARNED = "warned", "Được làm, có nhắc"
        FREE = "free", "Được làm"

    act = models.CharField("hành động", max_length=32, unique=True)
    policy = models.CharField("quy tắc", max_length=8, choices=Policy, default=Policy.BARRED)

    class Meta:
        verbose_name = "quy tắc hồ sơ của chính mình"
        verbose_name_plural = "quy tắc hồ sơ của chính mình"

    def __str__(self) -> str:
        return f"{self.act}: {self.get_policy_display()}"


class ReasonText(models.Model):
    """The office's own list of reasons, offered where an act asks for one."""

    body = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="cơ quan")
    act = models.CharField("hành động", max_length=32, db_index=True)
    text = models.CharField("lý do", max_length=500)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "lý do mẫu"
        verbose_name_plural = "lý do mẫu"
        ordering = ["act", "position"]

    def __str__(self) -> str:
        return self.text


def version_on(versions: list[AwardVersion], day: date) -> AwardVersion | None:
    """The version of the list in force on `day`, or None."""
    for version in versions:
        if version.valid_from <= day and (version.valid_to is None or day <= version.valid_to):
            return version
    return None
