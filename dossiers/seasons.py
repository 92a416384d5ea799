"""Who keeps the years, and what is still open in one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from dossiers import clock, roles
from dossiers.lifecycle import CLOSED_STATES
from dossiers.models import Dossier, Round, Season, Unit
from dossiers.vocabulary import Level, Nature, Role, State

PLANNED = ("registration_by", "initiatives_by", "dossiers_by")  # days of the plan by which something is handed in
DATES = ("opens", "registration_by", "initiatives_by", "dossiers_by", "achievement_from", "achievement_to")
ROUND_DATES = ("dossiers_by", "achievement_from", "achievement_to")
Planned = Callable[[Season], None]
_planned: list[Planned] = []


@dataclass(frozen=True)
class Section:
    """What another room shows on the page of a year: a template, which finds `about` under that name."""

    template: str
    about: dict[str, Any]


SectionOf = Callable[[HttpRequest, Season], Section | None]
_sections: list[SectionOf] = []


def section(function: SectionOf) -> SectionOf:
    """Register `function(request, season)`, which answers its section, or None for whom it does not concern."""
    if function not in _sections:
        _sections.append(function)
    return function


def sections(request: HttpRequest, season: Season) -> list[Section]:
    """The sections of other rooms for this reader, in the order of their registration."""
    return [found for found in (function(request, season) for function in _sections) if found is not None]


def may_keep(user: Any) -> bool:
    """Whether `user` enters, opens and closes years: the head of a department's office, or an administrator."""
    grants = [grant for grant in roles.grants_of(user) if grant.acts is None]
    if any(grant.role == Role.ADMINISTRATOR for grant in grants):
        return True
    headed = {grant.unit_id for grant in grants if grant.role == Role.OFFICE_HEAD}
    return bool(headed) and Unit.objects.filter(pk__in=headed, level=Level.DEPARTMENT).exists()


def when_planned(function: Planned) -> Planned:
    """Register what follows when days of a year's plan have been set or changed, in the same transaction."""
    _planned.append(function)
    return function


def replanned(season: Season, rounds: Iterable[Round]) -> None:
    """Days by which something is handed in have changed: of the year, where its `term_no` was raised by the caller, and
    of these rounds, whose number is raised here."""
    for each in rounds:
        each.term_no += 1
        each.save(update_fields=["term_no"])
    for function in _planned:
        function(season)


def unfinished(season: Season) -> int:
    """How many dossiers of the year were sent and are not closed."""
    sent = Dossier.objects.filter(season=season).exclude(state=State.DRAFT)
    return sent.exclude(state__in=CLOSED_STATES).count()


def latest() -> Season | None:
    """The newest real year: what a new one is copied from."""
    return Season.objects.filter(nature=Nature.REAL).order_by("-year").first()


def next_year(earlier: Season | None) -> dict[str, Any]:
    """Field → value for a new year: the dates of `earlier` one year later; without one, the calendar year of today."""
    if earlier is None:
        today = clock.today()
        start, end = date(today.year, 1, 1), date(today.year, 12, 31)
        about = {"opens": today, "achievement_from": start, "achievement_to": end, "dossiers_by": end}
        return about | {"year": today.year, "title": f"Năm thi đua {today.year}"}
    year = earlier.year + 1
    title = earlier.title.replace(str(earlier.year), str(year))
    title = title if title != earlier.title else f"Năm thi đua {year}"
    return {"year": year, "title": title} | {name: a_year_later(getattr(earlier, name)) for name in DATES}


def next_rounds(earlier: Season | None) -> list[dict[str, Any]]:
    """The rounds of `earlier` as values of new ones, their dates one year later."""
    rounds = Round.objects.filter(season=earlier).order_by("number") if earlier else []
    return [
        {"number": each.number, "title": each.title.replace(str(earlier.year), str(earlier.year + 1))}
        | {name: a_year_later(getattr(each, name)) for name in ROUND_DATES}
        for each in rounds
        if earlier
    ]


def a_year_later(day: date | None) -> date | None:
    """The same day of the next year; 29 February becomes 28 February."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
