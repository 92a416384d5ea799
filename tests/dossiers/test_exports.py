"""Every list as an Excel file and on paper: the rows, the access and the filters of its page; never a formula."""

import tracemalloc
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from dossiers import clock, exporting
from dossiers.exporting import Column, Table
from dossiers.models import Dossier
from dossiers.vocabulary import State
from tests.factories import make_award, make_hand_in, make_person, make_user
from tests.world import bring, drafts, make_world
from workflow import triggers

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)


@pytest.fixture
def world():
    return make_world(members=1)


def sheet(response, tmp_path) -> list[list]:
    """The rows of the file, the headings first; what stands above them is left out."""
    file = tmp_path / "list.xlsx"
    file.write_bytes(b"".join(response.streaming_content))
    rows = [[cell.value for cell in row] for row in load_workbook(file).active.iter_rows()]
    start = next(at for at, row in enumerate(rows) if row[0] == "STT")
    return rows[start:]


def export(client, user, name, tmp_path, **query):
    client.force_login(user)
    return sheet(client.get(reverse("dossiers:export", args=[name]), query), tmp_path)


def test_the_file_has_the_rows_the_filters_and_the_access_of_the_page(client, world, tmp_path):
    mine = drafts(world, nominees=[make_person(world.unit, name=f"Người {n:02d}") for n in range(32)])
    drafts(world, unit=world.other_unit, nominees=[make_person(world.other_unit, name="Người lạ")])
    head, *rows = export(client, world.head, "ho-so", tmp_path, state="draft", q="nguoi")
    assert head[:4] == ["STT", "Mã hồ sơ", "Cá nhân, tập thể", "Danh hiệu, hình thức"]
    assert [(row[0], row[1]) for row in rows] == [(n, each.code) for n, each in enumerate(reversed(mine), start=1)]
    assert export(client, world.head, "ho-so", tmp_path, state="granted")[1:] == []


def test_dates_are_dates_and_what_people_type_is_never_a_formula(client, world, tmp_path):
    name = '=HYPERLINK("http://x";"An")'
    with clock.set_to(NOW):
        row = drafts(world, nominees=[make_person(world.unit, name=name)])[0]
    head, line = export(client, world.head, "ho-so", tmp_path)
    shown = dict(zip(head, line, strict=True))
    assert (shown["Cá nhân, tập thể"], shown["Từ ngày"]) == (name, datetime(2026, 11, 28))
    book = load_workbook(tmp_path / "list.xlsx")
    cells = [cell for cells in book.active.iter_rows() for cell in cells if cell.value == name]
    assert [cell.data_type for cell in cells] == ["s"]
    assert shown["Mã hồ sơ"] == row.code


def test_a_nominee_exports_no_more_than_the_page_tells(client, world, tmp_path):
    nominee = make_user()
    row = bring(world, State.NOT_ENDORSED, nominees=[make_person(world.unit, user=nominee)])[0]
    bring(world, State.NOT_ENDORSED)
    with triggers.lifted():
        Dossier.objects.filter(pk=row.pk).update(due_at=clock.now(), due_basis="law", due_evidence="T")
    head, *lines = export(client, nominee, "ho-so", tmp_path)
    shown = [dict(zip(head, line, strict=True)) for line in lines]
    columns = ("Mã hồ sơ", "Trạng thái", "Đang ở", "Từ ngày", "Hạn", "Hạn do ai đặt")
    told = [tuple(each[name] for name in columns) for each in shown]
    assert told == [(row.code, "Hội đồng đang xét", world.body.name, None, None, None)]


def test_the_list_and_a_pool_say_who_set_the_day(client, world, tmp_path):
    row = bring(world, State.RETURNED)[0]
    head, line = export(client, world.appraiser, "ho-so", tmp_path)
    shown = dict(zip(head, line, strict=True))
    assert (shown["Hạn do ai đặt"], row.set_by) == ("tham khảo, chưa có văn bản", "tham khảo, chưa có văn bản")
    with triggers.lifted():
        Dossier.objects.filter(pk=row.pk).update(due_basis="law", due_evidence="T")
    head, line = export(client, world.appraiser, "ho-so", tmp_path)
    assert dict(zip(head, line, strict=True))["Hạn do ai đặt"] == "theo quy định"


