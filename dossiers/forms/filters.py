"""The filters of the list of dossiers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from dossiers import queries
from dossiers.forms import fields
from dossiers.models import Award, Dossier, Season, Unit
from dossiers.vocabulary import Level, State

ALL = ("", "Tất cả")


class DossierFilter(forms.Form):
    """Words and conditions; whatever is left empty does not narrow. `units`: the units whose dossiers are listed."""

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
        units = list(Unit.objects.order_by("level", "code").values_list("pk", "name", "level"))
        self.fields["when"].choices = [ALL, *_times()]
        self.fields["unit"].choices = [ALL, *((str(pk), name) for pk, name, level in units)]
        self.fields["body"].choices = [ALL, *((str(pk), name) for pk, name, level in units if level != Level.UNIT)]
        self.fields["award"].choices = [ALL, *((str(pk), name) for pk, name in Award.objects.values_list("pk", "name"))]

    def narrow(self, rows: QuerySet[Dossier], at: datetime) -> QuerySet[Dossier]:
        """`rows` that meet every condition that was understood; one that was not shows its error, no more."""
        self.is_valid()
        given = self.cleaned_data
        for name, column in (("unit", "unit"), ("award", "award"), ("state", "state"), ("body", "body")):
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


def _times() -> Iterable[tuple[str, str]]:
    """Each year, then its rounds; one query."""
    rows = Season.objects.order_by("-year", "-pk", "rounds__number")
    seen: set[int] = set()
    for pk, title, round_pk, number, name in rows.values_list(
        "pk", "title", "rounds__pk", "rounds__number", "rounds__title"
    ):
        if pk not in seen:
            seen.add(pk)
            yield f"n{pk}", title
        if round_pk is not None:
            yield f"d{round_pk}", f"{title} – {name or f'Đợt {number}'}"


def _time(value: str) -> dict[str, str]:
    return {"season" if value[0] == "n" else "round": value[1:]}
