"""The usual answers: the end of a dossier's own term marks it overdue, the rungs before and after an end remind."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from dossiers import clock
from dossiers.models import Dossier, Round, Season
from dossiers.vocabulary import Role
from workflow import journal
from workflow.alarms import registry, rehearsed
from workflow.alarms.arming import END
from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.registry import Fired, Handler
from workflow.flows import carriage
from workflow.journal_models import Batch, Entry, SubjectKind

OVERDUE: Final = "overdue"
REMIND: Final = "remind"
OWN_TERMS = (DeadlineKind.STEP, DeadlineKind.RESPONSE)
ROUND = "round"  # tells of itself in the journal of its year
ROW_BATCH = 500


def usual(kind: str, step: str) -> Handler:
    """What answers where no room has registered a handler."""
    if step != END:
        return remind
    return mark_overdue if kind in OWN_TERMS else pass_over


def mark_overdue(batch: Batch, fired: list[Fired]) -> None:
    """The term of these dossiers has ended: each is marked once."""
    late = [each for each in fired if each.subject.overdue_at is None]
    at = clock.now()
    for each in late:
        each.subject.overdue_at = at
    _write(batch, late, OVERDUE, lambda each: {"due_at": each.subject.due_at})
    Dossier.objects.filter(pk__in=[each.subject.pk for each in late]).update(overdue_at=at)


def pass_over(batch: Batch, fired: list[Fired]) -> None:
    """The end itself changes nothing and tells nobody: the rungs before and after it remind."""


def remind(batch: Batch, fired: list[Fired]) -> None:
    """People are reminded of the end of the term: an entry on each subject, from which the post office tells them."""
    _write(
        batch, fired, REMIND,
        lambda each: {
            "kind": each.alarm.kind, "step": each.step, "due": _end(each), "audience": each.audience, **_which(each),
        },
    )


def _write(batch: Batch, fired: Sequence[Fired], act: str, facts: Callable[[Fired], dict[str, Any]]) -> None:
    at = clock.now()
    about = {"act": act, "actor": None, "actor_name": journal.name_of(None), "role": Role.SYSTEM, "at": at}
    subjects = [(_chained(each), each) for each in fired]
    entries = [
        journal.chain(batch, subject, **about, body_id=getattr(subject, "body_id", None), facts=facts(each))
        for subject, each in subjects
    ]
    journal.remember(batch, Entry.objects.bulk_create(entries))
    for model in {type(subject) for subject, _ in subjects}:
        rows = list({subject.pk: subject for subject, _ in subjects if type(subject) is model}.values())
        for start in range(0, len(rows), ROW_BATCH):
            journal.save_heads(model, rows[start : start + ROW_BATCH])


def _chained(each: Fired) -> Any:
    return registry.about(each.alarm.subject_kind).chained(each.subject)


def _end(each: Fired) -> Any:
    end = getattr(each.subject, "due_at", None)
    return end or dict(zip(each.alarm.steps, each.alarm.moments, strict=True))[END]


def _which(each: Fired) -> dict[str, Any]:
    return {"round": each.subject.pk} if each.alarm.subject_kind == ROUND else {}


def _lock_dossiers(pks: Collection[int]) -> dict[int, Dossier]:
    carriage.lock_carriers(sorted(pks))
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("season", "hand_in")
    return {row.pk: row for row in rows.filter(pk__in=list(pks)).order_by("pk")}


def _lock_rounds(pks: Collection[int]) -> dict[int, Round]:
    years = Season.objects.select_for_update().filter(rounds__in=list(pks)).order_by("pk")
    seasons = {row.pk: row for row in years}
    rounds = list(Round.objects.select_for_update().filter(pk__in=list(pks)).order_by("pk"))
    for row in rounds:
        row.season = seasons[row.season_id]
    return {row.pk: row for row in rounds}


def _dossier_runs(dossier: Dossier) -> bool:
    return dossier.due_at is not None and rehearsed.may_ring(dossier.season)


def _season_runs(season: Season) -> bool:
    return season.is_open and rehearsed.may_ring(season)


registry.subjects(SubjectKind.DOSSIER, Dossier, lock=_lock_dossiers, runs=_dossier_runs)
registry.subjects(SubjectKind.SEASON, Season, runs=_season_runs)
registry.subjects(
    ROUND, Round, lock=_lock_rounds, runs=lambda row: _season_runs(row.season), chained=lambda row: row.season
)
