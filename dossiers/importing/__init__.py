"""Units, accounts and posts from one Excel file: read, compared with what is there, carried out whole or not at all."""

from dossiers.importing.applying import Outcome, carry_out
from dossiers.importing.plan import Plan, make_plan
from dossiers.importing.reading import Unreadable, read
from dossiers.importing.template import template

__all__ = ["Outcome", "Plan", "Unreadable", "carry_out", "make_plan", "read", "template"]
