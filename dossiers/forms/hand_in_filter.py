"""The filters of the list of hand-ins."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django_filters import ChoiceFilter, FilterSet

from dossiers.choices import filter_choices
from dossiers.forms.fields import BAD_CHOICE
from dossiers.forms.filters import in_time, times
from dossiers.models import HandIn
from dossiers.vocabulary import HandInKind

EVERY = {"empty_label": "Tất cả", "error_messages": {"invalid_choice": BAD_CHOICE}}
DRAFTED, BEFORE_HEAD, SENT = "dang-soan", "cho-duyet", "da-gui"
STANDINGS = ((DRAFTED, "Đang soạn thảo"), (BEFORE_HEAD, "Chờ thủ trưởng duyệt"), (SENT, "Đã gửi"))
MEANT = {
    DRAFTED: {"submitted_at__isnull": True, "prepared_at__isnull": True},
    BEFORE_HEAD: {"submitted_at__isnull": True, "prepared_at__isnull": False},
    SENT: {"submitted_at__isnull": False},
}


class HandInFilter(FilterSet):
    """Kind, year or round, unit, and how far it is; what is not understood shows its error and narrows nothing."""

    kind = ChoiceFilter(label="Loại", choices=HandInKind.choices, **EVERY)
    when = ChoiceFilter(label="Năm, đợt", method="of_time", **EVERY)
    unit = ChoiceFilter(label="Đơn vị", **EVERY)
    standing = ChoiceFilter(label="Tình trạng", choices=STANDINGS, method="that_stand", **EVERY)

    def __init__(self, data: QueryDict, rows: QuerySet[HandIn]) -> None:
        super().__init__(data, queryset=rows)
        offered = filter_choices()
        self.filters["when"].extra["choices"] = list(times(offered))
        self.filters["unit"].extra["choices"] = [(str(each.pk), each.name) for each in offered["unit"]]

    def of_time(self, rows: QuerySet[HandIn], name: str, value: str) -> QuerySet[HandIn]:
        """Those of one year or round."""
        return rows.filter(**in_time(value))

    def that_stand(self, rows: QuerySet[HandIn], name: str, value: str) -> QuerySet[HandIn]:
        """Those that are so far."""
        return rows.filter(**MEANT[value])

    @property
    def given(self) -> dict[str, Any]:
        """The conditions that were given and understood, by the name of their field."""
        self.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def narrows(self) -> bool:
        """Whether any condition was given."""
        return bool(self.given or self.errors)

    @property
    def said(self) -> list[str]:
        """The conditions in words, for the head of a printed list."""
        fields = self.form.fields
        return [f"{fields[name].label}: {dict(fields[name].choices)[value]}" for name, value in self.given.items()]
