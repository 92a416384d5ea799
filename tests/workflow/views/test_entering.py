"""The pages on which the office enters, compares, and sends."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import clock, drafting, roles
from dossiers.models import HandIn, PaperType
from dossiers.vocabulary import HandInOrigin, Role, State
from tests import factories as make
from tests.dossiers.files import PDF
from tests.workflow.test_entering import NOW, compared, entered
from tests.world import World, fresh, make_world
from workflow import entering
from workflow.entered import to_do

pytestmark = pytest.mark.django_db
LIST, NEW, OWN = "/nhap-ho/", "/nhap-ho/moi/", "/nhap-ho/tu-de-nghi/"


@pytest.fixture(autouse=True)
def frozen():
    with clock.set_to(NOW):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def catalogue(world) -> PaperType:
    return PaperType.objects.create(code="TO_TRINH", name="Tờ trình", producer="unit", carrier="hand_in")


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(user, address: str) -> str:
    answer = as_(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def filled(world: World, **about) -> dict:
    return {
        "unit": world.unit.pk, "number": "12/TTr-PHC", "dated": "13/11/2026", "received_on": "16/11/2026",
        "reward_type": "cong_trang", "procedure": "regular", "ground": "", "season": world.season.pk,
        "scan": SimpleUploadedFile("to-trinh.pdf", PDF),
    } | about


def check_page(sheet: HandIn) -> str:
    return reverse("workflow:paper_check", args=[sheet.pk])


def test_a_paper_is_entered_with_number_day_and_scan(world, catalogue):
    answer = as_(world.appraiser).post(NEW, filled(world))
    sheet = HandIn.objects.get()
    assert answer["Location"] == reverse("dossiers:hand_in", args=[sheet.pk])
    assert (sheet.origin, sheet.unit, sheet.to_body, sheet.number, f"{sheet.received_on:%d/%m/%Y}") == (
        HandInOrigin.PAPER, world.unit, world.body, "12/TTr-PHC", "16/11/2026",
    )
    paper = sheet.papers.get()
    assert (paper.paper_type.code, paper.file_name, paper.uploaded_by) == ("TO_TRINH", "to-trinh.pdf", world.appraiser)


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"received_on": "26/11/2026"}, "Ngày nhận không thể sau hôm nay."),
        ({"received_on": ""}, "Cần điền mục này."),
        ({"scan": ""}, "Phải có bản quét tờ trình giấy."),
        ({"scan": SimpleUploadedFile("to-trinh.exe", b"MZ")}, "không thuộc loại được nhận"),
        ({"number": ""}, "Cần điền mục này."),
    ],
)
def test_what_is_missing_or_cannot_be_is_said_and_nothing_is_written(world, about, words):
    answer = as_(world.appraiser).post(NEW, filled(world, **about))
    page = answer.content.decode()
    assert (answer.status_code, words in page, "13/11/2026" in page) == (200, True, True)
    assert HandIn.objects.count() == 0


def test_a_receipt_before_the_year_opened_is_only_advice(world, catalogue):
    answer = as_(world.appraiser).post(NEW, filled(world, received_on="30/12/2025"), follow=True)
    assert "Lưu ý: bản giấy nhận trước ngày mở" in answer.content.decode()
    assert HandIn.objects.count() == 1


def test_the_day_of_receipt_is_corrected_where_the_rest_is(world):
    sheet, _ = entered(world)
    address = reverse("dossiers:hand_in_edit", args=[sheet.pk])
    assert 'value="16/11/2026"' in text(world.appraiser, address)
    given = {"number": "12/TTr-PHC", "dated": "13/11/2026", "reward_type": "cong_trang", "procedure": "regular"}
    answer = as_(world.appraiser).post(address, given | {"received_on": "26/11/2026"})
    assert "Ngày nhận không thể sau hôm nay." in answer.content.decode()
    as_(world.appraiser).post(address, given | {"received_on": "17/11/2026"})
    sheet.refresh_from_db()
    assert f"{sheet.received_on:%d/%m/%Y}" == "17/11/2026"
    own, _ = entered(world, origin=HandInOrigin.OFFICE)
    assert "received_on" not in text(world.appraiser, reverse("dossiers:hand_in_edit", args=[own.pk]))


def test_the_pages_are_for_people_of_an_office_and_units_of_their_body(world):
    other = make.make_body("SYT", name="Sở Y tế")
    foreign = make.make_unit("Y01", name="Phòng Y", under=other)
    for user in (world.head, world.drafter, world.clerk, world.decider, world.inspector, world.secretary):
        assert [as_(user).get(page).status_code for page in (LIST, NEW, OWN)] == [404] * 3
    assert [as_(world.appraiser).get(page).status_code for page in (LIST, NEW, OWN)] == [200] * 3
    assert foreign.name not in text(world.appraiser, NEW)
    answer = as_(world.appraiser).post(NEW, filled(world, unit=foreign.pk))
    assert ("Lựa chọn này không còn dùng được" in answer.content.decode(), HandIn.objects.count()) == (True, 0)


def test_scan_and_data_stand_side_by_side_and_each_sees_the_own_next_step(world):
    sheet, rows = entered(world)
    page = text(world.appraiser, check_page(sheet))
    paper = reverse("dossiers:paper_file", args=[sheet.papers.get().pk])
    assert all(each.nominee_name in page for each in rows)
    assert (f'<iframe class="vd-viewer" src="{paper}"' in page, "Chuyển người kiểm tra" in page) == (True, True)
    as_(world.appraiser).post(check_page(sheet), {"chuyen": "1"})
    asker, second = text(world.appraiser, check_page(sheet)), text(world.other_appraiser, check_page(sheet))
    assert ["Đã đối chiếu, đúng bản giấy" in each for each in (asker, second)] == [False, True]
    assert ["Người đã nhập không tự đối chiếu" in each for each in (asker, second)] == [True, False]
    for address in (LIST, "/"):
        pages = [text(user, address) for user in (world.appraiser, world.other_appraiser)]
        assert ["<strong>Đối chiếu bản giấy</strong>" in each for each in pages] == [False, True]


def test_from_the_confirmation_to_the_office_that_sends(world):
    sheet, rows = entered(world)
    entering.ask_check(sheet, actor=world.appraiser)
    second = as_(world.other_appraiser)
    seen = re.search(r'name="da_xem" value="(\w+)"', second.get(check_page(sheet)).content.decode()).group(1)
    assert second.post(check_page(sheet), {"dung": "1", "da_xem": seen})["Location"] == f"/to-trinh/{sheet.pk}/"
    page = text(world.appraiser, reverse("dossiers:hand_in", args=[sheet.pk]))
    assert ("đã đối chiếu, đúng bản giấy" in page, "Duyệt và gửi</button>" in page) == (True, True)
    as_(world.appraiser).post(reverse("workflow:submit_hand_in", args=[sheet.pk]), {})
    assert [each.state for each in fresh(rows)] == [State.SUBMITTED] * 2


def test_what_is_sent_back_tells_why_where_it_is_mended(world):
    sheet, _ = entered(world)
    entering.ask_check(sheet, actor=world.appraiser)
    second = as_(world.other_appraiser)
    answer = second.post(check_page(sheet), {"tra": "1", "note": "sai"})
    assert (answer.status_code, "ít nhất 10 ký tự" in answer.content.decode()) == (409, True)
    second.post(check_page(sheet), {"tra": "1", "note": "Dòng 2 sai năm sinh"})
    for address in (check_page(sheet), reverse("dossiers:hand_in", args=[sheet.pk])):
        assert "Dòng 2 sai năm sinh" in text(world.appraiser, address)
    assert "Phải sửa" in text(world.appraiser, LIST)


def test_nobody_else_finds_the_comparison(world):
    sheet, rows = entered(world)
    entering.ask_check(sheet, actor=world.appraiser)
    stranger = make.make_holder(Role.OFFICE, make.make_body("SYT", name="Sở Y tế"))
    for user in (world.head, world.drafter, world.clerk, stranger):
        assert as_(user).get(check_page(sheet)).status_code == 404
        assert as_(user).post(check_page(sheet), {"dung": "1"}).status_code == 404
    assert sheet.code not in text(stranger, LIST)
    own, _ = entered(world, origin=HandInOrigin.OFFICE)
    assert as_(world.appraiser).get(check_page(own)).status_code == 404


def test_the_office_begins_a_proposal_of_its_own_and_its_head_sends(world):
    given = {key: value for key, value in filled(world, unit=world.body.pk).items() if key not in ("scan",)}
    as_(world.appraiser).post(OWN, given | {"procedure": "simplified", "ground": "phat_hien"})
    sheet = HandIn.objects.get()
    assert (sheet.origin, sheet.unit, sheet.to_body, sheet.ground) == (
        HandInOrigin.OFFICE, world.body, world.body, "phat_hien",
    )
    own, rows = entered(world, origin=HandInOrigin.OFFICE)
    address = reverse("dossiers:hand_in", args=[own.pk])
    pages = [text(user, address) for user in (world.appraiser, world.office_head)]
    assert ["Chờ người đứng đầu bộ phận thường trực" in page for page in pages] == [True, False]
    assert ["Duyệt và gửi</button>" in page for page in pages] == [False, True]
    as_(world.office_head).post(reverse("workflow:submit_hand_in", args=[own.pk]), {})
    assert [each.state for each in fresh(rows)] == [State.SUBMITTED] * 2


def test_each_finds_the_own_next_step_among_the_work_to_do(world):
    begun, back, seen, own = (
        entered(world)[0], entered(world)[0], entered(world)[0], entered(world, origin=HandInOrigin.OFFICE)[0]
    )
    entering.ask_check(back, actor=world.appraiser)
    entering.send_back(back, note="Dòng 2 sai năm sinh", actor=world.other_appraiser)
    compared(world, seen)
    steps = {
        user: {todo.sheet.pk: todo.what for todo in to_do(user, roles.grants_of(user))}
        for user in (world.appraiser, world.office_head, world.clerk, world.head)
    }
    sending = {seen.pk: "Gửi tờ trình nhập hộ đã đối chiếu"}
    assert steps == {
        world.appraiser: sending | {begun.pk: "Nhập tiếp tờ trình giấy", back.pk: "Sửa bản nhập hộ"},
        world.office_head: sending | {own.pk: "Duyệt và gửi đề nghị của cơ quan"}, world.clerk: {}, world.head: {},
    }


def test_drafts_of_the_office_are_no_work_of_the_unit(world):
    sheet, _ = entered(world)
    assert sheet.code not in text(world.head, "/")
    assert "Nhập hộ, cơ quan tự đề nghị" in text(world.appraiser, reverse("dossiers:hand_in_list"))
    assert "Nhập hộ, cơ quan tự đề nghị" not in text(world.head, reverse("dossiers:hand_in_list"))


def test_the_lists_ask_as_often_for_thirty_as_for_one(world):
    def statements(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    client = as_(world.other_appraiser)
    few, many = entered(world, 1)[0], entered(world, 30)[0]
    entering.ask_check(few, actor=world.appraiser)
    client.get(LIST)
    counts = [statements(check_page(few)), statements(check_page(many)), statements(LIST)]
    for _ in range(5):
        compared(world, entered(world, 1)[0])
        entering.ask_check(entered(world, 1)[0], actor=world.appraiser)
    assert (counts[0] == counts[1], statements(LIST)) == (True, counts[2])
    assert max(counts) <= 12


def test_whoever_mends_what_is_compared_is_offered_no_confirmation_and_a_forged_one_is_refused(world):
    sheet, rows = entered(world)
    entering.ask_check(sheet, actor=world.appraiser)
    drafting.change_nominee(rows[0], {"job": "Chuyên viên chính"}, actor=world.other_appraiser)
    page = as_(world.other_appraiser).get(check_page(sheet))
    assert "Hoàng Văn Thẩm xem lại và chuyển lại, hoặc trả lại để sửa." in page.content.decode()
    assert 'name="dung"' not in page.content.decode()
    forged = {"dung": "1", "da_xem": page.context["print"], "key": "x"}
    assert as_(world.other_appraiser).post(check_page(sheet), forged).status_code == 409
    assert "Chuyển lại</button>" in text(world.appraiser, check_page(sheet))
    assert "người nhập chuyển lại" in text(world.appraiser, reverse("dossiers:hand_in", args=[sheet.pk]))
    as_(world.appraiser).post(check_page(sheet), {"chuyen": "1", "key": "y"})
    assert "Chuyển lại</button>" not in text(world.appraiser, check_page(sheet))
    as_(world.other_appraiser).post(check_page(sheet), forged | {"key": "z"})
    assert sheet.checks.get().answered_by == world.other_appraiser
