"""The configuration pages: Django's admin with our name, without what must not be changed there."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Model

# running procedures move through the door only; rights come from posts, never from groups
LEFT_OUT = {"viewflow", "auth"}


class Site(AdminSite):
    site_header = "Vinh Danh – Cấu hình"
    site_title = "Cấu hình Vinh Danh"
    index_title = "Danh mục và tài khoản"
    enable_nav_sidebar = False

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
