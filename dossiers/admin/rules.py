"""What each office sets for itself: reasons, codes, the rule of the own line; and the dated figures of regulation."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from dossiers import codes
from dossiers.admin.base import Configuration, DatedForm, Unused
from dossiers.lifecycle import Reason, read_acts
from dossiers.models import CodePattern, Dossier, LegalFigure, OwnLineRule, ReasonText

VOTING = ("vote", "Biểu quyết")


def act_label(name: str) -> str:
    """The act on screen; voting, which is no move of a dossier, included."""
    known = {row.name: row.label for row in read_acts(Dossier).values()} | dict([VOTING])
    return known.get(name, name)


def acts_with_reason() -> list[tuple[str, str]]:
    """The acts that ask for a reason, for a list of choices."""
    return [(act.name, act.label) for act in read_acts(Dossier).values() if act.reason != Reason.NONE]


class PatternForm(forms.ModelForm):
    class Meta:
        help_texts = {"pattern": "Dùng được {unit}, {day}, {year} và phải có {serial} đúng một lần."}

    def clean_pattern(self) -> str:
        pattern = self.cleaned_data["pattern"]
        codes.check_pattern(pattern)
        return pattern


class ReasonForm(forms.ModelForm):
    act = forms.ChoiceField(label="Hành động", choices=acts_with_reason)


class FigureForm(DatedForm):
    """A figure of a known kind in the shape that its kind already has: rules read its parts by name."""

    settled = ("kind", "code")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kind, value = data.get("kind"), data.get("value")
        if kind and value is not None and (problem := shape_problem(kind, value)):
            self.add_error("value", problem)
        return data


def shape_problem(kind: str, value: Any) -> str:
    """Why `value` cannot be a figure of `kind`, in words; empty if it has the parts, of the types, that others have."""
    others = list(LegalFigure.objects.filter(kind=kind).values_list("value", flat=True))
    if not others:
        return f"Chưa có loại số liệu '{kind}'; chỉ thêm được giai đoạn mới cho loại đã có."
    if type(value) is not type(others[0]):
        return f"Phải có dạng như các dòng cùng loại, ví dụ: {json.dumps(others[0], ensure_ascii=False)}"
    if not isinstance(value, dict):
        return ""
    others = [row for row in others if isinstance(row, dict)]
    types: dict[str, set[type]] = {}
    for name, part in ((name, part) for row in others for name, part in row.items()):
        types.setdefault(name, set()).add(type(part))
    always = set.intersection(*(set(row) for row in others))
    wrong = sorted((always - set(value)) | {name for name in value if type(value[name]) not in types.get(name, ())})
    return f"Thiếu, thừa hoặc sai kiểu: {', '.join(wrong)}." if wrong else ""


@admin.register(LegalFigure)
class LegalFigures(Unused):
    form = FigureForm
    list_display = ["kind", "code", "value", "valid_from", "valid_to", "evidence"]
    list_filter = ["kind", "evidence"]
    search_fields = ["kind", "code", "citation"]


@admin.register(OwnLineRule)
class OwnLineRules(Configuration):
    """One rule an act; the acts are given, what the office allows is its own."""

    fields = ["act_is", "policy", "citation", "evidence"]
    readonly_fields = ["act_is"]
    list_display = ["act_is", "policy", "evidence", "citation"]

    @admin.display(description="hành động", ordering="act")
    def act_is(self, row: OwnLineRule) -> str:
        return act_label(row.act)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(ReasonText)
class ReasonTexts(Unused):
    form = ReasonForm
    list_display = ["text", "act_is", "body"]
    list_select_related = ["body"]
    search_fields = ["text"]

    @admin.display(description="hành động", ordering="act")
    def act_is(self, row: ReasonText) -> str:
        return act_label(row.act)


@admin.register(CodePattern)
class CodePatterns(Unused):
    form = PatternForm
    list_display = ["kind", "pattern"]
