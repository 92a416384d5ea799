import pytest
from django.contrib import admin
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(client, django_user_model):
    client.force_login(
        django_user_model.objects.create_user("quan.tri", full_name="Trần Thị Bình", is_staff=True, is_superuser=True)
    )
    return client


def test_no_running_procedure_and_no_group_can_be_changed_there():
    assert {model._meta.app_label for model in admin.site._registry} & {"viewflow", "auth", "sessions"} == set()


def test_every_list_and_new_page_opens_in_vietnamese(pages):
    for model, registered in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        text = pages.get(reverse(f"{name}_changelist")).content.decode()
        assert "Vinh Danh – Cấu hình" in text
        assert "<h1>Select" not in text
        if registered.has_add_permission(pages_request(pages)):
            assert pages.get(reverse(f"{name}_add")).status_code == 200


def pages_request(client):
    return client.get(reverse("admin:index")).wsgi_request


def test_they_keep_to_the_strict_policy(pages):
    assert "default-src 'self'" in pages.get(reverse("admin:index"))["Content-Security-Policy"]


def test_an_ordinary_account_is_turned_away(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nguyen.an", full_name="Nguyễn An"))
    assert client.get(reverse("admin:index")).status_code == 302
