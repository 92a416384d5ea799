"""An enquiry from its paper to the reply: who does what when, what is refused, what rings."""

from datetime import timedelta

import pytest
from django.db import transaction

from dossiers import clock
from dossiers.models import Nominee
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role
from tests import factories as make
from workflow import journal
from workflow.alarms import sweeping
from workflow.enquiry import replying
from workflow.enquiry.replying import Person
from workflow.models import Alarm, Enquiry, Entry


def refusal(work) -> list[str]:
    with pytest.raises(Refused) as refused, transaction.atomic():
        work()
    return [one.text for one in refused.value.all]


def test_a_paper_is_entered_with_the_people_it_names_and_the_senders_term(asked):
    enquiry = asked.enter()
    assert [(line.position, line.name, line.award) for line in enquiry.lines.all()] == [
        (1, "Trần Thị Quen", "Bằng khen"), (2, "Lê Lạ", ""),
    ]
    assert enquiry.standing == "drafting"
    assert (enquiry.due_days, enquiry.due_unit, enquiry.due_citation) == (
        9, "calendar", "Văn bản 812/BTP-TĐKT của Bộ Tư pháp",
    )
    alarm = Alarm.objects.get(kind="enquiry")
    assert (alarm.subject_id, alarm.version) == (enquiry.pk, enquiry.term_no)


def test_a_paper_without_a_term_rings_never(asked):
    assert asked.enter(due_on=None).due_at is None
    assert Alarm.objects.filter(kind="enquiry").count() == 0


def test_all_that_is_wrong_with_a_paper_is_said_at_once(asked):
    tomorrow = clock.today() + timedelta(days=1)
    said = refusal(lambda: asked.enter(Person(" "), sender=" ", received_on=tomorrow, due_on=clock.today()))
    assert said == [
        "Phải ghi cơ quan hỏi, số văn bản và nội dung hỏi.",
        "Ngày nhận phải từ ngày văn bản trở đi và không ở tương lai.",
        "Hạn trả lời phải từ ngày nhận trở đi, không quá một năm.",
        "Phải ghi tên từng cá nhân, tập thể được hỏi (từ 1 đến 200 trường hợp).",
    ]
    asked.enter()
    assert "đã được nhập" in refusal(asked.enter)[0]
    in_two_years = clock.today() + timedelta(days=731)
    assert refusal(lambda: asked.enter(number="9", due_on=in_two_years)) == [
        "Hạn trả lời phải từ ngày nhận trở đi, không quá một năm."
    ]


def test_the_office_answers_the_head_confirms_and_the_reply_goes_out_with_a_number(asked):
    world, enquiry = asked.world, asked.enter()
    asked.draft(enquiry)
    replying.lay(enquiry, actor=world.appraiser)
    replying.approve(enquiry, actor=world.office_head)
    before = clock.today() - timedelta(days=1)
    told = f"Phải ghi số, ký hiệu văn bản trả lời; ngày từ {clock.today():%d/%m/%Y} (ngày nhận) đến hôm nay."
    assert refusal(lambda: replying.send(enquiry, number="90/STP-VP", dated=before, actor=world.clerk)) == [told]
    replying.send(enquiry, number="90/STP-VP", dated=clock.today(), actor=world.clerk)
    enquiry.refresh_from_db()
    assert (enquiry.standing, enquiry.reply_number, enquiry.due_at, enquiry.approved_by) == (
        "sent", "90/STP-VP", None, world.office_head,
    )
    told = list(Entry.objects.filter(subject_kind="enquiry").order_by("seq").values_list("act", flat=True))
    assert told == ["enter_enquiry", "draft_reply", "lay_reply", "approve_reply", "send_reply"]
    assert list(journal.faults()) == []


def test_a_draft_lacking_an_answer_is_not_laid_before_the_head(asked):
    enquiry = asked.enter()
    first = enquiry.lines.first()
    replying.draft(enquiry, {first.pk: ("agree", "", None)}, actor=asked.world.appraiser)
    assert refusal(lambda: replying.lay(enquiry, actor=asked.world.appraiser)) == [
        "Chưa có ý kiến trả lời về Lê Lạ."
    ]


