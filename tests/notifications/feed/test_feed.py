"""A person's calendar: its secret address, what stands in it by the rights of the moment, and how a parser reads it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from dossiers import clock
from dossiers.models import Dossier, Post, User
from notifications.feed import address
from notifications.models import CalendarFeed
from tests import factories as make
from tests.workflow.enquiry.conftest import Asked
from tests.world import bring, convene, do, drafts, make_world
from workflow import extending
from workflow.consultation.models import Addressee
from workflow.council import sessions
from workflow.invitations.models import Invitation
from workflow.models import Consultation, Duty, Posting, Seat

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def world():
    return make_world()


def fetch(secret: str, **headers: str):
    return Client().get(reverse("notifications:feed", args=[secret]), headers=headers)


def calendar_of(user: User) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(fetch(address.renew(user)).content)


def summaries(user: User) -> list[str]:
    return [str(event["summary"]) for event in calendar_of(user).events]


def last_day(moment: datetime) -> date:
    return moment.astimezone(HERE).date()


class TestAddress:
    def test_it_is_long_and_kept_as_a_digest_only(self, world):
        secret = address.renew(world.head)
        assert len(secret) == 32
        assert secret not in str(CalendarFeed.objects.values().get())
        response = fetch(secret)
        assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")

    def test_a_new_one_ends_the_one_before(self, world):
        old, new = address.renew(world.head), address.renew(world.head)
        assert [fetch(old).status_code, fetch(new).status_code, fetch("x" * 32).status_code] == [404, 200, 404]

    def test_it_ends_with_the_account(self, world):
        secret = address.renew(world.head)
        User.objects.filter(pk=world.head.pk).update(is_active=False)
        assert fetch(secret).status_code == 404

    def test_its_owner_gets_it_once_and_can_end_it(self, world, client):
        client.force_login(world.head)
        page, renew = reverse("notifications:calendar"), reverse("notifications:calendar_renew")
        assert client.get(renew).status_code == 405
        made = client.post(renew)
        secret = made.context["made"].rpartition("/")[2].removesuffix(".ics")
        assert (fetch(secret).status_code, "no-store" in made["Cache-Control"]) == (200, True)
        again = client.get(page).content.decode()
        assert (secret in again, "Lập địa chỉ mới" in again) == (False, True)
        client.post(reverse("notifications:calendar_close"))
        assert (fetch(secret).status_code, "Lập địa chỉ lịch" in client.get(page).content.decode()) == (404, True)


class TestTermsOfWork:
    def test_work_on_my_desk_stands_on_the_last_day_of_its_term(self, world):
        [dossier] = bring(world, "appraising")
        [event] = calendar_of(world.appraiser).events
        assert str(event["summary"]) == f"Hạn: Thẩm định 1 hồ sơ của Phòng Hành chính – {dossier.code}"
        assert event.start == last_day(dossier.due_at)
        assert str(event["uid"]) == f"ho-so-{dossier.pk}@localhost"
        assert event["url"].endswith(reverse("workflow:dossier", args=[dossier.code]))
        assert dossier.award.name in event["description"]

    def test_many_of_one_paper_are_one_entry(self, world):
        rows = bring(world, "appraising", 3)
        [event] = calendar_of(world.appraiser).events
        assert str(event["summary"]) == "Hạn: Thẩm định 3 hồ sơ của Phòng Hành chính"
        assert [each.code in event["description"] for each in rows] == [True] * 3

    def test_a_moved_term_keeps_its_name_and_counts_up(self, world):
        [dossier] = bring(world, "appraising")
        [before] = calendar_of(world.appraiser).events
        later = dossier.due_at + timedelta(days=7)
        Dossier.objects.filter(pk=dossier.pk).update(due_at=later, term_no=dossier.term_no + 1)
        [after] = calendar_of(world.appraiser).events
        assert (before["uid"], before["sequence"] + 1) == (after["uid"], after["sequence"])
        assert after.start == last_day(later)

    def test_so_does_one_that_the_office_extends(self, world):
        [dossier] = bring(world, "appraising")
        [before] = calendar_of(world.other_appraiser).events
        extending.extend([dossier], days=5, reason="Chờ ý kiến của cơ quan khác.", actor=world.office_head)
        [after] = calendar_of(world.other_appraiser).events
        assert (before["uid"], before["sequence"] < after["sequence"], before.start < after.start) == (
            after["uid"], True, True,
        )

    def test_it_names_nobody_and_no_reason(self, world):
        [dossier] = bring(world, "appraising")
        do(world, "return_for_correction", [dossier], reason="Lý do không ai khác được biết đâu nhé.")
        do(world, "resubmit", [dossier])
        body = fetch(address.renew(world.appraiser)).content.decode()
        assert dossier.code in body
        assert (dossier.nominee_name in body, "không ai khác" in body) == (False, False)

    def test_the_own_dossier_is_left_out(self, world):
        own = make.make_person(world.unit, user=world.appraiser)
        others = bring(world, "appraising", nominees=[own, make.make_person(world.unit)])
        body = fetch(address.renew(world.appraiser)).content.decode()
        assert [each.code in body for each in others] == [each.nominee_id != own.pk for each in others]

    def test_what_was_lost_with_a_post_is_gone_at_once(self, world):
        bring(world, "appraising")
        assert len(summaries(world.appraiser)) == 1
        Post.objects.filter(user=world.appraiser).update(valid_to=clock.today() - timedelta(days=1))
        assert summaries(world.appraiser) == []

    def test_nobody_else_has_it(self, world):
        bring(world, "appraising")
        assert [summaries(user) for user in (world.other_head, world.clerk, world.decider)] == [[], [], []]


class TestOpinions:
    def test_who_is_asked_sees_until_when_to_answer(self, world):
        rows = bring(world, "appraising")
        do(world, "ask_consultation", rows, inside=[world.other_unit.pk], outside=[], days=5)
        addressee = Addressee.objects.get()
        [event] = calendar_of(world.other_head).events
        assert str(event["uid"]) == f"y-kien-{addressee.pk}@localhost"
        assert event.start == last_day(addressee.consultation.due_at)
        assert event["url"].endswith(reverse("workflow:consultation_answer", args=[addressee.pk]))
        Post.objects.filter(user=world.other_head).update(valid_to=clock.today() - timedelta(days=1))
        assert summaries(world.other_head) == []


class TestPapersOfAnOffice:
    def found(self, user: User) -> dict[str, icalendar.Event]:
        return {str(event["uid"]).rpartition("-")[0]: event for event in calendar_of(user).events}

    def test_the_office_sees_when_letters_lists_and_enquiries_run_out(self, world):
        rows = bring(world, "appraising", 2)
        do(world, "ask_consultation", rows[:1], days=5)
        do(world, "post_publicly", rows[1:])
        letter, posting = Consultation.objects.get(), Posting.objects.get()
        posting.due_at = letter.due_at + timedelta(days=3)
        posting.save()
        enquiry = Asked(world).enter()
        events = self.found(world.other_appraiser)
        seen = {name: events[name].start for name in ("lay-y-kien", "cong-khai", "hoi-y-kien")}
        assert seen == {
            "lay-y-kien": last_day(letter.due_at), "cong-khai": last_day(posting.due_at),
            "hoi-y-kien": last_day(enquiry.due_at),
        }
        assert str(events["hoi-y-kien"]["summary"]) == "Hạn: Trả lời văn bản hỏi ý kiến 812/BTP-TĐKT của Bộ Tư pháp"
        assert not {"lay-y-kien", "cong-khai", "hoi-y-kien"} & set(self.found(world.head))

    def test_what_is_owed_after_a_decision_is_one_entry_a_kind_and_day(self, world):
        bring(world, "granted", 3)
        duties = Duty.objects.filter(kind="archive")
        events = [event for event in calendar_of(world.appraiser).events if str(event["uid"]).startswith("viec-")]
        archive = next(event for event in events if "Nộp lưu" in str(event["summary"]))
        assert str(archive["summary"]) == "Hạn: Nộp lưu hồ sơ – 3 hồ sơ"
        assert str(archive["uid"]) == f"viec-{min(duty.pk for duty in duties)}@localhost"
        assert archive.start == last_day(duties[0].due_at)
        duties.update(fulfilled_at=clock.now(), done_on=clock.today(), due_at=None)
        assert not any("Nộp lưu" in summary for summary in summaries(world.appraiser))

    def test_it_ends_with_the_post(self, world):
        bring(world, "granted")
        Asked(world).enter()
        Post.objects.filter(user=world.appraiser).update(valid_to=clock.today() - timedelta(days=1))
        assert summaries(world.appraiser) == []


class TestPlan:
    def test_who_works_at_a_unit_sees_the_last_days_of_the_open_year(self, world):
        season = world.season
        season.opened_at, season.dossiers_by, season.term_no = clock.now(), date(2031, 3, 14), 2
        season.registration_by = None
        season.save()
        season.rounds.create(number=1, title="Đợt 2/9", dossiers_by=date(2031, 8, 20))
        words = [f"Hạn nộp hồ sơ: {season.title}", f"Hạn nộp hồ sơ: Đợt 2/9, {season.title}"]
        found = {str(event["summary"]): (event.start, event["sequence"]) for event in calendar_of(world.drafter).events}
        assert found == {words[0]: (date(2031, 3, 14), 2), words[1]: (date(2031, 8, 20), 0)}
        assert summaries(world.clerk) == []
        late = datetime(2031, 9, 2, 17, tzinfo=HERE)
        asked = {"body": world.body, "season": season, "reason": "Đột xuất", "invited_by": world.office_head}
        Invitation.objects.create(unit=world.unit, due_at=late, invited_at=clock.now(), **asked)
        Invitation.objects.create(unit=world.other_unit, due_at=late, invited_at=clock.now(), **asked)
        [event] = [each for each in calendar_of(world.drafter).events if str(each["uid"]).startswith("moi-")]
        assert str(event["summary"]) == f"Hạn nộp muộn theo thư mời: Phòng Hành chính, {season.title}"
        assert event.start == late.date()
        season.closed_at = clock.now()
        season.save()
        assert summaries(world.drafter) == []


class TestSessions:
    def test_members_see_when_and_where_it_is_held(self, world):
        held = datetime(2031, 3, 14, 8, 30, tzinfo=HERE)
        session = convene(world, bring(world, "awaiting_council", 2), held_at=held, place="Phòng họp số 2, tầng 3")
        found = {str(event["uid"]): event for event in calendar_of(world.members[0]).events}
        event = found[f"phien-{session.pk}@localhost"]
        assert (event.start, event["location"], event["status"]) == (held, "Phòng họp số 2, tầng 3", "CONFIRMED")
        assert event["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"
        assert f"phien-{session.pk}" not in fetch(address.renew(world.clerk)).content.decode()

    def test_one_without_dossiers_left_is_called_off(self, world):
        rows = bring(world, "awaiting_council")
        session = convene(world, rows, held_at=clock.now() + timedelta(days=3))
        do(world, "withdraw", rows)
        [event] = [each for each in calendar_of(world.members[0]).events if str(each["uid"]).startswith("phien-")]
        assert (event["uid"], event["status"], event["sequence"]) == (f"phien-{session.pk}@localhost", "CANCELLED", 1)

    def test_the_last_day_to_vote_stands_beside_the_session(self, world):
        last = clock.today() + timedelta(days=9)
        session = convene(world, bring(world, "awaiting_council"), vote_by=last)
        found = {str(event["uid"]): event for event in calendar_of(world.members[0]).events}
        event = found[f"bieu-quyet-{session.pk}@localhost"]
        assert (event.start, str(event["summary"])) == (last, f"Hạn biểu quyết: {session.title}")
        assert f"bieu-quyet-{session.pk}" not in fetch(address.renew(world.clerk)).content.decode()

    def test_a_seat_that_is_lost_takes_them_along(self, world):
        convene(world, bring(world, "awaiting_council"), held_at=clock.now() + timedelta(days=3))
        member = world.members[0]
        Seat.objects.filter(user=member).update(valid_to=clock.today() - timedelta(days=1))
        assert summaries(member) == []


class TestFile:
    def test_a_parser_reads_it_line_by_line_with_its_zone_and_its_vietnamese(self, world):
        title = "Phiên họp xét danh hiệu “Chiến sĩ thi đua cơ sở”, tặng Giấy khen; đợt tổng kết năm " * 2
        rows = bring(world, "awaiting_council")
        in_three_days = clock.now() + timedelta(days=3)
        sessions.convene(world.body, rows, actor=world.secretary, title=title.strip(), held_at=in_three_days)
        body = fetch(address.renew(world.members[0])).content
        lines = body.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        assert "".join(line.decode() for line in lines)  # no letter is cut in two
        calendar = icalendar.Calendar.from_ical(body)
        assert [str(zone["tzid"]) for zone in calendar.timezones] == ["Asia/Ho_Chi_Minh"]
        assert f"Phiên họp: {title.strip()}" in [str(event["summary"]) for event in calendar.events]
        assert all("uid" in event and "dtstamp" in event for event in calendar.events)

    def test_what_somebody_typed_makes_no_line_and_no_entry_of_its_own(self, world):
        title = "Họp\r\nEND:VEVENT\nBEGIN:VEVENT\r\nSUMMARY:Giả; a\\, b"
        sessions.convene(
            world.body, bring(world, "awaiting_council"), actor=world.secretary, title=title, place="Tầng 2\nX:y",
            held_at=clock.now() + timedelta(days=3),
        )
        events = [each for each in calendar_of(world.members[0]).events if str(each["uid"]).startswith("phien-")]
        assert [sorted(str(event["summary"]).split()) for event in events] == [sorted(f"Phiên họp: {title}".split())]

    def test_nothing_new_is_answered_without_a_body(self, world):
        secret = address.renew(world.appraiser)
        first = fetch(secret)
        assert fetch(secret, **{"If-None-Match": first["ETag"]}).status_code == 304
        bring(world, "appraising")
        assert fetch(secret, **{"If-None-Match": first["ETag"]}).status_code == 200

    def test_it_asks_as_little_for_thirty_as_for_one(self, world, django_assert_max_num_queries):
        secret, counts = address.renew(world.secretary), []
        for count in (1, 29):
            convene(world, bring(world, "awaiting_council", count), held_at=clock.now() + timedelta(days=3))
            bring(world, "awaiting_council", count)
            with django_assert_max_num_queries(12) as captured:
                fetch(secret)
            counts.append(len(captured))
        assert counts[0] == counts[1]


def test_the_page_shows_what_comes_and_leads_there(world, client):
    [dossier] = bring(world, "appraising")
    drafts(world, 1)
    client.force_login(world.appraiser)
    text = client.get(reverse("notifications:calendar")).content.decode()
    assert f'<a href="{reverse("workflow:dossier", args=[dossier.code])}">' in text
    client.force_login(world.clerk)
    assert "Chưa có hạn hay phiên họp nào sắp tới." in client.get(reverse("notifications:calendar")).content.decode()
