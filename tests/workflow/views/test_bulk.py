"""One act on a selection: seen before it runs, what is refused told, long work in the background."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dossiers.vocabulary import Role, State
from tests import factories as make
from tests.world import World, bring, do, drafts, fresh, make_world
from workflow.jobs import running, waking
from workflow.jobs.models import Job
from workflow.models import Consultation, Posting
from workflow.views import bulk

pytestmark = pytest.mark.django_db
PAGE = "/hang-loat/"


@pytest.fixture
def world() -> World:
    return make_world()


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(user, address: str = PAGE) -> str:
    answer = as_(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def offered(user, address: str = PAGE) -> dict[str, int]:
    """Act → with how many of the selection it is offered."""
    found = re.findall(r'href="/hang-loat/\?[^"]*viec=(\w+)">[^<]*\((\d+)\)', text(user, address))
    return {act: int(count) for act, count in found}


def ticked(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'name="dossier" value="(\d+)" id="chon-\d+" checked', page)]


def states(rows) -> list[str]:
    return [each.state for each in fresh(rows)]


def test_each_act_is_offered_with_the_lines_that_states_and_roles_allow(world):
    bring(world, State.SUBMITTED, 2)
    bring(world, State.APPRAISING, 3)
    assert offered(world.appraiser) == {
        "receive": 2, "return_for_correction": 5, "clear": 3, "propose_ineligible": 3, "ask_consultation": 3,
        "post_publicly": 3, "hold": 5,
    }
    assert offered(world.appraiser, PAGE + "?state=submitted") == {"receive": 2, "return_for_correction": 2, "hold": 2}
    assert offered(world.head) == {"withdraw": 5}
    assert offered(world.inspector) == offered(world.clerk) == {}


def test_nothing_that_is_not_theirs_is_counted_listed_or_done(world):
    row = bring(world, State.SUBMITTED)[0]
    stranger = make.make_holder(Role.APPRAISER, make.make_body("SYT", name="Sở Y tế"))
    page = text(stranger)
    assert (row.nominee_name in page, "0 hồ sơ theo điều kiện" in page) == (False, True)
    answer = as_(stranger).post(PAGE + "?viec=receive", {"viec": "receive", "dossier": row.pk})
    assert (answer.status_code, row.nominee_name in answer.content.decode()) == (409, False)
    nominee = make.make_user()
    own = bring(world, State.SUBMITTED, nominees=[make.make_person(world.unit, user=nominee)])[0]
    assert own.nominee_name not in text(nominee)
    assert states([row, own]) == [State.SUBMITTED] * 2


def test_count_and_list_come_before_the_act_and_lines_can_be_left_out(world):
    rows = bring(world, State.SUBMITTED, 3)
    page = text(world.appraiser, PAGE + "?viec=receive")
    assert ("Tiếp nhận: 3 hồ sơ" in page, sorted(ticked(page))) == (True, [each.pk for each in rows])
    client = as_(world.appraiser)
    answer = client.post(PAGE + "?viec=receive", {"viec": "receive", "dossier": [rows[0].pk, rows[2].pk], "key": "k1"})
    assert (answer.status_code, answer["Location"]) == (302, PAGE + "?")
    assert states(rows) == [State.APPRAISING, State.SUBMITTED, State.APPRAISING]


def test_what_is_known_to_stand_against_a_line_is_told_and_unticked_beforehand(world):
    own = make.make_person(world.unit, user=world.appraiser)
    rows = bring(world, State.APPRAISING, nominees=[own, make.make_person(world.unit)])
    page = text(world.appraiser, PAGE + "?viec=clear")
    assert (ticked(page), "là hồ sơ của chính người thực hiện" in page) == ([rows[1].pk], True)


def test_a_refusal_lists_the_refused_keeps_what_was_typed_and_goes_on_without_them(world):
    own = make.make_person(world.unit, user=world.appraiser)
    rows = bring(world, State.APPRAISING, nominees=[own, make.make_person(world.unit), make.make_person(world.unit)])
    client, opinion = as_(world.appraiser), "Đủ điều kiện theo Điều 74."
    sent = {"viec": "clear", "dossier": [each.pk for each in rows], "opinion": opinion, "key": "k2"}
    answer = client.post(PAGE + "?state=appraising&viec=clear", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("Đi tiếp không có 1 hồ sơ này (còn 2 hồ sơ)" in page, opinion in page) == (True, True)
    assert states(rows) == [State.APPRAISING] * 3
    form = re.search(r'<form method="post" action="([^"]+)" class="mb-3">(.*?)</form>', page, re.S)
    again = {name: [] for name in ("dossier", "viec", "opinion", "key")}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form.group(2)):
        again.setdefault(name, []).append(value)
    again.pop("csrfmiddlewaretoken", None)
    assert client.post(form.group(1).replace("&amp;", "&"), again).status_code == 302
    assert states(rows) == [State.APPRAISING, State.AWAITING_COUNCIL, State.AWAITING_COUNCIL]
    assert fresh(rows)[1].appraisal == opinion


def test_a_form_that_is_not_filled_does_nothing_and_says_so(world):
    rows = bring(world, State.APPRAISING, 2)
    sent = {"viec": "return_for_correction", "dossier": [rows[0].pk], "reason": "ngắn"}
    page = as_(world.appraiser).post(PAGE + "?viec=return_for_correction", sent).content.decode()
    assert ("Lý do phải có ít nhất 20 ký tự." in page, ticked(page)) == (True, [rows[0].pk])
    assert states(rows) == [State.APPRAISING] * 2


def test_more_than_fifty_lines_become_long_work_once(world, monkeypatch):
    monkeypatch.setattr(bulk, "PART", 2)
    monkeypatch.setattr(waking, "hint", lambda: None)
    rows = bring(world, State.SUBMITTED, 3)
    stranger = drafts(world, unit=world.other_unit)[0]
    sent = {"viec": "receive", "dossier": [*(each.pk for each in rows), stranger.pk], "key": "k3"}
    client = as_(world.appraiser)
    answers = [client.post(PAGE + "?viec=receive", sent)["Location"] for _ in range(2)]
    job = Job.objects.get()
    assert answers == [f"/cong-viec/{job.pk}/"] * 2
    assert (job.title, job.items) == ("Tiếp nhận: 3 hồ sơ", [each.pk for each in rows])
    running.run(job.pk)
    assert states(rows) == [State.APPRAISING] * 3


@pytest.mark.parametrize(
    ("act", "typed", "paper"),
    [
        ("ask_consultation", {"question": "Đề nghị cho ý kiến.", "outside": "Đảng ủy Sở"}, Consultation),
        ("post_publicly", {"place": "page"}, Posting),
    ],
)
def test_what_is_one_paper_stays_one_however_many_lines_it_has(world, monkeypatch, act, typed, paper):
    monkeypatch.setattr(bulk, "PART", 2)
    rows = bring(world, State.APPRAISING, 3)
    page = PAGE + f"?viec={act}"
    assert "việc chạy ở nền" not in text(world.appraiser, page)
    form = {"viec": act, "dossier": [row.pk for row in rows], "days": "5", "unit": "working", "key": "one"} | typed
    answer = as_(world.appraiser).post(page, form)
    assert (answer.status_code, Job.objects.count(), paper.objects.count()) == (302, 0, 1)
    assert len(set(states(rows))) == 1


def test_a_condition_that_is_not_understood_selects_nothing(world):
    rows = bring(world, State.SUBMITTED, 2)
    for condition in ("?state=khong-co", "?tuoi=abc", "?unit=999999"):
        page = text(world.appraiser, f"{PAGE}{condition}&viec=receive")
        assert ("Có điều kiện lọc không hiểu được" in page, rows[0].nominee_name in page) == (True, False)


def test_too_large_a_selection_asks_to_be_narrowed(world, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 1)
    rows = bring(world, State.SUBMITTED, 2)
    page = text(world.appraiser, PAGE + "?viec=receive")
    assert ("chọn 2 hồ sơ; mỗi lần làm nhiều nhất 1" in page, rows[0].nominee_name in page) == (True, False)


def test_acts_of_papers_and_unknown_ones_are_not_here(world):
    bring(world, State.ENDORSED)
    assert [as_(world.appraiser).get(f"{PAGE}?viec={act}").status_code for act in ("sign", "submit", "x")] == [404] * 3


def test_it_asks_as_often_for_thirty_as_for_one(world):
    def statements(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    client = as_(world.appraiser)
    do(world, "receive", bring(world, State.SUBMITTED))
    addresses = (PAGE, PAGE + "?viec=clear", PAGE + "?viec=return_for_correction")
    client.get(PAGE)
    few = [statements(each) for each in addresses]
    bring(world, State.APPRAISING, 29)
    assert [statements(each) for each in addresses] == few
    assert few[0] <= 12 and max(few) <= 15  # with a form: what stands against each line is asked, too
