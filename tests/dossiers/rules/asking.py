"""Asks one need directly, as the door does."""

from datetime import UTC, date, datetime, time
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import clock
from dossiers.lifecycle import read_acts
from dossiers.models import Dossier
from dossiers.rules.objection import Objection
from dossiers.rules.registry import Question, evaluators

ACTS = read_acts(Dossier)


def ask(need: str, *dossiers: Dossier, act: str = "submit", day: date | None = None, **facts: Any) -> list[Objection]:
    """Every objection of the need against fresh copies of the dossiers, in their order."""
    fresh = [Dossier.objects.get(pk=each.pk) for each in dossiers]
    at = datetime.combine(day, time(3), UTC) if day else clock.now()
    answers = evaluators()[need](Question(ACTS[act], fresh, None, "", facts, at))
    assert set(answers) <= {None, *(each.pk for each in fresh)}
    return [objection for each in fresh for objection in answers.get(each.pk, [])]


def texts(objections: list[Objection]) -> list[str]:
    return [objection.text for objection in objections]


def statements(need: str, dossiers: list[Dossier], *, act: str = "submit") -> int:
    """How many statements the need takes for these dossiers, read without anything related."""
    fresh = list(Dossier.objects.filter(pk__in=[each.pk for each in dossiers]))
    at = clock.now()
    with CaptureQueriesContext(connection) as captured:
        evaluators()[need](Question(ACTS[act], fresh, None, "", {}, at))
    return len(captured)
