"""Days that somebody has set and that follow no calendar: which of them fall on days off, so that they can be mended.

The days of a year's plan and of its rounds, sessions of a council, days by which to vote. They stay where they were
set; whoever changes the calendar is shown them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from dossiers import clock
from dossiers.models import Round, Season
from dossiers.vocabulary import Nature
from workflow.alarms.kinds import DeadlineKind
from workflow.council.models import Session
from workflow.planning import KINDS

SESSION = "Ngày họp Hội đồng"
TO_SECRETARY = "báo thư ký Hội đồng"


@dataclass(frozen=True)
class FixedDay:
    """A day that was set: what ends or happens then, of what, and where it is mended (an address, or words)."""

    day: date
    what: str
    name: str
    address: str = ""
    mend: str = ""


def between(first: date, last: date, *, off: Callable[[date], bool]) -> list[FixedDay]:
    """Those from `first` to `last`, of today or later, for which `off` is true, in their order. Three queries."""
    first = max(first, clock.today())
    if first > last:
        return []
    found = [*_of_years(first, last), *_of_rounds(first, last), *_of_sessions(first, last)]
    return sorted((each for each in found if first <= each.day <= last and off(each.day)), key=lambda each: each.day)


def of_plan(season: Season, *, off: Callable[[date], bool]) -> list[FixedDay]:
    """The days of this plan and of its rounds, of today or later, for which `off` is true, in their order. One query,
    none where the rounds were read already."""
    days = [*_days_of(season), *(_day_of(each, season) for each in season.rounds.all() if each.dossiers_by)]
    return sorted((each for each in days if each.day >= clock.today() and off(each.day)), key=lambda each: each.day)


def _of_years(first: date, last: date) -> Iterator[FixedDay]:
    named = Q()
    for field in KINDS.values():
        named |= Q(**{f"{field}__range": (first, last)})
    for season in Season.objects.filter(named, closed_at=None).exclude(nature=Nature.REHEARSAL).order_by("pk"):
        yield from _days_of(season)


def _days_of(season: Season) -> Iterator[FixedDay]:
    for kind, field in KINDS.items():
        if day := getattr(season, field):
            yield FixedDay(day, DeadlineKind(kind).label, season.title, _edit(season.pk))


def _of_rounds(first: date, last: date) -> Iterator[FixedDay]:
    rows = Round.objects.filter(dossiers_by__range=(first, last), season__closed_at=None)
    for each in rows.exclude(season__nature=Nature.REHEARSAL).select_related("season").order_by("pk"):
        yield _day_of(each, each.season)


def _day_of(round: Round, season: Season) -> FixedDay:
    return FixedDay(round.dossiers_by, DeadlineKind.ROUND.label, f"{round}, {season}", _edit(season.pk))


def _of_sessions(first: date, last: date) -> Iterator[FixedDay]:
    reach = (_midnight(first), _midnight(last + timedelta(days=1)))
    rows = Session.objects.filter(Q(held_at__range=reach) | Q(due_at__range=reach))
    rows = rows.filter(closed_at=None, procedure__open=True).select_related("council__body")
    rows = rows.exclude(items__dossier__season__nature=Nature.REHEARSAL)
    for each in rows.order_by("pk"):
        name = f"{each.title}, {each.council.body.name}"
        yield FixedDay(timezone.localdate(each.held_at), SESSION, name, mend=TO_SECRETARY)
        if each.due_at is not None:
            yield FixedDay(timezone.localdate(each.due_at), DeadlineKind.BALLOT.label, name, mend=TO_SECRETARY)


def _edit(season: int) -> str:
    return reverse("dossiers:season_edit", args=[season])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
