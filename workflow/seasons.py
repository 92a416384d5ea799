"""Opening and closing a year: no move of a dossier, but an entry in the journal of the season."""

from collections.abc import Callable
from datetime import datetime

from dossiers import clock, seasons
from dossiers.models import Season, User
from dossiers.rules.objection import Refused
from workflow import engine, journal, planning, rights
from workflow.journal_models import Batch, Entry

NOT_KEEPER = "Chỉ người đứng đầu bộ phận thường trực của Sở hoặc quản trị hệ thống mở, đóng năm thi đua."


def open_season(season: Season, *, actor: User, key: str | None = None) -> list[Entry]:
    """Open the year: from now on dossiers can be sent. Raises Refused (role; state if it was opened before)."""

    def mark(row: Season, at: datetime) -> None:
        if row.opened_at is not None:
            raise Refused(general=[rights.too_late(f"{row} đã mở từ trước.")])
        row.opened_at = at
        planning.begin(row)

    return _write("open_season", season, mark, actor=actor, key=key)


def close_season(season: Season, *, actor: User, key: str | None = None) -> list[Entry]:
    """Close the year for good: nothing more is sent or reconsidered; what is under way goes on.

    Raises Refused (role; state unless it is open)."""

    def mark(row: Season, at: datetime) -> None:
        if not row.is_open:
            raise Refused(general=[rights.too_late(f"{row} chưa mở hoặc đã đóng.")])
        row.closed_at = at

    return _write("close_season", season, mark, actor=actor, key=key)


def _write(
    act: str, season: Season, mark: Callable[[Season, datetime], None], *, actor: User, key: str | None
) -> list[Entry]:
    if not seasons.may_keep(actor):
        raise Refused(general=[rights.not_yours(NOT_KEEPER)])

    def work(batch: Batch) -> None:
        row = Season.objects.select_for_update().get(pk=season.pk)
        at = clock.now()
        mark(row, at)
        row.save(update_fields=["opened_at", "closed_at"])
        journal.write(batch, [row], act=act, actor=actor, at=at)

    return engine.transact(act, work, actor=actor, key=key, content={"season": season.pk})
