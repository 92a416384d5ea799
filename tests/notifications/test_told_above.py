"""Whoever stands above hears of what is overdue: the superior the day after, the head of the body once a week, alone,
if the office wants it; of what is owed, of votes, of papers and of the days of the plan as of dossiers."""

from datetime import date

import pytest

from dossiers import clock
from dossiers.vocabulary import HandInKind, State
from notifications.models import Delivery
from tests import factories as make
from tests.notifications.test_reminders_of_papers import at, swept
from tests.notifications.test_who_hears import OFFICE, UNIT, forget
from tests.workflow.consultation.conftest import Asking
from tests.world import bring, convene, make_world
from workflow import planning
from workflow.alarms.models import Rung
from workflow.council import sessions
from workflow.invitations import inviting

pytestmark = pytest.mark.django_db
OWED, OWED_ABOVE = "Việc phải làm sau khi có kết quả", "Quá hạn việc sau khi có kết quả"
VOTE, VOTE_ABOVE = "Còn phiếu biểu quyết của bạn", "Quá hạn biểu quyết, còn thành viên chưa biểu quyết"
PLAN_OVER, PLAN_ABOVE = "Hạn đăng ký thi đua đã hết", "Hạn đăng ký thi đua đã hết, còn đơn vị chưa nộp"


@pytest.fixture
def office():
    """The office on Monday 2 March, which wants the summary of the week."""
    with clock.set_to(at("03-02")):
        world = make_world()
        Rung.objects.filter(offset=6).update(active=True)
        yield world


def test_of_what_is_owed_the_office_hears_then_its_superior_and_each_week_the_head_alone(office):
    bring(office, State.GRANTED, 2)  # to be told of until Wednesday 11 March
    forget()
    assert swept("03-11", office) == {OWED: OFFICE}
    assert swept("03-12", office) == {OWED: OFFICE, OWED_ABOVE: {"decider"}}
    assert [swept(day, office) for day in ("03-23", "03-27", "03-30")] == [
        {OWED_ABOVE: {"decider"}}, {}, {OWED_ABOVE: {"decider"}},
    ]


def test_of_the_own_line_the_head_hears_nothing_and_the_office_instead(office):
    bring(office, State.GRANTED, nominees=[make.make_person(office.unit, user=office.decider)])
    forget()
    swept("03-11", office)
    assert swept("03-12", office) == {OWED: OFFICE}
    assert swept("03-23", office) == {OWED_ABOVE: OFFICE}


def test_after_an_outage_a_dossier_that_is_owed_something_is_counted_and_named_once(office):
    [dossier] = bring(office, State.GRANTED)
    forget()
    swept("03-20", office)
    message = Delivery.objects.get(channel="inbox", user=office.appraiser)
    assert message.body.startswith("1 hồ sơ đã có kết quả còn việc phải làm")
    assert message.body.count(dossier.code) == 1
    assert "Quá hạn việc sau khi có kết quả" in Delivery.objects.get(channel="inbox", user=office.decider).subject


def test_a_vote_that_is_missing_is_told_to_members_then_above_the_council_and_each_week_to_the_head_alone(office):
    session = convene(office, bring(office, State.AWAITING_COUNCIL), vote_by=date(2026, 3, 13))
    [item] = session.items.all()
    sessions.vote(session, {item.pk: "yes"}, actor=office.decider)
    forget()
    late = {"deputy", "secretary", "member0", "member1"}
    assert swept("03-13", office) == {VOTE: late}
    swept("03-14", office)
    assert swept("03-16", office) == {VOTE: late, VOTE_ABOVE: {"decider"}}
    assert swept("03-23", office) == {VOTE_ABOVE: {"decider"}}


def test_of_a_letter_the_office_hears_the_day_after_and_the_head_alone_each_week(office):
    Asking(office).ask(2)  # until Monday 9 March
    forget()
    assert swept("03-10", office)["Quá hạn lấy ý kiến"] == OFFICE
    heard = {name: who for name, who in swept("03-23", office).items() if "ý kiến" in name}
    assert heard == {"Quá hạn ở nơi bạn phụ trách: hạn trả lời ý kiến": {"decider"}}


def test_of_a_day_of_the_plan_the_units_hear_and_the_head_above_them_each_week_while_one_is_behind(office):
    office.season.registration_by = date(2026, 3, 27)
    office.season.save()
    planning.arm(office.season)
    swept("03-27", office)
    assert swept("03-30", office) == {PLAN_OVER: UNIT | {"other_head"}}
    make.make_hand_in(
        office.unit, office.body, office.season, kind=HandInKind.REGISTRATION, submitted_at=at("04-02")
    )
    assert swept("04-06", office) == {PLAN_ABOVE: {"decider"}}
    make.make_hand_in(
        office.other_unit, office.body, office.season, kind=HandInKind.REGISTRATION, submitted_at=at("04-08")
    )
    assert swept("04-13", office) == {}


def test_of_an_invitation_that_was_answered_nobody_above_hears(office):
    reason = "Đơn vị vừa hợp nhất, chưa kịp lập hồ sơ."
    for unit in (office.unit, office.other_unit):
        inviting.invite(
            [unit], body=office.body, season=office.season, until=date(2026, 3, 13), reason=reason,
            actor=office.appraiser,
        )
    forget()
    office.unit.invitations.get().hand_ins.add(make.make_hand_in(office.unit, office.body, office.season))
    assert swept("03-16", office) == {"Hạn nộp theo thư mời đã hết": {"other_head"}}
    assert swept("03-23", office) == {"Hạn nộp theo thư mời đã hết, còn đơn vị chưa nộp": {"decider"}}
    office.other_unit.invitations.get().hand_ins.add(
        make.make_hand_in(office.other_unit, office.body, office.season)
    )
    assert swept("03-30", office) == {}
