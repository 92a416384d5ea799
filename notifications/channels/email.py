"""By e-mail: plain text, with the Message-ID the row was given when it was written, so that a repeat is recognised."""

from collections.abc import Sequence
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.message import BadHeaderError
from django.core.validators import validate_email

from dossiers.models import User
from notifications.channels import Failed, Permanent, Retry, Unreachable
from notifications.models import Delivery

NAME = "email"
LABEL = "Thư điện tử"
AT_ONCE = False
FIRST_PERMANENT_CODE = 500  # RFC 5321: 4yz may succeed later, 5yz will not


def is_configured() -> bool:
    """Always: without a mail server letters are files (EMAIL_URL)."""
    return True


def address(user: User) -> str:
    """The person's e-mail address; empty if none is known."""
    return user.email


def prepare(deliveries: Sequence[Delivery]) -> None:
    """Nothing to load: a letter is made of its row and of the person."""


def send(delivery: Delivery) -> None:
    """Hand the message to the mail server. Raises Permanent, Retry or Unreachable."""
    message = letter(delivery)
    try:
        validate_email(message.to[0])
        message.send()
    except (ValidationError, UnicodeError, BadHeaderError) as error:
        raise Permanent(f"Địa chỉ thư điện tử không dùng được: {message.to[0]}") from error
    except (SMTPException, OSError) as error:
        raise judged(error) from error


def letter(delivery: Delivery) -> EmailMessage:
    """The e-mail as it leaves."""
    user = delivery.user
    text = (
        f"Kính gửi {user.full_name},\n\n{delivery.body}\n\n"
        f"Xem tại: {settings.BASE_URL}{delivery.link}\n\n"
        "-- \nThư tự động của hệ thống thi đua, khen thưởng Vinh Danh; xin không trả lời thư này.\n"
    )
    headers = {"Message-ID": delivery.message_id, "Auto-Submitted": "auto-generated"}
    return EmailMessage(delivery.subject, text, to=[user.email], headers=headers)


def judged(error: Exception) -> Failed:
    """Whether trying again may help. What concerns the server and not this letter is always tried again."""
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return Permanent(text) if all(code >= FIRST_PERMANENT_CODE for code in codes) else Retry(text)
    if isinstance(error, SMTPDataError):
        return Permanent(text) if error.smtp_code >= FIRST_PERMANENT_CODE else Retry(text)
    return Unreachable(text)
