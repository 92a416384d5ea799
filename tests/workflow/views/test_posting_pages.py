"""The office's pages of a posting, and the public page: what is shown there now, and nothing else."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiers import clock
from dossiers.models import Dossier, HandIn, RestrictedReason
from dossiers.vocabulary import Nature, Role, SimplifiedGround, State
from tests import factories as make
from tests.walking import browser
from tests.world import bring, do, fresh, make_world
from workflow.models import Posting, PostingComment
from workflow.posting import recording
from workflow.views import public as public_view

pytestmark = pytest.mark.django_db

THURSDAY = timezone.make_aware(datetime(2026, 11, 26, 9, 0))
SAID = "Ông này không hề làm việc đó, đề nghị xem lại"


@pytest.fixture
def world():
    with clock.set_to(THURSDAY):
        yield make_world()


def post(world, rows, **facts):
    do(world, "post_publicly", rows, **({"days": 5} | facts))
    return Posting.objects.latest("pk")


def named(world, name: str, unit=None, **about) -> list[Dossier]:
    """A line in appraisal of a person of that name, who has a job, a birth year and achievements."""
    unit = unit or world.unit
    nominee = make.make_person(unit, name=name, job="Chuyên viên", birth_year=1971, staff_code=f"MS-{name}")
    rows = bring(world, State.APPRAISING, nominees=[nominee], **about)
    Dossier.objects.filter(pk__in=[each.pk for each in rows]).update(achievement=f"Thành tích của {name}")
    return fresh(rows)


def public(code: str = "stp") -> str:
    answer = Client().get(f"/cong-khai/{code}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_anybody_reads_who_is_proposed_for_what_and_where_to_send_comments(world):
    post(world, named(world, "Mai Thị Công Khai"), comments_to="Văn phòng Sở, số điện thoại 0262 123")
    page = public()
    for word in ("Mai Thị Công Khai", "Chuyên viên", "Phòng Hành chính", world.award.name, "26/11/2026", "03/12/2026",
                 "Văn phòng Sở, số điện thoại 0262 123"):
        assert word in page


def test_no_more_than_that_is_told_of_a_person(world):
    [row] = named(world, "Mai Thị Công Khai")
    posting = post(world, [row])
    recording.note_comment(
        posting, actor=world.appraiser, text=SAID, kind="complaint", received_on=clock.today(), way="letter",
        by_whom="Quách Văn Tố", dossier=row,
    )
    page = public()
    for word in (row.code, "1971", "MS-Mai", "Thành tích của", SAID, "Quách Văn Tố", posting.code, "Hoàng Văn Thẩm"):
        assert word not in page


def test_what_is_not_posted_now_is_not_there(world):
    """Each of these could leak: held, withdrawn, closed, hung up elsewhere, secret, rehearsed, of another body."""
    post(world, named(world, "Có Trong Danh Sách"))
    held, withdrawn = named(world, "Đã Tạm Dừng"), named(world, "Đã Rút")
    post(world, held + withdrawn, title="Danh sách hai")
    do(world, "hold", held, public_line="Chờ xác minh thông tin")
    do(world, "withdraw", withdrawn)
    post(world, named(world, "Ở Bảng Tin"), place="elsewhere", where="Bảng tin tầng 1")
    post(world, named(world, "Chuyện Bí Mật", simplified=True), title="Danh sách ba")
    HandIn.objects.filter(dossiers__nominee_name="Chuyện Bí Mật").update(ground=SimplifiedGround.SECRET)
    closed = named(world, "Đã Kết Thúc")
    do(world, "post_publicly", closed, title="Danh sách bốn")
    do(world, "close_posting", closed)
    named(world, "Đang Thẩm Định")
    rehearsed = make.make_season(2031, nature=Nature.REHEARSAL)
    post(world, named(world, "Chỉ Diễn Tập"), title="Danh sách năm")
    Dossier.objects.filter(nominee_name="Chỉ Diễn Tập").update(season=rehearsed)
    make.make_body("SNV", name="Sở Nội vụ")
    page = public()
    assert "Có Trong Danh Sách" in page
    for name in ("Đã Tạm Dừng", "Đã Rút", "Ở Bảng Tin", "Chuyện Bí Mật", "Đã Kết Thúc", "Đang Thẩm Định",
                 "Chỉ Diễn Tập", "Chờ xác minh"):
        assert name not in page
    assert RestrictedReason.objects.exists()
    assert "Có Trong Danh Sách" not in public("SNV")


def test_after_the_period_nothing_is_left_though_nobody_has_ended_it(world):
    post(world, named(world, "Mai Thị Công Khai"))
    with clock.set_to(THURSDAY + timedelta(days=7, hours=14)):
        assert "Mai Thị Công Khai" in public()
    with clock.set_to(THURSDAY + timedelta(days=8)):
        assert "Hiện không có danh sách nào đang công khai." in public()


def test_a_long_list_goes_on_on_a_further_page_and_keeps_its_numbers(world, monkeypatch):
    monkeypatch.setattr(public_view, "AT_ONCE", 2)
    post(world, [line for name in ("An", "Bình", "Chi") for line in named(world, name)])
    client = Client()
    first, second = (client.get("/cong-khai/stp/", {"trang": page}).content.decode() for page in ("1", "2"))
    assert ("An" in first, "Bình" in first, "Chi" in first) == (True, True, False)
    assert '<td class="vd-number" data-label="STT">3</td>' in second
    assert ("Chi" in second, "Bình" in second) == (True, False)
    assert ("Trang sau" in first, "Trang sau" in second, "Trang trước" in second) == (True, False, True)
    assert client.get("/cong-khai/stp/", {"trang": "x' or 1"}).status_code == 200


def test_what_somebody_types_is_shown_as_text(world):
    hostile = "<script>alert(1)</script>"
    posting = post(world, named(world, hostile), title=f"Danh sách {hostile}", comments_to=hostile)
    recording.note_comment(
        posting, text=f"{hostile}\n{{{{ 7 }}}}", kind="comment", received_on=clock.today(), way="mail", by_whom=hostile,
        actor=world.appraiser,
    )
    for page in (public(), browser(world.appraiser).get(f"/danh-sach-cong-khai/{posting.pk}/").content.decode(),
                 browser(world.appraiser).get(f"/danh-sach-cong-khai/{posting.pk}/thong-bao/").content.decode()):
        assert (hostile in page, "&lt;script&gt;alert(1)&lt;/script&gt;" in page) == (False, True)


def test_the_page_begins_no_session_and_stays_out_of_search_engines(world):
    post(world, named(world, "Mai Thị Công Khai"))
    answer = Client().get("/cong-khai/stp/")
    assert (answer["X-Robots-Tag"], answer["Cache-Control"]) == ("noindex, nofollow, noarchive", "no-store")
    assert '<meta name="robots" content="noindex, nofollow, noarchive">' in answer.content.decode()
    assert dict(answer.cookies) == {}
    assert "<form" not in answer.content.decode()
    assert Client().post("/cong-khai/stp/").status_code == 405


@pytest.mark.parametrize("code", ["UBND", "P01", "khong-co"])
def test_bodies_outside_and_units_have_no_such_page(world, code):
    assert Client().get(f"/cong-khai/{code}/").status_code == 404


def test_the_public_page_takes_as_few_statements_for_thirty_lines(world):
    counts = []
    for number in (1, 30):
        post(world, bring(world, State.APPRAISING, number), title=f"Danh sách {number}")
        with CaptureQueriesContext(connection) as asked:
            public()
        counts.append(len(asked))
    assert counts == [3, 3]


def test_who_opens_the_pages_of_the_office(world):
    posting = post(world, named(world, "Mai Thị Công Khai"))
    stranger = make.make_holder(Role.OFFICE, make.make_body("SNV"))
    pages = [f"/danh-sach-cong-khai/{posting.pk}/", f"/danh-sach-cong-khai/{posting.pk}/thong-bao/"]
    readers = (world.appraiser, world.office_head, world.decider, world.inspector)
    others = (world.head, world.drafter, world.secretary, stranger)
    assert {browser(user).get(page).status_code for user in readers for page in pages} == {200}
    assert {browser(user).get(page).status_code for user in others for page in pages} == {404}
    assert Client().get(pages[0]).status_code == 302


def test_comments_are_read_by_the_office_alone_and_by_nobody_of_the_list(world):
    own = make.make_person(world.unit, user=world.other_appraiser)
    rows = [*named(world, "Mai Thị Công Khai"), *bring(world, State.APPRAISING, nominees=[own])]
    posting = post(world, rows)
    recording.note_comment(
        posting, actor=world.appraiser, text=SAID, kind="complaint", received_on=clock.today(), way="letter",
        dossier=rows[0],
    )
    readers = {name for name in ("appraiser", "office_head", "other_appraiser", "decider", "clerk", "inspector")
               if SAID in browser(getattr(world, name)).get(f"/danh-sach-cong-khai/{posting.pk}/").content.decode()}
    assert readers == {"appraiser", "office_head"}
    for user in (world.head, world.inspector, world.decider):
        assert SAID not in browser(user).get(f"/ho-so/{rows[0].code}/").content.decode()


def test_a_complaint_is_noted_and_its_line_can_be_held_right_there(world):
    [row] = named(world, "Mai Thị Công Khai")
    posting, client = post(world, [row]), browser(world.appraiser)
    address = f"/danh-sach-cong-khai/{posting.pk}/"
    given = {"kind": "complaint", "dossier": row.pk, "received_on": "26/11/2026", "way": "phone", "text": SAID}
    assert client.post(f"{address}y-kien/", given | {"key": "a"}).status_code == 302
    page = client.get(address).content.decode()
    assert f"/ho-so/{row.code}/viec/hold/" in page
    comment = PostingComment.objects.get()
    answered = client.post(f"{address}y-kien/{comment.pk}/", {"answer": "Đã xác minh", "key": "b"})
    assert (answered.status_code, PostingComment.objects.get().answer) == (302, "Đã xác minh")
    late = client.post(f"{address}y-kien/", given | {"received_on": "30/11/2026", "key": "c"})
    assert (late.status_code, PostingComment.objects.count()) == (409, 1)


def test_nobody_else_writes_there(world):
    [row] = named(world, "Mai Thị Công Khai")
    posting = post(world, [row])
    address = f"/danh-sach-cong-khai/{posting.pk}/"
    given = {"kind": "comment", "received_on": "26/11/2026", "way": "phone", "text": SAID}
    assert browser(world.head).post(f"{address}y-kien/", given).status_code == 404
    assert browser(world.decider).post(f"{address}y-kien/", given).status_code == 409
    assert browser(world.decider).post(f"{address}ket-thuc/", {"dossier": row.pk}).status_code == 409
    assert (PostingComment.objects.count(), fresh([row])[0].state) == (0, State.POSTED)


def test_it_is_ended_from_its_page_when_the_period_is_over(world):
    [row] = named(world, "Mai Thị Công Khai")
    posting, client = post(world, [row]), browser(world.appraiser)
    address = f"/danh-sach-cong-khai/{posting.pk}/"
    assert "mới được kết thúc" in client.get(address).content.decode()
    early = client.post(f"{address}ket-thuc/", {"dossier": row.pk, "result": "Xong", "key": "a"})
    assert early.status_code == 409
    assert "phải công khai đến hết ngày 03/12/2026" in early.content.decode()
    with clock.set_to(THURSDAY + timedelta(days=8)):
        assert "có thể kết thúc" in client.get(address).content.decode()
        done = client.post(f"{address}ket-thuc/", {"dossier": row.pk, "result": "Xong", "key": "b"})
        page = client.get(address).content.decode()
    assert (done.status_code, fresh([row])[0].state) == (302, State.APPRAISING)
    assert ("Đã kết thúc" in page, "Xong" in page) == (True, True)


def test_the_minutes_count_what_was_said_and_are_for_the_office_once_the_period_is_over(world):
    own = make.make_person(world.unit, user=world.other_appraiser, name="Vũ Thị Định")
    rows = [*named(world, "Mai Thị Công Khai"), *bring(world, State.APPRAISING, nominees=[own]),
            *named(world, "Bùi Văn Bị Dừng")]
    posting = post(world, rows)
    recording.note_comment(
        posting, text=SAID, kind="comment", received_on=clock.today(), way="letter", actor=world.appraiser
    )
    do(world, "hold", rows[2:])
    page = f"/danh-sach-cong-khai/{posting.pk}/bien-ban/"
    assert browser(world.appraiser).get(page).status_code == 404
    with clock.set_to(THURSDAY + timedelta(days=8)):
        shown = browser(world.appraiser).get(page).content.decode()
        for who in (world.other_appraiser, world.decider, world.head, world.inspector):
            assert browser(who).get(page).status_code == 404
        assert page in browser(world.appraiser).get(f"/danh-sach-cong-khai/{posting.pk}/").content.decode()
        recording.close(posting, fresh(rows[:2]), actor=world.appraiser, result="Không ai phản đối.")
        after = browser(world.appraiser).get(page).content.decode()
    assert "từ ngày 26/11/2026 đến hết ngày 04/12/2026 (thời gian ít nhất 5 ngày làm việc, cơ quan đặt)" in shown
    assert "nhận được 1 ý kiến; còn 1 ý kiến chưa xem xét." in shown
    assert ("Mai Thị Công Khai" in shown, "Bùi Văn Bị Dừng" in shown, SAID in shown) == (True, False, False)
    assert ("Không ai phản đối." in after, "Mai Thị Công Khai" in after) == (True, True)


def test_it_starts_from_ticked_lines_of_the_sheet_and_stands_in_the_inbox(world):
    rows = bring(world, State.APPRAISING, 2)
    client = browser(world.appraiser)
    work = rows[0].lines.get(left_at=None).procedure
    given = {"viec": "post_publicly", "dossier": [each.pk for each in rows], "key": "k"}
    form = client.post(f"/viec/{work.pk}/", given).content.decode()
    assert ("Công khai ở đâu" in form, Posting.objects.count()) == (True, 0)
    typed = {"bieu_mau": "1", "place": "elsewhere", "where": "Bảng tin tầng 1", "days": "5", "unit": "working"}
    assert client.post(f"/viec/{work.pk}/", given | typed).status_code == 302
    posting = Posting.objects.get()
    assert (posting.where, posting.lines.count()) == ("Bảng tin tầng 1", 2)
    assert "Theo dõi công khai, ghi ý kiến nhận được" in browser(world.office_head).get("/").content.decode()
    assert client.get(f"/viec/{posting.procedure_id}/")["Location"] == f"/danh-sach-cong-khai/{posting.pk}/"


def test_the_list_takes_as_few_statements_for_thirty_postings(world):
    counts = []
    for number in (1, 29):
        for each in range(number):
            post(world, bring(world, State.APPRAISING), title=f"Danh sách {number} {each}")
        client = browser(world.appraiser)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/danh-sach-cong-khai/").status_code == 200
        counts.append(len(asked))
    assert (counts[0] == counts[1], counts[1] <= 12) == (True, True)


def test_a_unit_reads_on_the_dossier_where_it_hangs_without_a_link(world):
    [row] = named(world, "Mai Thị Công Khai")
    posting = post(world, [row], title="Danh sách đợt hai")
    page = browser(world.head).get(f"/ho-so/{row.code}/").content.decode()
    assert ("Danh sách đợt hai" in page, f"/danh-sach-cong-khai/{posting.pk}/" in page) == (True, False)
    assert f"/danh-sach-cong-khai/{posting.pk}/" in browser(world.appraiser).get(f"/ho-so/{row.code}/").content.decode()
    assert posting.from_on == date(2026, 11, 26)
