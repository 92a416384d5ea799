"""A lower award in place of the one proposed: the same deciding body and subject, the rules of the other award."""

from collections.abc import Sequence
from copy import copy
from datetime import date

from django.db.models import Min
from django.utils import timezone

from dossiers import catalogue
from dossiers.deciding import Option
from dossiers.models import Award, Dossier
from dossiers.rules.registry import Question
from workflow.effects import Step
from workflow.journal_models import Entry

FACT = "award"


def with_awards(question: Question) -> dict[int, Dossier]:
    """Dossier pk → a copy of the dossier bearing the award of the fact `award`; those without another award absent."""
    copies = {}
    for dossier in question.dossiers:
        award = question.fact(dossier, FACT)
        if isinstance(award, Award) and award.pk != dossier.award_id:
            copies[dossier.pk] = copy(dossier)
            _bear(copies[dossier.pk], award)
    return copies


def apply(step: Step) -> None:
    """Give every dossier the award of its fact, with authority, route and version under which that is considered."""
    today = timezone.localdate(step.at)
    for dossier in step.dossiers:
        _bear(dossier, step.fact(dossier, FACT))
    options = _options(step.dossiers, today)
    received = _received(step.dossiers)
    days = {each.pk: received.get(each.pk, today) for each in step.dossiers}
    rulesets = catalogue.rulesets({(each.award, days[each.pk]) for each in step.dossiers})
    for dossier in step.dossiers:
        if option := options.get(dossier.pk):
            dossier.authority, dossier.route = option.authority, _onward(dossier, option.route)
        dossier.award_version = rulesets[dossier.award_id, days[dossier.pk]].version


def _bear(dossier: Dossier, award: Award) -> None:
    dossier.award, dossier.authority, dossier.award_version = award, None, None


def _options(dossiers: Sequence[Dossier], day: date) -> dict[int, Option]:
    """Dossier pk → how its own deciding body comes to decide the award it bears now."""
    options = catalogue.authorities_many({(each.award, each.unit) for each in dossiers}, day)
    return {
        dossier.pk: option
        for dossier in dossiers
        for option in options[dossier.award_id, dossier.unit_id]
        if option.deciding_body.pk == dossier.deciding_body_id
    }


def _onward(dossier: Dossier, route: Sequence[int]) -> list[int]:
    """The way it has come, then the way of its new award from here: after the present body, else to what is left."""
    if dossier.body_id not in dossier.route:
        return list(route)
    behind = dossier.route[: dossier.route.index(dossier.body_id) + 1]
    ahead = route[route.index(dossier.body_id) + 1 :] if dossier.body_id in route else route
    return behind + [body_id for body_id in ahead if body_id not in behind]


def _received(dossiers: Sequence[Dossier]) -> dict[int, date]:
    """Dossier pk → the day of its first receipt, to which the version of an award is pinned."""
    rows = Entry.objects.filter(dossier__in=[each.pk for each in dossiers], act="receive").order_by()
    first = rows.values_list("dossier_id").annotate(Min("at"))
    return {pk: timezone.localdate(at) for pk, at in first}
