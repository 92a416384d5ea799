from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import reverse

from dossiers.clock import today
from dossiers.vocabulary import Role
from tests.factories import make_body, make_holder, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(client):
    client.force_login(make_user(is_superuser=True))
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


def test_an_administrators_post_opens_them_and_its_end_closes_them(client):
    administrator = make_holder(Role.ADMINISTRATOR, make_body())
    client.force_login(administrator)
    assert client.get(reverse("admin:index")).status_code == 200
    administrator.posts.update(valid_to=today() - timedelta(days=1))
    assert client.get(reverse("admin:index")).status_code == 302


def test_no_other_account_gets_in(client):
    client.force_login(make_user(is_staff=True))
    assert client.get(reverse("admin:index")).status_code == 302
