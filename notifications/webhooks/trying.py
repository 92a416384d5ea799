"""A message that says nothing, to see whether a system answers."""

import secrets

from dossiers import clock
from notifications.channels import webhook
from notifications.webhook_models import Subscriber
from notifications.webhooks import outward, secret, telling


def problem(subscriber: Subscriber) -> str:
    """Send a test message now; why it did not arrive, in words, or empty when it did."""
    at = clock.now()
    name, body = f"vinhdanh-test-{secrets.token_hex(8)}", telling.text(telling.TEST, at, {})
    headers = webhook.headers(name, body, secret.signing(subscriber), at=at)
    try:
        answer = outward.post(subscriber.url, body.encode(), headers)
    except (outward.Refused, outward.Silent) as error:
        return str(error)
    return str(webhook.judged(answer, at=at) or "")
