"""The result of a rehearsal: what differs from `expect`, as a table; everything, as one JSON object."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from config.rehearsal.heard import Heard, as_rows, print_heard
from config.rehearsal.scenario import Attempt, Figures, Scenario

COUNTS = ("refused", "withdrawn", "revoked", "returns")
COUNT_NAMES = {
    "refused": "Không được khen thưởng", "withdrawn": "Rút hồ sơ", "revoked": "Hủy quyết định, thu hồi",
    "returns": "Lượt yêu cầu bổ sung",
}


@dataclass(frozen=True)
class Tried:
    """How one attempt ended."""

    attempt: Attempt
    families: frozenset[str]
    refused: bool
    told: str = ""

    @property
    def got(self) -> str:
        return "refused" if self.refused else "accepted"

    @property
    def ok(self) -> bool:
        return self.got == self.attempt.expected and self.families == self.attempt.families


@dataclass(frozen=True)
class Difference:
    what: str
    expected: str
    found: str


@dataclass(frozen=True)
class Result:
    """Everything a rehearsal found. `stuck`: steps of the ordinary play that the application refused; `heard`: every
    message, where they were asked for."""

    scenario: Scenario
    figures: Figures
    tried: tuple[Tried, ...]
    entries: int
    verified: bool
    sent: int
    undelivered: int
    seconds: float
    stuck: tuple[str, ...] = field(default_factory=tuple)
    heard: tuple[Heard, ...] | None = None

    @property
    def differences(self) -> list[Difference]:
        return [*_figures(self.scenario.expect, self.figures), *_attempts(self.tried), *_journal(self.verified)]

    @property
    def ok(self) -> bool:
        return not self.differences


def _figures(expected: Figures, found: Figures) -> Iterator[Difference]:
    for name, title in (("granted", "Khen thưởng"), ("pending", "Đang xét")):
        one, other = getattr(expected, name), getattr(found, name)
        for place in [*one, *(each for each in other if each not in one)]:
            a, b = one.get(place, (0, 0)), other.get(place, (0, 0))
            if a != b:
                yield Difference(f"{title}: {place[0]} · {place[1]}", _pair(a), _pair(b))
    for name in COUNTS:
        a, b = getattr(expected, name), getattr(found, name)
        if a != b:
            yield Difference(COUNT_NAMES[name], str(a), str(b))
    for act, number in expected.acts.items():
        if found.acts.get(act, 0) != number:
            yield Difference(f"Số lần {act}", str(number), str(found.acts.get(act, 0)))


def _attempts(tried: tuple[Tried, ...]) -> Iterator[Difference]:
    for each in tried:
        if not each.ok:
            yield Difference(
                f"Phép thử {each.attempt.number}: {each.attempt.act} bởi {each.attempt.by}",
                _ending(each.attempt.expected, each.attempt.families),
                _ending(each.got, each.families) + (f" – {each.told}" if each.told else ""),
            )


def _journal(verified: bool) -> Iterator[Difference]:
    if not verified:
        yield Difference("Nhật ký", "chuỗi toàn vẹn", "chuỗi bị đứt")


def _pair(figures: tuple[int, int]) -> str:
    return f"{figures[0]} tập thể, {figures[1]} cá nhân"


def _ending(got: str, families: frozenset[str]) -> str:
    return f"{got} ({', '.join(sorted(families))})" if families else got


def print_result(result: Result, console: Console) -> None:
    """Who heard what where it was asked for; the summary, what could not be played, and the table of differences if
    there are any."""
    if result.heard is not None:
        print_heard(result.heard, console)
    found = result.figures
    granted = sum(sum(row) for row in found.granted.values())
    pending = sum(sum(row) for row in found.pending.values())
    console.print(
        f"{result.scenario.title}: {granted} được khen thưởng, {pending} đang xét, {found.refused} không được, "
        f"{found.withdrawn} rút, {found.revoked} thu hồi; {result.entries} mục nhật ký, {result.sent} tin; "
        f"{result.seconds:.1f} giây.", highlight=False, markup=False,
    )
    for line in result.stuck:
        console.print(f"Không diễn được: {line}", highlight=False, markup=False)
    if result.ok:
        console.print("Kết quả đúng như kịch bản.", highlight=False)
        return
    console.print(difference_table(result.differences))


def difference_table(differences: list[Difference]) -> Table:
    table = Table(title="Khác với kịch bản")
    for heading in ("Nội dung", "Kịch bản", "Thực tế"):
        table.add_column(heading, overflow="fold")
    for each in differences:
        table.add_row(each.what, each.expected, each.found)
    return table


def as_json(result: Result) -> str:
    """The one object of `--json`."""
    found = result.figures
    told: dict[str, Any] = {
        "ok": result.ok, "granted": _rows(found.granted), "pending": _rows(found.pending),
        **{name: getattr(found, name) for name in COUNTS}, "acts": found.acts,
        "attempts": [
            {"n": each.attempt.number, "ok": each.ok, "got": each.got, "families": sorted(each.families)}
            for each in result.tried
        ],
        "journal": {"entries": result.entries, "verified": result.verified},
        "notifications": {"sent": result.sent, "undelivered": result.undelivered},
        "seconds": round(result.seconds, 2),
    }
    if result.heard is not None:
        told["messages"] = as_rows(result.heard)
    return json.dumps(told, ensure_ascii=False)


def _rows(table: dict[tuple[str, str], tuple[int, int]]) -> list[dict[str, Any]]:
    return [
        {"body": body, "award": award, "collectives": collectives, "individuals": individuals}
        for (body, award), (collectives, individuals) in table.items()
    ]
