from importlib import import_module

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiers"
    verbose_name = "Hồ sơ thi đua, khen thưởng"

    def ready(self) -> None:
        """Let the rules register themselves."""
        import_module("dossiers.rules")
