"""The base layout: the menu a person may use, the banners, nothing from outside."""

import re
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import path

from config import navigation
from config.navigation import Entry, administrators, everyone, menu
from dossiers.clock import now, today
from dossiers.vocabulary import Nature, Role
from tests.factories import make_body, make_holder, make_season, make_user
from workflow.models import Beat

pytestmark = pytest.mark.django_db
SILENT = "Bộ hẹn giờ không hoạt động."
SAMPLE = "Dữ liệu mẫu"


def nothing(request):
    raise AssertionError("never called")


urlpatterns = [path("ho-so/", nothing, name="list"), path("ho-so/moi/", nothing, name="new")]


@pytest.fixture
def person():
    return make_user("nguyen.an", name="Nguyễn An", is_staff=True)


@pytest.fixture
def administrator():
    return make_holder(Role.ADMINISTRATOR, make_body(), name="Trần Thị Bình")


def page(user, where="/"):
    request = RequestFactory().get(where)
    request.user = user
    return render_to_string("404.html", {}, request)


@pytest.mark.urls(__name__)
def test_the_menu_leaves_out_what_does_not_exist_or_is_not_allowed(person, administrator, monkeypatch):
    entries = (
        Entry("Hồ sơ", ("list",), everyone),
        Entry("Chưa có", ("no-such-page",), everyone),
        Entry("Hồ sơ mới", ("no-such-page", "new"), administrators),
    )
    monkeypatch.setattr(navigation, "MENU", entries)
    request = RequestFactory().get("/ho-so/moi/")
    request.user = person
    assert [(link.label, link.url, link.here) for link in menu(request)] == [("Hồ sơ", "/ho-so/", True)]
    request = RequestFactory().get("/ho-so/moi/")
    request.user = administrator
    assert [(link.label, link.here) for link in menu(request)] == [("Hồ sơ", False), ("Hồ sơ mới", True)]


def test_a_stranger_sees_no_menu(client):
    from django.contrib.auth.models import AnonymousUser

    text = page(AnonymousUser())
    assert "<nav" not in text
    assert SILENT not in text


def test_the_page_names_the_person_and_can_be_used_without_a_script(person):
    text = page(person)
    assert "<summary>Nguyễn An</summary>" in text
    assert [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag or "defer" not in tag] == []
    assert '<a class="vd-skip" href="#noi-dung">' in text
    assert 'id="noi-dung"' in text


def test_an_administrator_is_told_that_the_scheduler_is_dead(administrator):
    Beat.objects.all().delete()
    Beat.objects.create(name="default", at=now() - timedelta(minutes=4))
    assert SILENT in page(administrator)


def test_an_administrator_is_left_in_peace_while_it_beats(administrator):
    Beat.objects.create(name="default", at=now())
    assert SILENT not in page(administrator)


def test_a_former_administrator_is_not_told(administrator):
    administrator.posts.update(valid_to=today() - timedelta(days=1))
    Beat.objects.all().delete()
    assert SILENT not in page(administrator)


def test_nobody_else_is_told(person):
    Beat.objects.all().delete()
    assert SILENT not in page(person)


@pytest.mark.parametrize(("nature", "told"), [(Nature.SAMPLE, SAMPLE), (Nature.REHEARSAL, "Diễn tập:")])
def test_data_that_is_not_real_is_marked_on_every_page(person, nature, told):
    make_season(nature=nature)
    assert told in page(person)


def test_a_real_year_is_not_marked(person):
    make_season(nature=Nature.REAL)
    assert SAMPLE not in page(person)


def test_the_layout_costs_few_queries(person, administrator, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        page(person)
    with django_assert_max_num_queries(5):
        page(administrator)
