"""Awards, their versions, authorities and routes, and the office's own lists."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from dossiers import codes
from dossiers.admin.base import Configuration, DatedForm, Rows, is_unused
from dossiers.lifecycle import Reason, read_acts
from dossiers.models import (
    Authority,
    Award,
    AwardVersion,
    CodePattern,
    Dossier,
    LegalFigure,
    OwnLineRule,
    PaperType,
    ReasonText,
    RequiredPaper,
    RouteStep,
    Source,
)

VOTING = ("vote", "Biểu quyết")
DATED_SOURCE = ["citation", "evidence", "valid_from", "valid_to"]


def act_label(name: str) -> str:
    """The act on screen; voting, which is no move of a dossier, included."""
    known = {row.name: row.label for row in read_acts(Dossier).values()} | dict([VOTING])
    return known.get(name, name)


def acts_with_reason() -> list[tuple[str, str]]:
    """The acts that ask for a reason, for a list of choices."""
    return [(act.name, act.label) for act in read_acts(Dossier).values() if act.reason != Reason.NONE]


def is_pinned(version: Model | None) -> bool:
    """Whether some dossier has been judged by this version."""
    return version is not None and Dossier.objects.filter(award_version=version.pk).exists()


class Unused(Configuration):
    """A list whose rows go only while nothing points to them."""

    def may_delete(self, row: Any) -> bool:
        return is_unused(row)


class Parts(Rows):
    """Parts of a row: they come and go with it."""

    def may_delete(self, row: Any) -> bool:
        return True


class AuthorityForm(DatedForm):
    class Meta:
        help_texts = {"body": "Chỉ ghi khi một cơ quan cụ thể quyết định; nếu không, cấp và quan hệ trực thuộc đủ rõ."}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("level") and not data.get("body") and not self.errors:
            self.add_error("level", "Hãy chọn cấp quyết định hoặc một cơ quan quyết định.")
        return data


class PatternForm(forms.ModelForm):
    class Meta:
        help_texts = {"pattern": "Dùng được {unit}, {day}, {year} và phải có {serial} đúng một lần."}

    def clean_pattern(self) -> str:
        pattern = self.cleaned_data["pattern"]
        codes.check_pattern(pattern)
        return pattern


class ReasonForm(forms.ModelForm):
    act = forms.ChoiceField(label="Hành động", choices=acts_with_reason)


class Steps(Parts):
    model = RouteStep


class RequiredPapers(Parts):
    model = RequiredPaper

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_add_permission(request, obj) and not is_pinned(obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not is_pinned(obj)


class Authorities(Parts):
    model = Authority
    form = AuthorityForm
    fields = ["level", "body", *DATED_SOURCE]
    show_change_link = True

    def may_delete(self, row: Any) -> bool:
        return False


@admin.register(Award)
class Awards(Unused):
    inlines = [Authorities]
    list_display = ["code", "name", "kind", "subject", "evidence"]
    list_filter = ["kind", "subject", "evidence"]
    search_fields = ["code", "name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["code"] if obj is not None else []


@admin.register(AwardVersion)
class AwardVersions(Unused):
    """What an award asks for; a version by which a dossier has been judged stays as it was."""

    form = DatedForm
    inlines = [RequiredPapers]
    list_display = ["award", "valid_from", "valid_to", "evidence", "citation"]
    list_filter = ["evidence"]
    list_select_related = ["award"]
    search_fields = ["award__code", "award__name", "citation"]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not is_pinned(obj)


@admin.register(Authority)
class AuthorityPages(Unused):
    form = AuthorityForm
    inlines = [Steps]
    fields = ["award", "level", "body", *DATED_SOURCE]
    list_display = ["award", "level", "body", "valid_from", "valid_to", "evidence"]
    list_filter = ["level", "evidence"]
    list_select_related = ["award", "body"]
    search_fields = ["award__code", "award__name"]


@admin.register(PaperType)
class PaperTypes(Unused):
    list_display = ["code", "name", "carrier", "producer", "needed_before"]
    search_fields = ["code", "name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["code"] if obj is not None else []


@admin.register(Source)
class Sources(Unused):
    form = DatedForm
    list_display = ["code", "name", "evidence", "valid_from", "valid_to"]
    search_fields = ["code", "name"]


@admin.register(LegalFigure)
class LegalFigures(Unused):
    form = DatedForm
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
