"""People: who signs in, in which posts, by whose delegation, in whose absence."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q

from dossiers import text
from dossiers.models.base import Dated
from dossiers.models.organisation import Unit
from dossiers.vocabulary import POST_ROLES, Nature

POST_ROLE_CHOICES = [(role.value, role.label) for role in POST_ROLES]


class Accounts(BaseUserManager["User"]):
    """Creates accounts; Django's own commands call these two by name."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=text.nfc(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Never deleted, only deactivated: the journal points to it."""

    username = models.CharField(
        "tên đăng nhập", max_length=150, unique=True, error_messages={"unique": "Tên đăng nhập này đã có người dùng."}
    )
    full_name = models.CharField("họ và tên", max_length=120)
    email = models.EmailField("thư điện tử", blank=True)
    zalo_id = models.CharField(
        "mã người dùng Zalo", max_length=32, blank=True,
        validators=[RegexValidator(r"^[0-9]+\Z", "Mã người dùng Zalo chỉ gồm chữ số.")],
    )
    is_active = models.BooleanField("đang hoạt động", default=True)
    is_staff = models.BooleanField("được vào trang cấu hình", default=False)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)
    password_issued_at = models.DateTimeField("cấp mật khẩu lúc", null=True, blank=True)
    nature = models.CharField("tính chất", max_length=16, choices=Nature, default=Nature.REAL)

    objects = Accounts()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: object, **kwargs: object) -> None:
        self.full_name = text.nfc(self.full_name)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name


class Post(Dated):
    """A role in a unit or body, from–to. A right that ends takes effect at the very next request."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="người giữ")
    role = models.CharField("vai trò", max_length=16, choices=POST_ROLE_CHOICES)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="đơn vị, cơ quan")
    title = models.CharField("chức danh", max_length=120, blank=True)

    class Meta:
        verbose_name = "chức vụ, nhiệm vụ"
        verbose_name_plural = "chức vụ, nhiệm vụ"
        ordering = ["unit", "role", "valid_from"]
        indexes = [models.Index(fields=["role", "unit"], name="post_by_desk")]
        constraints = [
            CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="post_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}, {self.unit}"


class Delegation(Dated):
    """Named acts passed on in writing for a time; it is never passed on again (NĐ 30/2020 Đ.13 [T])."""

    class Form(models.TextChoices):
        KT = "KT.", "Ký thay (KT.)"
        TUQ = "TUQ.", "Thừa ủy quyền (TUQ.)"
        TL = "TL.", "Thừa lệnh (TL.)"

    giver = models.ForeignKey(User, models.PROTECT, related_name="delegations_given", verbose_name="người ủy quyền")
    receiver = models.ForeignKey(User, models.PROTECT, related_name="delegations", verbose_name="người được ủy quyền")
    role = models.CharField("vai trò", max_length=16, choices=POST_ROLE_CHOICES)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="delegations", verbose_name="đơn vị, cơ quan")
    acts = models.JSONField("các việc được ủy quyền", help_text="danh sách mã hành động, ví dụ [\"sign\"]")
    form = models.CharField("hình thức ký", max_length=4, choices=Form, default=Form.TUQ)
    paper = models.CharField("văn bản ủy quyền (số, ngày)", max_length=255)

    class Meta:
        verbose_name = "ủy quyền"
        verbose_name_plural = "ủy quyền"
        constraints = [
            CheckConstraint(condition=~Q(giver=F("receiver")), name="delegation_to_another"),
            CheckConstraint(condition=~Q(paper=""), name="delegation_cites_a_paper"),
            CheckConstraint(
                condition=Q(valid_to__isnull=False) & Q(valid_to__gte=F("valid_from")), name="delegation_is_limited"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}: {', '.join(self.acts)}"

    def clean(self) -> None:
        """Refuse re-delegation: the giver must hold a post of that role there for the whole time.

        Raises ValidationError."""
        if not (self.giver_id and self.unit_id and self.valid_from and self.valid_to):
            return
        held = Post.objects.filter(
            user=self.giver_id, role=self.role, unit=self.unit_id, valid_from__lte=self.valid_from
        )
        if not held.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=self.valid_to)).exists():
            raise ValidationError(
                {
                    "giver": "Người ủy quyền không giữ vai trò này suốt thời gian ủy quyền (không được ủy quyền lại)."
                }
            )


class Absence(Dated):
    """Away from–to; the stand-in does the daily work meanwhile, never the signing or the voting."""

    user = models.ForeignKey(User, models.PROTECT, related_name="absences", verbose_name="người vắng")
    stand_in = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="stands_in_for", verbose_name="người làm thay"
    )
    reason = models.CharField("lý do", max_length=255, blank=True)

    class Meta:
        verbose_name = "vắng mặt"
        verbose_name_plural = "vắng mặt"
        constraints = [
            CheckConstraint(condition=Q(stand_in__isnull=True) | ~Q(user=F("stand_in")), name="stand_in_is_another"),
            CheckConstraint(
                condition=Q(valid_to__isnull=False) & Q(valid_to__gte=F("valid_from")), name="absence_is_limited"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} vắng từ {self.valid_from:%d/%m/%Y}"


