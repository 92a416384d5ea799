"""Who hears what: the acts as they are done, and everybody who is told of them – equality, so nobody else is."""

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiers import clock
from dossiers.models import Dossier, HandIn, Season
from dossiers.vocabulary import HandInKind, Nature, Role, State
from notifications import outbox
from notifications.models import Delivery
from tests import factories as make
from tests.world import REASON, World, bring, convene, do, drafts, fresh, make_world, number, to_sign, vote_all
from workflow import engine, journal, reports
from workflow.council import sessions
from workflow.decisions import papers, revocation

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

OFFICE = {"office_head", "appraiser", "other_appraiser"}
UNIT = {"head", "drafter"}


@pytest.fixture
def world():
    world = make_world()
    world.nominee = make.make_user(name="Mai Thị Được Đề Nghị")
    # people who would like to know and must not
    world.stranger = make.make_holder(Role.OFFICE, make.make_body("SNV"), name="Tạ Văn Sở Khác")
    world.retired = make.make_holder(Role.OFFICE, world.body, name="Lý Thị Đã Nghỉ", end=make.LONG_AGO)
    world.locked = make.make_holder(Role.OFFICE, world.body, name="Đinh Văn Đã Khóa")
    world.locked.is_active = False
    world.locked.save()
    return world


def names(world: World) -> dict[int, str]:
    people = {value.pk: name for name, value in vars(world).items() if hasattr(value, "username")}
    return people | {user.pk: f"member{n}" for n, user in enumerate(world.members)}


def lines(world: World, state: str, count: int = 1) -> list:
    """Lines brought to `state` (of which the first is the nominee's with an account); what was told until then is
    forgotten."""
    own = make.make_person(world.unit, user=world.nominee)
    rows = bring(world, state, nominees=[own, *(make.make_person(world.unit) for _ in range(count - 1))])
    forget()
    return rows


def forget() -> None:
    outbox.announce()
    Delivery.objects.all().delete()


def told(world: World) -> dict[str, set[str]]:
    """What everybody found in the application after the last acts: heading → names."""
    outbox.announce()
    called, heard = names(world), {}
    for row in Delivery.objects.filter(channel="inbox"):
        heard.setdefault(row.subject.split(" – ")[0], set()).add(called.get(row.user_id, row.user.full_name))
    return heard


def test_sending_tells_the_office_and_the_nominee(world):
    rows = lines(world, State.DRAFT, 2)
    do(world, "submit", rows)
    assert told(world) == {
        "Hồ sơ mới chờ tiếp nhận": OFFICE,
        "Hồ sơ của bạn đã được trình": {"nominee"},
    }


def test_receiving_tells_the_other_appraisers_and_not_the_one_who_received(world):
    do(world, "receive", lines(world, State.SUBMITTED))
    assert told(world) == {"Hồ sơ chờ thẩm định": {"other_appraiser"}}


def test_a_return_tells_the_unit_and_nobody_else(world):
    do(world, "return_for_correction", lines(world, State.APPRAISING))
    assert told(world) == {"Hồ sơ cần bổ sung": UNIT}


def test_sending_again_tells_the_office_and_who_had_asked(world):
    rows = lines(world, State.APPRAISING)
    do(world, "return_for_correction", rows, world.office_head)
    forget()
    do(world, "resubmit", rows)
    assert told(world) == {"Hồ sơ đã bổ sung, chờ xem lại": {"appraiser", "other_appraiser", "office_head"}}


def test_who_had_asked_and_left_the_office_hears_nothing(world):
    rows = lines(world, State.APPRAISING)
    do(world, "return_for_correction", rows, world.office_head)
    forget()
    world.office_head.posts.update(valid_to=make.LONG_AGO)
    do(world, "resubmit", rows)
    assert told(world) == {"Hồ sơ đã bổ sung, chờ xem lại": {"appraiser", "other_appraiser"}}


def test_clearing_tells_the_secretary(world):
    do(world, "clear", lines(world, State.APPRAISING))
    assert told(world) == {"Hồ sơ đã thẩm định xong": {"secretary"}}
    assert Delivery.objects.filter(channel="email").count() == 0


def test_a_proposal_of_ineligibility_stays_between_appraiser_and_head_of_office(world):
    rows = lines(world, State.APPRAISING)
    do(world, "propose_ineligible", rows)
    assert told(world) == {"Có đề nghị kết luận không đủ điều kiện": {"office_head"}}
    forget()
    do(world, "declare_ineligible", rows)
    assert told(world) == {"Hồ sơ không đủ điều kiện": UNIT}