def test_hand_ins_sessions_and_papers_are_exported_to_those_who_see_them(client, world, tmp_path):
    row = bring(world, State.GRANTED)[0]
    make_hand_in(world.other_unit, world.body, world.season)
    assert [line[1] for line in export(client, world.head, "to-trinh", tmp_path)[1:]] == [row.hand_in.code]
    assert export(client, world.head, "to-trinh", tmp_path, kind="registration")[1:] == []
    assert len(export(client, world.decider, "phien-hop", tmp_path)[1:]) == 1
    numbers = [line[1] for line in export(client, world.decider, "van-ban", tmp_path)[1:]]
    assert len(numbers) == 1 and numbers[0].endswith("/QĐ-STP")
    for name in ("phien-hop", "van-ban"):
        assert export(client, world.head, name, tmp_path)[1:] == []
    client.force_login(world.head)
    assert client.get(reverse("dossiers:export", args=["khac"])).status_code == 404


def test_a_pool_is_exported_with_its_filters_to_those_who_see_it(client, world, tmp_path):
    here, other = bring(world, State.ENDORSED, 2)
    other.award = make_award("KHAC")
    other.save()
    about = {"co-quan": "STP", "buoc": "endorsed"}
    codes = [line[1] for line in export(client, world.appraiser, "ho-so-cho", tmp_path, **about)[1:]]
    assert codes == [here.code, other.code]
    filtered = export(client, world.appraiser, "ho-so-cho", tmp_path, **about, award=other.award_id)
    assert [line[1] for line in filtered[1:]] == [other.code]
    assert export(client, world.other_head, "ho-so-cho", tmp_path, **about)[1:] == []
    for query in ({}, about | {"buoc": "granted"}, about | {"co-quan": "KHONG"}):
        assert client.get(reverse("dossiers:export", args=["ho-so-cho"]), query).status_code == 404


def test_the_printed_list_names_its_conditions_its_day_and_its_rows(client, world):
    row = drafts(world, nominees=[make_person(world.unit, name="Nguyễn Thị In")])[0]
    drafts(world, unit=world.other_unit)
    client.force_login(world.head)
    with clock.set_to(NOW):
        page = client.get(reverse("dossiers:printed", args=["ho-so"]), {"state": "draft"})
    text = page.content.decode()
    for shown in ("Trạng thái: Đang soạn thảo", "Lập lúc 10:00 28/11/2026", row.code, "Nguyễn Thị In", "Cộng: 1 dòng."):
        assert shown in text
    assert [dict(line)["Mã hồ sơ"] for line in page.context["lines"]] == [row.code]


def test_paper_has_an_end(client, world, monkeypatch):
    monkeypatch.setattr("dossiers.views.exports.PRINTED", 2)
    drafts(world, 3)
    client.force_login(world.head)
    page = client.get(reverse("dossiers:printed", args=["ho-so"]))
    assert len(page.context["lines"]) == 2
    assert "Chỉ in 2 dòng đầu. Tệp Excel có đủ mọi dòng." in page.content.decode()


def test_an_export_asks_the_database_as_often_for_many_rows_as_for_one(
    client, world, tmp_path, django_assert_max_num_queries
):
    for _ in range(3):
        bring(world, State.GRANTED)
    client.force_login(world.decider)
    for name in ("ho-so", "to-trinh", "phien-hop", "van-ban"):
        with django_assert_max_num_queries(9):
            response = client.get(reverse("dossiers:export", args=[name]))
        assert len(sheet(response, tmp_path)) == 4


@pytest.mark.slow
def test_ten_thousand_rows_take_no_more_memory_than_a_thousand():
    day = date(2026, 11, 28)
    columns = [Column(f"Cột {n}", lambda row, n=n: f"{row} {n} dòng có dấu tiếng Việt") for n in range(8)]
    table = Table("Danh sách", [*columns, Column("Ngày", lambda row: day)], [], NOW)

    def peak(rows: int) -> int:
        tracemalloc.start()
        exporting.workbook(table, (f"Hồ sơ {n}" for n in range(rows))).close()
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    small, large = peak(1000), peak(10_000)
    assert large < small * 1.5 + 500_000
