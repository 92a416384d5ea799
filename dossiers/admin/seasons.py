"""Years, to look at: they are opened, dated and closed on their own page, which writes the journal."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from dossiers.admin.base import Configuration, Rows
from dossiers.models import Round, Season


class Rounds(Rows):
    model = Round
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Season)
class Seasons(Configuration):
    inlines = [Rounds]
    list_display = ["title", "year", "opens", "dossiers_by", "opened_at", "closed_at"]

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
