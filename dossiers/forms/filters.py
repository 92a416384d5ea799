"""The filters of the list of dossiers."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from dossiers import access, queries, search
from dossiers.choices import Choice, filter_choices
from dossiers.desks import desk_words
from dossiers.forms import fields
from dossiers.lifecycle import CLOSED_STATES, DESKS
from dossiers.models import Dossier, Unit
from dossiers.vocabulary import Level, Role, State

ALL = ("", "Tất cả")
OPEN = "open"
OPEN_STATES = tuple(state for state in State if state not in (State.DRAFT, *CLOSED_STATES))
STATES = (ALL, (OPEN, "Đang giải quyết (mọi bước)"), *State.choices)
# Whose desk it is, and by when, is not for the nominee.
OF_WORK = ("desk", "overdue", "due")
DUE_WITHIN = timedelta(days=7)  # the week in which people are reminded
DESK_ROLES = tuple(dict.fromkeys(role for role, place in DESKS.values() if place == "body"))


@dataclass(frozen=True)
class Chip:
    """A condition that is on: what it says, and the query string of the list without it."""

    label: str
    words: str
    rest: str


class DossierFilter(forms.Form):
    """Words and conditions; whatever is left empty does not narrow. `at_work`: the reader has any work on dossiers."""

    q = forms.CharField(
        label="Tìm", required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Mã, tên, đơn vị, danh hiệu, số quyết định"}),
        error_messages={"max_length": "Ghi không quá 200 ký tự."},
    )
    when = fields.choice("Năm, đợt", [], required=False)
    unit = fields.choice("Đơn vị", [], required=False)
    award = fields.choice("Danh hiệu, hình thức", [], required=False)
    state = fields.choice("Trạng thái", STATES, required=False)
    desk = fields.choice("Đang ở bàn của", [], required=False)
    body = fields.choice("Đang ở cơ quan", [], required=False)
    level = fields.choice("Cấp quyết định", [ALL, *Level.choices], required=False)
    overdue = forms.BooleanField(label="Chỉ hồ sơ quá hạn", required=False)
    due = forms.BooleanField(label="Chỉ hồ sơ đến hạn trong 7 ngày tới hoặc quá hạn", required=False)

    def __init__(self, *args: Any, at_work: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = filter_choices()
        bodies = [each for each in offered["unit"] if each.mark != Level.UNIT]
        self.units_of_level = {each.pk: each.mark for each in offered["unit"]}
        self.fields["when"].choices = [ALL, *times(offered)]
        self.fields["unit"].choices = [ALL, *((str(each.pk), each.name) for each in offered["unit"])]
        self.fields["award"].choices = [ALL, *((str(each.pk), each.name) for each in offered["award"])]
        self.fields["body"].choices = [ALL, *((str(each.pk), each.name) for each in bodies)]
        self.fields["desk"].choices = [ALL, *_desks(offered["unit"])]
        if not at_work:
            for name in OF_WORK:
                del self.fields[name]

    def narrow(self, rows: QuerySet[Dossier], at: datetime) -> QuerySet[Dossier]:
        """`rows` (of `access.as_shown`) that meet every condition that was understood, the words too; one that was not
        shows its error, no more."""
        return search.matching(self.narrow_but_words(rows, at), self.words)

    def narrow_but_words(self, rows: QuerySet[Dossier], at: datetime) -> QuerySet[Dossier]:
        """As `narrow`, for who ranks the matches of the words."""
        for name, value in self.given.items():
            if name in NARROWING:
                rows = NARROWING[name](self, rows, value, at)
        return rows

    @property
    def given(self) -> dict[str, Any]:
        """The conditions that were given and understood, by the name of their field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def words(self) -> str:
        """The words that are looked for."""
        return str(self.given.get("q", ""))

    @property
    def narrows(self) -> bool:
        """Whether any condition was given."""
        return bool(self.given or self.errors)

    @property
    def further(self) -> bool:
        """Whether a condition beyond words and state was given: those are folded away until they are used."""
        return bool(set(self.given) - {"q", "state"}) or bool(set(self.errors) - {"q", "state"})

    @property
    def query(self) -> str:
        """The query string of what was understood: nothing empty, nothing unknown, always in the same order."""
        return _query(self.given)

    @property
    def chips(self) -> list[Chip]:
        """One for each condition that is on, in the order of the fields."""
        given = self.given
        return [
            Chip(str(self.fields[name].label), self._said(name, value), _query(given, without=name))
            for name, value in given.items()
        ]

    def _said(self, name: str, value: Any) -> str:
        if name in ("overdue", "due"):
            return "có"
        return str(dict(self.fields[name].choices)[value]) if name != "q" else f"“{value}”"


def _query(given: dict[str, Any], *, without: str = "") -> str:
    query = QueryDict(mutable=True)
    query.update({name: "on" if value is True else value for name, value in given.items() if name != without})
    return query.urlencode()


def _column(name: str) -> Callable[..., QuerySet[Dossier]]:
    return lambda form, rows, value, at: rows.filter(**{name: value})


def _at_desk(form: DossierFilter, rows: QuerySet[Dossier], value: str, at: datetime) -> QuerySet[Dossier]:
    role, _, unit = value.partition(":")
    return rows.filter(desk_role=role, desk_unit_id=int(unit), at_work=True)


def _in_state(form: DossierFilter, rows: QuerySet[Dossier], value: str, at: datetime) -> QuerySet[Dossier]:
    return access.in_shown_state(rows, OPEN_STATES if value == OPEN else [value])


def _decided_at(form: DossierFilter, rows: QuerySet[Dossier], value: str, at: datetime) -> QuerySet[Dossier]:
    return rows.filter(deciding_body_id__in=[pk for pk, level in form.units_of_level.items() if level == value])


NARROWING: dict[str, Callable[..., QuerySet[Dossier]]] = {
    "when": lambda form, rows, value, at: rows.filter(**in_time(value)),
    "unit": _column("unit"),
    "award": _column("award"),
    "state": _in_state,
    "desk": _at_desk,
    "body": _column("body"),
    "level": _decided_at,
    "overdue": lambda form, rows, value, at: queries.overdue(rows, at).filter(at_work=True),
    "due": lambda form, rows, value, at: queries.due_by(rows, at + DUE_WITHIN).filter(at_work=True),
}


def times(offered: dict[str, list[Choice]]) -> Iterable[tuple[str, str]]:
    """Each year, newest first, followed by its rounds."""
    for year in reversed(offered["season"]):
        yield f"n{year.pk}", year.name
        for each in offered["round"]:
            if each.parent == year.pk:
                yield f"d{each.pk}", f"{year.name} – {each.name or f'Đợt {each.place}'}"


def in_time(value: str) -> dict[str, str]:
    return {"season" if value[0] == "n" else "round": value[1:]}


def _desks(units: list[Choice]) -> Iterator[tuple[str, str]]:
    """Every desk on which a dossier can lie: those of the bodies in the system first, then the heads of the units."""
    inside = [unit for unit in units if not unit.outside]
    for unit in inside:
        if unit.mark != Level.UNIT:
            yield from ((f"{role}:{unit.pk}", _desk(role, unit)) for role in DESK_ROLES)
    for unit in inside:
        yield f"{Role.UNIT_HEAD}:{unit.pk}", _desk(Role.UNIT_HEAD, unit)


def _desk(role: str, unit: Choice) -> str:
    return desk_words(role, Unit(name=unit.name, office_name=unit.office, decider_title=unit.decider))