def test_a_session_invites_the_members_entitled_to_vote(world):
    convene(world, lines(world, State.AWAITING_COUNCIL, 2), place="Hội trường tầng 2")
    assert told(world) == {"Mời họp Hội đồng": {"decider", "deputy", "member0", "member1"}}
    row = Delivery.objects.filter(channel="inbox").first()
    assert "tại Hội trường tầng 2: xét 2 hồ sơ." in row.body


def test_a_member_who_lost_the_seat_is_not_invited(world):
    rows = lines(world, State.AWAITING_COUNCIL)
    convene(world, rows)
    world.council.seats.filter(user=world.members[0]).update(valid_to=make.LONG_AGO)
    assert told(world) == {"Mời họp Hội đồng": {"decider", "deputy", "member1"}}


def test_a_ballot_is_told_to_nobody(world):
    session = convene(world, lines(world, State.AWAITING_COUNCIL))
    forget()
    vote_all(world, session, "no")
    assert told(world) == {}


def test_an_endorsement_tells_the_office_and_a_refusal_of_the_council_the_decider_alone(world):
    rows = lines(world, State.AWAITING_COUNCIL, 2)
    session = convene(world, rows)
    for user in world.voters:
        first, second = session.items.order_by("position").values_list("pk", flat=True)
        sessions.vote(session, {first: "yes", second: "no"}, actor=user)
    forget()
    sessions.close(session, actor=world.decider)
    # the decider closed the vote and knows; nominee and unit learn nothing from an advisory vote
    assert told(world) == {"Hồ sơ đã được Hội đồng thông qua": OFFICE}


def test_what_the_council_turned_down_reaches_a_decider_who_did_not_close_the_vote(world):
    other = make.make_holder(Role.DECIDER, world.body, name="Giám đốc mới")
    session = convene(world, lines(world, State.AWAITING_COUNCIL))
    vote_all(world, session, "no")
    forget()
    sessions.close(session, actor=world.decider)
    assert told(world) == {"Hồ sơ Hội đồng không đề nghị": {other.full_name}}


def test_going_for_signature_tells_the_decider_and_not_the_deputy(world):
    to_sign(world, lines(world, State.ENDORSED))
    assert told(world) == {"Hồ sơ chờ ký": {"decider"}}


def test_the_decider_s_own_line_is_told_to_the_deputy_too(world):
    own = make.make_person(world.unit, user=world.decider)
    rows = bring(world, State.ENDORSED, nominees=[own])
    forget()
    to_sign(world, rows)
    assert told(world) == {"Hồ sơ chờ ký": {"decider", "deputy"}}


def test_a_line_split_off_is_told_to_the_deputy(world):
    rows = lines(world, State.ENDORSED, 2)
    decision = to_sign(world, rows)
    forget()
    papers.split(decision, fresh(rows)[:1], actor=world.decider)
    assert told(world) == {"Dòng tách cho cấp phó ký": {"deputy"}}


def test_signing_tells_the_clerk_and_issuing_the_people_who_waited(world):
    rows = lines(world, State.ENDORSED)
    decision = to_sign(world, rows)
    forget()
    papers.sign(decision, actor=world.decider)
    assert told(world) == {"Văn bản chờ cấp số, phát hành": {"clerk"}}
    number(world, decision, 215)
    forget()
    papers.issue(decision, actor=world.clerk)
    assert told(world) == {"Kết quả khen thưởng": {"nominee", *UNIT, *OFFICE}}
    row = Delivery.objects.get(user=world.nominee, channel="inbox")
    assert f"Quyết định số 215/QĐ-STP ngày {timezone.localdate(clock.now()):%d/%m/%Y}" in row.body


def test_a_refusal_tells_unit_and_office_and_not_the_nominee(world):
    do(world, "refuse", lines(world, State.NOT_ENDORSED))
    assert told(world) == {"Hồ sơ không được khen thưởng": {*UNIT, *OFFICE}}


def test_sending_back_and_taking_up_tell_the_office(world):
    rows = lines(world, State.AWAITING_SIGNATURE)
    do(world, "send_back", rows)
    assert told(world) == {"Hồ sơ được trả lại văn phòng": OFFICE}
    rows = bring(world, State.NOT_ENDORSED)
    forget()
    do(world, "take_up", rows)
    assert told(world) == {"Người có thẩm quyền đưa hồ sơ vào trình ký": OFFICE}


