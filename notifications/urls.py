from django.urls import URLPattern, URLResolver, path

from notifications import bell, views

app_name = "notifications"
urlpatterns: list[URLPattern | URLResolver] = [
    path("thong-bao/", views.message_list, name="list"),
    path("thong-bao/chua-doc/", bell.unread, name="unread"),
    path("thong-bao/moi-nhat/", bell.newest, name="newest"),
    path("thong-bao/<int:pk>/", views.read, name="read"),
    path("thong-bao/da-doc/", views.read_all, name="read_all"),
]
