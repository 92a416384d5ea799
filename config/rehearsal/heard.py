"""Who would have heard what, when: the messages of a rehearsal, in the order of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models.functions import Coalesce
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from dossiers.models import Post
from dossiers.vocabulary import Nature
from notifications.channels.registry import label
from notifications.models import Delivery
from workflow.council.models import Seat

MOST_NAMED = 3
BULLET = "– "
HEADINGS = ("Lúc", "Người nhận", "Cách báo", "Nội dung", "Hồ sơ")
DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


@dataclass(frozen=True)
class Heard:
    """One message: when it reached or left for whom, by which way, its heading, the codes it names, what became of it.

    `post`: what the person is, in words."""

    at: datetime
    person: str
    channel: str
    subject: str
    codes: tuple[str, ...]
    state: str
    post: str = ""


def heard(nature: Nature) -> tuple[Heard, ...]:
    """Every message to the people of this rehearsal, in the order in which they were told."""
    told_at = Coalesce("sent_at", "next_try_at", "created_at")
    rows = Delivery.objects.filter(user__nature=nature).annotate(told_at=told_at).select_related("user")
    posts = _posts(nature)
    return tuple(
        Heard(
            timezone.localtime(row.told_at), row.user.full_name, label(row.channel), row.subject, _codes(row.body),
            row.get_state_display(), posts.get(row.user_id, ""),
        )
        for row in rows.order_by("told_at", "pk")
    )


def _posts(nature: Nature) -> dict[int, str]:
    """User pk → 'Văn thư S': post or seat, and where."""
    seats = Seat.objects.filter(user__nature=nature).order_by("pk").select_related("council__body")
    posts = Post.objects.filter(user__nature=nature).order_by("pk").values_list("user_id", "title", "unit__code")
    found = {seat.user_id: f"{seat.get_role_display()} {seat.council.body.code}" for seat in seats}
    return found | {pk: f"{title} {code}" for pk, title, code in posts}


def print_heard(messages: Iterable[Heard], console: Console) -> None:
    """A table for each day on which somebody heard something; who heard the same at the same time stands together."""
    for day, of_day in groupby(messages, key=lambda each: each.at.date()):
        table = Table(title=_title(day), title_justify="left", show_lines=True)
        for heading in HEADINGS:
            table.add_column(heading, overflow="fold")
        for row in _rows(of_day):
            table.add_row(*row)
        console.print(table)


def _title(day: date) -> str:
    return f"{DAYS[day.weekday()]}, ngày {day:%d/%m/%Y}"


def _rows(messages: Iterable[Heard]) -> list[tuple[str, ...]]:
    """(when, who, by which ways, what, which dossiers) of one day: first each person's ways, then whoever heard the
    same."""
    ways: dict[tuple[str, str, str, tuple[str, ...]], list[str]] = {}
    for each in messages:
        who = f"{each.person} ({each.post})" if each.post else each.person
        ways.setdefault((f"{each.at:%d/%m/%Y %H:%M}", who, each.subject, each.codes), []).append(each.channel)
    people: dict[tuple[str, str, str, str], list[str]] = {}
    for (when, who, subject, codes), by in ways.items():
        people.setdefault((when, ", ".join(by), subject, _named(codes)), []).append(who)
    return [(when, "\n".join(who), by, subject, codes) for (when, by, subject, codes), who in people.items()]


def as_rows(messages: Iterable[Heard]) -> list[dict[str, Any]]:
    """The same for `--json`, each message by itself."""
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
