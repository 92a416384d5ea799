"""The address in an e-mail that stops its kind, without signing in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from dossiers.models import User
from notifications.kinds import Kind

SALT = "notifications.unsubscribe"
DAILY = "daily"  # in the place of a kind: everything that comes in the letter of the day


def unsubscribe_url(user: User, kind: str, channel: str = "email") -> str:
    """The full address that stops `kind` (or the letter of the day, `DAILY`) by this channel."""
    token = signing.dumps([user.pk, str(kind), channel], salt=SALT, compress=True)
    return settings.BASE_URL + reverse("notifications:unsubscribe", args=[token])


def one_press(kind: str) -> bool:
    """Whether a mail program may stop it by itself. Work is stopped only by who has read what that means."""
    return kind != Kind.WORK


def read_token(token: str) -> tuple[int, str, str]:
    """(user pk, kind, channel) of an address made above. Raises signing.BadSignature for any other."""
    user_id, kind, channel = signing.loads(token, salt=SALT)
    return user_id, kind, channel
