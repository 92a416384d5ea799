"""The posting (công khai): its list, its period, the comments received, its result."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from dossiers.models import Dossier, StoredFile, Unit
from dossiers.models.base import Chained
from dossiers.models.timing import Timed
from workflow.flows.models import Procedure


class Place(models.TextChoices):
    PAGE = "page", "Trang công khai của cơ quan trong phần mềm này"
    ELSEWHERE = "elsewhere", "Bảng niêm yết, trang thông tin điện tử khác"


class Posting(Chained, Timed):
    """A list made public by `body`. Its term (`due_*`) is the least period; without one it may end any day."""

    body = models.ForeignKey(Unit, models.PROTECT, related_name="postings", verbose_name="cơ quan")
    procedure = models.OneToOneField(Procedure, models.PROTECT, related_name="posting")
    code = models.CharField("mã", max_length=64, unique=True)
    title = models.CharField("tên danh sách", max_length=255)
    place = models.CharField("nơi công khai", max_length=16, choices=Place, default=Place.PAGE)
    where = models.CharField("ở đâu", max_length=255, blank=True)
    comments_to = models.CharField("nơi nhận ý kiến", max_length=255, blank=True)
    from_on = models.DateField("công khai từ ngày")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("lập lúc")
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.TextField("kết quả công khai", blank=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    scan_name = models.CharField("văn bản kết quả", max_length=255, blank=True)

    class Meta:
        verbose_name = "đợt công khai"
        verbose_name_plural = "đợt công khai"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["body", "place"], condition=Q(closed_at__isnull=True), name="posting_shown")]
        constraints = [
            CheckConstraint(condition=~Q(place=Place.ELSEWHERE) | ~Q(where=""), name="posting_names_its_board"),
        ]

    def __str__(self) -> str:
        return self.title


class PostingLine(models.Model):
    """A dossier on the list. `left_by`: the act by which it left (closed, held, withdrawn)."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="lines")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="posting_lines")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_by = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = "hồ sơ công khai"
        verbose_name_plural = "hồ sơ công khai"
        constraints = [UniqueConstraint(fields=["dossier"], condition=Q(left_at__isnull=True), name="posted_once")]

    def __str__(self) -> str:
        return f"{self.posting_id}: {self.dossier_id}"


class PostingComment(models.Model):
    """What somebody said of a list. It may be a denunciation: read at the office alone, told in no list and message."""

    class Kind(models.TextChoices):
        COMMENT = "comment", "Ý kiến góp ý"
        COMPLAINT = "complaint", "Khiếu nại, phản ánh"

    class Way(models.TextChoices):
        LETTER = "letter", "Đơn, thư"
        PHONE = "phone", "Điện thoại"
        MAIL = "mail", "Thư điện tử"
        PERSON = "person", "Đến trực tiếp"

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="comments")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="hồ sơ")
    kind = models.CharField("loại", max_length=16, choices=Kind, default=Kind.COMMENT)
    received_on = models.DateField("ngày nhận")
    way = models.CharField("nhận bằng", max_length=16, choices=Way, default=Way.LETTER)
    by_whom = models.CharField("người nêu ý kiến", max_length=255, blank=True)
    text = models.TextField("nội dung")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")
    answer = models.TextField("kết quả xem xét", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("xem xét xong lúc", null=True, blank=True)

    class Meta:
        verbose_name = "ý kiến về danh sách công khai"
        verbose_name_plural = "ý kiến về danh sách công khai"
        ordering = ["received_on", "pk"]

    def __str__(self) -> str:
        return f"Ý kiến {self.pk} về {self.posting_id}"
