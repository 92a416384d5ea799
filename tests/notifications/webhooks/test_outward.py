"""A message to an address that somebody else wrote never reaches into this network, and never hangs."""

import socket
import threading
import time

import pytest

from dossiers import clock
from notifications.channels import Permanent, webhook
from notifications.webhooks import outward
from tests.notifications.receiver import receiving

PRIVATE = (
    "127.0.0.1", "10.0.0.8", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "::ffff:10.0.0.8",
    "::ffff:127.0.0.1", "64:ff9b::a00:8", "64:ff9b:1::1", "2002:a00:8::1", "2001::1", "::10.0.0.8", "2001:db8::1",
    "::ffff:169.254.169.254", "::ffff:0:10.0.0.8", "2002:7f00:1::", "64:ff9b::7f00:1", "fd00::1", "fe80::1", "3fff::1",
    "100::1", "2001:10::1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "203.0.113.1", "240.0.0.1", "0.1.2.3",
)
LITERALS = (
    "127.0.0.1", "127.1", "2130706433", "0x7f.1", "017700000001", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[64:ff9b::a00:8]", "[fe80::1]", "[fc00::1]", "169.254.169.254",
)


def resolve_to(monkeypatch, *ips: str) -> list[str]:
    """Every name is at `ips` from now on; returns the list of what was asked."""
    asked: list[str] = []

    def getaddrinfo(host, port, **kwargs):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize("ip", PRIVATE)
def test_an_address_of_a_private_kind_is_not_public(ip):
    assert not outward.is_public(ip)


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_internet_is(ip):
    assert outward.is_public(ip)


def test_one_private_address_among_several_is_enough_to_refuse(monkeypatch):
    resolve_to(monkeypatch, "8.8.8.8", "10.0.0.8")
    with pytest.raises(outward.Refused, match="mạng nội bộ"):
        outward.post("https://may.example.vn/", b"{}", {})


@pytest.mark.parametrize("host", LITERALS)
def test_an_inner_address_in_whatever_spelling_is_refused_without_a_connection(host, monkeypatch):
    connected = no_connection(monkeypatch)
    with pytest.raises(outward.Refused, match="mạng nội bộ"):
        outward.post(f"https://{host}/nhan", b"{}", {})
    assert connected == []


class TestANameThatMoves:
    """The name is at one address when it is looked at and at another when somebody asks again."""

    NAME = "may.example.vn"

    def moving(self, monkeypatch, *places: str) -> list[str]:
        """The name is at the first of these, then at the second; numbers are where they say. Returns what was asked."""
        asked: list[str] = []

        def getaddrinfo(host, port, *args, **kwargs):
            asked.append(host)
            at = places[min(asked.count(self.NAME), len(places)) - 1] if host == self.NAME else host
            family = socket.AF_INET6 if ":" in at else socket.AF_INET
            return [(family, socket.SOCK_STREAM, 6, "", (at, port))]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    @pytest.mark.parametrize("public", ["8.8.8.8", "2606:4700::1111"])
    @pytest.mark.parametrize("private", ["127.0.0.1", "10.0.0.8", "::1"])
    def test_from_outside_to_inside_only_the_address_looked_at_is_gone_to(self, public, private, monkeypatch):
        asked, connected = self.moving(monkeypatch, public, private), no_connection(monkeypatch)
        with pytest.raises(outward.Silent):
            outward.post(f"https://{self.NAME}/", b"{}", {})
        assert (connected, asked.count(self.NAME)) == ([(public, 443)], 1)

    def test_from_inside_to_outside_it_is_refused_until_it_is_outside(self, monkeypatch):
        connected = no_connection(monkeypatch)
        self.moving(monkeypatch, "10.0.0.8", "8.8.8.8")
        with pytest.raises(outward.Refused, match="mạng nội bộ"):
            outward.post(f"https://{self.NAME}/", b"{}", {})
        assert connected == []
        with pytest.raises(outward.Silent):
            outward.post(f"https://{self.NAME}/", b"{}", {})
        assert connected == [("8.8.8.8", 443)]


def no_connection(monkeypatch) -> list[tuple[str, int]]:
    """Nobody answers anywhere; returns the list of what was tried, as (address, port)."""
    tried: list[tuple[str, int]] = []

    def connect(self, address):
        tried.append(address[:2])
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


@pytest.mark.parametrize(
    "url",
    ["http://may.example.vn/", "https://", "https://ten:mk@may.example.vn/", "ftp://may.vn/", "https://may.vn:0/",
     "https://may.vn/có dấu", "https://may.vn:cong/", "https://may.vn/#x"],
)
def test_an_address_of_another_form_is_refused_before_anybody_is_asked(url, monkeypatch):
    asked = resolve_to(monkeypatch, "8.8.8.8")
    with pytest.raises(outward.Refused):
        outward.post(url, b"{}", {})
    assert asked == []


def test_the_name_is_asked_once_and_the_connection_goes_to_what_was_looked_at(monkeypatch, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving() as receiver:
        port = receiver.url.split(":")[2].split("/")[0]
        real = socket.getaddrinfo
        asked: list[str] = []

        def getaddrinfo(host, *args, **kwargs):
            asked.append(host)
            return real("127.0.0.1" if host == "may.example.vn" else host, *args, **kwargs)

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        answer = outward.post(f"http://may.example.vn:{port}/nhan?x=1", b"{}", {"X-A": "b"})
    assert (answer.status, asked.count("may.example.vn")) == (204, 1)
    [request] = receiver.requests
    assert (request.path, request.headers["host"], request.headers["x-a"]) == (
        "/nhan?x=1", f"may.example.vn:{port}", "b",
    )


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_is_final(status, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving() as receiver, receiving() as elsewhere:
        receiver.answer(status, Location=elsewhere.url)
        answer = outward.post(receiver.url, b"{}", {})
        assert (answer.status, len(receiver.requests), elsewhere.requests) == (status, 1, [])
    failure = webhook.judged(answer, at=clock.now())
    assert (type(failure), "hãy ghi địa chỉ mới" in str(failure)) == (Permanent, True)


def test_a_machine_that_says_nothing_is_left_in_time(settings, monkeypatch):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    monkeypatch.setattr(outward, "WHOLE", 0.6)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        threading.Thread(target=drip, args=[listener], daemon=True).start()
        begun = time.monotonic()
        with pytest.raises(outward.Silent):
            outward.post(url, b"{}", {})
        assert time.monotonic() - begun < 5


def drip(listener: socket.socket) -> None:
    """A header a letter at a time: no single wait is long, the whole would never end."""
    with listener.accept()[0] as peer:
        try:
            peer.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            for _ in range(100):
                time.sleep(0.1)
                peer.sendall(b"x")
        except OSError:
            return


def test_nobody_there_is_silence_in_words(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(outward.Silent, match="Máy nhận không trả lời"):
        outward.post(f"http://127.0.0.1:{port}/", b"{}", {})
