from django.contrib import admin
from django.urls import include, path

from config import errors, health

urlpatterns = [
    path("", include("workflow.urls")),
    path("", include("dossiers.urls")),
    path("", include("notifications.urls")),
    path("admin/", admin.site.urls),
    path("favicon.ico", errors.icon),
    path("healthz", health.healthz, name="healthz"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
