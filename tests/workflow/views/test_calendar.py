"""The working calendar: everybody reads it, administrators change it, nothing moves before it was shown."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dossiers import clock
from dossiers.models import Dossier
from dossiers.vocabulary import Role
from tests.factories import make_body, make_draft, make_holder, make_season, make_unit, make_user
from workflow import engine, terms
from workflow.models import DayOverride, Entry

pytestmark = pytest.mark.django_db
PAGE, CHANGE = "/lich-lam-viec/", "/lich-lam-viec/sua/"
NOW = timezone.make_aware(datetime(2026, 3, 2, 9))
MONDAY_NINTH = terms.last_moment(date(2026, 3, 9))
DAY = {
    "day": "03/03/2026", "kind": "closed", "number": "15/TB-STP", "dated": "20/02/2026",
    "paper": "Sở Tư pháp, dời trụ sở",
}
CITED = "Văn bản số 15/TB-STP ngày 20/02/2026: Sở Tư pháp, dời trụ sở"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(NOW):
        yield


@pytest.fixture
def body():
    return make_body("STP", name="Sở Tư pháp")


@pytest.fixture
def administrator(client, body):
    person = make_holder(Role.ADMINISTRATOR, body, name="Trần Thị Bình")
    client.force_login(person)
    return person


@pytest.fixture
def running(body):
    """Two dossiers handed in today, due on the fifth, and one that was drafted."""
    unit, season = make_unit("P1", under=body), make_season(2026)
    rows = [make_draft(unit, body=body, season=season) for _ in range(3)]
    engine.perform("submit", rows[:2], actor=make_holder(Role.UNIT_HEAD, unit))
    return rows[:2]


def days(response) -> list[tuple]:
    return [(each.day, each.working, each.name, each.own is not None) for each in response.context["year"].days]


def test_everybody_reads_the_year_and_where_each_day_comes_from(client, body):
    client.force_login(make_user())
    response = client.get(PAGE)
    found = days(response)
    assert found[:3] == [
        (date(2026, 1, 1), False, "Tết Dương lịch", False),
        (date(2026, 1, 2), False, "Nghỉ bù, nghỉ hoán đổi", True),
        (date(2026, 1, 10), True, "Làm việc (làm bù)", True),
    ]
    assert (date(2026, 8, 22), True, "Làm bù theo lịch chung", False) in found
    year = response.context["year"]
    assert (year.working, year.off, year.made_up) == (249, 14, 2)
    text = response.content.decode()
    assert "Văn bản số 12729/VPCP-KGVX ngày 25/12/2025: Văn phòng Chính phủ, nghỉ Tết Dương lịch" in text
    assert "Thêm ngày nghỉ" not in text
    assert CHANGE not in text


@pytest.mark.parametrize(("asked", "shown"), [("2025", 2025), ("1999", 2026), ("abc", 2026), ("9" * 40, 2026)])
def test_another_year_is_asked_by_its_number(client, body, asked, shown):
    client.force_login(make_user())
    assert client.get(PAGE, {"nam": asked}).context["year"].year == shown


@pytest.mark.parametrize("role", [Role.OFFICE_HEAD, Role.DECIDER, Role.INSPECTOR])
def test_nobody_else_changes_it(client, body, role):
    client.force_login(make_holder(role, body))
    answers = [client.get(CHANGE), client.post(CHANGE, DAY), client.post(CHANGE, {"remove": "2026-01-02"})]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert DayOverride.objects.count() == 2


def test_a_day_is_previewed_with_what_it_moves_and_holds_only_once_confirmed(client, administrator, running):
    seen = client.post(CHANGE, DAY)
    moved = [(each.name, f"{timezone.localtime(each.after):%d/%m}") for each in seen.context["moved"]]
    assert moved == [(row.code, "06/03") for row in sorted(running, key=lambda row: row.code)]
    assert seen.context["counts"] == [("Hạn xử lý ở bước", 2)]
    assert "Sửa lịch 1 ngày, dời 2 hạn" in seen.content.decode()
    assert DayOverride.objects.count() == 2
    done = client.post(CHANGE, {"changes": seen.context["signed"]}, follow=True)
    assert done.redirect_chain == [(f"{PAGE}?nam=2026", 302)]
    assert (date(2026, 3, 3), False, "Cơ quan nghỉ riêng", True) in days(done)
    text = done.content.decode()
    assert "Đã sửa lịch làm việc: 1 ngày. 2 hạn đã dời" in text
    assert f"03/03/2026: cơ quan nghỉ riêng ({CITED})" in text
    due = {timezone.localdate(each) for each in Dossier.objects.exclude(due_at=None).values_list("due_at", flat=True)}
    assert due == {date(2026, 3, 6)}


def test_the_confirmation_sent_twice_changes_once(client, administrator, running):
    signed = client.post(CHANGE, DAY).context["signed"]
    for _ in range(2):
        assert client.post(CHANGE, {"changes": signed}).status_code == 302
    assert Entry.objects.filter(act="change_calendar").count() == 1


def test_a_preview_belongs_to_who_asked_for_it_and_to_its_hour(client, administrator, body):
    signed = client.post(CHANGE, DAY).context["signed"]
    client.force_login(make_holder(Role.ADMINISTRATOR, body))
    for sent in (signed, "forged"):
        answer = client.post(CHANGE, {"changes": sent}, follow=True)
        assert "hãy làm lại" in answer.content.decode()
    assert DayOverride.objects.count() == 2


def test_a_scan_of_the_paper_is_kept_and_read_by_everybody(client, administrator):
    scan = SimpleUploadedFile("quyet-dinh.pdf", PDF, content_type="application/pdf")
    client.post(CHANGE, {"changes": client.post(CHANGE, DAY | {"scan": scan}).context["signed"]})
    client.force_login(make_user())
    assert reverse("workflow:calendar_paper", args=["2026-03-03"]) in client.get(PAGE).content.decode()
    answer = client.get(reverse("workflow:calendar_paper", args=["2026-03-03"]))
    assert b"".join(answer.streaming_content) == PDF
    assert client.get(reverse("workflow:calendar_paper", args=["2026-01-02"])).status_code == 404


def test_a_wrong_file_or_a_missing_word_is_said_at_its_field(client, administrator):
    answer = client.post(CHANGE, DAY | {"number": "", "scan": SimpleUploadedFile("a.pdf", b"MZ\x90")})
    assert list(answer.context["single"].errors) == ["number"]
    answer = client.post(CHANGE, DAY | {"scan": SimpleUploadedFile("a.pdf", b"MZ\x90")})
    assert list(answer.context["single"].errors) == ["scan"]


def test_pasted_lines_are_refused_line_by_line(client, administrator):
    answer = client.post(CHANGE, {"lines": "03/03/2026; nghỉ; 15/TB-STP\n04/03/2026; nghỉ"})
    assert [problem.line for problem in answer.context["problems"]] == [2]
    assert "04/03/2026; nghỉ" in answer.content.decode()
    assert "Chưa có dòng nào" in client.post(CHANGE, {"lines": " "}).content.decode()


def test_pasted_lines_are_previewed_together(client, administrator, running):
    days = (("02/01/2026", "nghỉ bù"), ("03/03/2026", "nghỉ"), ("07/03/2026", "làm bù"), ("08/03/2026", "nghỉ"))
    seen = client.post(CHANGE, {"lines": "\n".join(f"{day}; {word}; 15/TB-STP" for day, word in days)})
    assert [(row["change"].day.day, row["before"], row["after"], row["turns"]) for row in seen.context["rows"]] == [
        (2, "nghỉ", "nghỉ", False), (3, "làm việc", "nghỉ", True), (7, "nghỉ", "làm việc", True),
        (8, "nghỉ", "nghỉ", False),
    ]
    client.post(CHANGE, {"changes": seen.context["signed"]})
    assert DayOverride.objects.count() == 5


def test_a_day_is_taken_away_after_a_preview(client, administrator):
    seen = client.post(CHANGE, {"remove": "2026-01-10"})
    assert [(row["before"], row["after"]) for row in seen.context["rows"]] == [("làm việc", "nghỉ")]
    done = client.post(CHANGE, {"changes": seen.context["signed"]}, follow=True)
    assert "10/01/2026: bỏ khỏi lịch riêng" in done.content.decode()
    assert list(DayOverride.objects.values_list("day", flat=True)) == [date(2026, 1, 2)]
    assert client.post(CHANGE, {"remove": "khong"}).status_code == 404
    assert "không có gì để sửa" in client.post(CHANGE, {"remove": "2026-01-10"}).content.decode()


def test_what_changed_since_the_preview_is_said(client, administrator):
    signed = client.post(CHANGE, DAY).context["signed"]
    client.post(CHANGE, {"changes": client.post(CHANGE, DAY).context["signed"]})
    assert "không có gì để sửa" in client.post(CHANGE, {"changes": signed}).content.decode()


def test_the_page_asks_as_little_for_many_days_as_for_few(client, administrator, django_assert_max_num_queries):
    DayOverride.objects.bulk_create(
        DayOverride(day=date(2026, 6, number), kind="closed", paper="15/TB-STP") for number in range(1, 31)
    )
    with django_assert_max_num_queries(12):
        client.get(PAGE)


def test_a_year_without_a_decision_says_so_until_its_first_day_is_entered(client, body):
    client.force_login(make_user())
    words = "Chưa có quyết định về nghỉ Tết, nghỉ bù, hoán đổi của năm 2027"
    assert words in client.get(f"{PAGE}?nam=2027").content.decode()
    assert "Chưa có quyết định" not in client.get(f"{PAGE}?nam=2026").content.decode()
    DayOverride.objects.create(day=date(2027, 2, 3), kind="lieu", paper="15/TB-VPCP")
    assert words not in client.get(f"{PAGE}?nam=2027").content.decode()


@pytest.mark.parametrize("day", ["31/12/9999", "01/01/0001", "01/01/1999"])
def test_a_day_outside_the_years_it_can_count_is_said_at_its_field(client, administrator, day):
    answer = client.post(CHANGE, DAY | {"day": day})
    assert (answer.status_code, answer.context["single"].errors["day"]) == (200, ["Năm phải từ 2000 đến 2100."])


def test_the_last_day_that_can_be_entered_moves_nothing_and_breaks_nothing(client, administrator, running):
    seen = client.post(CHANGE, DAY | {"day": "31/12/2100"})
    assert "Không có hạn đang chạy nào phải dời" in seen.content.decode()
    done = client.post(CHANGE, {"changes": seen.context["signed"]}, follow=True)
    assert done.redirect_chain == [(f"{PAGE}?nam=2100", 302)]
    assert done.context["year"].year == 2100


def test_the_preview_asks_as_little_for_thirty_terms_as_for_one(client, administrator, body):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.post(CHANGE, DAY)
        return len(asked)

    unit, season = make_unit("P1", under=body), make_season(2026)
    head = make_holder(Role.UNIT_HEAD, unit)
    rows = [make_draft(unit, body=body, season=season) for _ in range(30)]
    engine.perform("submit", rows[:1], actor=head)
    client.post(CHANGE, DAY)
    one = cost()
    engine.perform("submit", rows[1:], actor=head)
    assert cost() == one
    assert len(client.post(CHANGE, DAY).context["moved"]) == 30


def test_the_preview_says_what_is_late_at_once_and_what_no_more(client, administrator, running):
    worked = DAY | {"day": "08/03/2026", "kind": "worked"}
    with clock.set_to(NOW.replace(day=6)):
        seen = client.post(CHANGE, DAY | {"day": "05/03/2026"})
        assert (len(seen.context["moved"]), seen.content.decode().count("không còn quá hạn")) == (2, 2)
        assert "quá hạn ngay" not in seen.content.decode()
    Dossier.objects.filter(pk__in=[row.pk for row in running]).update(due_from=NOW.replace(day=4), due_at=MONDAY_NINTH)
    with clock.set_to(NOW.replace(day=9)):
        seen = client.post(CHANGE, worked)
        assert (len(seen.context["moved"]), seen.content.decode().count("quá hạn ngay")) == (2, 2)


def test_a_term_that_stays_ahead_or_late_is_not_marked(client, administrator, running):
    text = client.post(CHANGE, DAY).content.decode()
    assert ("quá hạn ngay" in text, "không còn quá hạn" in text) == (False, False)
