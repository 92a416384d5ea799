"""Awards, their versions, authorities and routes, the papers they ask for, and where rules come from."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest

from dossiers.admin.base import DatedForm, Rows, Unused
from dossiers.models import (
    Authority,
    Award,
    AwardVersion,
    Dossier,
    PaperType,
    RequiredPaper,
    RouteStep,
    Source,
)
from dossiers.vocabulary import Evidence

DATED_SOURCE = ["citation", "evidence", "valid_from", "valid_to"]


def is_pinned(version: Model | None) -> bool:
    """Whether some dossier has been judged by this version."""
    return version is not None and Dossier.objects.filter(award_version=version.pk).exists()


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


class AwardForm(forms.ModelForm):
    def clean_criteria_of(self) -> Award | None:
        other = self.cleaned_data["criteria_of"]
        if other is not None and (other == self.instance or other.criteria_of_id is not None):
            raise ValidationError("Hãy chọn một danh hiệu, hình thức khác có tiêu chuẩn của riêng mình.")
        return other


class VersionForm(DatedForm):
    def clean_marks(self) -> dict[str, str]:
        marks = self.cleaned_data["marks"] or {}
        if not isinstance(marks, dict) or any(mark not in Evidence.values for mark in marks.values()):
            raise ValidationError('Ghi dạng {"papers": "T"}: tên nội dung và một trong các chữ T, Q, L, S, M.')
        return marks

    def clean_extra(self) -> dict[str, Any]:
        extra = self.cleaned_data["extra"] or {}
        if not isinstance(extra, dict) or not isinstance(extra.get("citations", {}), dict):
            raise ValidationError('Ghi dạng {"citations": {"papers": "Luật …"}}.')
        return extra


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
    form = AwardForm
    inlines = [Authorities]
    list_display = ["code", "name", "kind", "subject", "evidence"]
    list_filter = ["kind", "subject", "evidence"]
    search_fields = ["code", "name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["code"] if obj is not None else []


@admin.register(AwardVersion)
class AwardVersions(Unused):
    """What an award asks for; a version by which a dossier has been judged stays as it was."""

    form = VersionForm
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
