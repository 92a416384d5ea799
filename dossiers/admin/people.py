"""Accounts with their posts, delegations, absences, and who can be proposed."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from dossiers import accounts, delegations, posts, reach
from dossiers.admin.base import Configuration, DatedForm, Rows, not_begun
from dossiers.administration import administers
from dossiers.models import Absence, Delegation, Nominee, Post, User
from dossiers.vocabulary import Role

ONCE = "accounts/one_time_passwords.html"


class AccountForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "username": "Chữ thường không dấu, số, dấu chấm, gạch dưới, gạch ngang; không đổi về sau.",
            "zalo_id": "Dãy số của người này tại trang Zalo OA của cơ quan; chỉ dùng khi máy chủ đã nối với Zalo OA.",
            "is_active": "Bỏ chọn để ngừng tài khoản: người này không vào được nữa, việc đã làm vẫn giữ nguyên.",
        }

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        accounts.check_username(username)
        return username


class PostForm(DatedForm):
    settled = ("user", "role", "unit")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        role, unit, start = data.get("role"), data.get("unit"), data.get("valid_from")
        if role and unit and (problem := posts.place_problem(role, unit)):
            self.add_error("role", problem)
        # on the page of a new account there is nobody yet whose posts could overlap
        user = data.get("user") or getattr(self.instance, "user", None)
        if role and unit and start and user and user.pk and not self.errors:
            end = data.get("valid_to")
            if problem := posts.period_problem(user, role, unit, start=start, end=end, but=self.instance):
                self.add_error("valid_from", problem)
        return data


class DelegationForm(DatedForm):
    settled = ("giver", "receiver", "role", "unit", "acts", "form", "paper", "valid_from")
    limited = True
    acts = forms.MultipleChoiceField(label="Các việc được ủy quyền", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acts"].choices = delegations.by_role()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        role, acts = data.get("role"), data.get("acts")
        if role and acts and (foreign := sorted(set(acts) - delegations.acts_of(role))):
            words = ", ".join(delegations.delegable()[act] for act in foreign)
            self.add_error("acts", f"Không thuộc vai trò {Role(role).label}: {words}.")
        if data.get("giver") and data.get("giver") == data.get("receiver"):
            self.add_error("receiver", "Người nhận phải là người khác.")
        return data


class AbsenceForm(DatedForm):
    settled = ("user", "stand_in")
    limited = True

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("stand_in") and data.get("stand_in") == data.get("user"):
            self.add_error("stand_in", "Người làm thay phải là người khác.")
        return data


class Posts(Rows):
    """The posts of this person; an earlier one is ended by its date, never taken away."""

    model = Post
    form = PostForm
    fields = ["role", "unit", "title", "valid_from", "valid_to"]


@admin.register(User)
class Accounts(Configuration):
    form = AccountForm
    inlines = [Posts]
    fields = ["username", "full_name", "email", "mail_is", "zalo_id", "is_active", "password_is"]
    list_display = ["username", "full_name", "email", "is_active", "password_is"]
    list_filter = ["is_active", "must_change_password", "posts__role"]
    search_fields = ["username", "full_name", "email"]
    change_form_template = "accounts/change_form.html"

    @admin.display(description="mật khẩu")
    def password_is(self, user: User) -> str:
        end = accounts.expires_at(user)
        if end is None:
            return "của riêng người dùng" if user.pk else "cấp một lần khi lưu"
        return f"dùng một lần, {'đã hết hạn' if accounts.has_expired(user) else 'có giá trị đến'} {end:%d/%m/%Y}"

    @admin.display(description="thư gửi đến")
    def mail_is(self, user: User) -> str:
        return (reach.trouble_of(user.pk) if user.pk else "") or "không có trục trặc"

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # the account that set the site up is above posts: only its like may touch it
        above = isinstance(obj, User) and obj.is_superuser and not request.user.is_superuser
        return administers(request) and not above

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        if obj is None:
            return ["mail_is", "password_is"]
        # nobody locks himself out
        return ["username", "mail_is", "password_is", *(["is_active"] if obj == request.user else [])]

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        if not change:
            request.one_time_password = accounts.give_one_time_password(obj)
        obj.save()

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        return self._shown_once(request, obj, request.one_time_password)

    def get_urls(self) -> list[URLPattern]:
        reset = self.admin_site.admin_view(self.reset_password)
        return [path("<int:pk>/cap-lai-mat-khau/", reset, name="dossiers_user_reset"), *super().get_urls()]

    def reset_password(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then issue a new one-time password and show it once."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied("Tài khoản này chỉ do chính người lập hệ thống quản lý.")
        if request.method != "POST":
            return TemplateResponse(request, "accounts/reset.html", {"account": user, "days": accounts.ONE_TIME_DAYS})
        password = accounts.issue_one_time_password(user)
        self.log_change(request, user, "Cấp lại mật khẩu dùng một lần.")
        return self._shown_once(request, user, password)

    def _shown_once(self, request: HttpRequest, user: User, password: str) -> HttpResponse:
        facts = {"slips": [(user, password)], "days": accounts.ONE_TIME_DAYS, "address": settings.BASE_URL}
        return TemplateResponse(request, ONCE, facts, headers={"Cache-Control": "no-store"})


class DatedRight(Configuration):
    """A right by dates: it is ended by its date, and taken back only before it begins."""

    def may_delete(self, row: Any) -> bool:
        return not_begun(row)


@admin.register(Post)
class PostPages(DatedRight):
    form = PostForm
    fields = ["user", "role", "unit", "title", "valid_from", "valid_to"]
    list_display = ["user", "role", "unit", "title", "valid_from", "valid_to"]
    list_filter = ["role", "unit__level"]
    list_select_related = ["user", "unit"]
    search_fields = ["user__full_name", "user__username", "unit__name", "unit__code"]


@admin.register(Delegation)
class Delegations(DatedRight):
    form = DelegationForm
    fields = ["giver", "receiver", "role", "unit", "acts", "form", "paper", "valid_from", "valid_to"]
    list_display = ["giver", "receiver", "role", "unit", "acts_are", "paper", "valid_from", "valid_to"]
    list_filter = ["role"]
    list_select_related = ["giver", "receiver", "unit"]
    search_fields = ["giver__full_name", "receiver__full_name", "paper"]

    @admin.display(description="các việc được ủy quyền")
    def acts_are(self, row: Delegation) -> str:
        labels = delegations.delegable()
        return ", ".join(labels.get(act, act) for act in row.acts)


@admin.register(Absence)
class Absences(DatedRight):
    form = AbsenceForm
    fields = ["user", "stand_in", "valid_from", "valid_to", "reason"]
    list_display = ["user", "stand_in", "valid_from", "valid_to", "reason"]
    list_select_related = ["user", "stand_in"]
    search_fields = ["user__full_name", "stand_in__full_name"]


@admin.register(Nominee)
class Nominees(Configuration):
    """Who has been proposed; here an account is joined to the person, who then sees the own dossier."""

    fields = ["kind", "name", "unit", "user", "staff_code", "job", "birth_year", "outside"]
    readonly_fields = ["kind", "name"]
    list_display = ["name", "kind", "unit", "user", "job"]
    list_filter = ["kind"]
    list_select_related = ["unit", "user"]
    searched = ("search_key",)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
