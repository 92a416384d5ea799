"""What the floors above may listen to."""

from django.dispatch import Signal

# Sent within the door's transaction with `batch_id`; listeners wait for the commit themselves.
journal_written = Signal()
