"""For each channel that goes outside: how to reach a server on this machine that answers as the contract asks.

Each is a context manager of (settings, answer) with `answer` one of `taken`, `later`, `never`, `silent`, and yields a
function that gives the messages that have arrived, as text. For each that is fetched: how a person's program does it.
A new channel adds its own here.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from django.urls import reverse

from config.environment.messages import Zalo
from dossiers import clock
from dossiers.models import User
from notifications.feed import address
from notifications.models import Subscriber, ZaloAccess
from tests.mail_server import TAKEN, MailServer, serving, through
from tests.notifications.receiver import Request, receiving

CLOSED = 1  # a port on which nothing listens
Arrived = Callable[[], list[str]]


@dataclass(frozen=True)
class Fetched:
    """`renew(user)` gives the secret of a new address, `close(user)` ends it, `path(secret)` is where it is read;
    `source`: the function that says what stands there."""

    renew: Callable[[User], str]
    close: Callable[[User], None]
    path: Callable[[str], str]
    source: str


@contextmanager
def mail(settings: Any, answer: str) -> Iterator[Arrived]:
    said = {"taken": TAKEN, "later": "451 try later", "never": "550 no such user", "silent": TAKEN}[answer]
    with serving(MailServer(answer=lambda recipient: said)) as server:
        through(settings, CLOSED if answer == "silent" else server.port)
        yield lambda: [_read(letter) for _, letter in server.letters]


def _read(letter: EmailMessage) -> str:
    return "\n".join([str(letter.items()), *(part.get_content() for part in letter.iter_parts())])


@contextmanager
def system(settings: Any, answer: str) -> Iterator[Arrived]:
    """Whatever systems are told stand behind it."""
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving() as receiver:
        receiver.answer({"taken": 204, "later": 503, "never": 400, "silent": 204}[answer])
        closed = f"http://127.0.0.1:{CLOSED}/"
        Subscriber.objects.update(url=closed if answer == "silent" else receiver.url)
        yield lambda: [each.body for each in receiver.requests] if answer == "taken" else []


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
        yield lambda: list(map(_text, receiver.requests)) if answer == "taken" else []


def _text(request: Request) -> str:
    return json.loads(request.body)["message"]["text"]


FAKES: dict[str, Callable[[Any, str], AbstractContextManager[Arrived]]] = {
    "email": mail, "webhook": system, "zalo": zalo,
}
FETCHERS: dict[str, Fetched] = {
    "calendar": Fetched(
        address.renew, address.close, lambda secret: reverse("notifications:feed", args=[secret]),
        "notifications.feed.views.events_of",
    ),
}
