"""Bảng tổng hợp, báo cáo thẩm định, thông báo kết quả: figures that add up, for those who work on every line."""

import io
import time

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dossiers import clock
from dossiers.documents import rendering
from dossiers.documents.samples import SAMPLES
from dossiers.models import Dossier, Nominee
from dossiers.vocabulary import NomineeKind, State
from tests import factories as make
from tests.dossiers.documents.reading import everything, opened, paragraphs, rows
from tests.world import REASON, bring, convene, council, do, drafts, issue, make_world
from workflow.documents import appraisals, results, summary
from workflow.models import Decision, Session

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SECRET = "=Lý Thị Bí Mật & <Con>"


@pytest.fixture
def world():
    return make_world()


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user, name: str, *args, **query):
    return browser(user).get(reverse(f"workflow:{name}", args=args), query)


def person(world, name: str = SECRET):
    return make.make_person(world.unit, name=name, job="+84 Trưởng phòng", birth_year=1975)


def two_units(world) -> None:
    """Two of one unit in appraisal (a person, the unit), one of another at the council, one draft."""
    whole = Nominee.objects.create(kind=NomineeKind.UNIT, unit=world.unit, name=world.unit.name)
    bring(world, State.APPRAISING, nominees=[person(world), whole])
    other = make.make_award("GK2", name="Giấy khen khác", position=5)
    lines = drafts(world, unit=world.other_unit, award=other)
    do(world, "clear", do(world, "receive", do(world, "submit", lines, world.other_head)))
    drafts(world, nominees=[person(world, "Người Còn Soạn")])


def test_the_matrix_counts_by_unit_and_award_what_was_sent(world):
    two_units(world)
    page = get(world.office_head, "summary", world.body.code)
    matrix = page.context["matrix"]
    assert [award.name for award in matrix.awards] == [world.award.name, "Giấy khen khác"]
    figures = [(row.name, row.numbers, row.persons, row.collectives, row.whole) for row in matrix.rows]
    assert figures == [("Phòng Hành chính", [2, 0], 1, 1, 2), ("Phòng Bổ trợ", [0, 1], 1, 0, 1)]
    assert (matrix.total.numbers, matrix.total.persons, matrix.total.collectives) == ([2, 1], 2, 1)


def test_the_filter_narrows_figures_and_files_alike(world):
    two_units(world)
    asked = {"buoc": "hoi-dong"}
    page = get(world.office_head, "summary", world.body.code, **asked)
    assert (page.context["matrix"].total.whole, page.context["form"].said) == (
        1, f"{world.season.title}, Chờ và đang xét tại Hội đồng"
    )
    book = _book(get(world.office_head, "summary_workbook", world.body.code, **asked))
    assert [row[5] for row in book["Danh sách"].iter_rows(min_row=4, values_only=True)] == ["Phòng Bổ trợ"]
    sheet = opened(get(world.office_head, "summary_paper", world.body.code, **asked).content)
    assert rows(sheet, 1) == [
        ["STT", "Đơn vị", "Giấy khen khác", "Cá nhân", "Tập thể", "Cộng"],
        ["1", "Phòng Bổ trợ", "1", "1", "0", "1"],
        ["", "Tổng cộng", "1", "1", "0", "1"],
    ]
    assert get(world.office_head, "summary", world.body.code, dot="n0", buoc="la").status_code == 200


def _book(answer):
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def test_what_looks_like_a_formula_is_text_in_excel(world):
    lines = bring(world, State.APPRAISING, nominees=[person(world)])
    Dossier.objects.filter(pk=lines[0].pk).update(achievement="@SUM(1)", unit_name="-1+1")
    answer = get(world.office_head, "summary_workbook", world.body.code)
    assert answer["Content-Disposition"] == f'attachment; filename="bang-tong-hop-STP-{clock.today().year}.xlsx"'
    book = _book(answer)
    cells = [cell for row in book["Danh sách"].iter_rows(min_row=4) for cell in row]
    assert [(cell.value, cell.data_type) for cell in cells][2:9:2] == [
        (SECRET, "s"), ("+84 Trưởng phòng", "s"), (world.award.name, "s"), ("@SUM(1)", "s")
    ]
    assert "f" not in {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}


