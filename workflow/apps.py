from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = "Quy trình xét khen thưởng"

    def ready(self) -> None:
        from workflow import wiring

        wiring.connect(self)
