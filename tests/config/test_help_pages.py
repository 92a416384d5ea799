"""Help: a page an audience, and every name of a button in it is on a page."""

import re

import pytest
from django.urls import reverse

from config.help_pages import AUDIENCES, FOLDER, own_audiences
from dossiers.vocabulary import POST_ROLES, SEAT_ROLES, Role
from tests.factories import make_body, make_holder, make_user
from tests.house.sources import modules, templates

FILES = {each.slug: (FOLDER / f"{each.slug}.md").read_text() for each in AUDIENCES}


def test_every_file_is_the_page_of_an_audience():
    assert sorted(path.stem for path in FOLDER.glob("*")) == sorted(FILES)


def test_every_role_that_people_hold_has_a_page():
    covered = {role for each in AUDIENCES for role in each.roles}
    assert {*POST_ROLES, *SEAT_ROLES} - {Role.TALLY} == covered


@pytest.mark.parametrize("slug", sorted(FILES))
def test_what_stands_in_back_quotes_is_on_a_page_or_is_a_command(slug):
    everything = "\n".join([*modules().values(), *templates().values()]) + "verify_journal"
    assert [word for word in re.findall(r"`([^`]+)`", FILES[slug]) if word not in everything] == []


def test_the_own_page_comes_first():
    assert [each.slug for each in own_audiences({Role.CLERK, Role.UNIT_HEAD})] == ["don-vi", "van-thu"]
    assert [each.slug for each in own_audiences(set())] == ["ca-nhan"]


@pytest.mark.django_db
def test_everybody_reads_every_page_and_a_wrong_name_is_not_found(client):
    client.force_login(make_holder(Role.CLERK, make_body()))
    assert "Hướng dẫn: Văn thư" in client.get(reverse("help")).content.decode()
    client.force_login(make_user())
    for each in AUDIENCES:
        page = client.get(reverse("help", args=[each.slug])).content.decode()
        assert f"<h1>Hướng dẫn: {each.title}</h1>" in page
        assert "<h2>" in page
    assert client.get(reverse("help", args=["khong-co"])).status_code == 404
