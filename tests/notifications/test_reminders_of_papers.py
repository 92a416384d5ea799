"""Who is reminded of letters, postings, invitations and enquiries: whoever can still do something about them."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from dossiers import clock
from dossiers.models import Post
from dossiers.vocabulary import Nature, State
from notifications.models import Delivery
from tests import factories as make
from tests.notifications.test_who_hears import OFFICE, forget, told
from tests.workflow.consultation.conftest import PARTY, Asking, asking  # noqa: F401
from tests.world import World, bring, do, make_world
from workflow import calendar_changes
from workflow.alarms import sweeping
from workflow.alarms.models import Rung
from workflow.calendar_changes import DayChange
from workflow.invitations import inviting
from workflow.models import Consultation, Entry, Posting

pytestmark = pytest.mark.django_db
SOON, TODAY, OVER = "Sắp đến hạn trả lời ý kiến", "Hôm nay hết hạn trả lời ý kiến", "Quá hạn trả lời ý kiến"
SOON_OFFICE, TODAY_OFFICE, OVER_OFFICE = "Sắp hết hạn lấy ý kiến", "Hôm nay hết hạn lấy ý kiến", "Quá hạn lấy ý kiến"
ABOVE = "Quá hạn ở nơi bạn phụ trách"
ENDED = "Đủ thời hạn công khai, lập biên bản"


def at(day: str, hour: int = 9) -> datetime:
    """An hour of a day of 2026 in the office's zone: at('03-02'), a Monday."""
    return timezone.make_aware(datetime.fromisoformat(f"2026-{day}T{hour:02}:00"))


def swept(day: str, world: World) -> dict[str, set[str]]:
    """What the sweep of that morning told: heading → names."""
    with clock.set_to(at(day)):
        sweeping.sweep()
        Delivery.objects.all().delete()
        return told(world)


def on(day: str, world: World) -> dict[str, set[str]]:
    """The same of papers alone."""
    return {name.split(":")[0]: who for name, who in swept(day, world).items() if "ồ sơ" not in name}


@pytest.fixture
def office():
    with clock.set_to(at("03-02")):
        yield make_world()


@pytest.fixture
def letter(office) -> Consultation:
    """Asked on Monday 2 March with five working days to answer: until Monday 9 March."""
    found, _ = Asking(office).ask(2)
    forget()
    return found


def test_who_has_not_answered_is_reminded_beside_the_office_until_the_answer_is_there(office, letter):
    assert on("03-05", office) == {SOON: {"other_head"}, SOON_OFFICE: OFFICE}
    with clock.set_to(at("03-06")):
        Asking(office).answer(letter)
        forget()
    assert on("03-09", office) == {TODAY_OFFICE: OFFICE}


def test_one_line_without_an_answer_is_enough_to_be_reminded(office, letter):
    Asking(office).answer(letter, only=[letter.items.order_by("pk")[0].dossier])
    forget()
    assert on("03-05", office) == {SOON: {"other_head"}, SOON_OFFICE: OFFICE}


def test_a_line_on_hold_is_answered_by_nobody_meanwhile(office, letter):
    rows = [item.dossier for item in letter.items.order_by("pk").select_related("dossier")]
    Asking(office).answer(letter, only=rows[:1])
    do(office, "hold", rows[1:])
    forget()
    assert on("03-05", office) == {SOON_OFFICE: OFFICE}


def test_after_the_end_everybody_is_told_once_more_and_the_head_of_the_body_too(office, letter):
    on("03-05", office), on("03-09", office)
    heard = on("03-10", office)
    assert heard == {OVER: {"other_head"}, OVER_OFFICE: OFFICE, ABOVE: {"decider"}}
    assert on("03-20", office) == {}


def test_the_office_reads_who_is_silent_and_who_has_to_be_reminded_on_paper(office, letter):
    office.other_head.email = "khac@stp.example"
    office.other_head.save()
    on("03-05", office)
    body = Delivery.objects.get(channel="inbox", user=office.appraiser).body
    assert f"chưa có đủ ý kiến của Phòng Bổ trợ; {PARTY} (văn bản giấy)." in body
    asked = Delivery.objects.get(channel="inbox", user=office.other_head)
    assert PARTY not in asked.body
    assert (asked.link, Delivery.objects.filter(channel="email", user=office.other_head).count()) == (
        f"/lay-y-kien/{letter.pk}/", 1
    )


def test_who_lost_the_post_is_not_reminded_and_the_office_learns_that_an_answer_is_missing(office, letter):
    Post.objects.filter(user=office.other_head).update(valid_to=date(2026, 3, 3))
    assert on("03-05", office) == {SOON_OFFICE: OFFICE}
    assert "Phòng Bổ trợ" in Delivery.objects.get(channel="inbox", user=office.appraiser).body


def test_who_could_only_answer_about_the_own_line_is_not_reminded(office, letter):
    [first, second] = letter.items.order_by("pk").select_related("dossier")
    Asking(office).answer(letter, only=[second.dossier])
    first.dossier.nominee.user = office.other_head
    first.dossier.nominee.save()
    forget()
    assert on("03-05", office) == {SOON_OFFICE: OFFICE}


