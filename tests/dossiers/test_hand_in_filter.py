"""The list of hand-ins by kind, year and round, unit and how far they are; its print names the conditions."""

import pytest
from django.urls import reverse

from dossiers import clock
from dossiers.models import HandIn, Round
from tests.factories import make_hand_in, make_season
from tests.world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world(members=1)


def listed(client, **query) -> list[HandIn]:
    return list(client.get(reverse("dossiers:hand_in_list"), query).context["page"].object_list)


def test_each_condition_narrows_and_together_they_narrow_further(client, world):
    now, last = clock.now(), make_season(2019)
    first = Round.objects.create(season=world.season, number=1, title="Đợt một")
    drafted = make_hand_in(world.unit, world.body, last)
    before_head = make_hand_in(world.unit, world.body, world.season, prepared_at=now, prepared_by=world.drafter)
    sent = make_hand_in(world.unit, world.body, world.season, submitted_at=now, round=first)
    other = make_hand_in(world.other_unit, world.body, world.season, submitted_at=now)
    client.force_login(world.inspector)
    assert listed(client) == [other, sent]
    assert listed(client, unit=world.other_unit.pk) == [other]
    assert listed(client, when=f"n{world.season.pk}", unit=world.unit.pk) == [sent]
    client.force_login(world.head)
    for query, found in (
        ({"when": f"n{last.pk}"}, [drafted]), ({"when": f"d{first.pk}"}, [sent]),
        ({"standing": "dang-soan"}, [drafted]), ({"standing": "cho-duyet"}, [before_head]),
        ({"standing": "da-gui"}, [sent]), ({"standing": "da-gui", "when": f"n{last.pk}"}, []),
        ({"unit": world.other_unit.pk}, []),
    ):
        assert (query, listed(client, **query)) == (query, found)


@pytest.mark.parametrize("name", ["kind", "when", "unit", "standing"])
def test_what_is_not_understood_says_so_and_narrows_nothing(client, world, name):
    sheet = make_hand_in(world.unit, world.body, world.season)
    client.force_login(world.head)
    answer = client.get(reverse("dossiers:hand_in_list"), {name: "x1"})
    assert list(answer.context["page"].object_list) == [sheet]
    assert "Lựa chọn này không còn dùng được" in answer.content.decode()


def test_the_print_has_the_same_rows_and_says_why(client, world):
    sent = make_hand_in(world.unit, world.body, world.season, submitted_at=clock.now())
    make_hand_in(world.unit, world.body, world.season)
    client.force_login(world.head)
    query = {"kind": "awards", "unit": world.unit.pk, "standing": "da-gui", "when": f"n{world.season.pk}"}
    page = client.get(reverse("dossiers:printed", args=["to-trinh"]), query)
    assert [dict(line)["Mã"] for line in page.context["lines"]] == [sent.code]
    assert list(page.context["table"].said) == [
        "Loại: Tờ trình đề nghị khen thưởng", f"Năm, đợt: {world.season.title}", f"Đơn vị: {world.unit.name}",
        "Tình trạng: Đã gửi",
    ]
