"""Finding dossiers by words: blind to case and accents, the best match first."""

import re
from collections.abc import Callable

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from dossiers import text
from dossiers.models import Dossier

NumberSource = Callable[[int, str], Q]

# '215/QĐ-STP', '215/': a number as papers bear it; folded before it is compared.
NUMBER = re.compile(r"0*(\d{1,9})/(.*)")

_number_sources: list[NumberSource] = []


def number_source(function: NumberSource) -> NumberSource:
    """Register `function(number, folded symbol)`, which answers a Q over the rows of `access.as_shown` for the dossiers
    on a paper with that number. What a nominee is not told it must not find for the nominee."""
    _number_sources.append(function)
    return function


def matching(rows: QuerySet[Dossier], words: str) -> QuerySet[Dossier]:
    """Those of `rows` (of `access.as_shown`) in which every word occurs, or which stand on the paper it numbers."""
    for forms in text.search_words(words):
        wanted = Q()
        for form in sorted(forms):
            wanted |= Q(search_key__contains=form)
        numbered = NUMBER.fullmatch(min(forms))
        if numbered:
            for source in _number_sources:
                wanted |= source(int(numbered[1]), numbered[2])
        rows = rows.filter(wanted)
    return rows


def ranked(rows: QuerySet[Dossier], words: str, *, most: int) -> list[int]:
    """The primary keys of the matches, at most `most`: the code, the whole name, names that begin so, then all others;
    the newest first within each. Three statements at most, each of which stops at `most` rows however many match."""
    key = text.fold(words)
    typed = text.nfc(words)
    named = Case(When(code__in={typed, typed.upper()}, then=Value(0)), default=Value(1), output_field=IntegerField())
    exact = rows.filter(Q(code__in={typed, typed.upper()}) | Q(name_key=key)).order_by(named, "-pk")
    begins = rows.filter(name_key__startswith=key).order_by("-pk")
    found: dict[int, None] = {}
    for tier in (exact, begins, matching(rows, words).order_by("-pk")):
        if len(found) < most:
            found |= dict.fromkeys(tier.values_list("pk", flat=True)[:most])
    return list(found)[:most]
