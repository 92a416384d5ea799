"""An e-mail as it leaves, and which failures are final."""

import time
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from dossiers import clock
from dossiers.models import User
from notifications.channels import CutOff, Permanent, Retry, Unreachable, email
from notifications.models import Delivery
from tests.mail_server import MailServer, serving, through
from tests.notifications import golden_letter


@pytest.fixture
def delivery(settings):
    settings.BASE_URL = "https://thidua.example.vn"
    user = User(username="an", full_name="Nguyễn Thị An", email="an@example.vn")
    return Delivery(
        user=user, channel="email", subject="Hồ sơ cần bổ sung – P01-001", body="Sở B yêu cầu bổ sung 1 hồ sơ.",
        link="/ho-so/P01-001/", message_id="<vinhdanh.1.2@thidua.example.vn>", created_at=clock.now(),
    )


@pytest.mark.parametrize("name", golden_letter.LETTERS)
def test_a_whole_letter_is_the_one_that_was_read_and_kept(name, settings):
    settings.BASE_URL = golden_letter.BASE_URL
    assert golden_letter.letter(name) == (golden_letter.FOLDER / f"{name}.txt").read_text()


def test_it_has_a_greeting_a_link_and_a_steady_id(delivery):
    email.send(delivery)
    (sent,) = mail.outbox
    message = sent.message()
    assert message["Message-ID"] == "<vinhdanh.1.2@thidua.example.vn>"
    assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]
    assert sent.body.startswith("Kính gửi Nguyễn Thị An,\n\nSở B yêu cầu bổ sung 1 hồ sơ.\n")
    assert "\nXem tại: https://thidua.example.vn/ho-so/P01-001/\n" in sent.body


def test_letters_of_one_thread_hang_on_the_same_root(delivery):
    roots = set()
    for number in (1, 2):
        delivery.thread, delivery.message_id = "ho-so.7", f"<vinhdanh.{number}.2@thidua.example.vn>"
        about = email.headers(delivery)
        roots.add((about["References"], about["In-Reply-To"]))
    assert roots == {("<vinhdanh.ho-so.7@thidua.example.vn>",) * 2}


def test_who_has_no_address_is_not_written_to():
    assert email.address(User(email="")) == ""


@pytest.mark.parametrize("address", ["an", "an@", "an@example.vn\nBcc: kẻ gian@example.com", "ân@example.vn"])
def test_a_bad_address_is_final(delivery, address):
    delivery.user.email = address
    with pytest.raises(Permanent):
        email.send(delivery)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("error", "judgement"),
    [
        (SMTPRecipientsRefused({"an@example.vn": (550, b"no such user")}), Permanent),
        (SMTPRecipientsRefused({"an@example.vn": (451, b"greylisted")}), Retry),
        (SMTPDataError(554, b"refused"), Permanent),
        (SMTPDataError(452, b"disk full"), Retry),
        (SMTPAuthenticationError(535, b"bad password"), Unreachable),
        (SMTPSenderRefused(553, b"not yours", "vinhdanh@localhost"), Unreachable),
        (SMTPSenderRefused(552, b"too large", "vinhdanh@localhost"), Permanent),
        (SMTPServerDisconnected("gone"), CutOff),
        (ConnectionResetError(104, "reset"), CutOff),
        (TimeoutError("timed out"), CutOff),
    ],
)
def test_what_concerns_the_server_is_tried_again_what_concerns_the_letter_is_not(
    delivery, monkeypatch, error, judgement
):
    def fail(self, *args, **kwargs):
        raise error

    monkeypatch.setattr(EmailMessage, "send", fail)
    with pytest.raises(judgement) as raised:
        email.send(delivery)
    assert type(raised.value) is judgement


def test_a_server_that_does_not_open_is_silent_for_everybody(delivery, settings):
    through(settings, 1)
    with pytest.raises(Unreachable) as raised:
        email.send(delivery)
    assert type(raised.value) is Unreachable


def test_a_server_that_dawdles_on_is_cut_off_in_time(delivery, settings, monkeypatch):
    monkeypatch.setattr(email, "WHOLE", 0.3)
    begun = time.monotonic()
    with serving(MailServer(wait=lambda recipient: 30.0)) as server:
        through(settings, server.port, patience=60)
        with pytest.raises(CutOff):
            email.send(delivery)
        assert time.monotonic() - begun < 20
        monkeypatch.setattr(email, "WHOLE", 30)
        server.wait = lambda recipient: 0.0
        email.send(delivery)
    assert server.ids() == [("an@example.vn", delivery.message_id)]
