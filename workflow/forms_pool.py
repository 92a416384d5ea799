"""The filters of a pool, and of a selection on which an act is done."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from dossiers.forms import fields
from dossiers.models import Dossier
from workflow.waiting import waiting_since

ALL = ("", "Tất cả")
AWARD, UNIT = ("award__position", "award", "award__name"), ("unit__code", "unit", "unit__name")
AGES = [("", "Bất kỳ"), ("5", "Từ 5 ngày làm việc"), ("10", "Từ 10 ngày làm việc"), ("20", "Từ 20 ngày làm việc"),
        ("40", "Từ 40 ngày làm việc")]


class AgeFilter(forms.Form):
    """How long a dossier has waited where it lies."""

    tuoi = fields.choice("Đã chờ", AGES, required=False)

    def narrow(self, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
        """`rows` that have waited so long; a condition that was not understood shows its error and selects nothing."""
        if not self.is_valid():
            return rows.none()
        age = self.cleaned_data["tuoi"]
        return rows.filter(since__lt=_end_of(int(age))) if age else rows


class PoolFilter(AgeFilter):
    """Award, unit and age within one pool; only what lies in it is offered. `holds_any`: something lies in it."""

    award = fields.choice("Danh hiệu, hình thức", [], required=False)
    unit = fields.choice("Đơn vị", [], required=False)
    field_order = ("award", "unit", "tuoi")

    def __init__(self, *args: Any, pool: QuerySet[Dossier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = list(pool.order_by().values_list(*AWARD, *UNIT).distinct())
        self.holds_any = bool(pairs)
        self.fields["award"].choices = [ALL, *_offered(pair[:3] for pair in pairs)]
        self.fields["unit"].choices = [ALL, *_offered(pair[3:] for pair in pairs)]

    def narrow(self, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
        rows = super().narrow(rows)
        given = {name: self.cleaned_data.get(name) for name in ("award", "unit")}
        return rows.filter(**{name: pk for name, pk in given.items() if pk})

    @property
    def narrows(self) -> bool:
        """Whether any condition was given."""
        return any(self.cleaned_data.values()) or bool(self.errors)


def _offered(rows: Iterable[tuple[Any, ...]]) -> list[tuple[str, str]]:
    """(place, primary key, name) → choices, each once, in their order."""
    return [(str(pk), name) for _, pk, name in sorted(set(rows))]


def _end_of(age: int) -> datetime:
    """The moment before which a dossier must have arrived to have waited `age` working days."""
    day = waiting_since(age)
    return timezone.make_aware(datetime.combine(day, time.max))