def test_the_head_gives_back_with_a_word_and_the_office_goes_on(asked):
    world, enquiry = asked.world, asked.enter()
    asked.draft(enquiry)
    replying.lay(enquiry, actor=world.appraiser)
    assert refusal(lambda: replying.give_back(enquiry, reason=" ", actor=world.office_head)) == [
        "Phải ghi điều cần sửa."
    ]
    replying.give_back(enquiry, reason="Nêu rõ năm công tác.", actor=world.office_head)
    enquiry.refresh_from_db()
    assert (enquiry.standing, enquiry.head_note) == ("drafting", "Nêu rõ năm công tác.")
    asked.draft(enquiry, "other", "Công tác từ 2019.")


@pytest.mark.parametrize("linked", [True, False])
def test_who_is_asked_about_neither_drafts_nor_approves(asked, known, linked):
    world, enquiry = asked.world, asked.enter()
    line, other = enquiry.lines.all()
    told = ["Văn bản hỏi về chính bạn: người khác soạn và duyệt ý kiến trả lời."]
    if linked:
        replying.draft(enquiry, {line.pk: ("agree", "", known.nominee_id)}, actor=world.appraiser)
    Nominee.objects.filter(pk=known.nominee_id).update(user=world.appraiser)
    assert refusal(lambda: replying.draft(enquiry, {line.pk: ("agree", "", None)}, actor=world.appraiser)) == told
    replying.draft(enquiry, {other.pk: ("agree", "", None)}, actor=world.appraiser)
    replying.draft(enquiry, {line.pk: ("agree", "", known.nominee_id)}, actor=world.other_appraiser)
    replying.lay(enquiry, actor=world.appraiser)
    Nominee.objects.filter(pk=known.nominee_id).update(user=world.office_head)
    assert refusal(lambda: replying.approve(enquiry, actor=world.office_head)) == told
    assert refusal(lambda: replying.give_back(enquiry, reason="Sửa lại.", actor=world.office_head)) == told
    deputy = make.make_user(name="Cao Thị Thay")
    make.delegate(world.office_head, deputy, Role.OFFICE_HEAD, world.body, acts=["approve_reply"])
    replying.approve(enquiry, actor=deputy)
    assert Enquiry.objects.get().standing == "approved"


def test_each_step_is_for_its_desk_and_its_moment(asked):
    world, enquiry = asked.world, asked.enter()
    assert "Nhập văn bản hỏi ý kiến đến" in refusal(lambda: asked.enter(actor=world.head, number="813"))[0]
    assert "Duyệt trả lời" in refusal(lambda: replying.approve(enquiry, actor=world.appraiser))[0]
    assert "đang ở tình trạng 'Đang soạn trả lời'" in refusal(
        lambda: replying.approve(enquiry, actor=world.office_head)
    )[0]
    asked.draft(enquiry)
    replying.lay(enquiry, actor=world.appraiser)
    assert "'Chờ duyệt trả lời'" in refusal(lambda: asked.draft(enquiry))[0]


def test_words_are_asked_for_where_nobody_agrees_and_stand_in_no_journal(asked):
    enquiry = asked.enter()
    assert refusal(lambda: asked.draft(enquiry, "disagree")) == [
        f"{name}: phải ghi nội dung khi không nhất trí hoặc có ý kiến khác." for name in ("Trần Thị Quen", "Lê Lạ")
    ]
    asked.draft(enquiry, "disagree", "Đang bị xem xét kỷ luật.")
    assert "kỷ luật" not in str(list(Entry.objects.values_list("facts", "reason")))


def test_the_sweep_reminds_of_an_enquiry_until_it_is_answered(asked):
    enquiry = asked.enter()
    alarms = list(Alarm.objects.filter(kind="enquiry").values_list("pk", flat=True))
    with clock.set_to(enquiry.due_at + timedelta(seconds=1)):
        sweeping.sweep(among=alarms)
    reminded = Entry.objects.filter(subject_kind="enquiry", act="remind")
    assert reminded.count() > 0
    asked.draft(enquiry)
    replying.lay(enquiry, actor=asked.world.appraiser)
    replying.approve(enquiry, actor=asked.world.office_head)
    replying.send(enquiry, number="90/STP-VP", dated=clock.today(), actor=asked.world.clerk)
    before = reminded.count()
    with clock.set_to(enquiry.due_at + timedelta(days=30)):
        sweeping.sweep(among=alarms)
    assert reminded.count() == before
    assert Enquiry.objects.get().standing == "sent"
