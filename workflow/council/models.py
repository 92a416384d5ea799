"""The council: seats, sessions, agenda, ballots. A ballot is never overwritten; a changed mind is a new row."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from dossiers.models import Award, Dossier, Unit
from dossiers.models.base import Chained, Dated
from dossiers.models.timing import Timed
from dossiers.vocabulary import Role
from workflow.flows.models import Procedure

SEAT_CHOICES = [
    (role.value, role.label) for role in (Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY, Role.MEMBER)
]


class Council(Dated):
    """The council of a body, by a decision of its head, from–to."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="councils", verbose_name="cơ quan")
    name = models.CharField("tên Hội đồng", max_length=255)
    paper = models.CharField("quyết định thành lập", max_length=255, blank=True)

    class Meta:
        verbose_name = "Hội đồng"
        verbose_name_plural = "Hội đồng"

    def __str__(self) -> str:
        return self.name


class Seat(Dated):
    """A seat from–to. Every seat votes and counts in the total."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="seats", verbose_name="Hội đồng")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", verbose_name="người giữ")
    role = models.CharField("chức danh", max_length=16, choices=SEAT_CHOICES, default=Role.MEMBER)
    tally = models.BooleanField("thuộc tổ kiểm phiếu", default=False)

    class Meta:
        verbose_name = "thành viên Hội đồng"
        verbose_name_plural = "thành viên Hội đồng"
        constraints = [
            UniqueConstraint(
                fields=["council", "user"], condition=Q(valid_to__isnull=True), name="one_open_seat_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"


class Session(Chained, Timed):
    """A session (phiên họp) with its agenda. `entitled` seats are fixed when it is convened. Its term, if it has one,
    is the day by which to vote; nothing is closed when it has passed."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="sessions", verbose_name="Hội đồng")
    procedure = models.OneToOneField(Procedure, models.PROTECT, related_name="session")
    number = models.PositiveSmallIntegerField("phiên số")
    title = models.CharField("nội dung phiên họp", max_length=255)
    held_at = models.DateTimeField("họp lúc")
    place = models.CharField("địa điểm", max_length=255, blank=True)
    entitled = models.ManyToManyField(Seat, related_name="sessions", verbose_name="thành viên có quyền biểu quyết")
    convened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("kết thúc biểu quyết lúc", null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    quorum_note = models.CharField("ghi chú về số thành viên dự họp", max_length=255, blank=True)
    minutes = models.TextField("biên bản", blank=True)
    minutes_at = models.DateTimeField("lập biên bản lúc", null=True, blank=True)
    minutes_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "phiên họp"
        verbose_name_plural = "phiên họp"
        ordering = ["-held_at"]
        constraints = [
            UniqueConstraint(fields=["council", "number", "held_at"], name="session_number_once"),
            CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_by__isnull=False), name="closed_session_names_its_chair"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """A dossier on the agenda and, after closing, its result."""

    class Outcome(models.TextChoices):
        PASSED = "passed", "Đạt"
        FAILED = "failed", "Không đạt"
        LOWERED = "lowered", "Đề nghị mức thấp hơn"
        PUT_OFF = "put_off", "Chuyển phiên sau"
        LEFT = "left", "Đã ra khỏi chương trình họp"

    session = models.ForeignKey(Session, models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField("thứ tự")
    outcome = models.CharField("kết quả", max_length=8, choices=Outcome, blank=True)
    lowered_to = models.ForeignKey(Award, models.PROTECT, null=True, related_name="+")
    yes = models.PositiveSmallIntegerField("đồng ý", default=0)
    no = models.PositiveSmallIntegerField("không đồng ý", default=0)
    abstain = models.PositiveSmallIntegerField("ý kiến khác", default=0)
    members = models.PositiveSmallIntegerField("tổng số thành viên", default=0)

    class Meta:
        verbose_name = "mục trong chương trình họp"
        verbose_name_plural = "chương trình họp"
        ordering = ["position"]
        constraints = [UniqueConstraint(fields=["session", "dossier"], name="once_on_the_agenda")]

    def __str__(self) -> str:
        return f"{self.position}. {self.dossier}"


class Ballot(models.Model):
    """An open (named) ballot of one seat on one item. `current` is the one that counts; earlier ones stay."""

    class Choice(models.TextChoices):
        YES = "yes", "Đồng ý"
        NO = "no", "Không đồng ý"
        ABSTAIN = "abstain", "Ý kiến khác"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="ballots")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="ballots")
    choice = models.CharField("biểu quyết", max_length=8, choices=Choice)
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cast_at = models.DateTimeField("lúc")
    current = models.BooleanField(default=True)

    class Meta:
        verbose_name = "phiếu biểu quyết"
        verbose_name_plural = "phiếu biểu quyết"
        constraints = [
            UniqueConstraint(fields=["item", "seat"], condition=Q(current=True), name="one_current_ballot")
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.get_choice_display()}"


class Recusal(models.Model):
    """A seat that stays out of an item (own line). It counts in the total until the council's rules say otherwise."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="recusals")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="recusals")
    reason = models.CharField("lý do", max_length=255)

    class Meta:
        verbose_name = "không tham gia biểu quyết"
        verbose_name_plural = "không tham gia biểu quyết"
        constraints = [UniqueConstraint(fields=["item", "seat"], name="one_recusal")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.reason}"
