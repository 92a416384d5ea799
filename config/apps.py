from axes.apps import AppConfig as AxesConfig
from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Cấu hình"

    def ready(self) -> None:
        # shared tasks bind to the application loaded first; the web process must have it as well
        from config import celery  # noqa: F401


class AdministrationConfig(AdminConfig):
    default_site = "config.administration.Site"


class LockOutConfig(AxesConfig):
    verbose_name = "Khóa đăng nhập"