def test_a_withdrawal_tells_the_office(world):
    do(world, "withdraw", lines(world, State.SUBMITTED))
    assert told(world) == {"Đơn vị đã rút hồ sơ": OFFICE}


def test_a_hold_tells_the_unit_and_never_why(world):
    rows = lines(world, State.APPRAISING)
    do(world, "hold", rows, reason="Có đơn tố cáo.", public_line="Chờ xác minh thông tin", restricted="Đơn của ông K.")
    assert told(world) == {"Hồ sơ tạm dừng xét": {*UNIT, "other_appraiser"}}
    forget()
    do(world, "release", rows)
    assert told(world) == {"Hồ sơ được xét tiếp": {*UNIT, "other_appraiser"}}


def test_what_goes_out_of_the_house_is_told_to_the_unit_and_so_is_its_outcome(world):
    rows = drafts(world, above=True, nominees=[make.make_person(world.unit, user=world.nominee)])
    bring_to = do(world, "clear", do(world, "receive", do(world, "submit", rows)))
    session = convene(world, bring_to)
    vote_all(world, session)
    sessions.close(session, actor=world.decider)
    decision = to_sign(world, fresh(rows))
    papers.sign(decision, actor=world.decider)
    number(world, decision, 9)
    forget()
    papers.issue(decision, actor=world.clerk)
    assert told(world) == {
        "Hồ sơ đã gửi cấp trên, chờ kết quả": OFFICE,
        "Hồ sơ đã trình cấp trên": UNIT,
    }
    forget()
    do(world, "record_grant", fresh(rows))
    assert told(world) == {"Kết quả khen thưởng": {"nominee", *UNIT, "office_head", "other_appraiser"}}


def test_a_body_above_in_the_house_hears_what_is_forwarded_and_the_office_below_what_becomes_of_it():
    world = make_world(above_external=False)
    above = make.make_holder(Role.OFFICE, world.above, name="Sở Nội vụ")
    rows = bring(world, State.ENDORSED, above=True)
    decision = to_sign(world, rows)
    papers.sign(decision, actor=world.decider)
    number(world, decision, 9)
    forget()
    papers.issue(decision, actor=world.clerk)
    assert told(world) == {
        "Hồ sơ cấp dưới trình, chờ tiếp nhận": {"Sở Nội vụ"},
        "Hồ sơ đã trình cấp trên": {*UNIT, *OFFICE},
    }
    forget()
    do(world, "receive", rows, above)
    do(world, "return_for_correction", rows, above)
    heard = told(world)
    assert heard["Hồ sơ cần bổ sung"] == UNIT
    assert heard["Cấp trên yêu cầu bổ sung hồ sơ"] == OFFICE


def test_a_revocation_goes_by_decider_and_clerk_to_the_unit(world):
    rows = lines(world, State.GRANTED)
    decision = revocation.propose(rows, ground="a", reason=REASON, actor=world.appraiser)
    assert told(world) == {"Đề nghị hủy quyết định, thu hồi chờ ký": {"decider"}}
    forget()
    revocation.sign(decision, actor=world.decider)
    assert told(world) == {"Quyết định hủy, thu hồi chờ cấp số": {"clerk"}}
    number(world, decision)
    forget()
    papers.issue(decision, actor=world.clerk)
    assert told(world) == {"Quyết định khen thưởng bị hủy": {*UNIT, *OFFICE}}


def test_a_declined_revocation_is_told_to_who_proposed_it(world):
    decision = revocation.propose(lines(world, State.GRANTED), ground="a", reason=REASON, actor=world.appraiser)
    forget()
    revocation.decline(decision, actor=world.decider, reason="Chưa đủ căn cứ.")
    assert told(world) == {"Đề nghị hủy quyết định không được chấp nhận": {"appraiser"}}


def test_a_year_opened_is_told_to_every_unit_in_the_application_only(world):
    season = world.season

    def work(batch):
        locked = Season.objects.select_for_update().get(pk=season.pk)
        journal.write(batch, [locked], act="open_season", actor=world.office_head, at=clock.now())

    engine.transact("open_season", work, actor=world.office_head, key=None, content={})
    assert told(world) == {"Mở năm thi đua": {*UNIT, "other_head"}}
    assert Delivery.objects.filter(channel="email").count() == 0


