"""The filters of the lists of dossiers and of hand-ins."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from dossiers import queries
from dossiers.choices import Choice, filter_choices
from dossiers.forms import fields
from dossiers.models import Dossier, HandIn
from dossiers.vocabulary import HandInKind, Level, State

ALL = ("", "Tất cả")


class DossierFilter(forms.Form):
    """Words and conditions; whatever is left empty does not narrow."""

    q = forms.CharField(
        label="Tìm", required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Mã, tên, đơn vị, danh hiệu"}),
    )
    when = fields.choice("Năm, đợt", [], required=False)
    unit = fields.choice("Đơn vị", [], required=False)
    award = fields.choice("Danh hiệu, hình thức", [], required=False)
    state = fields.choice("Trạng thái", [ALL, *State.choices], required=False)
    body = fields.choice("Đang ở cơ quan", [], required=False)
    overdue = forms.BooleanField(label="Chỉ hồ sơ quá hạn", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = filter_choices()
        self.fields["when"].choices = [ALL, *_times(offered)]
        self.fields["unit"].choices = [ALL, *((str(each.pk), each.name) for each in offered["unit"])]
        self.fields["award"].choices = [ALL, *((str(each.pk), each.name) for each in offered["award"])]
        bodies = [each for each in offered["unit"] if each.mark != Level.UNIT]
        self.fields["body"].choices = [ALL, *((str(each.pk), each.name) for each in bodies)]

    def narrow(self, rows: QuerySet[Dossier], at: datetime) -> QuerySet[Dossier]:
        """`rows` that meet every condition that was understood; one that was not shows its error, no more."""
        self.is_valid()
        given = self.cleaned_data
        for name, column in (("unit", "unit"), ("award", "award"), ("state", "shown_state"), ("body", "body")):
            if given.get(name):
                rows = rows.filter(**{column: given[name]})
        if given.get("when"):
            rows = rows.filter(**_time(given["when"]))
        if given.get("overdue"):
            rows = queries.overdue(rows, at)
        return queries.matching(rows, given.get("q") or "")

    @property
    def narrows(self) -> bool:
        """Whether any condition was given."""
        return any(self.cleaned_data.values()) or bool(self.errors)


class HandInFilter(forms.Form):
    """One kind of hand-in, or all."""

    kind = fields.choice("Loại", [ALL, *HandInKind.choices], required=False)

    def narrow(self, rows: QuerySet[HandIn]) -> QuerySet[HandIn]:
        """`rows` of the chosen kind; a kind that does not exist shows its error, no more."""
        self.is_valid()
        kind = self.cleaned_data.get("kind")
        return rows.filter(kind=kind) if kind else rows

    @property
    def narrows(self) -> bool:
        """Whether a kind was given."""
        return any(self.cleaned_data.values()) or bool(self.errors)


def _times(offered: dict[str, list[Choice]]) -> Iterable[tuple[str, str]]:
    """Each year, newest first, followed by its rounds."""
    for year in reversed(offered["season"]):
        yield f"n{year.pk}", year.name
        for each in offered["round"]:
            if each.parent == year.pk:
                yield f"d{each.pk}", f"{year.name} – {each.name or f'Đợt {each.place}'}"


def _time(value: str) -> dict[str, str]:
    return {"season" if value[0] == "n" else "round": value[1:]}
