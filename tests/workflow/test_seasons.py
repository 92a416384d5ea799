"""A year is opened and closed once, by its keepers, with an entry in its journal."""

import pytest
from django.urls import reverse

from dossiers.models import Season
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role
from tests.dossiers.places import make_office
from tests.factories import make_holder, make_season
from workflow import journal, seasons
from workflow.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def test_opening_and_closing_are_entries_of_the_season(office):
    season = make_season(2031, opened=False)
    seasons.open_season(season, actor=office.keeper, key="a")
    seasons.close_season(season, actor=office.keeper, key="b")
    season.refresh_from_db()
    assert (season.is_open, season.opened_at <= season.closed_at, season.chain_length) == (False, True, 2)
    entries = Entry.objects.filter(subject_kind="season", subject_id=season.pk).order_by("seq")
    assert [(each.act, each.actor) for each in entries] == [
        ("open_season", office.keeper), ("close_season", office.keeper)
    ]
    assert list(journal.faults()) == []


def test_the_same_key_opens_once_and_a_second_opening_is_refused(office):
    season = make_season(2031, opened=False)
    first = seasons.open_season(season, actor=office.keeper, key="a")
    assert seasons.open_season(season, actor=office.keeper, key="a") == first
    with pytest.raises(Refused) as refused:
        seasons.open_season(season, actor=office.keeper, key="b")
    assert refused.value.families == {"state"}
    assert Entry.objects.count() == 1


def test_a_year_that_is_not_open_cannot_be_closed(office):
    with pytest.raises(Refused) as refused:
        seasons.close_season(make_season(2031, opened=False), actor=office.keeper)
    assert refused.value.families == {"state"}


def test_only_its_keepers_open_a_year(office):
    season = make_season(2031, opened=False)
    others = [make_holder(role, office.department) for role in (Role.OFFICE, Role.DECIDER, Role.CLERK)]
    for person in (office.head, *others):
        with pytest.raises(Refused) as refused:
            seasons.open_season(season, actor=person)
        assert refused.value.families == {"role"}
    assert Season.objects.get(pk=season.pk).opened_at is None
    seasons.open_season(season, actor=make_holder(Role.ADMINISTRATOR, office.department))
    assert Season.objects.get(pk=season.pk).is_open


def test_the_pages_open_and_close_and_tell_a_refusal(client, office):
    season = make_season(2031, opened=False)
    client.force_login(office.head)
    response = client.post(reverse("workflow:season_open", args=[season.pk]), {"key": "k"}, follow=True)
    assert "Chỉ người đứng đầu bộ phận thường trực" in response.content.decode()
    client.force_login(office.keeper)
    response = client.post(reverse("workflow:season_open", args=[season.pk]), {"key": "k"}, follow=True)
    assert "Đã mở Năm thi đua 2031." in response.content.decode()
    client.post(reverse("workflow:season_close", args=[season.pk]), {"key": "l"})
    season.refresh_from_db()
    assert season.closed_at is not None
    assert client.get(reverse("workflow:season_open", args=[season.pk])).status_code == 405
