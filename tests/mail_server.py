"""A real mail server on this machine that takes letters, refuses them or is slow, as a test wants."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

TAKEN = "250 OK"


@dataclass
class MailServer:
    """`answer(recipient)` is what the server says to a recipient; `wait(recipient)` how many seconds it takes to;
    `dawdle()` how many it takes to say that it has taken a letter, which it has already."""

    answer: Callable[[str], str] = lambda recipient: TAKEN
    wait: Callable[[str], float] = lambda recipient: 0.0
    dawdle: Callable[[], float] = lambda: 0.0
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    port: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.asked.append(address)
        await asyncio.sleep(self.wait(address))
        said = self.answer(address)
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        letter = message_from_bytes(envelope.content, policy=policy.default)
        with self._lock:
            self.letters += [(recipient, letter) for recipient in envelope.rcpt_tos]
        await asyncio.sleep(self.dawdle())
        return TAKEN

    def ids(self) -> list[tuple[str, str]]:
        """Recipient and Message-ID of every letter taken, as often as it came."""
        with self._lock:
            return [(recipient, str(letter["Message-ID"])) for recipient, letter in self.letters]


class _Controller(Controller):
    """One that takes any free port."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def serving(server: MailServer, *, port: int = 0) -> Iterator[MailServer]:
    """Run `server` within the block; `server.port` says where."""
    controller = _Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()


def through(settings, port: int, *, patience: float = 5) -> None:
    """Let e-mails of this process leave through a server on this machine."""
    settings.EMAIL_BACKEND = "notifications.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, patience
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
