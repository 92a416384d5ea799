"""The sender gives more time: written down by the office with its paper, counted, shown; the new end rings, once."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiers import clock
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Family
from tests import factories as make
from tests.walking import browser
from tests.workflow.enquiry.conftest import Asked
from tests.world import make_world
from workflow import calendar_changes, journal
from workflow.alarms import sweeping
from workflow.calendar_changes import DayChange
from workflow.enquiry import extending, replying
from workflow.enquiry.extending import Granted
from workflow.models import Alarm, Enquiry, Entry, Firing

pytestmark = pytest.mark.django_db
WHY = "Người được hỏi đang đi học nước ngoài."
MARCH = 2026, 3


def at(day: int):
    return clock.set_to(timezone.make_aware(datetime(*MARCH, day, 9)))


def on(day: int) -> date:
    return date(*MARCH, day)


@pytest.fixture
def asked():
    with at(2):
        yield Asked(make_world())


@pytest.fixture
def enquiry(asked) -> Enquiry:
    """Received on Monday 2 March, to be answered by Saturday the 14th: it ends on Monday the 16th."""
    return asked.enter(due_on=on(14))


def granted(**about) -> Granted:
    usual = {"until": on(20), "number": "900/BTP-TĐKT", "dated": clock.today(), "reason": WHY}
    return Granted(**(usual | about))


def extend(asked, enquiry, *, actor=None, key=None, **about) -> Enquiry:
    extending.extend(enquiry, granted(**about), actor=actor or asked.world.appraiser, key=key)
    enquiry.refresh_from_db()
    return enquiry


def refused(asked, enquiry, **about) -> list[str]:
    with pytest.raises(Refused) as found:
        extend(asked, enquiry, **about)
    return [one.text for one in found.value.all]


def test_the_term_ends_with_the_day_that_was_granted_and_is_the_senders_still(asked, enquiry):
    assert timezone.localdate(enquiry.due_at) == on(16)
    with at(10):
        extend(asked, enquiry)
        extend(asked, enquiry, until=on(24), number="915/BTP-TĐKT")
    assert (timezone.localdate(enquiry.due_at), enquiry.due_days, enquiry.extended_days, enquiry.extended_times) == (
        on(24), 12, 10, 2
    )
    assert enquiry.set_by == "cơ quan hỏi đặt"
    entries = Entry.objects.filter(act="extend_enquiry").order_by("pk")
    assert [(each.facts["days"], each.facts["paper"], each.reason, each.actor) for each in entries] == [
        (6, "Văn bản 900/BTP-TĐKT ngày 10/03/2026", WHY, asked.world.appraiser),
        (4, "Văn bản 915/BTP-TĐKT ngày 10/03/2026", WHY, asked.world.appraiser),
    ]
    assert list(journal.faults()) == []


def test_a_day_off_that_was_granted_moves_to_the_next_working_one_and_follows_the_calendar(asked, enquiry):
    extend(asked, enquiry, until=on(21))
    assert timezone.localdate(enquiry.due_at) == on(23)
    administrator = make.make_holder("administrator", asked.world.body)
    calendar_changes.change([DayChange(on(23), "closed", paper="15/TB")], actor=administrator)
    enquiry.refresh_from_db()
    assert timezone.localdate(enquiry.due_at) == on(24)


def test_the_former_end_rings_no_more_and_the_new_one_once(asked, enquiry):
    extend(asked, enquiry)
    with at(17):
        sweeping.sweep(among=list(Alarm.objects.filter(kind="enquiry").values_list("pk", flat=True)))
    former, present = Alarm.objects.filter(kind="enquiry").order_by("version")
    assert {each.outcome for each in Firing.objects.filter(alarm=former)} == {Firing.Outcome.STALE}
    assert (former.at, present.version, present.rings("end")) == (None, enquiry.term_no, True)
    with at(21):
        sweeping.sweep(among=[present.pk])
    assert Firing.objects.filter(alarm=present, step="end").count() == 1


def test_what_is_late_already_is_given_time_from_today_on(asked, enquiry):
    with at(25):
        assert refused(asked, enquiry, until=on(24)) == [
            "Hạn mới phải từ ngày 25/03/2026 trở đi, thêm không quá một năm."
        ]
        extend(asked, enquiry, until=on(25))
    assert timezone.localdate(enquiry.due_at) == on(25)


def test_everything_that_is_wrong_is_said_at_once(asked, enquiry):
    early = enquiry.dated - timedelta(days=1)
    assert refused(asked, enquiry, until=on(16), number=" ", dated=early, reason=" ") == [
        "Hạn mới phải từ ngày 17/03/2026 trở đi, thêm không quá một năm.",
        "Phải ghi số, ký hiệu văn bản cho gia hạn; ngày của nó không trước văn bản hỏi và không ở tương lai.",
        "Phải ghi lý do gia hạn.",
    ]
    assert len(refused(asked, enquiry, until=date(2028, 1, 1), dated=on(3))) == 2
    enquiry.refresh_from_db()
    assert (enquiry.extended_times, enquiry.term_no) == (0, 1)


def test_what_has_no_term_or_was_answered_has_nothing_to_lengthen(asked, enquiry):
    without = asked.enter(number="813", due_on=None)
    assert refused(asked, without) == [f"Văn bản {without} không đặt hạn trả lời nên không có hạn để gia hạn."]
    asked.draft(enquiry)
    replying.lay(enquiry, actor=asked.world.appraiser)
    extend(asked, enquiry)  # the head has it: time is given all the same
    replying.approve(enquiry, actor=asked.world.office_head)
    replying.send(enquiry, number="90/STP-VP", dated=clock.today(), actor=asked.world.clerk)
    assert refused(asked, enquiry) == [f"Văn bản {enquiry} đang ở tình trạng 'Đã trả lời'."]


@pytest.mark.parametrize("who", ["head", "decider", "clerk", "inspector"])
def test_only_the_office_writes_it_down(asked, enquiry, who):
    user = getattr(asked.world, who)
    with pytest.raises(Refused) as found:
        extend(asked, enquiry, actor=user)
    assert found.value.families == {Family.ROLE}


def test_the_same_form_sent_twice_counts_once(asked, enquiry):
    for _ in range(2):
        extend(asked, enquiry, key="once")
    assert enquiry.extended_times == 1


def test_it_is_written_on_the_page_and_shown_there_to_the_end(asked, enquiry):
    world, url = asked.world, reverse("workflow:enquiry", args=[enquiry.pk])
    page, form = browser(world.appraiser), {"until": "20/03/2026", "number": "900/BTP", "dated": "02/03/2026"}
    assert "Cơ quan hỏi cho gia hạn" in page.get(url).content.decode()
    assert "Cơ quan hỏi cho gia hạn" not in browser(world.inspector).get(url).content.decode()
    for wrong, status in (({"until": "ngày kia"}, 200), ({"until": "16/03/2026"}, 409)):
        kept = page.post(f"{url}gia-han/", form | wrong | {"reason": WHY})
        assert (kept.status_code, WHY in kept.content.decode(), "900/BTP" in kept.content.decode()) == (
            status, True, True
        )
    assert page.post(f"{url}gia-han/", form | {"reason": WHY}).status_code == 302
    told = f"02/03/2026: thêm 6 ngày, đến hết ngày 20/03/2026 (Văn bản 900/BTP ngày 02/03/2026). Lý do: {WHY}"
    shown = page.get(url).content.decode()
    assert ("gia hạn 1 lần, tổng 6 ngày" in shown, told in shown) == (True, True)
    asked.draft(enquiry)
    replying.lay(enquiry, actor=world.appraiser)
    replying.approve(enquiry, actor=world.office_head)
    replying.send(enquiry, number="90/STP-VP", dated=clock.today(), actor=world.clerk)
    shown = page.get(url).content.decode()
    assert (told in shown, "Cơ quan hỏi cho gia hạn" in shown) == (True, False)
    assert browser(world.head).post(f"{url}gia-han/", form | {"reason": WHY}).status_code == 404
