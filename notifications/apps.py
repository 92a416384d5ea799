from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Thông báo"

    def ready(self) -> None:
        from notifications import checks, hearers, hints, incidents, previewing, telling  # noqa: F401

        hints.listen()
