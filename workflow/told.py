"""Who was told of what, as pages here show it: the post office answers, which lies a floor above."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from workflow.decisions.models import Decision
from workflow.journal_models import Entry, SubjectKind


@dataclass(frozen=True)
class Hearer:
    """One person who was told, when, by which ways (in words), and whether a way failed for good."""

    name: str
    at: datetime
    ways: tuple[str, ...]
    failed: bool = False


Provider = Callable[[Collection[int]], Iterable[Hearer]]
_providers: list[Provider] = []


def provider(function: Provider) -> Provider:
    """Register `function(batch pks)`, which names everybody told of these batches; a constant number of queries."""
    if function not in _providers:
        _providers.append(function)
    return function


def told_of(decision: Decision) -> list[Hearer]:
    """Everybody who was told that this paper is out, in the order of names."""
    rows = Entry.objects.filter(subject_kind=SubjectKind.DECISION, subject_id=decision.pk, act="issue_paper")
    batches = set(rows.values_list("batch_id", flat=True))
    return sorted((each for one in _providers for each in one(batches)), key=lambda hearer: hearer.name)
