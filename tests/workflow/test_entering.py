"""What the office enters: compared by a second person before it is sent; its own proposals sent by its head."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from dossiers import clock, drafting, paper_checks, papers
from dossiers.drafting import NewLine
from dossiers.models import HandIn, Paper, PaperType
from dossiers.rules.objection import Refused
from dossiers.vocabulary import HandInOrigin, Role, State
from tests import factories as make
from tests.dossiers.files import PDF
from tests.world import World, do, fresh, make_world
from workflow import engine, entering, reconcile
from workflow.models import Entry, Procedure

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)  # a Wednesday
CAME = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def frozen():
    with clock.set_to(NOW):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


def scan(sheet: HandIn, actor, name: str = "to-trinh.pdf", content: bytes = PDF) -> Paper:
    kind, _ = PaperType.objects.get_or_create(
        code="TO_TRINH", defaults={"name": "Tờ trình", "producer": "unit", "carrier": "hand_in"}
    )
    stored = papers.store(ContentFile(content, name=name))
    return drafting.add_paper(stored, name=name, paper_type=kind, actor=actor, hand_in=sheet)


def entered(world: World, count: int = 2, *, origin: str = HandInOrigin.PAPER, received_on=CAME, scanned=True, **about):
    """A tờ trình with lines, entered by the appraiser: (hand-in, lines)."""
    sheet = drafting.create_hand_in(
        unit=world.unit, season=world.season, actor=world.appraiser, origin=origin, to_body=world.body,
        received_on=received_on if origin == HandInOrigin.PAPER else None, **about,
    )
    people = [make.make_person(world.unit) for _ in range(count)]
    lines = [NewLine(person, world.award, world.body) for person in people]
    rows = drafting.add_lines(sheet, lines, actor=world.appraiser)
    if scanned and origin == HandInOrigin.PAPER:
        scan(sheet, world.appraiser)
    return sheet, rows


def compared(world: World, sheet: HandIn) -> None:
    entering.ask_check(sheet, actor=world.appraiser)
    seen = paper_checks.prints(sheet, sheet.dossiers.select_related("nominee")).all
    entering.confirm(sheet, seen=seen, actor=world.other_appraiser)


def told(refused: Refused) -> str:
    return " ".join(one.text for one in refused.all)


def test_it_is_sent_by_the_office_after_a_second_person_has_compared_it(world):
    sheet, rows = entered(world)
    with pytest.raises(Refused) as refusal:
        do(world, "submit", rows, world.appraiser)
    assert told(refusal.value) == " ".join(["Tờ trình nhập hộ từ bản giấy chưa được người thứ hai đối chiếu."] * 2)
    compared(world, sheet)
    assert {each.state for each in do(world, "submit", rows, world.appraiser)} == {State.SUBMITTED}
    entry = Entry.objects.get(dossier=rows[0], act="submit")
    assert entry.reason == "Nhập hộ, bản giấy nhận ngày 16/11/2026; Vũ Thị Định đã đối chiếu."
    assert (entry.role, entry.facts["received_on"]) == (Role.OFFICE, "2026-11-16")
    assert list(reconcile.breaches()) == []


def test_neither_the_unit_nor_another_office_sends_or_sees_it_as_its_own(world):
    sheet, rows = entered(world)
    compared(world, sheet)
    stranger = make.make_holder(Role.OFFICE, make.make_body("SYT"))
    for user in (world.head, world.drafter, stranger, world.clerk):
        with pytest.raises(Refused) as refusal:
            engine.perform("submit", rows, actor=user)
        assert refusal.value.families == {"role"}
        with pytest.raises(Refused):
            drafting.remove_draft(rows[0], actor=user)


def test_who_entered_or_asked_is_not_the_second_person(world):
    sheet, rows = entered(world)
    entering.ask_check(sheet, actor=world.office_head)
    seen = paper_checks.prints(sheet, rows).all
    for user in (world.appraiser, world.office_head):
        with pytest.raises(Refused) as refusal:
            entering.confirm(sheet, seen=seen, actor=user)
        assert "không tự đối chiếu" in told(refusal.value)
    with pytest.raises(Refused) as refusal:
        entering.confirm(sheet, seen=seen, actor=world.clerk)
    assert refusal.value.families == {"role"}
    entering.confirm(sheet, seen=seen, actor=world.other_appraiser)
    assert paper_checks.newest(sheet).answered_by == world.other_appraiser


@pytest.mark.parametrize(
    ("about", "text"),
    [
        ({"count": 0}, "Tờ trình chưa có dòng nào."),
        ({"received_on": None}, "Chưa ghi ngày nhận bản giấy."),
        ({"scanned": False}, "Chưa đính kèm bản quét tờ trình giấy."),
    ],
)
def test_nothing_is_asked_of_a_second_person_before_it_is_complete(world, about, text):
    sheet, _ = entered(world, **about)
    with pytest.raises(Refused) as refusal:
        entering.ask_check(sheet, actor=world.appraiser)
    assert told(refusal.value) == text


def test_what_was_changed_after_the_check_is_checked_again(world):
    sheet, rows = entered(world)
    compared(world, sheet)
    drafting.change_nominee(rows[0], {"job": "Chuyên viên chính"}, actor=world.appraiser)
    with pytest.raises(Refused) as refusal:
        do(world, "submit", rows, world.appraiser)
    assert list(refusal.value.by_dossier) == [rows[0].pk]
    assert told(refusal.value) == "Nội dung đã thay đổi sau khi Vũ Thị Định đối chiếu bản giấy."
    compared(world, sheet)
    scan(sheet, world.appraiser, "khac.pdf", PDF + b"\n")
    with pytest.raises(Refused):
        do(world, "submit", rows[1:], world.appraiser)


def test_what_changes_while_it_is_compared_is_not_confirmed(world):
    sheet, rows = entered(world)
    entering.ask_check(sheet, actor=world.appraiser)
    seen = paper_checks.prints(sheet, rows).all
    drafting.change_nominee(rows[0], {"birth_year": 1980}, actor=world.appraiser)
    with pytest.raises(Refused) as refusal:
        entering.confirm(sheet, seen=seen, actor=world.other_appraiser)
    assert told(refusal.value) == "Nội dung đã thay đổi trong khi đối chiếu; hãy xem lại."


def test_a_second_person_who_mends_it_does_not_confirm_the_own_words(world):
    sheet, rows = entered(world)
    entering.ask_check(sheet, actor=world.appraiser)
    drafting.change_nominee(rows[0], {"birth_year": 1980}, actor=world.other_appraiser)
    now = paper_checks.prints(sheet, fresh(rows)).all
    with pytest.raises(Refused) as refusal:
        entering.confirm(sheet, seen=now, actor=world.other_appraiser)
    assert told(refusal.value) == "Nội dung đã sửa sau khi Hoàng Văn Thẩm chuyển kiểm tra nên chưa xác nhận được."
    with pytest.raises(Refused) as refusal:  # nor by asking in the place of who entered it
        entering.ask_check(sheet, actor=world.other_appraiser)
    assert told(refusal.value) == "Tờ trình này đang chờ kiểm tra."
    entering.ask_check(sheet, actor=world.appraiser)
    entering.confirm(sheet, seen=now, actor=world.other_appraiser)
    assert sheet.checks.count() == 1
    assert {each.state for each in do(world, "submit", rows, world.appraiser)} == {State.SUBMITTED}


def test_a_line_added_or_taken_out_after_asking_is_asked_for_anew_or_sent_back(world):
    sheet, rows = entered(world)
    entering.ask_check(sheet, actor=world.appraiser)
    drafting.remove_draft(rows[1], actor=world.other_appraiser)
    with pytest.raises(Refused):
        entering.confirm(sheet, seen=paper_checks.prints(sheet, rows[:1]).all, actor=world.other_appraiser)
    entering.send_back(sheet, note="Dòng 2 không có trong bản giấy", actor=world.other_appraiser)
    compared(world, sheet)
    assert [check.outcome for check in sheet.checks.all()] == ["confirmed", "sent_back"]


def test_it_is_sent_back_with_a_note_and_asked_again_and_all_is_in_the_journal(world):
    sheet, _ = entered(world)
    entering.ask_check(sheet, actor=world.appraiser)
    with pytest.raises(Refused):
        entering.ask_check(sheet, actor=world.appraiser)
    with pytest.raises(Refused) as refusal:
        entering.send_back(sheet, note="sai", actor=world.other_appraiser)
    assert refusal.value.families == {"papers"}
    entering.send_back(sheet, note="Dòng 2 sai năm sinh", actor=world.other_appraiser)
    compared(world, sheet)
    entries = Entry.objects.filter(subject_kind="hand_in", subject_id=sheet.pk).order_by("seq")
    assert [(entry.act, entry.actor, entry.reason) for entry in entries] == [
        ("ask_paper_check", world.appraiser, ""),
        ("return_paper_check", world.other_appraiser, "Dòng 2 sai năm sinh"),
        ("ask_paper_check", world.appraiser, ""),
        ("confirm_paper_check", world.other_appraiser, ""),
    ]


def test_the_appraisal_is_counted_from_the_day_the_paper_came(world):
    sheet, rows = entered(world)
    compared(world, sheet)
    do(world, "submit", rows, world.appraiser)
    usual = make.make_draft(world.unit, body=world.body, season=world.season, award=world.award)
    do(world, "submit", [usual])
    first, other = do(world, "receive", [rows[0], usual])
    assert (first.due_from, other.due_from) == (datetime(2026, 11, 15, 17, tzinfo=UTC), NOW)
    assert (first.due_at.date(), other.due_at.date()) == (date(2026, 12, 15), date(2026, 12, 23))
    # what was returned had not been complete when it came
    returned = do(world, "return_for_correction", [fresh(rows)[1]])[0]
    with clock.set_to(NOW + timedelta(days=5)):
        sent = do(world, "resubmit", [returned], world.other_appraiser)[0]
        again = do(world, "receive", [sent])[0]
        assert again.due_from == clock.now()


def test_what_is_returned_lies_with_the_office_that_entered_it(world):
    sheet, rows = entered(world)
    compared(world, sheet)
    do(world, "receive", do(world, "submit", rows, world.appraiser))
    row = do(world, "return_for_correction", [rows[0]])[0]
    assert (row.desk_role, row.desk_unit) == (Role.OFFICE, world.body)
    work = Procedure.objects.get(open=True, lines__dossier=row, lines__left_at=None)
    assert (work.node, work.desk_role, work.desk_unit) == ("mend", Role.OFFICE, world.body)
    drafting.mend(row, {"achievement": "Đã bổ sung."}, allowed=["achievement"], actor=world.appraiser)
    with pytest.raises(Refused):
        do(world, "resubmit", [row], world.head)
    assert do(world, "resubmit", [row], world.appraiser)[0].state == State.APPRAISING
    held = do(world, "release", do(world, "hold", do(world, "return_for_correction", [row])))[0]
    assert (held.state, held.desk_role) == (State.RETURNED, Role.OFFICE)
    assert list(reconcile.breaches()) == []


def test_who_withdraws_what_the_office_entered(world):
    sheet, rows = entered(world, 3)
    compared(world, sheet)
    do(world, "submit", rows, world.appraiser)
    assert do(world, "withdraw", rows[:1], world.head)[0].state == State.WITHDRAWN
    assert do(world, "withdraw", rows[1:2], world.appraiser)[0].state == State.WITHDRAWN
    own = do(world, "submit", entered(world, 2, origin=HandInOrigin.OFFICE)[1], world.office_head)
    with pytest.raises(Refused):
        do(world, "withdraw", own[:1], world.head)
    assert do(world, "withdraw", own[:1], world.appraiser)[0].state == State.WITHDRAWN
    usual = make.make_draft(world.unit, body=world.body, season=world.season, award=world.award)
    do(world, "submit", [usual])
    with pytest.raises(Refused):
        do(world, "withdraw", [usual], world.appraiser)


def test_the_offices_own_proposal_is_sent_by_its_head_without_a_paper_to_compare(world):
    collective = drafting.create_hand_in(
        unit=world.body, season=world.season, actor=world.appraiser, origin=HandInOrigin.OFFICE, to_body=world.body
    )
    line = NewLine(drafting.unit_nominee(world.body), world.award, world.body)
    rows = drafting.add_lines(collective, [line], actor=world.appraiser)
    assert (rows[0].desk_role, rows[0].desk_unit) == (Role.OFFICE_HEAD, world.body)
    with pytest.raises(Refused) as refusal:
        do(world, "submit", rows, world.appraiser)
    assert refusal.value.families == {"role"}
    do(world, "submit", rows, world.office_head)
    assert do(world, "clear", do(world, "receive", rows), world.appraiser)[0].state == State.AWAITING_COUNCIL


def test_a_case_the_head_found_goes_the_short_way_and_is_not_appraised_by_its_own_nominee(world):
    sheet = drafting.create_hand_in(
        unit=world.unit, season=world.season, actor=world.office_head, origin=HandInOrigin.OFFICE, to_body=world.body,
        procedure="simplified", ground="phat_hien",
    )
    person = make.make_person(world.unit, user=world.appraiser)
    line = NewLine(person, world.award, world.body)
    rows = drafting.add_lines(sheet, [line], actor=world.office_head)
    do(world, "receive", do(world, "submit", rows, world.office_head))
    with pytest.raises(Refused) as refusal:
        do(world, "clear", rows, world.appraiser)
    assert refusal.value.families == {"role"}
    assert do(world, "clear", rows, world.other_appraiser)[0].state == State.ENDORSED


def test_asking_for_many_lines_takes_as_many_statements_as_for_one(world, django_assert_max_num_queries):
    few, many = entered(world, 1), entered(world, 30)
    for sheet, rows in (few, many):
        compared(world, sheet)
        with django_assert_max_num_queries(16):
            assert engine.examine("submit", rows, actor=world.appraiser)[rows[0].pk] == []
