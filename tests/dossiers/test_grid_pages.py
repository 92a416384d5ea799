"""The pages of the grid: as one form, box by box, with somebody new, and from last year's list."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import drafting
from dossiers.drafting import NewLine
from dossiers.grid import Cell
from dossiers.models import Award, Dossier, HandIn, Nominee, PaperType
from dossiers.vocabulary import Carrier
from tests.dossiers.places import ask_for_report, make_office
from tests.dossiers.test_grid import proposed_before
from tests.factories import make_draft, make_person
from workflow import triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def hand_in(office) -> HandIn:
    return drafting.create_hand_in(unit=office.unit, season=office.season, actor=office.drafter)


@pytest.fixture
def person(office) -> Nominee:
    return make_person(office.unit, name="Trần Thị Bí Mật")


@pytest.fixture
def cell(office, person) -> str:
    return str(Cell(person.pk, office.award.pk, office.department.pk))


def page(client, user, name, pk, query="", data=None):
    client.force_login(user)
    address = reverse(f"dossiers:{name}", args=[pk]) + query
    return client.get(address) if data is None else client.post(address, data)


def written(response) -> str:
    return response.content.decode()


def tick(client, user, hand_in, cell: str, *, on: bool) -> str:
    """What the page gets back when one box was changed."""
    data = {"cell": cell, "o": [cell] if on else []}
    client.force_login(user)
    response = client.post(reverse("dossiers:grid_cell", args=[hand_in.pk]), data, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return written(response)


def test_the_form_saves_what_was_changed_and_leaves_what_others_ticked(client, office, hand_in, person, cell):
    other = Cell(person.pk, office.higher.pk, office.province.pk)
    shown = page(client, office.drafter, "grid", hand_in.pk)
    assert (shown.context["was"], f'id="i-{cell}"' in written(shown)) == ("", True)
    drafting.add_lines(hand_in, [NewLine(person, office.higher)], actor=office.head)
    response = page(client, office.drafter, "grid", hand_in.pk, data={"was": "", "o": [cell], "cap": "ministry"})
    assert response["Location"] == reverse("dossiers:grid", args=[hand_in.pk]) + "?cap=ministry"
    assert "Đã lưu: thêm 1 dòng." in written(client.get(response["Location"]))
    more = page(client, office.drafter, "grid", hand_in.pk, data={"was": cell, "o": cell, "them_cap": "central"})
    assert more["Location"] == reverse("dossiers:grid", args=[hand_in.pk]) + "?cap=central"
    assert hand_in.dossiers.count() == 2, "the line of the head stands"
    page(client, office.drafter, "grid", hand_in.pk, data={"was": f"{cell} {other}", "o": [str(other)]})
    assert [line.award for line in hand_in.dossiers.all()] == [office.higher]


def test_a_refused_form_keeps_every_tick_and_says_why_at_the_cell(client, office, hand_in, person, cell):
    Award.objects.filter(pk=office.higher.pk).update(subject="collective")
    wrong = str(Cell(person.pk, office.higher.pk, office.province.pk))
    gone = str(Cell(person.pk, office.award.pk, office.province.pk))
    response = page(client, office.drafter, "grid", hand_in.pk, data={"was": "", "o": [cell, wrong, gone, "x"]})
    text = written(response)
    assert (response.status_code, Dossier.objects.count()) == (409, 0)
    assert re.search(rf'id="i-{cell}" checked', text) and "Bằng khen chỉ dành cho tập thể." in text
    assert response.context["was"] == ""


def test_lines_with_content_go_only_after_the_question(client, office, hand_in, person, cell):
    drafting.add_lines(hand_in, [NewLine(person, office.award, achievement="Giỏi")], actor=office.drafter)
    new = str(Cell(person.pk, office.higher.pk, office.province.pk))
    data = {"was": cell, "o": [new]}
    asked = page(client, office.drafter, "grid", hand_in.pk, data=data)
    assert (asked.status_code, hand_in.dossiers.count()) == (409, 1)
    assert "Bỏ đánh dấu sẽ xóa những dòng đã có nội dung" in written(asked)
    page(client, office.drafter, "grid", hand_in.pk, data=data | {"giu": f"{cell} "})
    assert hand_in.dossiers.count() == 2
    page(client, office.drafter, "grid", hand_in.pk, data=data | {"was": f"{cell} {new}", "xoa": "1"})
    assert [line.award for line in hand_in.dossiers.all()] == [office.higher]


def test_one_box_saves_itself_and_brings_the_totals(client, office, hand_in, person, cell):
    ask_for_report(office.award)
    answer = tick(client, office.drafter, hand_in, cell, on=True)
    assert hand_in.dossiers.count() == 1
    assert 'aria-live="polite" class="vd-saved" hx-swap-oob="true">Đã lưu<' in answer
    assert f'<span id="h-{person.pk}" hx-swap-oob="true">1</span>' in answer
    assert f'<span id="c-{office.award.pk}-{office.department.pk}" hx-swap-oob="true">1</span>' in answer
    assert "Còn thiếu (1)" in answer and "Báo cáo thành tích" in answer
    assert f'id="o-{cell}"' not in answer, "the box itself is left alone, for quick hands"
    assert "Đã lưu" in tick(client, office.head, hand_in, cell, on=True)
    tick(client, office.drafter, hand_in, cell, on=False)
    assert hand_in.dossiers.count() == 0


def test_one_box_that_cannot_be_saved_comes_back_unticked_with_the_reason(client, office, hand_in, person, cell):
    Award.objects.filter(pk=office.award.pk).update(subject="collective")
    answer = tick(client, office.drafter, hand_in, cell, on=True)
    assert "Chưa lưu được; lý do ghi ở ô vừa đánh dấu." in answer
    assert f'id="o-{cell}" hx-swap-oob="true"' in answer and "Giấy khen chỉ dành cho tập thể." in answer
    assert "checked" not in answer and Dossier.objects.count() == 0


def test_one_box_with_content_stays_ticked_and_leads_to_its_deletion(client, office, hand_in, person, cell):
    line = drafting.add_lines(hand_in, [NewLine(person, office.award, achievement="Giỏi")], actor=office.drafter)[0]
    answer = tick(client, office.drafter, hand_in, cell, on=False)
    there = reverse("dossiers:line_delete", args=[line.pk]) + "?ve=bang"
    assert there in answer and "checked" in answer
    response = page(client, office.drafter, "line_delete", line.pk, query="?ve=bang", data={"x": "1"})
    assert (response["Location"], Dossier.objects.count()) == (reverse("dossiers:grid", args=[hand_in.pk]), 0)


def test_one_box_of_a_paper_that_was_sent_meanwhile_leads_away(client, office, hand_in, cell):
    HandIn.objects.filter(pk=hand_in.pk).update(submitted_at=hand_in.created_at)
    response = page(client, office.drafter, "grid_cell", hand_in.pk, data={"cell": cell, "o": cell})
    assert response["HX-Redirect"] == reverse("dossiers:hand_in", args=[hand_in.pk])
    assert Dossier.objects.count() == 0


def test_somebody_new_is_entered_together_with_the_ticks(client, office, hand_in, cell):
    data = {"was": "", "o": [cell], "moi-name": "Đỗ Văn Mới", "moi-kind": "person", "moi-birth_year": "80"}
    response = page(client, office.drafter, "grid", hand_in.pk, data=data)
    assert "Ghi một số từ 1900 đến" in written(response) and re.search(rf'id="i-{cell}" checked', written(response))
    assert (Nominee.objects.filter(name="Đỗ Văn Mới").count(), Dossier.objects.count()) == (0, 0)
    page(client, office.drafter, "grid", hand_in.pk, data=data | {"moi-birth_year": "1980"})
    new = Nominee.objects.get(name="Đỗ Văn Mới")
    assert (new.birth_year, new.unit, hand_in.dossiers.count()) == (1980, office.unit, 1)
    response = page(client, office.drafter, "grid", hand_in.pk, data={"was": "", "them_nguoi": "1", "moi-name": ""})
    assert "Cần điền mục này." in written(response)


def test_a_staff_code_of_somebody_else_is_refused(client, office, hand_in):
    make_person(office.other, name="Người Phòng Khác", staff_code="CB9")
    data = {"was": "", "moi-name": "Đỗ Văn Mới", "moi-kind": "person", "moi-staff_code": "CB9"}
    assert "Mã số này đã ghi cho người khác" in written(page(client, office.drafter, "grid", hand_in.pk, data=data))


def test_last_years_list_is_shown_with_boxes_and_the_chosen_are_added(client, office, hand_in, person, cell):
    line = proposed_before(office, person, office.award)
    hidden = proposed_before_by_others(office, line)
    shown = page(client, office.drafter, "last_year", hand_in.pk)
    assert f'value="{cell}" checked' in written(shown) and hidden not in written(shown)
    page(client, office.drafter, "last_year", hand_in.pk, data={})
    assert hand_in.dossiers.count() == 0
    response = page(client, office.drafter, "last_year", hand_in.pk, data={"o": [cell, "1-2-3", "x"]})
    assert response["Location"] == reverse("dossiers:grid", args=[hand_in.pk])
    assert [each.nominee for each in hand_in.dossiers.select_related("nominee")] == [person]


def proposed_before_by_others(office, line) -> str:
    other = make_person(office.other, name="Người Phòng Khác")
    Dossier.objects.filter(pk=line.pk).update(search_key="x")
    drafting_of_others = drafting.create_hand_in(unit=office.other, season=line.season, actor=office.stranger)
    drafting.add_lines(drafting_of_others, [NewLine(other, office.award)], actor=office.stranger)
    return other.name


def test_what_all_lines_wait_for_is_said_once(client, office, hand_in):
    list_of_all = PaperType.objects.create(code="DS", name="Danh sách đề nghị", carrier=Carrier.HAND_IN)
    ask_for_report(office.award)
    for version in (*office.award.versions.all(), *office.higher.versions.all()):
        version.papers.create(paper_type=list_of_all)
    people = [make_person(office.unit) for _ in range(3)]
    lines = [*(NewLine(each, office.award) for each in people), NewLine(people[0], office.higher)]
    drafting.add_lines(hand_in, lines, actor=office.drafter)
    text = written(page(client, office.drafter, "grid", hand_in.pk))
    assert (text.count("Danh sách đề nghị"), text.count("Chỉ còn thiếu giấy tờ dùng chung.")) == (1, 1)
    assert text.count(f"loai=BC_THANH_TICH&amp;ho_so={hand_in.dossiers.earliest('pk').code}") == 1


def test_nobody_else_finds_these_pages(client, office, hand_in, person, cell):
    for user in (office.stranger, office.keeper):
        for name in ("grid", "last_year", "grid_cell"):
            assert (name, page(client, user, name, hand_in.pk, data={"o": cell}).status_code) == (name, 404)
        for name in ("grid", "last_year"):
            assert (name, page(client, user, name, hand_in.pk).status_code) == (name, 404)
    assert Dossier.objects.count() == 0


def test_a_registration_has_no_grid(client, office):
    paper = drafting.create_hand_in(unit=office.unit, season=office.season, actor=office.drafter, kind="registration")
    response = page(client, office.drafter, "grid", paper.pk)
    assert response["Location"] == reverse("dossiers:hand_in", args=[paper.pk])


def test_the_grid_costs_the_same_for_one_line_and_thirty(client, office, hand_in):
    ask_for_report(office.award)
    client.force_login(office.head)
    costs = []
    for count in (1, 29):
        people = [make_person(office.unit) for _ in range(count)]
        drafting.add_lines(hand_in, [NewLine(each, office.award) for each in people], actor=office.drafter)
        with CaptureQueriesContext(connection) as statements:
            response = client.get(reverse("dossiers:grid", args=[hand_in.pk]))
        costs.append(len(statements))
    assert response.context["grid"].total == 30
    assert costs[0] == costs[1] <= 40


def test_last_years_list_costs_the_same_for_one_line_and_thirty(client, office, hand_in):
    first = proposed_before(office, make_person(office.unit), office.award)
    client.force_login(office.drafter)
    costs = []
    for count in (0, 29):
        for _ in range(count):
            make_draft(hand_in=first.hand_in, nominee=make_person(office.unit), award=office.award, season=first.season)
        with triggers.lifted():
            Dossier.objects.update(state="granted")
        with CaptureQueriesContext(connection) as statements:
            response = client.get(reverse("dossiers:last_year", args=[hand_in.pk]))
        costs.append(len(statements))
    assert (len(response.context["rows"]), costs[0]) == (30, costs[1])
