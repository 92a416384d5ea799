"""What the worker is asked for on a commit and every few seconds; it finds its work in the database."""

from celery import shared_task

from notifications import outbox


@shared_task
def deliver() -> None:
    """Write the messages of what has happened, then send what is due."""
    outbox.announce()
    outbox.send_due()
