"""A whole hand-in received and appraised on one screen, line by line."""

import re

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import papers
from dossiers.models import AwardVersion, Dossier, Nominee, PaperType, RequiredPaper
from dossiers.vocabulary import Carrier, Evidence, NeededBefore, Producer, State
from tests.dossiers.files import PDF, docx, png
from tests.world import REASON, World, bring, do, fresh, make_world
from workflow.models import CorrectionItem, Procedure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def work_of(row: Dossier) -> str:
    procedure = Procedure.objects.get(open=True, lines__dossier=row, lines__left_at=None)
    return reverse("workflow:work", args=[procedure.pk])


def page(user, url: str) -> str:
    answer = browser(user).get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def require(world: World, code: str, name: str, carrier: str = Carrier.DOSSIER) -> PaperType:
    kind = PaperType.objects.create(
        code=code, name=name, carrier=carrier, producer=Producer.UNIT, needed_before=NeededBefore.SUBMIT
    )
    RequiredPaper.objects.create(version=AwardVersion.objects.get(award=world.award), paper_type=kind)
    return kind


def attach(kind: PaperType, name: str = "a.pdf", content: bytes = PDF, **carrier):
    file = papers.store(ContentFile(content, name=name))
    return papers.attach(file, name=name, paper_type=kind, actor=None, **carrier)


def opened(text: str) -> str:
    """The name in the heading of the open line."""
    return re.search(r'id="ten-dong"[^>]*><a[^>]*>([^<]+)<', text).group(1)


def in_order(world: World, rows: list[Dossier]) -> list[Dossier]:
    """The lines as the page orders them; each is given a name by its place."""
    for number, row in enumerate(rows, 1):
        Dossier.objects.filter(pk=row.pk).update(nominee_name=f"Trần Thị Dòng {number:02d}")
    return fresh(rows)


def test_the_head_says_who_and_how_many_and_offers_one_next_step(world):
    rows = in_order(world, bring(world, State.SUBMITTED, 3))
    report = require(world, "BC", "Báo cáo thành tích")
    for row in rows[:2]:
        attach(report, dossier=row)
    text = page(world.appraiser, work_of(rows[0]))
    assert "<strong>Phòng Hành chính</strong>: 3 hồ sơ, đang ở <strong>Văn phòng Sở (Sở Tư pháp)</strong>" in text
    assert re.findall(r'class="btn btn-primary"[^>]*>([^<]+)<', text) == ["Tiếp nhận 2 hồ sơ đủ thành phần"]
    browser(world.appraiser).post(work_of(rows[0]), {"viec": "receive", "dossier": [row.pk for row in rows[:2]]})
    assert [row.state for row in fresh(rows)] == [State.APPRAISING, State.APPRAISING, State.SUBMITTED]
    text = page(world.appraiser, work_of(rows[2]))
    assert re.findall(r'class="btn btn-primary" href="([^"]+)">([^<]+)<', text) == [
        ("?viec=return_for_correction&amp;chon=thieu#viec", "Yêu cầu bổ sung 1 hồ sơ còn thiếu giấy tờ"),
    ]


def test_the_request_to_mend_begins_with_what_is_missing(world):
    rows = in_order(world, bring(world, State.SUBMITTED, 2))
    report, minutes = require(world, "BC", "Báo cáo thành tích"), require(world, "BB", "Biên bản bình xét")
    attach(report, dossier=rows[0])
    for row in rows:
        attach(minutes, dossier=row)
    Dossier.objects.update(achievement="Hoàn thành tốt nhiệm vụ.")
    Nominee.objects.update(job="Chuyên viên")
    text = page(world.appraiser, f"{work_of(rows[0])}?viec=return_for_correction&chon=thieu")
    assert re.findall(r'name="papers" value="(\w+)"[^>]*checked', text) == ["BC"]
    assert re.findall(r'name="fields" value="(\w+)"[^>]*checked', text) == []
    told = f"Hồ sơ {world.award.name} của Trần Thị Dòng 02: thiếu “Báo cáo thành tích”."
    assert (told in text, opened(text)) == (True, "Trần Thị Dòng 02")
    browser(world.appraiser).post(
        work_of(rows[0]),
        {"viec": "return_for_correction", "bieu_mau": 1, "dossier": rows[1].pk, "reason": told, "papers": "BC"},
    )
    item = CorrectionItem.objects.get()
    assert (item.dossier, item.papers, item.fields, item.reason) == (rows[1], ["BC"], [], told)


