"""Over TLS, to a machine with a certificate of its own: the right one is talked to, no other gets a word."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from dossiers import clock
from notifications import outbox
from notifications.models import Delivery, DeliveryState
from notifications.webhook_models import Subscriber
from notifications.webhooks import outward, secret
from tests.notifications.receiver import Receiver, receiving
from tests.world import do, drafts, make_world

CERTIFICATES = Path(__file__).parent / "certificates"
NAME = "may.example.vn"


@pytest.fixture(autouse=True)
def own_name(monkeypatch, settings):
    """The name is this machine, and whoever trusts the test's authority says so."""
    settings.WEBHOOK_ALLOW_PRIVATE = True
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *args, **more: real("127.0.0.1" if host == NAME else host, *args, **more)
    )


@pytest.fixture
def trusted(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "authority.pem"))


@contextmanager
def machine(certificate: str) -> Iterator[tuple[Receiver, str]]:
    """A receiver with this certificate, and its address by name."""
    with receiving(certificate=CERTIFICATES / f"{certificate}.pem") as receiver:
        yield receiver, receiver.url.replace("127.0.0.1", NAME)


def test_the_right_certificate_is_talked_to_by_its_name(trusted):
    with machine("right") as (receiver, url):
        assert outward.post(url, b'{"a":1}', {"X-A": "b"}).status == 204
    [request] = receiver.requests
    assert (request.body, request.headers["host"], request.headers["x-a"]) == ('{"a":1}', url.split("/")[2], "b")


@pytest.mark.parametrize("certificate", ["of_another_name", "expired", "of_a_stranger"])
def test_a_wrong_certificate_gets_no_word_and_says_so(certificate, trusted):
    with machine(certificate) as (receiver, url), pytest.raises(outward.Silent, match="Chứng thư số"):
        outward.post(url, b'{"a":1}', {})
    assert receiver.requests == []


def test_an_authority_that_this_machine_does_not_know_is_not_trusted():
    with machine("right") as (receiver, url), pytest.raises(outward.Silent, match="Chứng thư số"):
        outward.post(url, b'{"a":1}', {})
    assert receiver.requests == []


def test_the_address_itself_is_no_name_of_the_certificate(trusted):
    with machine("right") as (receiver, _), pytest.raises(outward.Silent, match="Chứng thư số"):
        outward.post(receiver.url, b'{"a":1}', {})
    assert receiver.requests == []


@pytest.mark.django_db
def test_a_move_arrives_signed_for_as_long_as_each_secret_lives(trusted):
    world = make_world()
    with machine("right") as (receiver, url):
        one = Subscriber.objects.create(name="Phần mềm văn bản", url=url, made_at=clock.now())
        old = secret.secret_of(one.salt)
        for days, valid in ((None, [old]), (7, [old]), (0, [])):
            given = old if days is None else secret.rotate(one, days=days)
            do(world, "submit", drafts(world))
            outbox.announce()
            assert outbox.send_due() == 1
            request = receiver.requests[-1]
            for each in {given, *valid}:
                assert Webhook(each).verify(request.body, request.headers)["type"] == "dossier.moved"
            if not valid:
                with pytest.raises(WebhookVerificationError):
                    Webhook(old).verify(request.body, request.headers)
            with pytest.raises(WebhookVerificationError):
                Webhook(given).verify(request.body.replace("submit", "issue"), request.headers)
    assert set(Delivery.objects.filter(channel="webhook").values_list("state", flat=True)) == {DeliveryState.SENT}


@pytest.mark.django_db
def test_a_wrong_certificate_is_tried_again_and_the_administrator_reads_why(trusted):
    world = make_world()
    with machine("expired") as (receiver, url):
        Subscriber.objects.create(name="Phần mềm văn bản", url=url, made_at=clock.now())
        do(world, "submit", drafts(world))
        outbox.announce()
        assert outbox.send_due() == 0
    [row] = Delivery.objects.filter(channel="webhook")
    assert (row.state, row.last_error, receiver.requests) == (DeliveryState.RETRY, outward.UNTRUSTED, [])


@contextmanager
def talking(talk: Callable[[ssl.SSLSocket], None]) -> Iterator[str]:
    """A machine that takes one request over TLS and answers as `talk` does."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "right.pem")
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            try:
                with context.wrap_socket(listener.accept()[0], server_side=True) as peer:
                    peer.recv(65536)
                    talk(peer)
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        yield f"https://{NAME}:{listener.getsockname()[1]}/"


def endless_body(peer: ssl.SSLSocket) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n")
    while True:
        peer.sendall(b"x" * 65536)


def a_letter_at_a_time(peer: ssl.SSLSocket) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(200):
        time.sleep(0.05)
        peer.sendall(b"x")


def endless_header(peer: ssl.SSLSocket) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        peer.sendall(b"x" * 65536)


def endless_headers(peer: ssl.SSLSocket) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        peer.sendall(b"X: y\r\n" * 1000)


def never_the_answer(peer: ssl.SSLSocket) -> None:
    while True:
        peer.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


def no_answer_at_all(peer: ssl.SSLSocket) -> None:
    peer.sendall(b"\x00\xff lorem ipsum\r\n\r\n")


def test_the_status_is_enough_however_long_the_answer(trusted):
    begun = time.monotonic()
    with talking(endless_body) as url:
        assert outward.post(url, b"{}", {}) == outward.Answer(200, {"content-length": "1000000000000"})
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "talk", [a_letter_at_a_time, endless_header, endless_headers, never_the_answer, no_answer_at_all]
)
def test_whatever_it_says_instead_it_is_over_in_time(talk, trusted, monkeypatch):
    monkeypatch.setattr(outward, "WHOLE", 1.0)
    begun = time.monotonic()
    with talking(talk) as url, pytest.raises(outward.Silent, match="Máy nhận không trả lời"):
        outward.post(url, b"{}", {})
    assert time.monotonic() - begun < 5


def test_a_machine_that_never_shakes_hands_is_left_in_time(trusted, monkeypatch):
    monkeypatch.setattr(outward, "CONNECT", 0.5)
    begun = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(outward.Silent):
        outward.post(f"https://{NAME}:{listener.getsockname()[1]}/", b"{}", {})
    assert time.monotonic() - begun < 5
