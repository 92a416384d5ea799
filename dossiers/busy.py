"""Somebody else holds the rows: how a database says so."""

from django.db import DatabaseError

LOCK_STATES = ("55P03", "40P01")  # lock_not_available, deadlock_detected


def waited_in_vain(error: DatabaseError) -> bool:
    """Whether the lock did not come in time. PostgreSQL words its messages in the language of the server; the code is
    the same everywhere."""
    return getattr(error.__cause__, "sqlstate", None) in LOCK_STATES or "locked" in str(error).lower()
