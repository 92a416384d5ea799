"""The post office: what has happened becomes delivery rows, exactly once; what is due leaves, at least once.

1. `announce` takes one `Unannounced` batch at a time and, in one transaction, writes the delivery rows of everybody
   concerned and deletes the batch's row. Whoever comes second finds the row gone and does nothing.
2. In the application a message has arrived with its row. What goes outside is queued.
3. `send_due` claims a few due rows (state `sending`, a lease, a row of `Attempt`) and commits; only then each message
   is carried, on a thread of its own and outside any transaction. How it ended is noted in one more transaction.
4. A worker that dies meanwhile leaves rows in `sending` and attempts without an end. When the lease is over they are
   due again, with the same Message-ID: the only way in which somebody gets a letter twice.
5. What may pass is tried again after a growing pause; what cannot arrive, or has not after the last try, ends as an
   `Incident` that an administrator sees.
"""

from notifications.announcing import announce
from notifications.recording import is_recording, recorder
from notifications.sending import send_due

__all__ = ["announce", "is_recording", "recorder", "send_due"]
