from django.contrib import admin
from django.urls import include, path

from config import errors, health, help_pages, set_up

urlpatterns = [
    path("", include("workflow.urls")),
    path("", include("dossiers.urls")),
    path("", include("notifications.urls")),
    path("thiet-lap/", set_up.set_up_page, name="set_up"),
    path("tro-giup/", help_pages.help_page, name="help"),
    path("tro-giup/<slug:slug>/", help_pages.help_page, name="help"),
    path("admin/", admin.site.urls),
    path("favicon.ico", errors.icon),
    path("healthz", health.healthz, name="healthz"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
