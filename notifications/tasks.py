"""What the worker is asked for on a commit and every few seconds; it finds its work in the database."""

from celery import shared_task

from notifications import outbox
from notifications.daily import merge_due


@shared_task
def deliver() -> None:
    """Write the messages of what has happened, then send what is due; what happens meanwhile is told too."""
    outbox.announce()
    outbox.send_due(meanwhile=outbox.announce)


@shared_task
def digest() -> None:
    """Write the letters of the day that are due; `deliver` sends them."""
    merge_due()
