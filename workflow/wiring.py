"""Imports what registers itself: needs, effects, roles and grounds of sight. Read when the application starts."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from workflow import triggers

MODULES = [
    "dossiers.rules.authority", "dossiers.rules.papers", "dossiers.rules.subject", "dossiers.rules.timing",
    "workflow.access", "workflow.council.effects", "workflow.council.needs",
    "workflow.council.seats", "workflow.decisions.effects", "workflow.decisions.needs", "workflow.flows.effects",
]


def install_triggers(sender: AppConfig, **signal: object) -> None:
    """Every migration may have remade a table, and with it dropped its triggers."""
    triggers.install()


def connect(config: AppConfig) -> None:
    """Listen to the end of migrations of the application whose tables the triggers stand on."""
    for name in MODULES:
        if find_spec(name):
            import_module(name)
    post_migrate.connect(install_triggers, sender=config, dispatch_uid="workflow.triggers")
