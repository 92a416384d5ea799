from importlib import import_module

from django.apps import AppConfig

# Each answers some needs of the life; importing it registers the answers.
RULES = ("authority", "meeting", "paper_check", "papers", "subject", "timing")


class DossiersConfig(AppConfig):
    name = "dossiers"
    verbose_name = "Hồ sơ thi đua, khen thưởng"

    def ready(self) -> None:
        """Let the rules register themselves."""
        for room in RULES:
            import_module(f"dossiers.rules.{room}")
