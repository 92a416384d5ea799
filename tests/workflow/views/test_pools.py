"""The board and the pool pages: filters, ages, and the way to act on all."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import clock
from dossiers.vocabulary import Role, State
from tests import factories as make
from tests.world import World, bring, make_world
from workflow.views import pool

pytestmark = pytest.mark.django_db
BOARD = "/cho/"


@pytest.fixture
def world() -> World:
    return make_world()


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(user, address: str) -> str:
    answer = as_(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_board_leads_to_each_pool_and_each_award_in_it(world):
    bring(world, State.ENDORSED, 2)
    page = text(world.appraiser, BOARD)
    address = reverse("workflow:pool", args=["STP", "endorsed"])
    assert [f'href="{address}{rest}"' in page for rest in ("", f"?award={world.award.pk}")] == [True, True]
    assert re.search(r'vd-count">2 <small>', page)


def test_the_board_is_in_the_menu_of_those_who_have_pools(world):
    people = (world.appraiser, world.secretary, world.decider, world.inspector, world.head, make.make_user())
    assert ["Hồ sơ chờ" in text(user, "/") for user in people] == [True, True, True, True, False, False]
    assert [as_(user).get(BOARD).status_code for user in people] == [200, 200, 200, 200, 404, 404]


def test_the_board_asks_as_often_for_thirty_as_for_one(world):
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(BOARD)
        return len(seen)

    client = as_(world.appraiser)
    bring(world, State.ENDORSED)
    client.get(BOARD)
    few = statements()
    bring(world, State.ENDORSED, 29)
    assert statements() == few <= 12


def test_a_pool_is_narrowed_by_award_unit_and_age(world):
    second = make.make_award("LDTT")
    with clock.set_to(datetime(2026, 11, 2, 3, tzinfo=UTC)):
        old = bring(world, State.ENDORSED)[0]
    now = datetime(2026, 11, 16, 3, tzinfo=UTC)
    with clock.set_to(now):
        new = bring(world, State.ENDORSED, award=second)[0]
        address = reverse("workflow:pool", args=["STP", "endorsed"])
        shown = {
            rest: [each.nominee_name in text(world.appraiser, address + rest) for each in (old, new)]
            for rest in ("", f"?award={second.pk}", f"?unit={world.unit.pk}", "?tuoi=10", "?tuoi=20", "?tuoi=abc")
        }
    assert shown == {
        "": [True, True], f"?award={second.pk}": [False, True], f"?unit={world.unit.pk}": [True, True],
        "?tuoi=10": [True, False], "?tuoi=20": [False, False], "?tuoi=abc": [False, False],
    }
    with clock.set_to(now):
        assert "10 ngày làm việc" in text(world.appraiser, address)


def test_more_than_a_page_can_be_gathered_and_acted_on_as_a_whole(world, monkeypatch):
    monkeypatch.setattr(pool, "PAGE", 2)
    rows = bring(world, State.ENDORSED, 3)
    address = reverse("workflow:pool", args=["STP", "endorsed"])
    page = text(world.appraiser, address)
    assert "Lập văn bản trình ký với tất cả 3 hồ sơ" in page
    assert sorted(map(int, re.findall(r'type="hidden" name="dossier" value="(\d+)"', page))) == [e.pk for e in rows]
    link = re.search(r'href="(/hang-loat/[^"]+)">Chọn tất cả 3 hồ sơ', page).group(1).replace("&amp;", "&")
    assert "3 hồ sơ theo điều kiện đã chọn" in text(world.appraiser, link)
    assert "Chọn tất cả" not in text(world.inspector, address).replace("Chọn tất cả trên trang này", "")


def test_a_stranger_finds_neither_board_nor_pool(world):
    row = bring(world, State.ENDORSED)[0]
    stranger = make.make_holder(Role.APPRAISER, make.make_body("SYT", name="Sở Y tế"))
    assert as_(stranger).get(reverse("workflow:pool", args=["STP", "endorsed"])).status_code == 404
    assert "Sở Tư pháp" not in text(stranger, BOARD)
    ended = make.make_holder(Role.APPRAISER, world.body, end=clock.today() - timedelta(days=1))
    assert as_(ended).get(BOARD).status_code == 404
    assert row.nominee_name not in text(ended, "/ho-so/")


@pytest.mark.parametrize("state", [State.AWAITING_COUNCIL, State.ENDORSED, State.NOT_ENDORSED])
def test_a_nominee_cannot_tell_from_a_pool_where_the_own_dossier_lies(world, state):
    mine = make.make_person(world.unit, user=make.make_user(name="Mai Thị Được"))
    row = bring(world, state, nominees=[mine])[0]
    client = as_(mine.user)
    assert client.get(reverse("workflow:pool", args=["STP", state])).status_code == 404
    printed = client.get(reverse("dossiers:printed", args=["ho-so-cho"]), {"buoc": state, "co-quan": "STP"})
    assert row.code not in printed.content.decode()
    for name in ("session_new", "decision_new"):
        form = client.post(reverse(f"workflow:{name}", args=["STP"]), {"dossier": row.pk})
        assert f'name="dossier" value="{row.pk}"' not in form.content.decode()
