"""Walking through the pages along their links, as one person."""

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import resolve, reverse

from dossiers.models import Dossier

ENOUGH = 2  # pages of a kind; a dossier in another state is another kind where every state is wanted


class Reader(HTMLParser):
    """The links of a page and the words that a person sees on it."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("script", "style")
        found = dict(attrs)
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        self.words += [found[name] for name in ("title", "aria-label", "placeholder", "alt") if found.get(name)]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.words.append(data.strip())


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    return reader


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def kind_of(address: str, *, every_state: bool = False) -> str:
    """Pages of one kind differ in their rows only; the forms of two acts are two kinds, and so are the pages of two
    dossiers in different states where `every_state` is wanted."""
    found = resolve(urlsplit(address).path)
    # the page of who is told of an act has no form of that act
    act = "" if found.app_name == "notifications" else found.kwargs.get("act", "")
    words = [found.url_name, act, found.kwargs.get("state", "")]
    if every_state and found.url_name == "dossier":
        words += Dossier.objects.filter(code=found.kwargs["code"]).values_list("state", flat=True)
    return " ".join(word for word in words if word)


def walk(client: Client, *, every_state: bool = False) -> Iterator[tuple[str, str, Reader]]:
    """(address, the page that led there, what it says) of each page within reach, once; asserts that it is there."""
    begin = reverse("workflow:inbox")
    led_by = {begin: ""}
    waiting = [begin]
    alike: Counter[str] = Counter()
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        assert answer.status_code in (200, 302), f"{address} (from {led_by[address]}): {answer.status_code}"
        if answer.status_code == 302:
            targets = [answer["Location"]]
        elif "html" in answer["Content-Type"]:
            page = read(answer.content.decode())
            targets = page.links
            yield address, led_by[address], page
        else:
            if answer.streaming:
                b"".join(answer.streaming_content)
            targets = []
        for target in targets:
            there = urldefrag(urljoin(address, target))[0]
            outside = urlsplit(there).netloc or there.startswith(("/static/", reverse("admin:index")))
            if not outside and there not in led_by:
                led_by[there] = address
                kind = kind_of(there, every_state=every_state)
                alike[kind] += 1
                if alike[kind] <= ENOUGH:
                    waiting.append(there)
