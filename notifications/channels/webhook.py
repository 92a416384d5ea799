"""To another system, signed as standardwebhooks.com says; each answer stands for its system alone."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from standardwebhooks import Webhook

from dossiers import clock
from dossiers.models import User
from notifications.channels import Failed, Permanent, Retry
from notifications.models import Delivery, DeliveryState
from notifications.webhook_models import Subscriber
from notifications.webhooks import outward, secret, telling

NAME = telling.CHANNEL
LABEL = "Hệ thống nhận tin tự động"
AT_ONCE = False
LATER = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
LONGEST_WAIT = timedelta(days=1)
GONE = "Hệ thống trả lời rằng địa chỉ này không còn nhận tin (410)."


OFF = "Đã ngừng gửi cho hệ thống này."


class Gone(Permanent):
    """The address is no more: nothing else goes there."""

    def settle(self, delivery: Delivery) -> None:
        """Switch the subscriber off."""
        switch_off(delivery.subscriber, because=GONE)


def is_configured() -> bool:
    """Always: who is told stands in rows."""
    return True


def address(user: User) -> str:
    """No person is reached by it."""
    return ""


def prepare(deliveries: Sequence[Delivery]) -> None:
    """Load the subscribers and what signs for them."""
    found = Subscriber.objects.in_bulk({row.subscriber_id for row in deliveries})
    for row in deliveries:
        row.subscriber = found[row.subscriber_id]
        row.secrets = secret.signing(row.subscriber)
        row.sent_now = clock.now()


def send(delivery: Delivery) -> None:
    """Carry the message. Raises Permanent or Retry, never Unreachable: one silent system says nothing of the others."""
    if not delivery.subscriber.on:
        raise Permanent(OFF)
    try:
        answer = outward.post(
            delivery.subscriber.url, delivery.body.encode(),
            headers(delivery.message_id, delivery.body, delivery.secrets, at=delivery.sent_now),
        )
    except outward.Refused as error:
        raise Permanent(str(error)) from error
    except outward.Silent as error:
        raise Retry(str(error)) from error
    failure = judged(answer, at=delivery.sent_now)
    if failure is not None:
        raise failure


def headers(message_id: str, body: str, secrets: Sequence[str], *, at: datetime) -> dict[str, str]:
    """What makes the receiver sure of the sender: id (the same at every try), time, and a signature by each secret."""
    at = at.astimezone(UTC)
    signatures = [Webhook(each).sign(message_id, at, body) for each in secrets]
    return {
        "Content-Type": "application/json",
        "User-Agent": "VinhDanh",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def judged(answer: outward.Answer, *, at: datetime) -> Failed | None:
    """Whether it arrived, and if not whether trying again may help."""
    status = answer.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    if status == HTTPStatus.GONE:
        return Gone(GONE)
    if status in LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Retry(f"Hệ thống chưa nhận (mã trả lời {status}).", after=_after(answer.headers, at))
    if status < HTTPStatus.BAD_REQUEST:
        return Permanent(f"Địa chỉ nhận tin chuyển sang nơi khác (mã trả lời {status}); hãy ghi địa chỉ mới.")
    return Permanent(f"Hệ thống từ chối (mã trả lời {status}).")


def _after(answered: dict[str, str], at: datetime) -> timedelta | None:
    """Retry-After in seconds or as a date (RFC 9110), at most a day; None when not said."""
    said = answered.get("retry-after", "").strip()
    try:
        wait = timedelta(seconds=int(said)) if said.isdigit() else parsedate_to_datetime(said) - at
    except (ValueError, TypeError, OverflowError):
        return None
    return min(wait, LONGEST_WAIT) if wait > timedelta(0) else None


def switch_off(subscriber: Subscriber, *, because: str = "") -> None:
    """Tell it nothing more; what was waiting for it is not sent."""
    Subscriber.objects.filter(pk=subscriber.pk).update(on=False, off_because=because)
    Delivery.objects.not_yet_sent().filter(subscriber=subscriber).update(
        state=DeliveryState.SUPPRESSED, next_try_at=None, last_error=OFF
    )
