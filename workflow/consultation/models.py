"""A consultation: the letter, whom it asks, about which dossiers, what they answered. No answer is overwritten."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from dossiers.models import Dossier, StoredFile, Unit
from dossiers.models.base import Chained
from dossiers.models.timing import Timed
from dossiers.vocabulary import Role
from workflow.flows.models import Procedure


class Opinion(models.TextChoices):
    AGREE = "agree", "Nhất trí"
    DISAGREE = "disagree", "Không nhất trí"
    OTHER = "other", "Ý kiến khác"
    SILENT = "silent", "Không trả lời trong hạn"


class Consultation(Chained, Timed):
    """A letter that asks for opinions. Number and day come from văn thư's register of outgoing papers.

    `silence_means_go`: whoever has not answered by the end of the term counts as having nothing against it; it is so
    by the rule that `silence_citation` names, or because the office set it.
    """

    body = models.ForeignKey(Unit, models.PROTECT, related_name="consultations", verbose_name="cơ quan hỏi")
    procedure = models.OneToOneField(Procedure, models.PROTECT, related_name="consultation")
    code = models.CharField("mã", max_length=64, unique=True)
    question = models.TextField("nội dung hỏi")
    number = models.CharField("số, ký hiệu văn bản", max_length=64, blank=True)
    dated = models.DateField("ngày văn bản", null=True, blank=True)
    silence_means_go = models.BooleanField("hết hạn không trả lời thì coi như nhất trí", default=False)
    silence_citation = models.CharField("căn cứ", max_length=255, blank=True)
    unit_reads = models.BooleanField("đơn vị đề nghị được đọc ý kiến", default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField("gửi lúc")
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    class Meta:
        verbose_name = "văn bản lấy ý kiến"
        verbose_name_plural = "văn bản lấy ý kiến"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(due_at__isnull=True), name="closed_consultation_has_no_term"
            ),
            CheckConstraint(
                condition=Q(number="", dated__isnull=True) | ~Q(number="") & Q(dated__isnull=False),
                name="consultation_number_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.code


class Addressee(models.Model):
    """Somebody who is asked: a unit of the system, whose desk answers on a page, or an outside body, by paper."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="addressees")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="cơ quan, đơn vị")
    desk_role = models.CharField("ai trả lời", max_length=16, choices=Role, blank=True)
    name = models.CharField("nơi được hỏi", max_length=255)
    address = models.CharField("địa chỉ", max_length=255, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "nơi được hỏi ý kiến"
        verbose_name_plural = "nơi được hỏi ý kiến"
        ordering = ["position", "pk"]
        constraints = [
            UniqueConstraint(fields=["consultation", "name"], name="asked_once_in_a_letter"),
            CheckConstraint(
                condition=Q(unit__isnull=True, desk_role="") | Q(unit__isnull=False) & ~Q(desk_role=""),
                name="inside_addressee_has_a_desk",
            ),
        ]
        indexes = [models.Index(fields=["unit", "desk_role"], name="addressee_desk")]

    def __str__(self) -> str:
        return self.name


class ConsultationItem(models.Model):
    """A dossier in the letter; open until it goes on with its appraisal, or is withdrawn."""

    class Outcome(models.TextChoices):
        CLOSED = "closed", "Đã lấy ý kiến"
        LEFT = "left", "Đã ra khỏi việc lấy ý kiến"

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="consultation_items")
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    outcome = models.CharField("kết quả", max_length=8, choices=Outcome, blank=True)

    class Meta:
        verbose_name = "hồ sơ được hỏi ý kiến"
        verbose_name_plural = "hồ sơ được hỏi ý kiến"
        constraints = [
            UniqueConstraint(fields=["consultation", "dossier"], name="once_in_a_letter"),
            UniqueConstraint(fields=["dossier"], condition=Q(ended_at__isnull=True), name="one_open_consultation"),
            CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | Q(ended_at__isnull=False) & ~Q(outcome=""),
                name="ended_item_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.dossier_id}"


class Answer(models.Model):
    """What one addressee says of one line. `recorded_by` is who typed it (nobody: the system wrote down the silence),
    `answered_by` in whose name it was given. `current` is the one that counts; earlier ones stay."""

    item = models.ForeignKey(ConsultationItem, models.PROTECT, related_name="answers")
    addressee = models.ForeignKey(Addressee, models.PROTECT, related_name="answers")
    opinion = models.CharField("ý kiến", max_length=8, choices=Opinion)
    text = models.TextField("nội dung", blank=True)
    answered_by = models.CharField("người trả lời", max_length=160, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")
    number = models.CharField("số, ký hiệu văn bản trả lời", max_length=64, blank=True)
    dated = models.DateField("ngày văn bản trả lời", null=True, blank=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    scan_name = models.CharField("bản quét", max_length=255, blank=True)
    late = models.BooleanField("trả lời sau hạn", default=False, db_default=False)
    current = models.BooleanField(default=True)

    class Meta:
        verbose_name = "ý kiến trả lời"
        verbose_name_plural = "ý kiến trả lời"
        constraints = [
            UniqueConstraint(
                fields=["item", "addressee"], condition=Q(current=True), name="one_current_answer"
            ),
            CheckConstraint(
                condition=Q(opinion="silent", recorded_by__isnull=True) | ~Q(opinion="silent")
                & Q(recorded_by__isnull=False),
                name="silence_is_recorded_by_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.addressee}: {self.get_opinion_display()}"

