"""Signing in and out, and the own password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from dossiers import accounts
from dossiers.forms.accounts import LoginForm, OwnPasswordForm

login = LoginView.as_view(
    form_class=LoginForm, template_name="registration/login.html", redirect_authenticated_user=True
)
logout = LogoutView.as_view()


@sensitive_post_parameters()
@never_cache
def password_change(request: HttpRequest) -> HttpResponse:
    """The own password; the only page that a one-time password opens."""
    form = OwnPasswordForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.save()
        # other sessions of this account end, this one goes on
        update_session_auth_hash(request, form.user)
        messages.success(request, "Đã đổi mật khẩu.")
        return redirect("/")
    facts = {"form": form, "first": request.user.must_change_password, "until": accounts.expires_at(request.user)}
    return render(request, "accounts/password_change.html", facts)
