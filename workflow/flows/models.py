"""One process model for every flow, so that an inbox is one list query; and the lines it carries."""

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint
from viewflow.workflow.models import Process

from dossiers.models import Dossier, HandIn, Unit
from dossiers.vocabulary import Role


class ProcedureKind(models.TextChoices):
    HAND_IN = "hand_in", "Tiếp nhận, thẩm định tờ trình"
    CORRECTION = "correction", "Bổ sung hồ sơ"
    CONSULTATION = "consultation", "Lấy ý kiến"
    POSTING = "posting", "Công khai"
    COUNCIL = "council", "Phiên họp Hội đồng"
    DECISION = "decision", "Ban hành văn bản"
    REVOCATION = "revocation", "Hủy quyết định, thu hồi"


class Procedure(Process):
    """One piece of collective work. `desk_*` and `node` mirror the present task, so that nobody joins to find it."""

    kind = models.CharField("loại việc", max_length=16, choices=ProcedureKind)
    body = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="cơ quan")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị")
    hand_in = models.ForeignKey(HandIn, models.PROTECT, null=True, related_name="procedures", verbose_name="tờ trình")
    code = models.CharField("mã", max_length=64)
    title = models.CharField("tiêu đề", max_length=255)
    node = models.CharField("bước", max_length=32, blank=True)
    desk_role = models.CharField("nơi giữ: vai trò", max_length=16, choices=Role, blank=True)
    desk_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name="nơi giữ: đơn vị"
    )
    since = models.DateTimeField("từ lúc", null=True)
    due_at = models.DateTimeField("hạn", null=True)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    outcome = models.CharField("kết thúc vì", max_length=120, blank=True)
    open = models.BooleanField(default=True)

    class Meta:
        verbose_name = "việc đang xử lý"
        verbose_name_plural = "việc đang xử lý"
        indexes = [
            models.Index(fields=["desk_role", "desk_unit", "due_at"], condition=Q(open=True), name="procedure_inbox")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}"


class Line(models.Model):
    """A dossier on a procedure. Open lines: at most one per dossier – that procedure is its carrier."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="lines")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="lines")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "hồ sơ trên việc"
        verbose_name_plural = "hồ sơ trên việc"
        constraints = [UniqueConstraint(fields=["dossier"], condition=Q(left_at__isnull=True), name="one_carrier")]

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.dossier_id}"


class Correction(models.Model):
    """A request to mend: who asked, what to mend. `whole`: a hand-in returned whole, mended on its own procedure."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="corrections")
    body = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="cơ quan yêu cầu")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField("yêu cầu lúc")
    whole = models.BooleanField("trả cả tờ trình", default=False)

    class Meta:
        verbose_name = "phiếu yêu cầu bổ sung"
        verbose_name_plural = "phiếu yêu cầu bổ sung"

    def __str__(self) -> str:
        return f"Phiếu yêu cầu bổ sung {self.pk}"


class CorrectionItem(models.Model):
    """What one dossier must mend in one round. Earlier rounds and reasons are kept."""

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="correction_items")
    round = models.PositiveSmallIntegerField("lần")
    reason = models.TextField("lý do")
    fields = models.JSONField("thông tin phải sửa", default=list)
    papers = models.JSONField("giấy tờ phải bổ sung", default=list)
    mended_at = models.DateTimeField("gửi lại lúc", null=True)
    # What stood in the named fields (name → value) and papers (code → its row, None if there was none) when it was
    # asked, and when it came back. Requests older than these columns have none.
    before = models.JSONField("trước khi bổ sung", default=dict)
    after = models.JSONField("sau khi bổ sung", default=dict)

    class Meta:
        verbose_name = "nội dung phải bổ sung"
        verbose_name_plural = "nội dung phải bổ sung"
        constraints = [UniqueConstraint(fields=["dossier", "round"], name="one_request_per_round")]

    def __str__(self) -> str:
        return f"{self.dossier_id} lần {self.round}"
