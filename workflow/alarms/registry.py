"""What rings for what: the subjects that have terms, and who answers a rung. Rooms register here, the sweep asks.

    registry.subjects(SubjectKind.POSTING, Posting)

    @registry.on_ring(DeadlineKind.POSTING, END)
    def close(batch: Batch, fired: list[Fired]) -> None: ...

A handler runs inside the transaction of the sweep, as the system: it moves dossiers by `engine.move(batch, …)` and
writes everything else by `journal.write(batch, …)`. What it raises undoes this batch; the others go on without it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from workflow.alarms.models import Alarm, Audience
from workflow.journal_models import Batch

EVERY = "*"


@dataclass(frozen=True)
class Fired:
    """One rung that rings: `subject` is its fresh, locked row, `due` the moment for which it was set."""

    alarm: Alarm
    step: str
    due: datetime
    subject: Any
    audience: str = Audience.DESK


@dataclass(frozen=True)
class Subjects:
    """How the subjects of one kind are read: `lock` (pks → rows by pk, locked in the door's order), `runs` (whether the
    term still counts, its number apart), `chained` (whose chain tells of it, if not its own)."""

    lock: Callable[[Collection[int]], dict[int, Any]]
    runs: Callable[[Any], bool]
    chained: Callable[[Any], Any]


Handler = Callable[[Batch, list[Fired]], None]
_handlers: dict[tuple[str, str], Handler] = {}
_subjects: dict[str, Subjects] = {}


def on_ring(kind: str, step: str = EVERY) -> Callable[[Handler], Handler]:
    """Register what answers `step` of `kind` (codes of DeadlineKind; 'end', an offset like '-2', or every step).

    Without a handler the end of a dossier's own term marks it overdue, every other end passes over, and every rung
    before and after it reminds."""

    def register(function: Handler) -> Handler:
        _handlers[kind, step] = function
        return function

    return register


def handler(kind: str, step: str) -> Handler | None:
    """What answers, the more particular first; None where the usual answer is wanted."""
    return _handlers.get((kind, step)) or _handlers.get((kind, EVERY))


def subjects(
    kind: str, model: type[Model], *, lock: Callable[[Collection[int]], dict[int, Any]] | None = None,
    runs: Callable[[Any], bool] | None = None, chained: Callable[[Any], Any] | None = None,
) -> None:
    """Register the table behind a `subject_kind`. It keeps `term_no`; usually it is Timed (then a term without an end
    does not run) and Chained. `lock` must take carriers before dossiers, each by primary key."""

    def locked(pks: Collection[int]) -> dict[int, Any]:
        rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=list(pks))
        return {row.pk: row for row in rows.order_by("pk")}

    _subjects[kind] = Subjects(lock or locked, runs or _has_an_end, chained or _itself)


def about(kind: str) -> Subjects | None:
    """What was registered for a `subject_kind`, if anything was."""
    return _subjects.get(kind)


def _has_an_end(subject: Any) -> bool:
    return subject.due_at is not None


def _itself(subject: Any) -> Any:
    return subject
