"""Who would have heard what, when: the messages of a rehearsal, day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from rich.console import Console
from rich.table import Table

from dossiers.vocabulary import Nature
from notifications.channels.registry import label
from notifications.models import Delivery

MOST_NAMED = 3
BULLET = "– "


@dataclass(frozen=True)
class Heard:
    """One message: when, to whom, by which way, its heading, the codes it names, what became of it."""

    at: datetime
    person: str
    channel: str
    subject: str
    codes: tuple[str, ...]
    state: str


def heard(nature: Nature) -> tuple[Heard, ...]:
    """Every message to the people of this rehearsal, in the order in which they were written."""
    rows = Delivery.objects.filter(user__nature=nature).select_related("user").order_by("created_at", "pk")
    return tuple(
        Heard(
            timezone.localtime(row.created_at), row.user.full_name, label(row.channel), row.subject,
            _codes(row.body), row.get_state_display(),
        )
        for row in rows
    )


def print_heard(messages: Iterable[Heard], console: Console) -> None:
    """A table for each day on which somebody heard something."""
    for day, of_day in groupby(messages, key=lambda each: each.at.date()):
        table = Table(title=f"Ngày {day:%d/%m/%Y}", title_justify="left")
        for heading in ("Giờ", "Người nhận", "Cách báo", "Nội dung", "Hồ sơ"):
            table.add_column(heading, overflow="fold")
        for (at, person, subject, codes), some in groupby(of_day, key=_message):
            ways = ", ".join(each.channel for each in some)
            table.add_row(f"{at:%H:%M}", person, ways, subject, _named(codes))
        console.print(table)


def _message(each: Heard) -> tuple[datetime, str, str, tuple[str, ...]]:
    return each.at, each.person, each.subject, each.codes


def as_rows(messages: Iterable[Heard]) -> list[dict[str, Any]]:
    """The same for `--json`."""
    return [
        {
            "at": each.at.isoformat(timespec="minutes"), "person": each.person, "channel": each.channel,
            "subject": each.subject, "lines": list(each.codes), "state": each.state,
        }
        for each in messages
    ]


def _codes(body: str) -> tuple[str, ...]:
    bullets = [line.removeprefix(BULLET) for line in body.splitlines() if line.startswith(BULLET)]
    return tuple(line.partition(":")[0] for line in bullets)


def _named(codes: tuple[str, ...]) -> str:
    named = ", ".join(codes[:MOST_NAMED])
    return f"{named} và {len(codes) - MOST_NAMED} hồ sơ khác" if len(codes) > MOST_NAMED else named
