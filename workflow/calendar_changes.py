"""Changing the calendar: the rows, the journal of their years, and every running term that moves with them, at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dossiers import clock, roles
from dossiers.models import User
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role
from workflow import calendar, engine, journal, recompute, rights
from workflow.calendar import Calendar
from workflow.calendar_models import CalendarYear, DayKind, DayOverride
from workflow.engine import CHANGE_CALENDAR, SYSTEM, Actor
from workflow.journal_models import Batch, Entry
from workflow.recompute import Moved

ONLY_ADMINISTRATORS = "Chỉ người giữ nhiệm vụ quản trị hệ thống sửa lịch làm việc."
NOTHING_NEW = "Các ngày này đã có đúng như vậy trong lịch làm việc; không có gì để sửa."
REMOVED = "bỏ khỏi lịch riêng"


@dataclass(frozen=True)
class DayChange:
    """What shall hold on `day`: a kind (`DayKind`) by its paper, or, with kind '', the national calendar again.

    `scan` is the primary key of a stored file."""

    day: date
    kind: str
    paper: str = ""
    number: str = ""
    dated: date | None = None
    scan: int | None = None

    @property
    def working(self) -> bool:
        return self.kind == DayKind.WORKED if self.kind else calendar.works_nationally(self.day)

    @property
    def label(self) -> str:
        return DayKind(self.kind).label if self.kind else REMOVED

    @property
    def row(self) -> DayOverride:
        """The row as it will stand."""
        return DayOverride(
            day=self.day, kind=self.kind, working=self.working, paper=self.paper, number=self.number, dated=self.dated,
            scan_id=self.scan,
        )


def news(changes: Sequence[DayChange]) -> list[DayChange]:
    """Those of `changes` that change something, by day."""
    there = _rows([each.day for each in changes])
    return sorted((each for each in changes if not _stands(each, there.get(each.day))), key=lambda each: each.day)


def foresee(changes: Sequence[DayChange]) -> list[Moved]:
    """The running terms that `changes` would move, the earliest old end first; nothing is written."""
    overrides = dict(calendar.current().overrides) | {each.day: each.working for each in changes}
    days = _turned(changes, calendar.current())
    return recompute.foresee(Calendar(overrides), days) if days else []


def change(changes: Sequence[DayChange], *, actor: Actor, key: str | None = None) -> list[Entry]:
    """Write the changes and move every running term that they move, all or nothing; the entries, of the years first.

    Raises Refused: not an administrator; nothing new; somebody holds the rows.
    """
    person = engine.person(actor)
    if actor is not SYSTEM and not roles.administers(person):
        raise Refused(general=[rights.not_yours(ONLY_ADMINISTRATORS)])
    content = {"days": [_told(each) for each in changes]}
    try:
        return engine.transact(
            CHANGE_CALENDAR, lambda batch: _change(batch, changes, person), actor=actor, key=key, content=content
        )
    finally:
        calendar.forget()  # where it failed on the way, this request has read rows that never came to hold


def _change(batch: Batch, changes: Sequence[DayChange], actor: User | None) -> None:
    at = clock.now()
    fresh = news(changes)
    if not fresh:
        raise Refused(general=[rights.too_late(NOTHING_NEW)])
    turned = _turned(fresh, calendar.current())
    before = _rows([each.day for each in fresh])
    _write(fresh)
    calendar.forget()
    _journal(batch, fresh, before, actor=actor, at=at)
    if turned:
        papers = {each.day: _cited(each, before) for each in fresh if each.day in turned}
        recompute.move_terms(batch, papers, actor=actor, at=at)


def _rows(days: Sequence[date]) -> dict[date, DayOverride]:
    return {row.day: row for row in DayOverride.objects.filter(day__in=days)}


def _stands(change: DayChange, row: DayOverride | None) -> bool:
    if row is None or not change.kind:
        return row is None and not change.kind
    scan = change.scan or row.scan_id
    told = (change.kind, change.paper, change.number, change.dated, scan)
    return told == (row.kind, row.paper, row.number, row.dated, row.scan_id)


def _turned(changes: Sequence[DayChange], rules: Calendar) -> set[date]:
    """The days that become working days or cease to be; another paper for the same moves no term."""
    return {each.day for each in changes if each.working != rules.is_working(each.day)}


def _write(changes: Sequence[DayChange]) -> None:
    DayOverride.objects.filter(day__in=[each.day for each in changes if not each.kind]).delete()
    columns = ["kind", "working", "paper", "number", "dated"]
    for rows, also in (
        ([each.row for each in changes if each.kind and each.scan], ["scan"]),
        ([each.row for each in changes if each.kind and not each.scan], []),
    ):
        DayOverride.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["day"], update_fields=[*columns, *also]
        )


def _journal(
    batch: Batch, changes: Sequence[DayChange], before: Mapping[date, DayOverride], *, actor: User | None, at: datetime
) -> None:
    role = Role.ADMINISTRATOR if actor else Role.SYSTEM
    for year in sorted({each.day.year for each in changes}):
        CalendarYear.objects.get_or_create(year=year)
        row = CalendarYear.objects.select_for_update().get(year=year)
        of_year = [each for each in changes if each.day.year == year]
        facts = {"days": [_told(each) | {"was": _was(before.get(each.day))} for each in of_year]}
        journal.write(batch, [row], act=CHANGE_CALENDAR, actor=actor, at=at, role=role, facts=facts)


def _told(change: DayChange) -> dict[str, Any]:
    return {"day": change.day, "kind": change.kind, "paper": change.row.cited, "scan": change.scan}


def _was(row: DayOverride | None) -> dict[str, Any] | None:
    return {"kind": row.kind, "paper": row.cited} if row else None


def _cited(change: DayChange, before: Mapping[date, DayOverride]) -> str:
    if change.kind:
        return change.row.cited
    return f"{REMOVED.capitalize()}: {before[change.day].cited}" if change.day in before else REMOVED.capitalize()
