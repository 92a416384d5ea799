"""The hand-in (tờ trình): the paper on which a unit proposes many lines at once."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils import timezone

from dossiers.models.base import Chained
from dossiers.models.organisation import Unit
from dossiers.models.season import Round, Season
from dossiers.vocabulary import HandInKind, HandInOrigin, ProcedureType, RewardType, SimplifiedGround


class HandIn(Chained):
    """A tờ trình of `unit` to `to_body`. From a lower body it is the paper of that body's signed letter upward."""

    code = models.CharField("mã tờ trình", max_length=64, unique=True)
    kind = models.CharField("loại", max_length=16, choices=HandInKind, default=HandInKind.AWARDS)
    origin = models.CharField("nguồn", max_length=16, choices=HandInOrigin, default=HandInOrigin.UNIT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hand_ins", verbose_name="đơn vị trình")
    to_body = models.ForeignKey(Unit, models.PROTECT, related_name="hand_ins_in", verbose_name="nơi nhận")
    season = models.ForeignKey(Season, models.PROTECT, related_name="hand_ins", verbose_name="năm thi đua")
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, verbose_name="đợt")
    theme = models.CharField("chuyên đề", max_length=255, blank=True)
    reward_type = models.CharField(
        "loại hình khen thưởng", max_length=16, choices=RewardType, default=RewardType.MERIT
    )
    procedure = models.CharField("thủ tục", max_length=16, choices=ProcedureType, default=ProcedureType.REGULAR)
    ground = models.CharField("căn cứ thủ tục đơn giản", max_length=16, choices=SimplifiedGround, blank=True)
    number = models.CharField("số, ký hiệu tờ trình", max_length=64, blank=True)
    dated = models.DateField("ngày tờ trình", null=True, blank=True)
    received_on = models.DateField("ngày nhận thực tế", null=True, blank=True)
    content = models.TextField("nội dung", blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người lập"
    )
    created_at = models.DateTimeField("lập lúc")
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    prepared_at = models.DateTimeField("trình thủ trưởng duyệt lúc", null=True, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người trình thủ trưởng",
    )
    head_note = models.TextField("thủ trưởng trả lại để sửa", blank=True)

    class Meta:
        verbose_name = "tờ trình"
        verbose_name_plural = "tờ trình"
        ordering = ["-created_at", "-pk"]
        indexes = [
            # the desk asks for the few that its office entered, among all that ever came
            models.Index(
                fields=["to_body"], name="hand_in_entered_by_office",
                condition=Q(origin__in=[HandInOrigin.PAPER, HandInOrigin.OFFICE]),
            )
        ]
        constraints = [
            CheckConstraint(
                condition=Q(procedure=ProcedureType.REGULAR) | ~Q(ground=""),
                name="simplified_names_its_ground",
                violation_error_message="Thủ tục đơn giản phải nêu căn cứ (Luật 06/2022/QH15 Đ.85(1)).",
            ),
            CheckConstraint(
                condition=Q(prepared_at__isnull=True, prepared_by__isnull=True)
                | Q(prepared_at__isnull=False, prepared_by__isnull=False),
                name="prepared_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def simplified(self) -> bool:
        return self.procedure == ProcedureType.SIMPLIFIED

    @property
    def proposes(self) -> bool:
        """Whether it carries lines; a registration or a report carries only content and papers."""
        return self.kind == HandInKind.AWARDS

    @property
    def called(self) -> str:
        """What people call it: 'Tờ trình', 'Đăng ký thi đua' …"""
        return "Tờ trình" if self.proposes else str(HandInKind(self.kind).label)

    @property
    def is_late(self) -> bool:
        """Whether it was sent after the day that its year sets for its kind."""
        term = self.season.term_of(self.kind)
        return bool(term and self.submitted_at and timezone.localdate(self.submitted_at) > term)
