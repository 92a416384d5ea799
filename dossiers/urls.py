from django.urls import URLPattern, URLResolver, path

from dossiers.views import accounts

app_name = "dossiers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("dang-nhap/", accounts.login, name="login"),
    path("dang-xuat/", accounts.logout, name="logout"),
    path("doi-mat-khau/", accounts.password_change, name="password_change"),
]