def test_the_list_on_paper_says_who_for_what_and_how_far(world):
    bring(world, State.APPRAISING, nominees=[person(world)])
    sheet = opened(get(world.decider, "summary_paper", world.body.code).content)
    assert rows(sheet, 2)[1] == [
        "1", SECRET, "1975", "+84 Trưởng phòng, Phòng Hành chính", "Phòng Hành chính", "Đang thẩm định"
    ]


def test_the_summary_is_for_the_people_of_the_body(world):
    bring(world, State.APPRAISING, nominees=[person(world)])
    for stranger in (world.head, world.other_head, world.members[0], make.make_holder("office", make.make_body("SKH"))):
        for name in ("summary", "summary_workbook", "summary_paper", "appraisal_paper"):
            answer = get(stranger, name, world.body.code)
            assert (answer.status_code, "Bí Mật" in answer.content.decode()) == (404, False)
    assert [get(each, "summary", world.body.code).status_code for each in (world.inspector, world.clerk)] == [200, 200]
    other = make.make_body("SNV")
    assert get(make.make_holder("office", other), "summary", other.code).context["matrix"].total.whole == 0


def test_nothing_or_too_much_for_a_paper_is_said_in_words(world, monkeypatch):
    assert get(world.office_head, "summary_paper", world.body.code).status_code == 302
    bring(world, State.APPRAISING, 2)
    monkeypatch.setattr("workflow.views.summary.MOST_ON_PAPER", 1)
    client = browser(world.office_head)
    answer = client.get(reverse("workflow:appraisal_paper", args=[world.body.code]), follow=True)
    assert "Có 2 hồ sơ, quá nhiều cho một tệp Word; hãy lọc bớt hoặc tải Excel." in answer.content.decode()


def test_the_appraisal_report_carries_each_finding_to_the_council(world):
    lines = bring(world, State.AWAITING_COUNCIL, nominees=[person(world)])
    session = convene(world, lines)
    for answer in (
        get(world.appraiser, "appraisal_paper", world.body.code), get(world.members[0], "session_appraisal", session.pk)
    ):
        sheet = opened(answer.content)
        assert rows(sheet, 3)[1] == [
            "1", SECRET, "1975", "+84 Trưởng phòng, Phòng Hành chính", "Đủ điều kiện, tiêu chuẩn."
        ]
        assert f"Kính gửi: {world.council.name}" in paragraphs(sheet)


def test_a_member_of_later_days_and_a_unit_get_no_appraisal_report(world):
    bring(world, State.ENDORSED, nominees=[person(world)])
    session = Session.objects.get()
    late = make.make_user()
    make.give_seat(late, world.council)
    for stranger in (late, world.head, world.other_head):
        answer = get(stranger, "session_appraisal", session.pk)
        assert (answer.status_code, "Bí Mật" in answer.content.decode()) == (404, False)
    page = get(late, "session", session.pk).content.decode()
    assert reverse("workflow:session_appraisal", args=[session.pk]) not in page


