"""The secret that signs what a subscriber is told (standardwebhooks.com).

Derived from the installation's key and a salt on the row, so that a copy of the database signs nothing, and shown once.
After a change both secrets sign for a while, so that the receiver can follow without losing a message.
"""

import base64
from datetime import timedelta

from django.utils.crypto import salted_hmac

from dossiers import clock
from notifications.webhook_models import Subscriber, new_salt

PREFIX = "whsec_"


def secret_of(salt: str) -> str:
    """'whsec_…' of this salt: 256 bits."""
    key = salted_hmac("notifications.webhooks", salt, algorithm="sha256").digest()
    return PREFIX + base64.b64encode(key).decode()


def signing(subscriber: Subscriber) -> list[str]:
    """The secrets that sign now: the present one, and the one before until its last day."""
    salts = [subscriber.salt]
    if subscriber.old_salt and subscriber.old_until and subscriber.old_until > clock.now():
        salts.append(subscriber.old_salt)
    return [secret_of(salt) for salt in salts]


def rotate(subscriber: Subscriber, *, days: int) -> str:
    """Give it a new secret and return it, this once; the one before signs too for `days` (calendar days, 0: not)."""
    subscriber.old_salt = subscriber.salt if days else ""
    subscriber.old_until = clock.now() + timedelta(days=days) if days else None
    subscriber.salt = new_salt()
    subscriber.save(update_fields=["salt", "old_salt", "old_until"])
    return secret_of(subscriber.salt)
