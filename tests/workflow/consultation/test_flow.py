"""One letter about many dossiers: asked, answered by each addressee, closed; the lines stay where they lie."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dossiers import clock
from dossiers.models import Post
from dossiers.roles import grants_of
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role, State
from tests import factories as make
from tests.walking import browser
from tests.workflow.consultation.conftest import PARTY, QUESTION, choices
from tests.world import do, fresh
from workflow import engine, journal
from workflow.consultation import answering, closing, reading
from workflow.consultation.answering import Letter
from workflow.flows import carriage
from workflow.flows.models import ProcedureKind
from workflow.models import Alarm, Answer, Entry, Procedure


def standing(letter):
    letter.refresh_from_db()
    work = Procedure.objects.get(pk=letter.procedure_id)
    return work.node, work.desk_role, work.open, work.outcome, letter.closed_at is not None


OPEN = ("close", Role.OFFICE, True, "", False)
ENDED = ("", "", False, "đã lấy ý kiến", True)


def refusal(work) -> list[str]:
    with pytest.raises(Refused) as refused, transaction.atomic():
        work()
    return [one.text for one in refused.value.all]


def test_one_letter_asks_all_addressees_about_all_lines(asking):
    letter, rows = asking.ask(3)
    assert standing(letter) == OPEN
    assert [each.name for each in letter.addressees.all()] == [asking.world.other_unit.name, PARTY]
    assert [each.desk_role for each in letter.addressees.all()] == [Role.UNIT_HEAD, ""]
    assert (letter.question, letter.body, letter.asked_by) == (QUESTION, asking.world.body, asking.world.appraiser)
    assert {each.state for each in rows} == {State.CONSULTING}
    assert [each.act for each in Entry.objects.filter(subject_kind="consultation")] == ["open_consultation"]
    alarm = Alarm.objects.get(kind="consultation")
    assert (alarm.subject_id, alarm.version, "end" in alarm.steps) == (letter.pk, letter.term_no, True)


def test_the_lines_stay_on_the_hand_in_on_which_they_are_appraised(asking):
    letter, rows = asking.ask(2)
    carriers = {each.kind for each in carriage.carriers_of(rows).values()}
    assert carriers == {ProcedureKind.HAND_IN}
    assert Procedure.objects.get(pk=letter.procedure_id).due_at == letter.due_at
    asking.close(letter, "Không chờ thêm được.")
    assert do(asking.world, "clear", fresh(rows))[0].state == State.AWAITING_COUNCIL


def test_it_closes_without_a_reason_when_everybody_has_answered(asking):
    letter, rows = asking.ask()
    asking.answer(letter)
    assert standing(letter) == OPEN
    asking.record(letter, "other", "Nhất trí, nếu đã có kết luận kiểm tra.")
    asking.close(letter)
    assert standing(letter) == ENDED
    assert {each.state for each in fresh(rows)} == {State.APPRAISING}
    assert list(letter.items.values_list("outcome", flat=True)) == ["closed", "closed"]
    letter.refresh_from_db()
    assert letter.due_at is None


def test_closing_early_needs_a_reason_and_names_who_has_not_answered(asking):
    letter, rows = asking.ask(1)
    asking.answer(letter)
    assert refusal(lambda: asking.close(letter)) == [f"{rows[0]} chưa có ý kiến của {PARTY}."]
    asking.close(letter, "Đảng ủy đã trả lời bằng điện thoại.")
    assert Entry.objects.get(act="end_consultation").reason == "Đảng ủy đã trả lời bằng điện thoại."


def test_a_line_may_go_on_before_the_others(asking):
    letter, rows = asking.ask(2)
    asking.answer(letter, only=rows[:1])
    do(asking.world, "close_consultation", rows[:1])
    assert standing(letter) == OPEN
    assert [each.state for each in fresh(rows)] == [State.APPRAISING, State.CONSULTING]
    do(asking.world, "close_consultation", rows[1:])
    assert standing(letter) == ENDED


def test_an_answer_task_is_done_when_every_line_is_answered_and_dropped_when_the_office_closes(asking):
    letter, rows = asking.ask(2)

    def tasks():
        return [task.status for task in letter.procedure.task_set.order_by("pk") if "addressee" in task.data]

    assert tasks() == ["NEW", "NEW"]
    asking.answer(letter, only=rows[:1])
    assert tasks() == ["NEW", "NEW"]
    asking.answer(letter, only=rows[1:])
    assert tasks() == ["DONE", "NEW"]
    asking.close(letter, "Không chờ thêm.")
    assert tasks() == ["DONE", "CANCELED"]


def test_a_changed_mind_is_a_new_answer_and_the_old_one_stays(asking):
    letter, _ = asking.ask(1)
    asking.answer(letter)
    asking.answer(letter, "disagree", "Còn đơn thư chưa giải quyết.")
    found = Answer.objects.order_by("pk").values_list("opinion", "current")
    assert list(found) == [("agree", False), ("disagree", True)]
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.update(current=True)


def test_who_recorded_is_not_who_answered(asking):
    letter, _ = asking.ask(1)
    asking.record(letter)
    answer = Answer.objects.get()
    assert (answer.answered_by, answer.recorded_by, answer.number) == (
        "Trần Văn Bí Thư", asking.world.appraiser, "12-CV/ĐU",
    )
    entry = Entry.objects.get(act="record_answers")
    assert (entry.actor, entry.facts["name"], entry.facts["opinions"]) == (
        asking.world.appraiser, PARTY, {"agree": 1, "disagree": 0, "other": 0},
    )


def test_the_words_of_an_answer_stand_in_no_journal(asking):
    letter, _ = asking.ask(1)
    asking.answer(letter, "disagree", "Đang có đơn tố cáo.")
    assert "tố cáo" not in str(list(Entry.objects.values_list("facts", "reason")))


def test_only_the_desk_that_is_asked_answers_and_only_the_office_records(asking):
    letter, _ = asking.ask(1)
    world = asking.world
    assert "Trả lời ý kiến" in refusal(lambda: asking.answer(letter, actor=world.head))[0]
    assert "bằng văn bản" in refusal(
        lambda: answering.answer(asking.outside(letter), choices(letter, "agree"), actor=world.other_head)
    )[0]
    world.appraiser = world.other_head
    assert "Ghi nhận ý kiến bằng văn bản" in refusal(lambda: asking.record(letter))[0]


def test_all_that_is_wrong_with_an_answer_is_said_at_once(asking):
    letter, rows = asking.ask(2)
    first, second = letter.items.order_by("pk")
    given = {first.pk: ("disagree", " "), second.pk: ("maybe", ""), 999_999: ("agree", "")}
    said = refusal(lambda: answering.answer(asking.inside(letter), given, actor=asking.world.other_head))
    assert said == [
        "Có hồ sơ không còn được hỏi ý kiến trong văn bản này.",
        f"{rows[0]}: phải ghi nội dung khi không nhất trí hoặc có ý kiến khác.",
        "Ý kiến phải là một trong: 'Nhất trí', 'Không nhất trí', 'Ý kiến khác'.",
    ]


def test_a_paper_answers_a_letter_that_was_there(asking):
    letter, _ = asking.ask(1)
    today = timezone.localdate(letter.asked_at)

    def record(day):
        paper = Letter("Trần Văn Bí Thư", "12-CV/ĐU", day)
        answering.record(asking.outside(letter), choices(letter, "agree"), paper=paper, actor=asking.world.appraiser)

    told = f"Ngày văn bản trả lời {today - timedelta(days=365):%d/%m/%Y} trước ngày gửi văn bản hỏi ({today:%d/%m/%Y})."
    assert refusal(lambda: record(today - timedelta(days=365))) == [told]
    sent = today - timedelta(days=2)
    closing.number(letter, number="123/STP-VP", dated=sent, actor=asking.world.appraiser)
    record(sent)
    assert Answer.objects.get().dated == sent


def test_what_is_said_of_one_line_has_an_end(asking):
    letter, rows = asking.ask(1)
    told = f"{rows[0]}: nội dung ý kiến không dài quá 4000 ký tự."
    assert refusal(lambda: asking.answer(letter, "other", "ý" * 4001)) == [told]
    asking.answer(letter, "other", "ý" * 4000)
    assert len(Answer.objects.get().text) == 4000


def test_of_who_is_on_leave_the_stand_in_answers_and_of_who_lost_the_post_the_office_records_a_paper(asking):
    letter, _ = asking.ask(1)
    stand_in = make.make_user(name="Cao Thị Thay")
    make.be_away(asking.world.other_head, stand_in=stand_in, start=clock.today())
    asking.answer(letter, actor=stand_in)
    given = Answer.objects.get(current=True)
    assert (given.recorded_by, stand_in.full_name in given.answered_by) == (stand_in, True)
    letter, _ = asking.ask(1, outside=[])
    Post.objects.filter(user=asking.world.other_head).update(valid_to=clock.today() - timedelta(days=1))
    [told] = refusal(lambda: asking.answer(letter))
    assert told == "Việc 'Trả lời ý kiến' do Thủ trưởng Phòng Bổ trợ thực hiện."
    paper = Letter("Phó Trưởng phòng", "5/BTTP", clock.today())
    answering.record(asking.inside(letter), choices(letter, "agree"), paper=paper, actor=asking.world.appraiser)
    assert Answer.objects.get(current=True, addressee__consultation=letter).answered_by == "Phó Trưởng phòng"
    asking.close(letter)
    assert standing(letter) == ENDED


def test_nobody_answers_about_the_own_line(asking):
    letter, rows = asking.ask(1)
    rows[0].nominee.user = asking.world.other_head
    rows[0].nominee.save()
    assert "là hồ sơ của chính bạn" in refusal(lambda: asking.answer(letter))[0]


def test_what_a_letter_lacks_is_said_at_once(asking):
    said = refusal(lambda: asking.ask(1, question=" ", inside=[], outside=[], days=None))
    assert said == [
        "Chưa ghi nội dung cần lấy ý kiến.", "Chưa chọn nơi được hỏi ý kiến.",
        "Chưa ghi thời hạn trả lời; không có quy định nào đặt sẵn thời hạn cho các hồ sơ này.",
    ]
    empty = asking.world.above
    assert "chưa có người trả lời trên hệ thống" in refusal(lambda: asking.ask(1, inside=[empty.pk]))[0]


def test_a_withdrawn_line_leaves_the_letter_and_the_last_one_ends_it(asking):
    letter, rows = asking.ask(2)
    do(asking.world, "withdraw", rows[:1])
    assert standing(letter) == OPEN
    do(asking.world, "withdraw", rows[1:])
    assert standing(letter) == ("", "", False, "không còn hồ sơ", True)
    assert list(letter.items.values_list("outcome", flat=True)) == ["left", "left"]


def test_a_held_line_keeps_its_place_and_comes_back_to_the_letter(asking):
    letter, rows = asking.ask(1)
    do(asking.world, "hold", rows)
    assert standing(letter) == OPEN
    back = do(asking.world, "release", rows)
    assert back[0].state == State.CONSULTING
    asking.answer(letter)
    asking.close(letter, "Không chờ thêm được.")
    assert standing(letter) == ENDED


def test_a_letter_closed_meanwhile_leaves_a_held_line_free_to_go_on_once_it_is_released(asking):
    letter, rows = asking.ask(2)
    do(asking.world, "hold", rows[:1])
    asking.close(letter, "Không chờ thêm được.")
    assert standing(letter) == ENDED
    back = do(asking.world, "release", rows[:1])
    assert back[0].state == State.CONSULTING
    engine.perform("close_consultation", back, actor=asking.world.appraiser)
    assert fresh(back)[0].state == State.APPRAISING


def test_nothing_is_answered_numbered_or_closed_after_the_end(asking):
    letter, _ = asking.ask(1)
    asking.close(letter, "Không chờ thêm được.")
    item = letter.items.get()
    late = {item.pk: ("agree", "")}
    assert "đã kết thúc" in refusal(
        lambda: answering.answer(asking.inside(letter), late, actor=asking.world.other_head)
    )[0]
    assert "đã kết thúc" in refusal(lambda: asking.close(letter))[0]


def test_after_the_end_silence_counts_though_the_sweep_was_late(asking):
    letter, _ = asking.ask(1, silence=True)
    asking.answer(letter)
    late = letter.due_at + timedelta(days=1)
    told = f"Hạn trả lời {letter} là ngày {timezone.localdate(letter.due_at):%d/%m/%Y}, đã qua: nơi không trả lời "
    told += "trong hạn coi như nhất trí."
    paper = Letter("Trần Văn Bí Thư", "12-CV/ĐU", timezone.localdate(late))
    outside, chosen = asking.outside(letter), choices(letter, "disagree", "Chưa đủ điều kiện.")
    with clock.set_to(late):
        assert refusal(lambda: asking.answer(letter, "disagree", "Chưa đủ điều kiện.")) == [told]
        assert refusal(
            lambda: answering.record(outside, chosen, paper=paper, actor=asking.world.appraiser)
        ) == [told]
        page = browser(asking.world.other_head).get(f"/tra-loi-y-kien/{asking.inside(letter).pk}/").content.decode()
        assert ("Đã hết hạn trả lời." in page, "<form method=\"post\" class=\"vd-card" in page) == (True, False)
        # a paper of a day within the term only arrived late
        paper = Letter("Trần Văn Bí Thư", "12-CV/ĐU", timezone.localdate(letter.due_at))
        answering.record(outside, chosen, paper=paper, actor=asking.world.appraiser)
    assert list(Answer.objects.filter(current=True).order_by("pk").values_list("opinion", "late")) == [
        ("agree", False), ("disagree", False)
    ]


def test_without_that_rule_a_late_answer_counts_and_is_marked(asking):
    letter, rows = asking.ask(1)
    with clock.set_to(letter.due_at + timedelta(days=1)):
        asking.answer(letter)
        asking.record(letter)
        told = reading.in_short(fresh(rows), asking.world.appraiser, grants_of(asking.world.appraiser))
    assert list(Answer.objects.filter(current=True).order_by("pk").values_list("opinion", "late")) == [
        ("agree", True), ("agree", False)
    ]
    assert told[rows[0].pk] == f"Ý kiến: Phòng Bổ trợ: nhất trí, sau hạn; {PARTY}: nhất trí."


def test_the_chains_of_letters_are_whole(asking):
    letter, _ = asking.ask(2)
    asking.answer(letter)
    asking.close(letter, "Không chờ thêm được.")
    assert list(journal.faults()) == []
    letter.refresh_from_db()
    assert letter.chain_length == 3


def test_many_lines_cost_no_more_statements_than_two(asking, django_assert_max_num_queries):
    counts = []
    for count in (2, 30):
        letter, _ = asking.ask(count)
        with django_assert_max_num_queries(60) as said:
            asking.answer(letter)
        answered = len(said)
        with django_assert_max_num_queries(90) as said:
            asking.close(letter, "Không chờ thêm được.")
        counts.append((answered, len(said)))
    assert counts[0] == counts[1]


def test_the_term_is_counted_from_the_day_of_asking(asking):
    with clock.set_to(clock.now() + timedelta(days=1)):
        letter, _ = asking.ask(1, days=3, unit="calendar")
        assert (letter.due_days, letter.due_unit, letter.due_basis) == (3, "calendar", "office")
        assert letter.due_at.date() >= letter.asked_at.date() + timedelta(days=2)
