"""Decisions, letters upward, outcomes recorded from outside, and revocations: papers with a number."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from dossiers.models import Dossier, StoredFile, Unit
from dossiers.models.base import Chained
from workflow.flows.models import Procedure


class DecisionKind(models.TextChoices):
    DECISION = "decision", "Quyết định"
    LETTER = "letter", "Tờ trình lên cấp trên"
    OUTSIDE = "outside", "Kết quả của cấp trên"
    REVOCATION = "revocation", "Quyết định hủy, thu hồi"


class DecisionStatus(models.TextChoices):
    DRAFT = "draft", "Đang trình ký"
    SIGNED = "signed", "Đã ký, chờ cấp số"
    ISSUED = "issued", "Đã phát hành"
    RECORDED = "recorded", "Đã ghi nhận"
    DROPPED = "dropped", "Không ban hành"


class Decision(Chained):
    """A paper signed and numbered. `target_body`: where a letter upward goes."""

    kind = models.CharField("loại", max_length=16, choices=DecisionKind)
    status = models.CharField("tình trạng", max_length=16, choices=DecisionStatus, default=DecisionStatus.DRAFT)
    body = models.ForeignKey(Unit, models.PROTECT, related_name="decisions", verbose_name="cơ quan ban hành")
    target_body = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="letters_in", verbose_name="nơi nhận"
    )
    procedure = models.OneToOneField(Procedure, models.PROTECT, null=True, related_name="decision")
    title = models.CharField("trích yếu", max_length=500)
    number = models.PositiveIntegerField("số", null=True, blank=True)
    symbol = models.CharField("ký hiệu", max_length=32, blank=True)
    dated = models.DateField("ngày ban hành", null=True, blank=True)
    year = models.PositiveSmallIntegerField("năm của số", null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    signer_form = models.CharField("ký thay mặt", max_length=64, blank=True)
    signed_at = models.DateTimeField("ký lúc", null=True, blank=True)
    issued_at = models.DateTimeField("phát hành lúc", null=True, blank=True)
    recipients = models.TextField("nơi nhận, mỗi nơi một dòng", blank=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    scan_name = models.CharField("bản quét", max_length=255, blank=True)
    ground = models.CharField("căn cứ hủy (Luật 06/2022/QH15 Đ.93(2))", max_length=1, blank=True)
    reason = models.TextField("lý do hủy", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("lập lúc")

    class Meta:
        verbose_name = "quyết định, văn bản"
        verbose_name_plural = "quyết định, văn bản"
        ordering = ["-created_at", "-pk"]
        constraints = [
            # NĐ 30/2020 Đ.15(1): a number is unique within the year of the agency and the kind of paper.
            UniqueConstraint(
                fields=["body", "symbol", "year", "number"],
                condition=Q(number__isnull=False),
                name="number_once_a_year",
                violation_error_message="Số này đã được cấp cho một văn bản khác trong năm.",
            ),
            CheckConstraint(
                condition=~Q(status__in=["issued", "recorded"]) | Q(number__isnull=False, dated__isnull=False),
                name="issued_has_number_and_date",
            ),
        ]

    def __str__(self) -> str:
        return self.full_number or self.title

    @property
    def full_number(self) -> str:
        """'215/QĐ-STP', or empty while it has no number (NĐ 30/2020: a number below 10 is written 01…09)."""
        return f"{self.number:02d}/{self.symbol}" if self.number is not None else ""


class DecisionItem(models.Model):
    """A line of the annexed list. `live` until it is refused, sent back, split off or withdrawn."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="decision_items")
    live = models.BooleanField(default=True)

    class Meta:
        verbose_name = "dòng trong văn bản"
        verbose_name_plural = "danh sách kèm theo"
        constraints = [UniqueConstraint(fields=["decision", "dossier"], name="once_in_a_decision")]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.dossier_id}"
