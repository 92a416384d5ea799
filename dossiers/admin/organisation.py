"""Units and bodies, with their names and superiors by date."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.forms.models import BaseModelFormSet
from django.http import HttpRequest

from dossiers import clock, organisation
from dossiers.admin.base import Configuration, DatedForm, DistinctPeriods, Rows, is_unused
from dossiers.models import Unit, UnitName, UnitRelation


class UnitForm(DatedForm):
    start, end = "exists_from", "exists_to"

    class Meta:
        help_texts = {
            "code": "Chữ, số và dấu gạch; dùng trong mã hồ sơ, không đổi về sau.",
            "external": "Kết quả của cơ quan ngoài hệ thống được ghi lại theo văn bản của họ.",
            "name": "Khi đổi tên: thêm một dòng ở mục Tên gọi theo thời gian, tên này tự đổi theo.",
        }


class RelationForm(DatedForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        upper, kind, start = data.get("upper"), data.get("kind"), data.get("valid_from")
        lower = self.instance.lower if self.instance.lower_id else None
        if upper and lower and kind and start and organisation.stands_above(lower, upper, kind=kind, day=start):
            self.add_error("upper", f"{upper} đang trực thuộc {lower}; không thể đặt ngược lại.")
        return data


class RelationPeriods(DistinctPeriods):
    kind_field = "kind"


class Names(Rows):
    model = UnitName
    form = DatedForm
    formset = DistinctPeriods
    fields = ["name", "valid_from", "valid_to", "paper"]

    def may_delete(self, row: Any) -> bool:
        return True


class Superiors(Rows):
    model = UnitRelation
    form = RelationForm
    formset = RelationPeriods
    fk_name = "lower"
    fields = ["kind", "upper", "valid_from", "valid_to"]

    def may_delete(self, row: Any) -> bool:
        return True


@admin.register(Unit)
class Units(Configuration):
    form = UnitForm
    inlines = [Names, Superiors]
    fields = [
        "code", "name", "level", "external", "exists_from", "exists_to", "headcount", "decider_title", "office_name",
        "symbol", "place", "nature",
    ]
    list_display = ["code", "name", "level", "external", "headcount", "exists_to"]
    list_filter = ["level", "external", "nature"]
    searched = ("search_key",)

    def may_delete(self, row: Unit) -> bool:
        return is_unused(row)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["code", "name"] if obj is not None else []

    def save_model(self, request: HttpRequest, obj: Unit, form: forms.ModelForm, change: bool) -> None:
        if change:
            obj.save()
        else:
            organisation.create_unit(obj, since=clock.today())

    def save_formset(
        self, request: HttpRequest, form: forms.ModelForm, formset: BaseModelFormSet, change: bool
    ) -> None:
        if formset.model is UnitName:
            self._prepare_names(form.instance, formset, new=not change)
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list[Any], change: bool) -> None:
        super().save_related(request, form, formsets, change)
        organisation.follow_name(form.instance, clock.today())

    def _prepare_names(self, unit: Unit, formset: BaseModelFormSet, *, new: bool) -> None:
        starts = [row["valid_from"] for row in formset.cleaned_data if row and not row.get("DELETE")]
        if not starts:
            return
        if new:
            # names entered with a new unit replace the one just written for it
            unit.names.all().delete()
        else:
            organisation.remember_name(unit, until=min(starts) - organisation.DAY)
