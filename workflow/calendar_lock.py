"""While a transaction sets terms, the calendar by which it counts stays as it is.

1. Every transaction of the door shares the calendar; it reads the rows afresh within it.
2. Who changes the calendar has it alone: it waits for those that are counting by the old one, so that it finds their
   terms, and lets the next ones in when the new one is committed.

SQLite has one writer at a time anyway. On PostgreSQL it is one advisory lock, freed with the transaction; waiting ends
after the lock time-out with the refusal 'đang có người xử lý'. It is taken before any row, so it can be part of no
deadlock.
"""

from django.db import connection

from workflow import calendar

KEY = 72_0001


def keep_still(*, changing: bool) -> None:
    """Share the calendar until the end of this transaction, or have it alone if `changing` it."""
    calendar.forget()
    if connection.vendor != "postgresql":
        return
    take = "pg_advisory_xact_lock" if changing else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {take}(%s)", [KEY])
