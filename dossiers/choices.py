"""What lists can be filtered by, read with one query however many kinds there are."""

from typing import Any, NamedTuple

from django.db.models import BooleanField, CharField, F, IntegerField, QuerySet, Value

from dossiers.models import Award, Round, Season, Unit

TEXT = Value("", output_field=CharField())
ZERO = Value(0, output_field=IntegerField())
NO = Value(False, output_field=BooleanField())


class Choice(NamedTuple):
    """A year, round, unit or award. `place`, `word`: its order; `mark`: a unit's level; `parent`: a round's year;
    `office`, `decider`: a unit's own words for its standing office and its head; `outside`: not in the system."""

    kind: str
    pk: int
    name: str
    place: int
    word: str
    mark: str
    parent: int
    office: str
    decider: str
    outside: bool


def filter_choices() -> dict[str, list[Choice]]:
    """Kind (season, round, unit, award) → everything of it, in order: years and rounds by number, awards as the
    catalogue has them, units by code."""
    years = _rows("season", Season.objects.all(), name=F("title"), place=F("year"))
    rounds = _rows("round", Round.objects.all(), name=F("title"), place=F("number"), parent=F("season_id"))
    units = _rows(
        "unit", Unit.objects.all(), name=F("name"), word=F("code"), mark=F("level"), office=F("office_name"),
        decider=F("decider_title"), outside=F("external"),
    )
    awards = _rows("award", Award.objects.all(), name=F("name"), place=F("position"), word=F("code"))
    found: dict[str, list[Choice]] = {"season": [], "round": [], "unit": [], "award": []}
    everything = map(Choice._make, years.union(rounds, units, awards, all=True))
    for choice in sorted(everything, key=lambda choice: (choice.place, choice.word)):
        found[choice.kind].append(choice)
    return found


def _rows(kind: str, rows: QuerySet[Any], **given: Any) -> QuerySet[Any]:
    """The rows with the columns of `Choice`, so that they can stand in one union."""
    columns = {"name": TEXT, "place": ZERO, "word": TEXT, "mark": TEXT, "parent": ZERO}
    columns |= {"office": TEXT, "decider": TEXT, "outside": NO} | given
    named = {f"choice_{name}": column for name, column in columns.items()}
    kind_of = Value(kind, output_field=CharField())
    return rows.order_by().annotate(choice_kind=kind_of, **named).values_list("choice_kind", "pk", *named)
