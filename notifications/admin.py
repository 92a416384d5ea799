"""Configuration of the post office: when it is quiet."""

from django.contrib import admin
from django.http import HttpRequest

from dossiers.admin.base import Configuration
from notifications.models import QuietHours


@admin.register(QuietHours)
class QuietHoursPage(Configuration):
    list_display = ["begins", "ends", "days_off", "active"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """One row for the whole installation."""
        return super().has_add_permission(request) and not QuietHours.objects.exists()
