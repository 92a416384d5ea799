"""A message to an address that somebody else wrote never reaches into this network, and never hangs."""

import socket
import threading
import time

import pytest

from notifications.webhooks import outward
from tests.notifications.receiver import receiving

PRIVATE = (
    "127.0.0.1", "10.0.0.8", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "::ffff:10.0.0.8",
    "::ffff:127.0.0.1", "64:ff9b::a00:8", "64:ff9b:1::1", "2002:a00:8::1", "2001::1", "::10.0.0.8", "2001:db8::1",
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


def test_a_redirect_is_not_followed(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving() as receiver, receiving() as elsewhere:
        receiver.answer(307, Location=elsewhere.url)
        assert outward.post(receiver.url, b"{}", {}).status == 307
        assert elsewhere.requests == []


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
