"""Lists are put in order by their headings, and their files and prints follow; an unknown order changes nothing."""

from datetime import date

import pytest
from django.urls import reverse

from dossiers.models import HandIn, Season
from dossiers.vocabulary import HandInOrigin, Role, State
from tests import factories as make
from tests.dossiers.test_exports import sheet
from tests.world import bring, convene, make_world
from workflow.jobs.models import Job
from workflow.models import Session
from workflow.tables import DecisionTable, EnteredTable, JobTable, SessionTable

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def world():
    return make_world(members=1)


def records(client, address: str, **query) -> list:
    return [row.record for row in client.get(address, query).context["page"]]


def exported(client, name: str, tmp_path, **query) -> list[list]:
    return sheet(client.get(reverse("dossiers:export", args=[name]), query), tmp_path)[1:]


def years(*numbers: int) -> None:
    for number in numbers:
        Season.objects.create(
            year=number, title=f"Năm {number}", opens=date(number, 1, 1), achievement_from=date(number, 1, 1),
            achievement_to=date(number, 12, 31),
        )


def test_the_years_up_and_down_with_their_file_and_print(client, world, tmp_path):
    years(1991, 1990)
    client.force_login(world.head)
    address, now = reverse("dossiers:season_list"), world.season.year
    assert [each.year for each in records(client, address)] == [now, 1991, 1990]
    for order, expected in {"year": [1990, 1991, now], "-year": [now, 1991, 1990]}.items():
        assert [each.year for each in records(client, address, **{"thu-tu": order})] == expected
    titles = [row[1] for row in exported(client, "nam-thi-dua", tmp_path, **{"thu-tu": "year"})]
    assert titles == ["Năm 1990", "Năm 1991", world.season.title]
    printed = client.get(reverse("dossiers:printed", args=["nam-thi-dua"]), {"thu-tu": "year"})
    assert [dict(line)["Năm thi đua"] for line in printed.context["lines"]] == titles


@pytest.mark.parametrize("order", ["standing", "title", "pk", "-", "--year", "year,-year", "year__x", "' OR 1=1"])
def test_an_order_that_the_list_does_not_offer_changes_nothing(client, world, order):
    years(1990, 1991)
    client.force_login(world.head)
    found = records(client, reverse("dossiers:season_list"), **{"thu-tu": order})
    assert [each.year for each in found] == [world.season.year, 1991, 1990]


def test_the_heading_says_the_order_and_turns_it_round_and_pages_keep_it(client, world):
    years(*range(1960, 1995))
    client.force_login(world.head)
    text = client.get(reverse("dossiers:season_list"), {"thu-tu": "year", "trang": "2"}).content.decode()
    assert text.count('aria-sort="ascending"') == 1 and "thu-tu=-year" in text
    assert '<a class="vd-sort" href="?thu-tu=-year">Năm</a><span class="vd-sort-words">Năm</span>' in text
    assert 'href="?trang=1&amp;thu-tu=year"' in text


@pytest.mark.parametrize(
    ("name", "table", "who"),
    [
        ("sessions", SessionTable, "decider"), ("decisions", DecisionTable, "decider"),
        ("jobs", JobTable, "appraiser"), ("entered", EnteredTable, "appraiser"),
    ],
)
def test_every_heading_puts_its_list_in_order(client, world, name, table, who):
    """Both ways round hold the same rows, and one is the other turned round."""
    for _ in range(2):
        bring(world, State.GRANTED)
        Job.objects.create(kind="bulk_act", title="Việc", actor=world.appraiser, created_at="2026-11-20T08:00Z")
        sheet = make.make_hand_in(world.unit, world.body, world.season, origin=HandInOrigin.OFFICE)
        HandIn.objects.filter(pk=sheet.pk).update(created_by=world.appraiser)
    client.force_login(getattr(world, who))
    address = reverse(f"workflow:{name}")
    every = {each.pk for each in records(client, address, muc="tat-ca")}
    assert len(every) == 2
    sortable = [key for key, column in table.base_columns.items() if column.orderable is not False and key != "actor"]
    for key in sortable:
        up, down = (records(client, address, muc="tat-ca", **{"thu-tu": order}) for order in (key, f"-{key}"))
        assert {each.pk for each in up} == every
        assert [each.pk for each in up] == [each.pk for each in reversed(down)]


def test_sessions_say_how_many_lines_they_have_in_their_file_too(client, world, tmp_path):
    convene(world, bring(world, State.AWAITING_COUNCIL, 2))
    convene(world, bring(world, State.AWAITING_COUNCIL))
    client.force_login(world.decider)
    assert [row[4] for row in exported(client, "phien-hop", tmp_path, **{"thu-tu": "count"})] == [1, 2]
    assert Session.objects.count() == 2


def test_long_work_and_what_an_office_entered_leave_only_to_their_readers(client, world, tmp_path):
    Job.objects.create(kind="bulk_act", title="Việc của tôi", actor=world.appraiser, created_at="2026-11-20T08:00Z")
    Job.objects.create(kind="bulk_act", title="Việc người khác", actor=world.clerk, created_at="2026-11-20T08:00Z")
    entered = make.make_hand_in(world.unit, world.body, world.season, origin=HandInOrigin.PAPER)
    client.force_login(world.appraiser)
    assert [row[1:3] for row in exported(client, "viec-dai", tmp_path)] == [["Việc của tôi", str(world.appraiser)]]
    assert [(row[1], row[-1]) for row in exported(client, "nhap-ho", tmp_path)] == [(entered.code, "Đang nhập")]
    for stranger in (world.head, make.make_holder(Role.OFFICE, make.make_body("KHAC"))):
        client.force_login(stranger)
        assert exported(client, "viec-dai", tmp_path) == []
    assert exported(client, "nhap-ho", tmp_path) == []
    client.force_login(world.head)
    assert client.get(reverse("dossiers:export", args=["nhap-ho"])).status_code == 404


def test_the_dossiers_behind_a_number_of_the_results_are_exported_and_printed(client, world, tmp_path):
    row = bring(world, State.GRANTED)[0]
    bring(world, State.APPRAISING)
    client.force_login(world.decider)
    cell = {"co-quan": row.deciding_body.code, "danh-hieu": row.award.code, "nhom": "da-khen"}
    page = client.get(reverse("workflow:results_lines", args=[world.season.year]), cell)
    assert f"/xuat/ket-qua.xlsx?{page.context['copies'].replace('&', '&amp;')}" in page.content.decode()
    about = cell | {"nam": str(world.season.year)}
    assert [line[1] for line in exported(client, "ket-qua", tmp_path, **about)] == [row.code]
    printed = client.get(reverse("dossiers:printed", args=["ket-qua"]), about)
    assert [dict(line)["Mã hồ sơ"] for line in printed.context["lines"]] == [row.code]
    file = reverse("dossiers:export", args=["ket-qua"])
    for query in (cell, about | {"nam": "1900"}, about | {"nam": "²026"}, about | {"nhom": "x"}):
        assert client.get(file, query).status_code == 404
    client.force_login(make.make_user())
    assert client.get(file, about).status_code == 404
