"""The configuration pages: Django's admin with our name, without what must not be changed there."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator

from config.navigation import administrators
from dossiers.views import accounts

ONLY_ADMINISTRATORS = "Trang cấu hình chỉ dành cho người giữ nhiệm vụ quản trị hệ thống."
# running procedures move through the door only; rights come from posts, never from groups; a lock-out ends by itself
# or with a new one-time password
LEFT_OUT = {"viewflow", "auth", "axes"}


SECTIONS = {
    "Người và nơi": ["Unit", "User", "Post", "Delegation", "Absence", "Nominee"],
    "Hội đồng": ["Council"],
    "Danh hiệu, hình thức và quy định": [
        "Award", "AwardVersion", "Authority", "PaperType", "Source", "LegalFigure",
    ],
    "Quy định riêng của cơ quan": [
        "StepTerm", "ReasonText", "OwnLineRule", "CodePattern", "DocumentTemplate", "Season",
        "QuietHours",
    ],
}


def connections() -> list[dict[str, Any]]:
    """Pages of ours beside the tables: what this installation tells other systems."""
    names = {"Hệ thống nhận tin tự động": "notifications:subscribers"}
    return [{"name": title, "object_name": page, "admin_url": reverse(page)} for title, page in names.items()]


class Site(AdminSite):
    site_header = "Vinh Danh – Cấu hình"
    site_title = "Cấu hình Vinh Danh"
    index_title = "Danh mục và tài khoản"
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # many at once would pass by what each page asks before it lets a row go
        self.disable_action("delete_selected")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The pages by what they are about, not by the package that holds them."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        pages = {page["model"].__name__: page for app in apps for page in app["models"]}
        named = [(title, [pages.pop(name) for name in names if name in pages]) for title, names in SECTIONS.items()]
        sections = [*named, ("Kết nối", connections()), ("Khác", list(pages.values()))]
        address = reverse("admin:index")
        return [
            {"name": title, "app_label": title, "app_url": address, "has_module_perms": True, "models": models}
            for title, models in sections if models
        ]

    def has_permission(self, request: HttpRequest) -> bool:
        """The administrator's post, asked at every request: it ends with its last day."""
        return administrators(request)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One door for everybody: the site's own login, which counts failures; who is in already lacks the post."""
        if administrators(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied(ONLY_ADMINISTRATORS)
        return redirect_to_login(request.GET.get("next", request.path))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return accounts.logout(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("dossiers:password_change")

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        """Take in the models that packages and floors offer, but for those left out."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        wanted = [model for model in models if model._meta.app_label not in LEFT_OUT]
        super().register(wanted, admin_class, **options)
