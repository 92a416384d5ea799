"""Imports what registers itself: needs, effects, roles and grounds of sight. Read when the application starts."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate, pre_migrate

from dossiers.rules import authority, papers, subject, timing
from workflow import access, appraisal, calendar_shipped, checks, finding, planning, rounds, term_seeding, triggers
from workflow.alarms import ringing, seeding
from workflow.consultation import effects as consultation_effects
from workflow.consultation import needs as consultation_needs
from workflow.consultation import ringing as consultation_ringing
from workflow.council import ballot_term, seats
from workflow.council import effects as council_effects
from workflow.council import importing as council_importing
from workflow.council import needs as council_needs
from workflow.decisions import effects as decision_effects
from workflow.decisions import needs as decision_needs
from workflow.duties import effects as duty_effects
from workflow.duties import ringing as duty_ringing
from workflow.enquiry import replying
from workflow.flows import effects as flow_effects
from workflow.invitations import needs as invitation_needs
from workflow.jobs import acting as job_acting
from workflow.posting import effects as posting_effects
from workflow.posting import needs as posting_needs
from workflow.posting import ringing as posting_ringing

REGISTERED = (
    access,
    appraisal,
    authority,
    ballot_term,
    checks,
    consultation_effects,
    consultation_needs,
    consultation_ringing,
    council_effects,
    council_importing,
    council_needs,
    decision_effects,
    decision_needs,
    duty_effects,
    duty_ringing,
    finding,
    flow_effects,
    invitation_needs,
    job_acting,
    papers,
    replying,
    posting_effects,
    posting_needs,
    posting_ringing,
    ringing,
    rounds,
    seats,
    subject,
    timing,
)


def lift_triggers(sender: AppConfig, plan: Sequence[object] = (), **signal: object) -> None:
    """SQLite alters a table by making it anew, and for that moment a trigger names a table that is not there."""
    if plan and connection.vendor == "sqlite":
        triggers.remove()


def install_triggers(sender: AppConfig, **signal: object) -> None:
    """Every migration may have remade a table, and with it dropped its triggers."""
    triggers.install()


def connect(config: AppConfig) -> None:
    """Listen to the migrations of the application whose tables the triggers stand on."""
    pre_migrate.connect(lift_triggers, sender=config, dispatch_uid="workflow.triggers.lift")
    post_migrate.connect(install_triggers, sender=config, dispatch_uid="workflow.triggers")
    post_migrate.connect(seeding.sow, sender=config, dispatch_uid="workflow.alarms.sow")
    post_migrate.connect(calendar_shipped.sow, sender=config, dispatch_uid="workflow.calendar.sow")
    post_migrate.connect(term_seeding.sow, sender=config, dispatch_uid="workflow.terms.sow")
    post_migrate.connect(planning.arm_open_years, sender=config, dispatch_uid="workflow.planning.arm")
