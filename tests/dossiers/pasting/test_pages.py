"""The page on which a list is pasted, looked at, mended and added."""

import pytest
from django.urls import reverse

from dossiers import drafting
from dossiers.models import Dossier, HandIn
from tests.dossiers.places import make_office

pytestmark = pytest.mark.django_db
GOOD, BAD = "1\tĐỗ An\tGiấy khen\r\n", "2\tĐỗ Ba\tDanh hiệu lạ\r\n"


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def hand_in(office) -> HandIn:
    return drafting.create_hand_in(unit=office.unit, season=office.season, actor=office.drafter)


def page(client, user, hand_in, data=None):
    client.force_login(user)
    address = reverse("dossiers:paste", args=[hand_in.pk])
    return client.get(address) if data is None else client.post(address, data)


def looked_at(client, user, hand_in, text: str) -> dict:
    """What the page would send after a look."""
    response = page(client, user, hand_in, {"danh_sach": text})
    return {"danh_sach": text, "da_xem": response.context["seen"], "them": "1"}


def test_a_list_is_looked_at_and_then_added(client, office, hand_in):
    assert "Xem trước" in page(client, office.drafter, hand_in).content.decode()
    data = looked_at(client, office.drafter, hand_in, GOOD)
    assert Dossier.objects.count() == 0
    response = page(client, office.drafter, hand_in, data)
    assert response["Location"] == reverse("dossiers:grid", args=[hand_in.pk])
    assert [line.nominee_name for line in Dossier.objects.all()] == ["Đỗ An"]


def test_bad_rows_stay_in_the_text_and_can_be_settled_by_a_choice(client, office, hand_in):
    data = looked_at(client, office.drafter, hand_in, GOOD + BAD)
    response = page(client, office.drafter, hand_in, data)
    assert (response.context["written"], Dossier.objects.count()) == (BAD.strip(), 1)
    (line,) = response.context["preview"].lines
    assert line.wishes[0].choice.name in response.content.decode()
    chosen = {line.wishes[0].choice.name: f"{office.award.pk}-{office.department.pk}"}
    data = {"danh_sach": BAD.strip(), "da_xem": response.context["seen"], "them": "1"} | chosen
    assert page(client, office.drafter, hand_in, data).status_code == 302
    assert Dossier.objects.count() == 2


def test_a_text_that_was_changed_after_the_look_is_shown_first(client, office, hand_in):
    data = looked_at(client, office.drafter, hand_in, GOOD) | {"danh_sach": GOOD + BAD}
    response = page(client, office.drafter, hand_in, data)
    assert (response.status_code, Dossier.objects.count(), response.context["preview"].adds) == (200, 0, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Chưa có gì để đọc."), ("DANH SÁCH", "Không thấy người hay tập thể nào"),
        ("x\n" * 1001, "Nhiều hơn 1000 dòng"), ("x" * 200_001, "Danh sách dài quá"),
    ],
)
def test_what_cannot_be_read_is_said_and_stays_typed(client, office, hand_in, text, said):
    response = page(client, office.drafter, hand_in, {"danh_sach": text})
    assert (said in response.content.decode(), response.context["written"]) == (True, text)


def test_a_refusal_is_shown_with_the_list(client, office, hand_in):
    data = looked_at(client, office.drafter, hand_in, GOOD)
    drafted = drafting.create_hand_in(unit=office.unit, season=office.season, actor=office.drafter)
    page(client, office.drafter, drafted, looked_at(client, office.drafter, drafted, GOOD))
    Dossier.objects.update(unit=office.other)
    response = page(client, office.drafter, hand_in, data)
    assert response.status_code == 409
    assert "Dòng 1: Đỗ An đã có hồ sơ đang mở" in response.content.decode()


def test_written_text_is_shown_as_text(client, office, hand_in):
    response = page(client, office.drafter, hand_in, {"danh_sach": "<b>Đỗ</b>\t</textarea>x"})
    assert "<b>Đỗ" not in response.content.decode() and "</textarea>x" not in response.content.decode()


def test_nobody_else_finds_the_page(client, office, hand_in):
    for user in (office.stranger, office.keeper):
        for data in (None, {"danh_sach": GOOD}):
            assert page(client, user, hand_in, data).status_code == 404
    assert Dossier.objects.count() == 0


def test_a_paper_that_was_sent_takes_nothing_more(client, office, hand_in):
    HandIn.objects.filter(pk=hand_in.pk).update(submitted_at=hand_in.created_at)
    response = page(client, office.drafter, hand_in, {"danh_sach": GOOD, "them": "1"})
    assert response["Location"] == reverse("dossiers:hand_in", args=[hand_in.pk])
