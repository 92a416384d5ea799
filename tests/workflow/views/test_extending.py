"""The page on which the office gives more time, for one dossier and for a filtered list."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.vocabulary import State
from tests.world import World, bring, do, fresh, make_world

pytestmark = pytest.mark.django_db
REASON = "Chờ kết quả xác minh của cơ quan thuế."


@pytest.fixture
def world():
    return make_world()


def reading(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def sent(rows, **about) -> dict:
    return {"dossier": [row.pk for row in rows], "days": "5", "reason": REASON, "key": "k1"} | about


def test_the_office_extends_one_dossier_from_its_page(world):
    row = bring(world, State.APPRAISING)[0]
    client, page = reading(world.appraiser), reverse("workflow:dossier", args=[row.code])
    url = reverse("workflow:extend_one", args=[row.code])
    assert url in client.get(page).content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url, sent([row])).status_code == 302
    assert client.post(url, sent([row], days="2", key="k2")).status_code == 302
    shown = words(client.get(page))
    assert f"{fresh([row])[0].due_at:%d/%m/%Y} · tham khảo, chưa có văn bản" in shown
    assert "gia hạn 2 lần, tổng 7 ngày làm việc" in shown
    assert shown.count(REASON) == 4  # beside the term and in the timeline, each of the two
    assert REASON in words(reading(world.head).get(page))


def test_what_was_typed_stays_when_it_is_refused(world):
    row = bring(world, State.APPRAISING)[0]
    client, url = reading(world.appraiser), reverse("workflow:extend_one", args=[row.code])
    response = client.post(url, sent([row], reason="Ngắn quá", days="0"))
    assert sorted(response.context["form"].errors) == ["days", "reason"]
    assert client.post(url, sent([])).status_code == 409
    assert fresh([row])[0].extended_times == 0


def test_who_is_not_of_the_office_and_what_has_no_term_find_no_such_page(world):
    running, held = bring(world, State.APPRAISING)[0], bring(world, State.ON_HOLD)[0]
    for user, row in ((world.head, running), (world.decider, running), (world.appraiser, held)):
        url = reverse("workflow:extend_one", args=[row.code])
        client = reading(user)
        assert (client.get(url).status_code, client.post(url, sent([row])).status_code) == (404, 404)
        assert url not in client.get(reverse("workflow:dossier", args=[row.code])).content.decode()
    assert fresh([running, held])[0].extended_times == 0


def test_a_filtered_list_is_extended_at_once_without_what_has_no_term(world):
    rows, held = bring(world, State.APPRAISING, 2), bring(world, State.ON_HOLD)
    client = reading(world.appraiser)
    offered = client.get(reverse("workflow:bulk"), {"unit": world.unit.pk})
    assert "Gia hạn (2)" in words(offered)
    url = f"{reverse('workflow:extend_many')}?unit={world.unit.pk}"
    assert [line.pk for line in client.get(url).context["lines"]] == [row.pk for row in rows]
    assert client.post(url, sent([*rows, *held])).status_code == 302
    assert [row.extended_days for row in fresh([*rows, *held])] == [5, 5, 0]


def test_a_filter_that_is_not_understood_selects_nothing(world):
    bring(world, State.APPRAISING)
    assert reading(world.appraiser).get(reverse("workflow:extend_many"), {"unit": "x"}).context["lines"] == []
    assert "Gia hạn" not in words(reading(world.head).get(reverse("workflow:bulk")))


def test_the_page_does_not_grow_with_the_list(world: World, django_assert_max_num_queries):
    rows = bring(world, State.APPRAISING, 30)
    do(world, "return_for_correction", rows[:3])
    client = reading(world.appraiser)
    with django_assert_max_num_queries(12):
        assert len(client.get(reverse("workflow:extend_many")).context["lines"]) == 30
