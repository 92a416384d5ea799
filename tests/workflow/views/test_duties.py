"""The page of what is owed after the decision: lists by kind, ticking, recording."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import clock
from dossiers.vocabulary import State
from tests.world import bring, fresh, make_world
from workflow.models import Duty

pytestmark = pytest.mark.django_db
URL = reverse("workflow:duties")


@pytest.fixture
def world():
    return make_world()


def reading(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def listed(client: Client, **query) -> list[int]:
    return [duty.dossier_id for duty in client.get(URL, query).context["page"].object_list]


def test_each_kind_has_its_list_with_what_is_late(world):
    granted, refused = bring(world, State.GRANTED, 2), bring(world, State.INELIGIBLE)
    Duty.objects.filter(dossier=granted[1], kind="notice_result").update(due_at=clock.now().replace(year=2020, day=1))
    client = reading(world.appraiser)
    shown = words(client.get(URL))
    assert "Thông báo kết quả 2 1 quá hạn" in shown
    assert "tham khảo, chưa có văn bản" in shown
    assert listed(client) == listed(client, viec="thong-bao") == [granted[1].pk, granted[0].pk]
    assert listed(client, viec="thong-bao", **{"qua-han": "1"}) == [granted[1].pk]
    assert listed(client, viec="khong-khen-thuong") == [refused[0].pk]
    assert sorted(listed(client, viec="nop-luu")) == sorted(row.pk for row in [*granted, *refused])
    assert listed(client, viec="da-lam") == []


def test_the_ticked_lines_are_recorded_and_leave_the_list(world):
    rows = bring(world, State.INELIGIBLE, 3)
    client, url = reading(world.office_head), f"{URL}?viec=khong-khen-thuong"
    day = f"{clock.today():%d/%m/%Y}"
    data = {"dossier": [rows[0].pk, rows[1].pk], "on": day, "number": "", "key": "k"}
    assert client.post(url, data).context["form"].errors == {"number": ["Cần điền mục này."]}
    nothing = client.post(url, data | {"dossier": [], "number": "9/TB-STP"})
    told = "Chưa chọn hồ sơ nào. Cách xử lý: Đánh dấu vào ô 'Chọn' của hồ sơ đã làm"
    assert (nothing.status_code, told in words(nothing)) == (409, True)
    assert client.post(url, data | {"number": "9/TB-STP"}).status_code == 302
    assert listed(client, viec="khong-khen-thuong") == [rows[2].pk]
    assert f"Thông báo không được khen thưởng ngày {day}, số 9/TB-STP" in words(client.get(URL, {"viec": "da-lam"}))
    again = client.post(url, data | {"number": "10/TB-STP", "key": "k2"})
    assert again.status_code == 409
    assert f"Đã có người ghi 'Thông báo không được khen thưởng' cho {rows[0]}." in words(again)


def test_the_dossier_and_the_inbox_tell_of_it(world):
    row = bring(world, State.GRANTED)[0]
    client, page = reading(world.appraiser), reverse("workflow:dossier", args=[row.code])
    assert "Thông báo kết quả Sở Tư pháp chưa làm, hạn" in words(client.get(page))
    assert "1 việc phải làm (thông báo, nộp lưu đến hạn)" in words(client.get(reverse("workflow:inbox")))
    client.post(f"{URL}?viec=thong-bao", {"dossier": row.pk, "on": f"{clock.today():%d/%m/%Y}", "key": "k"})
    assert f"Thông báo kết quả ngày {clock.today():%d/%m/%Y}" in words(client.get(page))
    assert "nộp lưu đến hạn" not in words(client.get(reverse("workflow:inbox")))
    assert "chưa làm" not in words(reading(world.members[0]).get(reverse("workflow:inbox")))


def test_others_of_the_body_read_and_do_not_record_and_units_find_no_such_page(world):
    rows = bring(world, State.GRANTED)
    data = {"dossier": rows[0].pk, "on": f"{clock.today():%d/%m/%Y}", "key": "k"}
    for user in (world.clerk, world.inspector):
        client = reading(user)
        assert listed(client) == [rows[0].pk]
        assert client.post(f"{URL}?viec=thong-bao", data).status_code == 404
    for user in (world.head, world.members[0]):
        assert (reading(user).get(URL).status_code, reading(user).post(URL, data).status_code) == (404, 404)
    assert fresh(rows)[0].duties.filter(fulfilled_at__isnull=False).count() == 0


def test_the_page_does_not_grow_with_the_list(world, django_assert_max_num_queries):
    bring(world, State.INELIGIBLE, 30)
    client = reading(world.appraiser)
    client.get(URL)
    with django_assert_max_num_queries(12):
        assert len(listed(client, viec="nop-luu")) == 30
