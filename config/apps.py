from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Cấu hình"

    def ready(self) -> None:
        # shared tasks bind to the application loaded first; the web process must have it as well
        from config import celery  # noqa: F401