def test_the_notice_tells_decision_and_reason_and_not_the_councils_advice(world):
    names = [person(world, f"{SECRET} {n}") for n in range(3)]
    hand_in = drafts(world, nominees=names)[0].hand_in
    granted, refused, pending = Dossier.objects.order_by("pk")
    _grant(world, granted)
    do(world, "declare_ineligible", do(world, "propose_ineligible", _received(world, refused)))
    do(world, "submit", [pending])
    answer = get(world.head, "result_notice", hand_in.pk)
    sheet, decision = opened(answer.content), Decision.objects.get()
    told = f"Quyết định {decision.full_number} ngày {decision.dated:%d/%m/%Y} của Sở Tư pháp"
    assert [rows(sheet, n)[1][1:] for n in (1, 2, 3)] == [
        [f"{SECRET} 0", world.award.name, told],
        [f"{SECRET} 1", world.award.name, REASON],
        [f"{SECRET} 2", world.award.name, "Đang xem xét"],
    ]
    assert f"thong-bao-ket-qua-P01-{world.season.year}.docx" in answer["Content-Disposition"]
    for stranger in (world.other_head, names[0].user or make.make_user(), world.members[0]):
        found = get(stranger, "result_notice", hand_in.pk)
        assert (found.status_code, "Bí Mật" in found.content.decode()) == (404, False)


def _received(world, dossier: Dossier) -> list[Dossier]:
    return do(world, "receive", do(world, "submit", [dossier]))


def _grant(world, dossier: Dossier) -> None:
    issue(world, council(world, do(world, "clear", _received(world, dossier))))


def test_the_restricted_reason_of_a_hold_is_in_no_paper(world):
    held, done = drafts(world, 2)
    do(world, "hold", _received(world, held), reason="Có đơn tố cáo của ông Mật Báo")
    _grant(world, done)
    words = everything(opened(get(world.head, "result_notice", held.hand_in_id).content))
    words += everything(opened(get(world.office_head, "summary_paper", world.body.code).content))
    assert ("Mật Báo" in words, "Tạm dừng xét" in words) == (False, True)


def test_a_hand_in_without_a_result_has_no_notice(world):
    dossier = bring(world, State.NOT_ENDORSED)[0]
    assert get(world.head, "result_notice", dossier.hand_in_id).status_code == 404


def test_the_pages_offer_them(world):
    dossier = bring(world, State.GRANTED)[0]
    bring(world, State.AWAITING_COUNCIL)
    hand_in = browser(world.head).get(reverse("dossiers:hand_in", args=[dossier.hand_in_id])).content.decode()
    assert reverse("workflow:result_notice", args=[dossier.hand_in_id]) in hand_in
    pool = get(world.secretary, "pool", world.body.code, State.AWAITING_COUNCIL).content.decode()
    assert reverse("workflow:summary", args=[world.body.code]) not in pool
    pool = get(world.office_head, "pool", world.body.code, State.ENDORSED).content.decode()
    assert reverse("workflow:summary", args=[world.body.code]) in pool
    session = get(world.decider, "session", Session.objects.first().pk).content.decode()
    assert reverse("workflow:session_appraisal", args=[Session.objects.first().pk]) in session


def test_the_values_have_the_names_of_the_samples(world):
    line = bring(world, State.GRANTED)[0]
    lines = list(summary.listed(Dossier.objects.all()))
    day = clock.today()
    made = {
        "bang-tong-hop": summary.values_of(world.body, Dossier.objects.all(), about="", day=day),
        "bao-cao-tham-dinh": appraisals.values_of(world.body, lines, to="", day=day),
        "thong-bao-ket-qua": results.values_of(line.hand_in, lines, day=day),
    }
    assert {kind: set(SAMPLES[kind]) - set(values) for kind, values in made.items()} == dict.fromkeys(made, set())


def test_the_page_costs_the_same_for_one_line_and_thirty(world, django_assert_max_num_queries):
    client = browser(world.office_head)
    for count in (1, 29):
        bring(world, State.APPRAISING, count)
        with django_assert_max_num_queries(12):
            client.get(reverse("workflow:summary", args=[world.body.code]))


def test_five_hundred_lines_take_seconds(world):
    line = bring(world, State.APPRAISING)[0]
    lines = [*summary.listed(Dossier.objects.filter(pk=line.pk))] * 500
    began = time.process_time()
    values = appraisals.values_of(world.body, lines, to="", day=clock.today())
    made = opened(rendering.render("bao-cao-tham-dinh", values))
    assert (len(rows(made, 3)), time.process_time() - began < 10) == (501, True)