def register(world: World) -> HandIn:
    about = {"kind": HandInKind.REGISTRATION, "content": "Phấn đấu bí mật"}
    hand_in = make.make_hand_in(world.unit, world.body, world.season, **about)
    reports.send_report(hand_in, actor=world.head)
    return hand_in


def test_a_registration_is_told_to_the_office_that_receives_it(world):
    hand_in = register(world)
    assert told(world) == {"Đơn vị gửi đăng ký, báo cáo": OFFICE}
    assert set(links(world).values()) == {reverse("dossiers:hand_in", args=[hand_in.pk])}
    bodies = set(Delivery.objects.filter(channel="inbox").values_list("body", flat=True))
    assert bodies == {
        f"Đăng ký thi đua {hand_in.code} của Phòng Hành chính đã được gửi đến.\n"
        "Việc cần làm: Đọc nội dung và giấy tờ kèm theo."
    }


def test_a_rehearsed_registration_is_told_to_nobody(world):
    Season.objects.update(nature=Nature.REHEARSAL)
    register(world)
    assert told(world) == {}


def test_a_stand_in_hears_in_the_place_of_the_absent(world):
    stand_in = make.make_user(name="Người làm thay")
    make.be_away(world.head, stand_in=stand_in)
    do(world, "return_for_correction", lines(world, State.APPRAISING))
    assert told(world) == {"Hồ sơ cần bổ sung": {"drafter", "Người làm thay"}}


def test_work_that_moved_on_while_the_worker_was_away_is_news_without_a_task(world):
    for user in (world.appraiser, world.other_appraiser, world.office_head):
        user.email = f"{user.username}@stp.example.vn"
        user.save()
    rows = lines(world, State.DRAFT)
    do(world, "receive", do(world, "submit", rows))
    assert told(world) == {
        "Hồ sơ mới chờ tiếp nhận": OFFICE,
        "Hồ sơ của bạn đã được trình": {"nominee"},
        "Hồ sơ chờ thẩm định": {"other_appraiser"},
    }
    stale = Delivery.objects.filter(channel="inbox", subject__startswith="Hồ sơ mới chờ tiếp nhận").first()
    assert "Việc cần làm" not in stale.body
    assert "đã chuyển sang bước sau" in stale.body
    assert [row.user for row in Delivery.objects.filter(channel="email")] == [world.other_appraiser]


def test_of_a_rehearsal_nobody_hears_but_its_recorder(world):
    Season.objects.update(nature=Nature.REHEARSAL)
    rows = lines(world, State.DRAFT)
    do(world, "submit", rows)
    assert told(world) == {}
    with outbox.recorder():
        do(world, "receive", rows)
        assert told(world) == {"Hồ sơ chờ thẩm định": {"other_appraiser"}}


def test_people_of_a_rehearsal_hear_nothing_of_the_real_season(world):
    world.other_appraiser.nature = Nature.REHEARSAL
    world.other_appraiser.save()
    do(world, "submit", lines(world, State.DRAFT))
    assert told(world)["Hồ sơ mới chờ tiếp nhận"] == OFFICE - {"other_appraiser"}


def links(world: World) -> dict[str, str]:
    """Where the message of each person leads."""
    outbox.announce()
    called = names(world)
    return {called[row.user_id]: row.link for row in Delivery.objects.filter(channel="inbox")}


def test_a_link_leads_to_the_dossier_or_where_the_work_lies(world):
    one = lines(world, State.DRAFT)
    do(world, "submit", one)
    assert set(links(world).values()) == {reverse("workflow:dossier", args=[one[0].code])}
    forget()
    do(world, "submit", drafts(world, 2))
    assert set(links(world).values()) == {reverse("workflow:inbox")}


def test_a_link_leads_to_the_paper_about_which_something_is_asked(world):
    session = convene(world, lines(world, State.AWAITING_COUNCIL, 2))
    assert set(links(world).values()) == {reverse("workflow:session", args=[session.pk])}
    vote_all(world, session)
    sessions.close(session, actor=world.decider)
    forget()
    decision = to_sign(world, Dossier.objects.all())
    assert links(world) == {"decider": reverse("workflow:decision", args=[decision.pk])}


def test_a_unit_with_many_lines_is_led_to_its_hand_in(world):
    rows = bring(world, State.APPRAISING, 2)
    forget()
    do(world, "return_for_correction", rows)
    page = reverse("dossiers:hand_in", args=[rows[0].hand_in_id])
    assert links(world) == {"head": page, "drafter": page}
