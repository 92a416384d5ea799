"""The dossier: one nominee for one award in one season, round or theme."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Coalesce

from dossiers import text
from dossiers.lifecycle import CLOSED_STATES, Life
from dossiers.models.base import Chained
from dossiers.models.catalogue import Authority, Award, AwardVersion
from dossiers.models.handin import HandIn
from dossiers.models.organisation import Unit
from dossiers.models.season import Round, Season
from dossiers.models.timing import Timed
from dossiers.vocabulary import NomineeKind, Role, Subject


class Nominee(models.Model):
    """Who is proposed: a person (staff or outside), a unit, or a named collective or household of a unit."""

    kind = models.CharField("đối tượng", max_length=16, choices=NomineeKind)
    name = models.CharField("họ và tên / tên tập thể", max_length=255)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="nominees", verbose_name="đơn vị công tác"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="nominee",
        verbose_name="tài khoản",
    )
    staff_code = models.CharField("mã số cán bộ", max_length=32, blank=True)
    job = models.CharField("chức vụ, nghề nghiệp", max_length=255, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    outside = models.BooleanField("ngoài cơ quan", default=False)
    search_key = models.CharField(max_length=400, editable=False, db_index=True)

    class Meta:
        verbose_name = "cá nhân, tập thể được đề nghị"
        verbose_name_plural = "cá nhân, tập thể được đề nghị"
        ordering = ["name", "pk"]
        constraints = [
            UniqueConstraint(fields=["unit"], condition=Q(kind=NomineeKind.UNIT), name="a_unit_is_one_nominee"),
            UniqueConstraint(fields=["staff_code"], condition=~Q(staff_code=""), name="staff_code_once"),
            CheckConstraint(condition=~Q(kind=NomineeKind.UNIT) | Q(unit__isnull=False), name="unit_nominee_has_unit"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = text.nfc(self.name)
        self.search_key = text.fold(f"{self.name} {self.staff_code}")
        super().save(*args, **kwargs)

    @property
    def subject(self) -> str:
        """The kind of subject an award asks for: individual or collective."""
        return Subject.INDIVIDUAL if self.kind == NomineeKind.PERSON else Subject.COLLECTIVE


class Dossier(Life, Chained, Timed):
    """One line of a hand-in. `state` moves only through the door; the desk says who holds it, since when, due when."""

    code = models.CharField("mã hồ sơ", max_length=64, unique=True)
    hand_in = models.ForeignKey(HandIn, models.PROTECT, related_name="dossiers", verbose_name="tờ trình")
    nominee = models.ForeignKey(Nominee, models.PROTECT, related_name="dossiers", verbose_name="được đề nghị")
    nominee_name = models.CharField("tên khi trình", max_length=255)
    award = models.ForeignKey(Award, models.PROTECT, related_name="dossiers", verbose_name="danh hiệu, hình thức")
    award_version = models.ForeignKey(
        AwardVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="quy định áp dụng"
    )
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="căn cứ thẩm quyền"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="dossiers", verbose_name="đơn vị đề nghị")
    unit_name = models.CharField("tên đơn vị khi trình", max_length=255)
    season = models.ForeignKey(Season, models.PROTECT, related_name="dossiers", verbose_name="năm thi đua")
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đợt")
    theme = models.CharField("chuyên đề", max_length=255, blank=True)
    simplified = models.BooleanField("thủ tục đơn giản", default=False)
    achievement = models.TextField("tóm tắt thành tích", blank=True)

    report_asked_at = models.DateTimeField("đề nghị cá nhân viết báo cáo lúc", null=True, blank=True)
    report_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người đề nghị viết báo cáo",
    )
    report_written_at = models.DateTimeField("cá nhân viết báo cáo lúc", null=True, blank=True)

    deciding_body = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="cơ quan quyết định")
    route = models.JSONField("đường trình (mã số cơ quan, theo thứ tự)", default=list)
    body = models.ForeignKey(Unit, models.PROTECT, related_name="dossiers_at", verbose_name="cơ quan đang xử lý")
    outside_body = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đang ở cơ quan ngoài hệ thống"
    )
    received_here = models.BooleanField("đã tiếp nhận tại cơ quan đang xử lý", default=False)

    desk_role = models.CharField("nơi giữ: vai trò", max_length=16, choices=Role, blank=True)
    desk_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nơi giữ: đơn vị"
    )
    since = models.DateTimeField("từ lúc")
    days_left = models.SmallIntegerField("số ngày làm việc còn lại khi tạm dừng", null=True, blank=True)
    days_left_at_return = models.SmallIntegerField("số ngày thẩm định còn lại khi trả lại", null=True, blank=True)
    overdue_at = models.DateTimeField("đã ghi quá hạn lúc", null=True, blank=True)

    return_count = models.PositiveSmallIntegerField("số lần yêu cầu bổ sung", default=0)
    returned_whole = models.BooleanField("trả cả tờ trình", default=False)
    state_before_hold = models.CharField("trạng thái trước khi tạm dừng", max_length=24, blank=True)
    public_line = models.CharField("thông tin công khai khi tạm dừng", max_length=255, blank=True)
    appraisal = models.TextField("ý kiến thẩm định", blank=True)
    ineligible_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người đề nghị không đủ điều kiện",
    )
    ineligible_reason = models.TextField("lý do đề nghị không đủ điều kiện", blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người lập"
    )
    created_at = models.DateTimeField("lập lúc")
    search_key = models.CharField(max_length=600, editable=False)
    name_key = models.CharField(max_length=400, editable=False, default="", db_index=True)

    class Meta:
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["desk_role", "desk_unit", "state"], name="dossier_by_desk"),
            models.Index(
                fields=["due_at"], condition=Q(due_at__isnull=False, overdue_at__isnull=True), name="dossier_due"
            ),
            # of all that has a term, for lists; the one above is for the sweep, which looks for what it has not marked
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="dossier_by_term"),
            models.Index(fields=["season", "state"], name="dossier_by_season"),
        ]
        constraints = [
            # Two missing rounds are the same missing round: NULL is counted as 0 here, an empty theme as a theme.
            UniqueConstraint(
                F("nominee"), F("award"), F("season"), Coalesce(F("round"), 0), F("theme"),
                condition=~Q(state__in=CLOSED_STATES),
                name="one_open_dossier",
                violation_error_message="Đã có hồ sơ đang mở cho đúng người, danh hiệu và đợt này.",
            ),
            CheckConstraint(condition=~Q(state="on_hold") | ~Q(state_before_hold=""), name="hold_remembers_its_state"),
        ]

    def __str__(self) -> str:
        return f"{self.code} – {self.nominee_name}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.refresh_search_key()
        super().save(*args, **kwargs)

    def refresh_search_key(self) -> None:
        """Fold the words by which people look for it; call before a bulk write."""
        self.search_key = text.fold(f"{self.code} {self.nominee_name} {self.unit_name} {self.award.name}")
        self.name_key = text.fold(self.nominee_name)

    def next_body_id(self) -> int | None:
        """The body after the present one on the route, or None at the deciding body."""
        if self.body_id not in self.route:
            return None
        after = self.route[self.route.index(self.body_id) + 1 :]
        return after[0] if after else None


class RestrictedReason(models.Model):
    """Why a dossier is on hold: it may reveal a denunciation. Never in lists, search, export or messages."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="restricted_reasons")
    text = models.TextField("lý do (hạn chế)")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = "lý do hạn chế"
        verbose_name_plural = "lý do hạn chế"

    def __str__(self) -> str:
        return f"Lý do hạn chế của hồ sơ {self.dossier_id}"
