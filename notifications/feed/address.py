"""The secret address of a person's calendar: who knows it reads the calendar; a new one ends the one before."""

import hashlib
import secrets

from dossiers import clock
from dossiers.models import User
from notifications.models import CalendarFeed

LETTERS = 32  # of the secret: 192 bits


def renew(user: User) -> str:
    """Give `user` a new secret and return it, the only time it is known; the one before is dead at once."""
    secret = secrets.token_urlsafe(LETTERS * 3 // 4)
    CalendarFeed.objects.update_or_create(user=user, defaults={"digest": _digest(secret), "made_at": clock.now()})
    return secret


def close(user: User) -> None:
    """No address any more."""
    CalendarFeed.objects.filter(user=user).delete()


def owner(secret: str) -> User | None:
    """Whose calendar it is; None for an unknown secret and for a deactivated account. One statement."""
    rows = CalendarFeed.objects.filter(digest=_digest(secret), user__is_active=True)
    found = rows.select_related("user").first()
    return found.user if found else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
