"""By e-mail, in plain text and HTML, with the Message-ID the row was given when it was written, so that a repeat is
recognised. What is about the same dossier or paper lies in one thread of the reader's mail program."""

import logging
import socket
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused, SMTPServerDisconnected
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import BadHeaderError
from django.core.validators import validate_email
from django.template.loader import render_to_string

from dossiers.models import User
from notifications.channels import CutOff, Failed, Permanent, Retry, Unreachable
from notifications.kinds import Kind
from notifications.models import Delivery
from notifications.unsubscribing import DAILY, one_press, unsubscribe_url

logger = logging.getLogger(__name__)

NAME = "email"
LABEL = "Thư điện tử"
AT_ONCE = False
WHOLE = 30.0  # seconds for one letter, whatever the server does: less than a worker's patience with a run
TOO_LARGE = 552  # RFC 1870: the only refusal of a sender that is about the letter
FIRST_PERMANENT_CODE = 500  # RFC 5321: 4yz may succeed later, 5yz will not
BAD_ADDRESS = "Địa chỉ thư điện tử không dùng được."
REFUSED_FOR_GOOD = "Máy chủ thư từ chối nhận thư (mã {code})."
REFUSED_FOR_NOW = "Máy chủ thư tạm thời chưa nhận thư (mã {code})."
NO_SERVER = "Không gửi được qua máy chủ thư: máy chủ không trả lời hoặc không nhận kết nối."
CUT_OFF = "Máy chủ thư ngừng trả lời trong lúc nhận thư này."


def is_configured() -> bool:
    """Always: without a mail server letters are files (EMAIL_URL)."""
    return True


def address(user: User) -> str:
    """The person's e-mail address; empty if none is known."""
    return user.email.strip()


def prepare(deliveries: Sequence[Delivery]) -> None:
    """Find out which are letters of the day, and of what. One statement."""
    kinds: dict[int, set[str]] = {}
    for letter_id, kind in Delivery.objects.filter(merged_into__in=deliveries).values_list("merged_into", "kind"):
        kinds.setdefault(letter_id, set()).add(kind)
    for row in deliveries:
        row.gathered = kinds.get(row.pk, set())


def send(delivery: Delivery) -> None:
    """Hand the message to the mail server. Raises Permanent, Retry, CutOff or Unreachable."""
    try:
        validate_email(address(delivery.user))
        message = letter(delivery)
        with _opened() as message.connection:
            message.send()
    except (ValidationError, UnicodeError, BadHeaderError) as error:
        raise Permanent(BAD_ADDRESS) from error
    except (SMTPException, OSError) as error:
        logger.warning("delivery %s: %s: %s", delivery.pk, type(error).__name__, error)
        raise judged(error) from error


@contextmanager
def _opened() -> Iterator[Any]:
    """The mail server, ready to take a letter, for so long as one may take. Raises Unreachable."""
    server = get_connection()
    timer = threading.Timer(WHOLE, _cut, [server])
    timer.start()
    try:
        try:
            server.open()
        except (SMTPException, OSError) as error:
            logger.warning("the mail server: %s: %s", type(error).__name__, error)
            raise Unreachable(NO_SERVER) from error
        yield server
    finally:
        with suppress(SMTPException, OSError):  # a goodbye that fails takes no letter back
            server.close()
        timer.cancel()


def _cut(server: Any) -> None:
    """End it from another thread, below whatever encryption lies over it."""
    line = getattr(getattr(server, "connection", None), "sock", None)
    if line is not None:
        with suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)


def letter(delivery: Delivery) -> EmailMultiAlternatives:
    """The e-mail as it leaves: NFC throughout, one line a header."""
    subject = _one_line(delivery.subject)
    about = {
        "delivery": delivery, "subject": subject, "name": delivery.user.full_name,
        "url": f"{settings.BASE_URL}{delivery.link}", "paragraphs": delivery.body.split("\n\n"),
        "stop": unsubscribe_url(delivery.user, stops(delivery)),
    }
    text, html = (_nfc(render_to_string(f"notifications/email/letter.{kind}", about)) for kind in ("txt", "html"))
    message = EmailMultiAlternatives(subject, text, to=[address(delivery.user)], headers=headers(delivery))
    message.attach_alternative(html, "text/html")
    return message


def headers(delivery: Delivery) -> dict[str, str]:
    """Who it is, where it belongs, that no person wrote it, and how to receive no more of its kind."""
    found = {"Message-ID": delivery.message_id, "Auto-Submitted": "auto-generated"}
    if delivery.thread:
        root = f"<vinhdanh.{delivery.thread}@{urlsplit(settings.BASE_URL).hostname}>"
        found |= {"References": root, "In-Reply-To": root}
    kind = stops(delivery)
    found["List-Unsubscribe"] = f"<{unsubscribe_url(delivery.user, kind)}>"
    if one_press(kind):
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return {name: _one_line(text) for name, text in found.items()}


def stops(delivery: Delivery) -> str:
    """What the address in it switches off: e-mails of its kind, or the letter of the day but for the work in it."""
    gathered = getattr(delivery, "gathered", set())
    return DAILY if gathered - {Kind.WORK} else delivery.kind


def judged(error: Exception) -> Failed:
    """Whether trying again may help, of a server that was ready to take the letter. What concerns the server and not
    this letter is always tried again."""
    if isinstance(error, SMTPRecipientsRefused):
        return _by_code(min((code for code, _ in error.recipients.values()), default=0))
    if isinstance(error, SMTPDataError):
        return _by_code(error.smtp_code)
    if isinstance(error, SMTPSenderRefused) and error.smtp_code == TOO_LARGE:
        return _by_code(error.smtp_code)
    if isinstance(error, SMTPServerDisconnected) or not isinstance(error, SMTPException):
        return CutOff(CUT_OFF)
    return Unreachable(NO_SERVER)


def _by_code(code: int) -> Failed:
    if code >= FIRST_PERMANENT_CODE:
        return Permanent(REFUSED_FOR_GOOD.format(code=code))
    return Retry(REFUSED_FOR_NOW.format(code=code))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _one_line(text: str) -> str:
    return " ".join(_nfc(text).split())
