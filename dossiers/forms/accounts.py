"""Forms of the account pages."""

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from dossiers import accounts
from dossiers.models import User


class LoginForm(AuthenticationForm):
    """Name and password; an outdated one-time password is refused with the way out."""

    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu không đúng. Chú ý chữ hoa, chữ thường trong mật khẩu.",
        "inactive": "Tài khoản này đã ngừng hoạt động.",
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["password"].label = "Mật khẩu"
        for name, problem in [("username", "Hãy nhập tên đăng nhập."), ("password", "Hãy nhập mật khẩu.")]:
            self.fields[name].error_messages["required"] = problem

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        end = accounts.expires_at(user)
        if end is not None and accounts.has_expired(user):
            raise ValidationError(
                f"Mật khẩu dùng một lần của tài khoản này đã hết hạn ngày {end:%d/%m/%Y}. "
                "Hãy đề nghị quản trị hệ thống cấp lại mật khẩu."
            )


class OwnPasswordForm(forms.Form):
    """The present password and, twice, the new one."""

    present = forms.CharField(
        label="Mật khẩu hiện nay", strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        error_messages={"required": "Hãy nhập mật khẩu hiện nay (mật khẩu dùng một lần nếu đăng nhập lần đầu)."},
    )
    chosen = forms.CharField(
        label="Mật khẩu mới", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Ít nhất 8 ký tự, không chỉ gồm chữ số, không giống tên đăng nhập, không phải mật khẩu hay gặp.",
        error_messages={"required": "Hãy nhập mật khẩu mới."},
    )
    again = forms.CharField(
        label="Nhập lại mật khẩu mới", strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Hãy nhập lại mật khẩu mới."},
    )

    def __init__(self, user: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_present(self) -> str:
        present = self.cleaned_data["present"]
        if not self.user.check_password(present):
            raise ValidationError("Mật khẩu hiện nay không đúng.")
        return present

    def clean_chosen(self) -> str:
        chosen = self.cleaned_data["chosen"]
        if chosen == self.data.get(self.add_prefix("present")):
            raise ValidationError("Mật khẩu mới phải khác mật khẩu hiện nay.")
        password_validation.validate_password(chosen, self.user)
        return chosen

    def clean_again(self) -> str:
        again = self.cleaned_data["again"]
        if "chosen" in self.cleaned_data and again != self.cleaned_data["chosen"]:
            raise ValidationError("Hai lần nhập mật khẩu mới không giống nhau.")
        return again

    def save(self) -> None:
        """Set the new password; the one-time one is over."""
        self.user.set_password(self.cleaned_data["chosen"])
        self.user.save(update_fields=["password"])
        accounts.own_password_chosen(self.user)
