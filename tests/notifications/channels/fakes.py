"""For each channel that goes outside: how to reach a server on this machine that answers as the contract asks.

Each is a context manager of (settings, answer) with `answer` one of `taken`, `later`, `never`, `silent`, and yields a
function that says how many messages have arrived. A new channel adds its own here.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

from config.environment import Zalo
from dossiers import clock
from notifications.models import Subscriber, ZaloAccess
from tests.mail_server import TAKEN, MailServer, serving, through
from tests.notifications.receiver import receiving

CLOSED = 1  # a port on which nothing listens
Arrived = Callable[[], int]


@contextmanager
def mail(settings: Any, answer: str) -> Iterator[Arrived]:
    said = {"taken": TAKEN, "later": "451 try later", "never": "550 no such user", "silent": TAKEN}[answer]
    with serving(MailServer(answer=lambda recipient: said)) as server:
        through(settings, CLOSED if answer == "silent" else server.port)
        yield lambda: len(server.letters)


@contextmanager
def system(settings: Any, answer: str) -> Iterator[Arrived]:
    """Whatever systems are told stand behind it."""
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving() as receiver:
        receiver.answer({"taken": 204, "later": 503, "never": 400, "silent": 204}[answer])
        closed = f"http://127.0.0.1:{CLOSED}/"
        Subscriber.objects.update(url=closed if answer == "silent" else receiver.url)
        yield lambda: len(receiver.requests) if answer == "taken" else 0


@contextmanager
def zalo(settings: Any, answer: str) -> Iterator[Arrived]:
    """Zalo with a token that is still good."""
    number = {"taken": 0, "later": -211, "never": -213, "silent": 0}[answer]
    with receiving() as receiver:
        receiver.answer(200, json.dumps({"error": number}))
        own = "http://127.0.0.1:1" if answer == "silent" else receiver.url.rpartition("/")[0]
        settings.ZALO = Zalo("app", "khoa", "lam-moi", own, own)
        seed = hashlib.sha256(b"lam-moi").hexdigest()
        until = clock.now() + timedelta(hours=1)
        ZaloAccess.objects.create(pk=1, seed=seed, refresh="lam-moi", access="dang-dung", until=until)
        yield lambda: len(receiver.requests) if answer == "taken" else 0


FAKES: dict[str, Callable[[Any, str], AbstractContextManager[Arrived]]] = {
    "email": mail, "webhook": system, "zalo": zalo,
}