def test_the_stand_in_of_an_addressee_on_leave_is_reminded(office, letter):
    make.be_away(office.other_head, stand_in=office.deputy, start=date(2026, 3, 4))
    assert on("03-05", office) == {SOON: {"deputy"}, SOON_OFFICE: OFFICE}


def test_after_an_outage_only_the_last_of_several_reminders_is_told(office, letter):
    assert on("03-12", office) == {OVER: {"other_head"}, OVER_OFFICE: OFFICE, ABOVE: {"decider"}}
    rows = Delivery.objects.filter(channel="inbox", user=office.other_head)
    assert [row.subject.partition(" – ")[0] for row in rows] == [OVER]


def test_two_letters_of_one_morning_are_one_message_that_names_both(office, letter):
    other, _ = Asking(office).ask(1, days=4)
    Consultation.objects.filter(pk=letter.pk).update(number="45/STP-VP", dated=date(2026, 3, 2))
    forget()
    on("03-10", office)
    body = Delivery.objects.get(channel="inbox", user=office.other_head).body
    missing = "của Sở Tư pháp chưa có đủ ý kiến trả lời của đơn vị"
    assert [part.splitlines()[0] for part in body.split("\n\n")] == [
        f"Văn bản lấy ý kiến {other} {missing}; hạn ngày 06/03/2026 (cơ quan đặt) đã qua 2 ngày làm việc.",
        f"Văn bản lấy ý kiến 45/STP-VP {missing}; hạn ngày 09/03/2026 (cơ quan đặt) đã qua 1 ngày làm việc.",
    ]
    subject = Delivery.objects.get(channel="inbox", user=office.other_head).subject
    assert subject == f"Quá hạn trả lời ý kiến – Văn bản lấy ý kiến {other} của Sở Tư pháp và 1 việc khác"


def test_a_letter_is_not_lost_beside_the_summary_of_many_dossiers(office, letter):
    """On Thursday 5 March eleven dossiers that wait to be received are due, and the letter is due soon."""
    bring(office, State.SUBMITTED, 11)
    forget()
    with clock.set_to(at("03-05")):
        sweeping.sweep()
        Delivery.objects.all().delete()
        told(office)
    message = Delivery.objects.get(channel="inbox", user=office.office_head)
    assert "Có 11 hồ sơ đến hạn, quá hạn." in message.body
    assert f"Văn bản lấy ý kiến {letter}" in message.body


def test_a_term_that_was_moved_meanwhile_is_not_told_any_more(office, letter):
    with clock.set_to(at("03-05")):
        sweeping.sweep()
        administrator = make.make_holder("administrator", office.body)
        closed = DayChange(date(2026, 3, 6), "closed", paper="15/TB-STP")
        calendar_changes.change([closed], actor=administrator)
        heard = told(office)
    assert {name for name in heard if "ý kiến" in name} == set()


def test_of_a_rehearsal_nobody_hears(office):
    office.season.nature = Nature.REHEARSAL
    office.season.save()
    Asking(office).ask(1)
    assert {name for name in told(office) if "kiến" in name} == set()
    assert on("03-05", office) == {}


def test_nobody_is_reminded_of_a_posting_before_its_least_period_is_over(office):
    do(office, "post_publicly", bring(office, State.APPRAISING), days=5)
    forget()
    assert [on(day, office) for day in ("03-05", "03-09")] == [{}, {}]
    assert on("03-10", office) == {ENDED: OFFICE}
    assert on("03-11", office) == {}
    assert on("03-12", office) == {ENDED: OFFICE, ABOVE: {"decider"}}
    assert list(Rung.objects.filter(kind="posting", active=True).values_list("offset", flat=True)) == [1, 3]


def test_a_posting_that_was_ended_is_not_urged(office):
    rows = bring(office, State.APPRAISING)
    do(office, "post_publicly", rows, days=5)
    with clock.set_to(at("03-10", 7)):
        sweeping.sweep()
        do(office, "close_posting", rows)
        forget()
    assert on("03-10", office) == {}
    assert Posting.objects.get().closed_at is not None


def test_of_an_invitation_the_unit_hears_until_it_has_sent_something(office):
    reason = "Đơn vị vừa hợp nhất, chưa kịp lập hồ sơ."
    for unit in (office.unit, office.other_unit):
        inviting.invite(
            [unit], body=office.body, season=office.season, until=date(2026, 3, 13), reason=reason,
            actor=office.appraiser,
        )
    sent = make.make_hand_in(office.other_unit, office.body, office.season)
    office.other_unit.invitations.get().hand_ins.add(sent)
    forget()
    assert on("03-11", office) == {"Hạn nộp theo thư mời sắp hết": {"head", "drafter"}}
    body = Delivery.objects.filter(channel="inbox").first().body
    assert body.startswith("Còn 2 ngày làm việc là hết hạn nộp theo thư mời của Năm thi đua")
    assert body.count("13/03/2026") == 1


def test_the_entry_of_a_reminder_names_no_person(office, letter):
    on("03-05", office)
    [entry] = Entry.objects.filter(act="remind", subject_kind="consultation")
    assert (entry.actor, set(entry.facts)) == (None, {"kind", "step", "due", "audience"})