def test_of_many_lines_each_is_asked_only_for_what_it_lacks_and_reads_nobody_elses_name(world):
    rows = in_order(world, bring(world, State.SUBMITTED, 2))
    report, minutes = require(world, "BC", "Báo cáo thành tích"), require(world, "BB", "Biên bản bình xét")
    attach(minutes, dossier=rows[0])
    attach(report, dossier=rows[1])
    Dossier.objects.update(achievement="Hoàn thành tốt nhiệm vụ.")
    Nominee.objects.update(job="Chuyên viên")
    url = f"{work_of(rows[0])}?viec=return_for_correction&chon=thieu"
    text = page(world.appraiser, url)
    assert re.search(r'name="rieng" value="1" checked', text)
    reason = re.search(r'<textarea name="reason"[^>]*>\s*([^<]*)<', text).group(1)
    assert "Trần Thị Dòng" not in reason
    sent = {"viec": "return_for_correction", "bieu_mau": 1, "rieng": 1, "reason": reason, "papers": ["BC", "BB"]}
    browser(world.appraiser).post(work_of(rows[0]), sent | {"dossier": [row.pk for row in rows]})
    asked = {item.dossier_id: (item.papers, item.reason) for item in CorrectionItem.objects.all()}
    assert asked == {rows[0].pk: (["BC"], reason), rows[1].pk: (["BB"], reason)}


def test_after_an_act_the_next_line_that_waits_is_open(world):
    rows = in_order(world, bring(world, State.APPRAISING, 3))
    url, office = work_of(rows[0]), browser(world.appraiser)
    sent = {"viec": "clear", "bieu_mau": 1, "opinion": "Đủ điều kiện."}
    names = []
    for row in (rows[1], rows[2], rows[0]):
        answer = office.post(url, sent | {"dossier": row.pk, "dong": row.code}, follow=True)
        text = answer.content.decode()
        names.append(opened(text) if 'id="ten-dong"' in text else "")
    assert names == ["Trần Thị Dòng 03", "Trần Thị Dòng 01", ""]
    assert "Việc này đã xong: đã thẩm định xong." in text
    assert {row.appraisal for row in fresh(rows)} == {"Đủ điều kiện."}


def test_a_line_that_one_proposed_as_ineligible_waits_for_the_head_of_the_office(world):
    row = in_order(world, bring(world, State.APPRAISING))[0]
    do(world, "propose_ineligible", [row])
    mine, heads = page(world.appraiser, work_of(row)), page(world.office_head, work_of(row))
    assert "Hồ sơ còn lại chờ người khác; bạn không phải làm gì thêm ở đây." in mine
    assert "Kết luận đề nghị không đủ điều kiện: Trần Thị Dòng 01" in heads
    form = page(world.office_head, f"{work_of(row)}?dong={row.code}&viec=declare_ineligible")
    assert REASON in re.search(r"<textarea[^>]*>([^<]*)<", form).group(1)


