"""Bad input: answered at the field, in Vietnamese, and nothing typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dossiers.vocabulary import State
from tests.world import REASON, World, bring, fresh, make_world, number, to_sign
from workflow.decisions import papers
from workflow.journal_models import Batch
from workflow.models import Decision, Procedure, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def post(user, url: str, data: dict) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    answer = client.post(url, {"key": "k", "bieu_mau": 1} | data)
    return answer.status_code, answer.content.decode()


def test_a_session_with_a_day_that_does_not_exist(world):
    row = bring(world, State.AWAITING_COUNCIL)[0]
    typed = {"dossier": row.pk, "title": "Họp tổng kết", "day": "31/02/2026", "hour": "8 rưỡi", "place": "Hội trường B"}
    status, text = post(world.secretary, reverse("workflow:session_new", args=["STP"]), typed)
    assert status == 200 and not Session.objects.exists()
    assert "Ngày chưa đúng" in text and "Giờ chưa đúng" in text
    assert all(value in text for value in ("31/02/2026", "8 rưỡi", "Họp tổng kết", "Hội trường B"))


@pytest.mark.parametrize("day", ["01/01/0001", "31/12/9999", "28/11/1026"])
def test_a_day_of_a_year_that_nobody_means(world, day):
    rows = bring(world, State.APPRAISING)
    session = {"dossier": rows[0].pk, "title": "Họp", "hour": "08:30", "day": day}
    paper = {"sender": "Bộ Tư pháp", "number": "8/BTP", "received_on": "02/03/2026", "dated": "02/03/2026"}
    posting = {"place": "elsewhere", "where": "Bảng tin", "title": "Danh sách", "days": 5, "unit": "working"}
    for user, name, args, typed in (
        (world.secretary, "session_new", ["STP"], session),
        (world.appraiser, "enquiry_new", ["STP"], paper | {"due_on": day}),
        (world.appraiser, "act", [rows[0].code, "post_publicly"], posting | {"from_on": day}),
    ):
        status, text = post(user, reverse(f"workflow:{name}", args=args), typed)
        assert (status, "Năm phải từ 1900 đến 2100." in text, day in text) == (200, True, True), name


def test_a_session_without_lines_is_refused_in_words(world):
    typed = {"title": "Họp", "day": "25/11/2026", "hour": "08:30"}
    status, text = post(world.secretary, reverse("workflow:session_new", args=["STP"]), typed)
    assert (status, Session.objects.count()) == (409, 0)
    assert "Chưa chọn hồ sơ nào" in text


@pytest.fixture
def signed(world) -> Decision:
    decision = to_sign(world, bring(world, State.ENDORSED))
    papers.sign(decision, actor=world.decider)
    return decision


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"number": "hai trăm"}, "Ghi một số từ 1 đến 999999."),
        ({"number": "-3"}, "Ghi một số từ 1 đến 999999."),
        ({"dated": "2026-11-22"}, "Ngày chưa đúng"),
        ({"dated": ""}, "Cần điền mục này."),
        ({"symbol": ""}, "Cần điền mục này."),
        ({"symbol": "Q" * 40}, "Ghi không quá 32 ký tự."),
    ],
)
def test_a_number_that_is_none(world, signed, typed, told):
    url = reverse("workflow:decision_number", args=[signed.pk])
    status, text = post(world.clerk, url, {"number": "215", "symbol": "QĐ-STP", "dated": "22/11/2026"} | typed)
    assert status == 200 and told in text
    assert all(value in text for value in typed.values())
    assert Decision.objects.get(pk=signed.pk).number is None


def test_a_number_that_another_paper_has(world, signed):
    other = to_sign(world, bring(world, State.ENDORSED))
    papers.sign(other, actor=world.decider)
    number(world, other, 215)
    typed = {"number": "215", "symbol": "QĐ-STP", "dated": "22/11/2026"}
    status, text = post(world.clerk, reverse("workflow:decision_number", args=[signed.pk]), typed)
    assert status == 409 and "215/QĐ-STP" in text
    assert Decision.objects.get(pk=signed.pk).number is None


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("quyet-dinh.pdf", b"MZ\x90 a program", "quyet-dinh.pdf"),
        ("quyet-dinh.exe", b"MZ\x90 a program", "quyet-dinh.exe"),
        ("lon.pdf", b"%PDF-1.7" + b"0" * (20 * 1024 * 1024), "20 MB"),
    ],
)
def test_a_scan_that_cannot_be_kept(world, signed, name, content, told):
    typed = {
        "number": "215", "symbol": "QĐ-STP", "dated": "22/11/2026",
        "scan": SimpleUploadedFile(name, content, "application/pdf"),
    }
    status, text = post(world.clerk, reverse("workflow:decision_number", args=[signed.pk]), typed)
    assert status == 200 and told in text
    assert Decision.objects.get(pk=signed.pk).number is None


def test_a_hold_without_its_public_line_keeps_the_reason(world):
    row = bring(world, State.APPRAISING)[0]
    status, text = post(world.appraiser, reverse("workflow:act", args=[row.code, "hold"]), {"reason": "Có đơn"})
    assert status == 200 and "Có đơn" in text and "Cần điền mục này." in text
    assert fresh([row])[0].state == State.APPRAISING


def test_a_return_that_names_nothing_to_mend(world):
    row = bring(world, State.APPRAISING)[0]
    url = reverse("workflow:act", args=[row.code, "return_for_correction"])
    status, text = post(world.appraiser, url, {"reason": REASON})
    assert status == 200 and "chọn ít nhất một thông tin hoặc một giấy tờ" in text and REASON in text
    assert fresh([row])[0].state == State.APPRAISING


def test_a_mended_line_must_keep_its_name(world):
    row = bring(world, State.RETURNED)[0]
    item = row.correction_items.get()
    item.fields = ["nominee_name"]
    item.save()
    url = reverse("workflow:mend", args=[Procedure.objects.get(kind="correction").pk])
    status, text = post(world.head, url, {f"d{row.pk}-nominee_name": "", "gui": 1})
    assert status == 200 and "Cần điền mục này." in text
    assert fresh([row])[0].state == State.RETURNED


@pytest.mark.parametrize("value", ["abc", "-1", "9" * 30, "1 OR 1=1"])
def test_a_line_that_is_no_number_moves_nothing(world, value):
    row = bring(world, State.SUBMITTED)[0]
    url = reverse("workflow:work", args=[Procedure.objects.get(lines__dossier=row).pk])
    status, _ = post(world.appraiser, url, {"viec": "receive", "dossier": value})
    assert status == 409
    assert fresh([row])[0].state == State.SUBMITTED


@pytest.mark.parametrize("act", ["sign", "submit", "no_such_act", "__class__"])
def test_an_act_that_this_page_does_not_offer_is_404(world, act):
    row = bring(world, State.APPRAISING)[0]
    assert post(world.appraiser, reverse("workflow:act", args=[row.code, act]), {})[0] == 404


def test_a_form_key_longer_than_any_of_ours_is_cut(world):
    row, agenda = bring(world, State.APPRAISING)[0], bring(world, State.IN_COUNCIL)[0].agenda_items.get()
    typed = {"reason": REASON, "public_line": "Đang xác minh", "key": "k" * 300}
    assert post(world.appraiser, reverse("workflow:act", args=[row.code, "hold"]), typed)[0] == 302
    vote = reverse("workflow:session_vote", args=[agenda.session_id])
    assert post(world.secretary, vote, {f"phieu-{agenda.pk}": "yes", "key": "v" * 300})[0] == 302
    assert list(Batch.objects.exclude(key=None).order_by("pk").values_list("key", flat=True)) == ["k" * 64, "v" * 64]
