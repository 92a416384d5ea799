"""What every configuration page shares: who enters, what may be deleted, how periods and people are entered."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import router
from django.db.models import Field, ForeignKey, Model, ProtectedError, QuerySet, RestrictedError
from django.db.models.deletion import Collector
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from dossiers import clock, text
from dossiers.administration import administers
from dossiers.models import User
from dossiers.organisation import overlapping

PERIOD_ORDER = "Ngày kết thúc phải từ ngày bắt đầu trở đi."
OVERLAP = "Các dòng cùng loại có thời gian trùng nhau; hãy ghi ngày kết thúc của dòng trước."


class Entry:
    """Permissions of pages and rows: the administrator's post opens them, deleting is refused unless a page allows."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return administers(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return administers(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return administers(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return administers(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return administers(request) and obj is not None and self.may_delete(obj)

    def may_delete(self, row: Any) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the four small buttons beside a choice: other rows are changed on their own pages."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.remote_field.model is User:
            people = User.objects.order_by("full_name", "username")
            return PersonField(people, label=db_field.verbose_name.capitalize(), required=not db_field.blank)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class Configuration(Entry, admin.ModelAdmin):
    """A configuration page. `searched` names the folded columns: words are then found without their accents."""

    searched: tuple[str, ...] = ()
    list_per_page = 50
    save_on_top = False

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return self.searched or tuple(super().get_search_fields(request))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term = text.fold(search_term) if self.searched else search_term
        return super().get_search_results(request, queryset, term)


class Unused(Configuration):
    """A list whose rows go only while nothing points to them."""

    def may_delete(self, row: Any) -> bool:
        return is_unused(row)


class Rows(Entry, admin.TabularInline):
    """Rows of another page; an empty one waits without JavaScript, too."""

    extra = 1


class PersonField(forms.ModelChoiceField):
    """An account, told apart from namesakes by its user name."""

    def label_from_instance(self, person: User) -> str:
        stopped = "" if person.is_active else ", đã ngừng"
        return f"{person.full_name} ({person.username}{stopped})"


class DatedForm(forms.ModelForm):
    """A row valid from–to whose last day is not before its first; what is `settled` stays as it was first saved."""

    start, end = "valid_from", "valid_to"
    settled: tuple[str, ...] = ()
    limited = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.settled if self.instance.pk else ():
            if name in self.fields:
                self.fields[name].disabled = True
        if self.limited:
            self.fields[self.end].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get(self.start), data.get(self.end)
        if first and last and last < first:
            self.add_error(self.end, PERIOD_ORDER)
        return data


class DistinctPeriods(BaseInlineFormSet):
    """Rows of which no two of the same kind hold on the same day; `kind_field` None means all are of one kind."""

    kind_field: str | None = None

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        periods: dict[Any, list[tuple[Any, Any]]] = {}
        for form in self.forms:
            data = form.cleaned_data
            if data and not data.get("DELETE"):
                kind = data.get(self.kind_field) if self.kind_field else None
                periods.setdefault(kind, []).append((data["valid_from"], data["valid_to"]))
        if any(overlapping(rows) for rows in periods.values()):
            raise forms.ValidationError(OVERLAP)


def is_unused(row: Model) -> bool:
    """Whether nothing protects the row from deletion and nothing but its own parts would go with it."""
    collector = Collector(using=router.db_for_write(type(row)), origin=row)
    try:
        collector.collect([row])
    except (ProtectedError, RestrictedError):
        return False
    return True


def not_begun(row: Any) -> bool:
    """Whether a dated row may still be taken back: it begins today or later, so nobody has long acted by it."""
    return row.valid_from is not None and row.valid_from >= clock.today()