def test_many_lines_take_one_opinion_and_a_refusal_loses_nothing(world):
    rows = in_order(world, bring(world, State.APPRAISING, 3))
    url, office = work_of(rows[0]), browser(world.appraiser)
    asked = office.post(url, {"viec": "clear", "dossier": [row.pk for row in rows[:2]], "dong": rows[0].code})
    assert "Thẩm định xong: 2 hồ sơ" in asked.content.decode()
    do(world, "ask_consultation", rows[1:2])
    typed = {"viec": "clear", "bieu_mau": 1, "opinion": "Cả hai đều đủ điều kiện.", "dossier": [rows[0].pk, rows[1].pk]}
    answer = office.post(url, typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert ("Cả hai đều đủ điều kiện." in text, "Đi tiếp không có 1 hồ sơ này (còn 1 hồ sơ)" in text) == (True, True)
    assert [row.state for row in fresh(rows)] == [State.APPRAISING, State.CONSULTING, State.APPRAISING]


def test_on_the_own_line_nobody_is_offered_to_conclude(world):
    rows = in_order(world, bring(world, State.APPRAISING, 2))
    Nominee.objects.filter(pk=rows[0].nominee_id).update(user=world.appraiser)
    text = page(world.appraiser, f"{work_of(rows[0])}?dong={rows[0].code}")
    offered = re.findall(rf'href="\?dong={rows[0].code}&amp;viec=(\w+)#viec"', text)
    assert offered == ["return_for_correction", "ask_consultation", "post_publicly", "hold"]
    assert ("Đây là hồ sơ của chính bạn" in text, "Đạt – thẩm định xong" in text) == (True, False)


def test_papers_are_shown_beside_the_line_as_far_as_a_page_can_show_them(world):
    row = bring(world, State.APPRAISING)[0]
    shown = {
        "pdf": attach(require(world, "BC", "Báo cáo thành tích"), "báo cáo.pdf", dossier=row),
        "png": attach(require(world, "A", "Ảnh chụp"), "ảnh.png", png(), dossier=row),
        "docx": attach(require(world, "V", "Văn bản"), "văn bản.docx", docx(), hand_in=row.hand_in),
    }
    addresses = {name: reverse("dossiers:paper_file", args=[paper.pk]) for name, paper in shown.items()}
    ways = {
        name: page(world.appraiser, f"{work_of(row)}?dong={row.code}&giay={paper.pk}")
        for name, paper in shown.items()
    }
    assert [f'<iframe class="vd-viewer" src="{addresses["pdf"]}"' in text for text in ways.values()] == [True, 0, 0]
    assert [f'<img src="{addresses["png"]}"' in text for text in ways.values()] == [False, True, False]
    assert ["Tải về để xem" in text for text in ways.values()] == [False, False, True]
    assert all(text.count("&amp;giay=") >= 3 for text in ways.values())


def test_papers_of_another_line_are_not_among_them(world):
    one, two = bring(world, State.APPRAISING, 2)
    kind = require(world, "BC", "Báo cáo thành tích")
    attach(kind, "của người này.pdf", dossier=one)
    other = attach(kind, "của người kia.pdf", dossier=two)
    text = page(world.appraiser, f"{work_of(one)}?dong={one.code}&giay={other.pk}")
    assert ("của người này.pdf" in text, "của người kia.pdf" in text) == (True, False)


def test_a_line_that_is_not_there_opens_the_first_that_waits(world):
    rows = in_order(world, bring(world, State.SUBMITTED, 2))
    do(world, "receive", rows[:1])
    elsewhere = bring(world, State.SUBMITTED)[0]
    assert opened(page(world.appraiser, f"{work_of(rows[0])}?dong={elsewhere.code}")) == "Trần Thị Dòng 02"
    assert opened(page(world.appraiser, f"{work_of(rows[0])}?dong={rows[0].code}")) == "Trần Thị Dòng 01"


def test_more_than_thirty_lines_are_listed_in_pages_and_a_page_opens_at_its_first(world):
    rows = in_order(world, bring(world, State.SUBMITTED, 32))
    first, second = (page(world.appraiser, f"{work_of(rows[0])}?{query}") for query in ("", "trang=2"))
    assert [text.count('type="checkbox" form="nhieu-dong"') for text in (first, second)] == [30, 2]
    assert [opened(text) for text in (first, second)] == ["Trần Thị Dòng 01", "Trần Thị Dòng 31"]
    assert "Trang 2 / 2" in second
    ticked = page(world.appraiser, f"{work_of(rows[0])}?chon=tat-ca")
    form = ticked[ticked.index('id="nhieu-dong"'):].partition("</form>")[0]
    assert re.findall(r'name="dossier" value="(\d+)"', form) == [str(row.pk) for row in rows[30:]]
    assert len(re.findall(r'form="nhieu-dong" name="dossier" value="\d+"[^>]*checked', ticked)) == 30


def statements(user, url: str) -> int:
    client = browser(user)
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPRAISING])
def test_thirty_lines_ask_the_database_as_often_as_one(world, state):
    one, many = bring(world, state), bring(world, state, 30)
    report = require(world, "BC", "Báo cáo thành tích")
    letter = require(world, "TT", "Tờ trình", Carrier.HAND_IN)
    for row in many[1:20]:
        attach(report, dossier=row)
    for rows in (one, many):
        attach(letter, hand_in=rows[0].hand_in)
        attach(letter, dossier=rows[0])
    world.award.evidence = Evidence.TEXT
    world.award.save()
    counts = [statements(world.appraiser, work_of(rows[0])) for rows in (one, many)]
    assert counts[0] == counts[1] <= 12 + 4 + 13  # the page, the menu, the rules
