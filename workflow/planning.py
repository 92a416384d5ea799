"""The days of the year's plan as deadlines: they ring for the units that have not handed in yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from dossiers import clock, seasons
from dossiers.models import Round, Season
from dossiers.vocabulary import Nature
from workflow import calendar
from workflow.alarms import arming
from workflow.alarms.kinds import DeadlineKind
from workflow.journal_models import SubjectKind
from workflow.terms import last_moment

KINDS = {
    DeadlineKind.REGISTRATION: "registration_by", DeadlineKind.INITIATIVES: "initiatives_by",
    DeadlineKind.DOSSIERS: "dossiers_by",
}
ROUND = "round"  # what alarms call a round: it has no journal of its own


@dataclass(frozen=True)
class PlannedDay:
    """A day of the plan as a term: it ends with its last moment and has no length."""

    pk: int
    term_no: int
    due_at: datetime
    due_from: datetime | None = None


@seasons.when_planned
def arm(season: Season) -> None:
    """Arm the days of an open year that are still to come; what is armed for the same number already stays as it is."""
    if not season.is_open or season.nature == Nature.REHEARSAL:
        return
    rules, now = calendar.current(), clock.now()
    for kind, name in KINDS.items():
        arming.arm(kind, _days([(season, getattr(season, name))], now), subject_kind=SubjectKind.SEASON, rules=rules,
                   since=now)
    rounds = [(each, each.dossiers_by) for each in season.rounds.order_by("pk")]
    arming.arm(DeadlineKind.ROUND, _days(rounds, now), subject_kind=ROUND, rules=rules, since=now)


def arm_open_years(**signal: Any) -> None:
    """Arm the years that were open before their days rang; what is armed stays as it is."""
    for season in Season.objects.filter(opened_at__isnull=False, closed_at__isnull=True).order_by("pk"):
        arm(season)


def begin(season: Season) -> None:
    """A year has been opened, its row locked: its days count from now on."""
    season.term_no += 1
    season.save(update_fields=["term_no"])
    Round.objects.filter(season=season).update(term_no=F("term_no") + 1)
    arm(season)


def _days(subjects: Iterable[tuple[Season | Round, date | None]], now: datetime) -> list[PlannedDay]:
    ends = [(subject, last_moment(day)) for subject, day in subjects if day is not None]
    return [PlannedDay(subject.pk, subject.term_no, end) for subject, end in ends if end >= now]

