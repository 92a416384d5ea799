"""A POST to an address that somebody else wrote, without letting it reach into this network.

The name is resolved once; if any of its addresses is not one of the public internet the message does not leave; the
connection goes to the address that was looked at, with the certificate checked against the name. No proxy, no redirect
is followed, the answer's body is not read, and whatever the other side does it is over after `WHOLE` seconds.
Callers may be threads without a database.
"""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util.ssl_match_hostname import CertificateError

CONNECT, READ, WHOLE = 5.0, 10.0, 20.0  # seconds
MOST = 64 * 1024  # bytes read of an answer
TRIED = 2  # of several addresses of one name
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# What may carry an address of this network inside, or is nobody's, though `ipaddress` of Python 3.11 calls it global.
NOBODYS = tuple(map(ipaddress.ip_network, (
    "64:ff9b:1::/48", "2001::/32", "fec0::/10", "::/96", "3fff::/20", "192.0.0.0/24", "192.88.99.0/24",
)))
# the last two: cut off in the middle of reading
FAULTS = (HTTPError, HTTPException, OSError, ValueError, AttributeError)
UNTRUSTED = "Chứng thư số (SSL) của máy nhận đã hết hạn, không đúng tên máy hoặc do nơi không được tin cậy cấp."
INSIDE = "Máy {host} nằm trong mạng nội bộ; không gửi tin ra địa chỉ nội bộ."
Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(Exception):
    """The message must not go there; the text says why, in words."""


class Silent(Exception):
    """No answer; the text says why, in words."""


class Unreached(Silent):
    """No connection: nothing was sent, another address of the same machine may do."""


@dataclass(frozen=True)
class Answer:
    """The status, the headers (by small letters), and the body where it was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send `body` to `url`. Raises Refused or Silent."""
    parts = checked(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = addresses(parts.hostname or "", port)
    *first, last = found[:TRIED]
    for address in first:
        with suppress(Unreached):
            return _at(address, port, parts, body, headers)
    return _at(last, port, parts, body, headers)


def post_to_own(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send `body` to an address that the environment of the installation names, wherever it lies; the answer's body is
    read up to `MOST` bytes. Raises Silent."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return _at(parts.hostname or "", port, parts, body, headers, most=MOST)


def checked(url: str) -> SplitResult:
    """The parts of an address that may be used at all. Raises Refused."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused("Địa chỉ nhận tin không đúng.") from error
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.WEBHOOK_ALLOW_PRIVATE):
        raise Refused("Địa chỉ nhận tin phải bắt đầu bằng https://.")
    if not parts.hostname or port == 0 or parts.username or parts.password or parts.fragment:
        raise Refused("Địa chỉ nhận tin chỉ gồm tên máy, cổng và đường dẫn; không có tên, mật khẩu.")
    if any(ord(letter) < 33 or ord(letter) > 126 for letter in url):
        raise Refused("Địa chỉ nhận tin có dấu cách hoặc chữ có dấu.")
    if is_inside(parts.hostname) and not settings.WEBHOOK_ALLOW_PRIVATE:
        raise Refused(INSIDE.format(host=parts.hostname))
    return parts


def is_inside(host: str) -> bool:
    """Whether the name alone, an address in figures or this machine's own, says that it is in the own network."""
    with suppress(OSError):  # '127.1', '0x7f.1', '2130706433' are figures too
        host = socket.inet_ntoa(socket.inet_aton(host))
    try:
        return not is_public(host)
    except ValueError:  # a name, which is asked for when something is sent
        return f".{host.rstrip('.')}".endswith(".localhost")


def addresses(host: str, port: int) -> list[str]:
    """Where `host` is, each of them public (or private ones are allowed here). Raises Refused or Silent."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Silent(f"Không tìm thấy máy {host}.") from error
    ips = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not settings.WEBHOOK_ALLOW_PRIVATE and not all(is_public(ip) for ip in ips):
        raise Refused(INSIDE.format(host=host))
    return ips


def is_public(text: str) -> bool:
    """Whether it is an address of the public internet, an embedded older one included."""
    ip: Ip = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner: Ip | None = ip.ipv4_mapped or ip.sixtofour or _nat64(ip)
        ip = inner or ip
    if any(ip in network for network in NOBODYS):
        return False
    odd = ip.is_multicast or ip.is_reserved or ip.is_loopback or ip.is_link_local or ip.is_unspecified
    return ip.is_global and not odd


def _nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else None


def _connection(parts: SplitResult, address: str, port: int) -> HTTPConnection:
    if parts.scheme == "http":
        return HTTPConnection(address, port, timeout=CONNECT)
    host = parts.hostname
    return HTTPSConnection(
        address, port, timeout=CONNECT, cert_reqs="CERT_REQUIRED", server_hostname=host, assert_hostname=host
    )


def _at(
    address: str, port: int, parts: SplitResult, body: bytes, headers: Mapping[str, str], *, most: int = 0
) -> Answer:
    connection = _connection(parts, address, port)
    over = threading.Event()
    timer = threading.Timer(WHOLE, _cut, [connection, over])
    timer.start()
    failure: type[Silent] = Unreached
    try:
        connection.connect()
        failure = Silent
        answer = _exchange(connection, parts, body, headers, most)
        if over.is_set():  # what was read until then may look like a whole answer
            raise TimeoutError
        return answer
    except (ssl.SSLCertVerificationError, CertificateError) as error:
        raise Silent(UNTRUSTED) from error
    except FAULTS as error:
        raise failure(f"Máy nhận không trả lời ({type(error).__name__}).") from error
    finally:
        timer.cancel()
        connection.close()


def _exchange(
    connection: HTTPConnection, parts: SplitResult, body: bytes, headers: Mapping[str, str], most: int
) -> Answer:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if connection.sock is not None:
        connection.sock.settimeout(READ)
    connection.request("POST", path, body=body, headers={**headers, "Host": parts.netloc}, preload_content=False)
    response = connection.getresponse()
    said = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status, said, response.read(most) if most else b"")


def _cut(connection: HTTPConnection, over: threading.Event) -> None:
    """End it from another thread, below whatever encryption lies over it."""
    over.set()
    if connection.sock is not None:
        try:
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
        except OSError:
            return
