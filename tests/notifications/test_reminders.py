"""Who is reminded of what is due, in which words, and in how many messages."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from dossiers import clock
from dossiers.models import Dossier, HandIn
from dossiers.vocabulary import HandInKind, State
from notifications import outbox
from notifications.models import Delivery
from tests import factories as make
from tests.notifications.test_who_hears import OFFICE, UNIT, forget, lines, names, told, world  # noqa: F401
from tests.world import World, bring, do
from workflow import planning
from workflow.alarms import sweeping
from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.models import Alarm, Rung
from workflow.duties.models import Duty, DutyKind
from workflow.flows import claims
from workflow.flows.carriage import carriers_of

pytestmark = pytest.mark.django_db
SOON, TODAY, OVER = "Hồ sơ sắp đến hạn", "Hồ sơ đến hạn hôm nay", "Hồ sơ quá hạn, cần xử lý"
ABOVE = "Hồ sơ quá hạn ở nơi bạn phụ trách"


def at(day: str, hour: int = 9) -> datetime:
    """An hour of a day of 2026 in the office's zone: at('03-02')."""
    return timezone.make_aware(datetime.fromisoformat(f"2026-{day}T{hour:02}:00"))


@pytest.fixture
def office(request) -> World:
    """The office on Monday 2 March 2026, when nobody has been told of anything."""
    with clock.set_to(at("03-02")):
        return request.getfixturevalue("world")


def received(office: World, count: int = 1) -> list[Dossier]:
    """Under appraisal until the end of Monday 30 March."""
    with clock.set_to(at("03-02")):
        return lines(office, State.APPRAISING, count)


def on(day: str, office: World) -> dict[str, set[str]]:
    """What the sweep of that morning told: heading → names."""
    with clock.set_to(at(day)):
        sweeping.sweep()
        Delivery.objects.all().delete()
        return told(office)


def test_the_desk_is_reminded_and_from_the_day_after_its_superior_too(office):
    received(office)
    desk = {"appraiser", "other_appraiser"}
    assert [on(day, office) for day in ("03-20", "03-23", "03-24", "03-26", "03-30")] == [
        {}, {SOON: desk}, {}, {SOON: desk}, {TODAY: desk},
    ]
    assert on("03-31", office) == {OVER: desk, ABOVE: {"decider"}}
    assert on("04-20", office) == {}


def test_a_reminder_says_how_many_working_days_are_left(office):
    [dossier] = received(office)
    on("03-26", office)
    body = Delivery.objects.filter(channel="inbox").first().body
    assert body.startswith("1 hồ sơ sắp đến hạn, còn 2 ngày làm việc.")
    assert body.endswith("Hạn: 30/03/2026 (tham khảo, chưa có văn bản)")
    assert Delivery.objects.first().link == f"/ho-so/{dossier.code}/"


@pytest.mark.parametrize(("day", "said"), [
    ("03-25", "sắp đến hạn, còn 3 ngày làm việc"), ("04-03", "đã quá hạn 4 ngày làm việc"),
])
def test_a_reminder_that_rings_late_counts_the_days_of_its_own_day(office, day, said):
    """The rung of five days before rings with three left, that of the day after on the fourth."""
    received(office)
    on(day, office)
    assert Delivery.objects.filter(channel="inbox", user=office.appraiser).get().body.startswith(f"1 hồ sơ {said}.")


def test_who_has_claimed_it_is_reminded_alone_and_the_stand_in_when_away(office):
    [dossier] = received(office)
    claims.claim(carriers_of([dossier])[dossier.pk], user=office.appraiser)
    assert on("03-23", office) == {SOON: {"appraiser"}}
    make.be_away(office.appraiser, stand_in=office.office_head, start=at("03-25").date())
    assert on("03-26", office) == {SOON: {"office_head", "other_appraiser"}}


def test_once_it_is_overdue_the_head_of_the_body_gets_one_summary_a_week_if_the_office_wants_it(office):
    received(office, 2)
    Rung.objects.filter(kind=DeadlineKind.STEP, offset=6).update(active=True)
    on("04-10", office)
    assert on("04-13", office) == {"Tổng hợp hồ sơ quá hạn trong tuần": {"decider"}}
    assert Delivery.objects.filter(channel="inbox").get().body.startswith("2 hồ sơ đang quá hạn tại Sở Tư pháp.")


def test_a_run_of_several_batches_is_one_message_a_person(office, monkeypatch):
    monkeypatch.setattr(sweeping, "AT_ONCE", 2)
    received(office, 7)
    assert on("03-23", office) == {SOON: {"appraiser", "other_appraiser"}}
    rows = Delivery.objects.filter(channel="inbox")
    assert [(row.subject, row.lines.count()) for row in rows] == [("Hồ sơ sắp đến hạn – 7 hồ sơ", 7)] * 2


def test_from_eleven_dossiers_on_it_is_a_summary_with_a_link_to_the_list(office, client):
    rows = received(office, 12)
    on("03-31", office)
    message = Delivery.objects.filter(channel="inbox", user=office.appraiser).get()
    assert (message.subject, message.body.count("–"), message.lines.count()) == ("Có 12 hồ sơ đến hạn, quá hạn", 10, 12)
    assert "… và 2 hồ sơ khác" in message.body
    assert message.link == f"/ho-so/?desk=appraiser%3A{office.body.pk}&overdue=on"
    client.force_login(office.appraiser)
    with clock.set_to(at("03-31")):
        page = client.get(message.link)
    assert {row.pk for row in page.context["page"].object_list} == {row.pk for row in rows}


def test_the_list_of_what_is_due_holds_the_coming_week(office, client):
    received(office)
    client.force_login(office.appraiser)
    found = []
    for day in ("03-20", "03-26", "04-02"):
        with clock.set_to(at(day)):
            found.append(len(client.get("/ho-so/", {"due": "on"}).context["page"].object_list))
    assert found == [0, 1, 1]


def test_nobody_is_told_while_the_sweep_is_still_at_it_unless_that_takes_minutes(office, monkeypatch):
    monkeypatch.setattr(sweeping, "AT_ONCE", 2)
    received(office, 3)
    with clock.set_to(at("03-23")):
        sweeping._batch(clock.now(), 4, None)  # the alarms of the reception are stale: one of appraisal is fired
        assert (outbox.announce(), Delivery.objects.count()) == (0, 0)
    with clock.set_to(at("03-23") + timedelta(minutes=3)):
        assert outbox.announce() == 1
    assert Delivery.objects.filter(channel="inbox").count() == 2


def test_after_an_outage_each_dossier_is_told_as_it_is_now_and_what_has_moved_not_at_all(office):
    stays, moves = received(office, 2)
    with clock.set_to(at("03-31")):
        sweeping.sweep()
        do(office, "hold", [moves])
        Delivery.objects.all().delete()
        heard = told(office)
    assert {name: who for name, who in heard.items() if "hạn" in name} == {
        OVER: {"appraiser", "other_appraiser"}, ABOVE: {"decider"},
    }
    assert Delivery.objects.get(channel="inbox", user=office.decider).subject.endswith(stays.code)


def test_of_a_day_of_the_plan_the_units_hear_that_have_not_handed_in(office):
    season = office.season
    about = {"kind": HandInKind.REGISTRATION, "submitted_at": at("03-01")}
    make.make_hand_in(office.other_unit, office.body, season, **about)
    Alarm.objects.create(
        kind=DeadlineKind.REGISTRATION, subject_kind="season", subject_id=season.pk, version=season.term_no,
        moments=[at("03-24", 8).isoformat(), at("03-31", 23).isoformat()], steps=["-5", "end"], at=at("03-24", 8),
    )
    assert on("03-24", office) == {"Hạn đăng ký thi đua sắp hết": UNIT}
    assert Delivery.objects.filter(channel="inbox").first().link == f"/nam-thi-dua/{season.pk}/"
    HandIn.objects.create(
        code="X", unit=office.unit, to_body=office.body, season=season, created_at=at("03-25"), **about
    )
    assert on("04-01", office) == {}


def test_before_a_last_day_on_which_nobody_works_the_working_day_before_it_says_so(office):
    season = office.season
    season.registration_by = date(2026, 3, 28)  # a Saturday
    season.save()
    with clock.set_to(at("03-24", 9)):
        planning.arm(season)
    on("03-26", office)
    Delivery.objects.all().delete()
    assert on("03-27", office) == {"Hạn đăng ký thi đua sắp hết": UNIT | {"other_head"}}
    body = Delivery.objects.filter(channel="inbox").first().body
    assert body.startswith(
        f"Hôm nay là ngày làm việc cuối cùng trước khi hết hạn đăng ký thi đua của {season}, "
        "ngày 28/03/2026 (theo kế hoạch năm); "
    )
    assert on("03-28", office) == {}


def test_what_is_late_is_told_to_its_desk_once(world):  # noqa: F811
    lines(world, State.SUBMITTED, 3)
    late = clock.now() + timedelta(days=30)
    sweeping.sweep(late)
    sweeping.sweep(late)
    assert told(world) == {OVER: OFFICE, ABOVE: {"decider"}}
    assert names(world)[Delivery.objects.filter(channel="inbox").last().user_id] in {*OFFICE, "decider"}


def away(*people, stand_in=None) -> None:
    for user in people:
        make.be_away(user, stand_in=stand_in, start=at("03-20").date(), end=at("04-20").date())


def test_where_everybody_at_the_desk_is_away_the_office_hears_and_else_the_superior(office):
    received(office)
    away(office.appraiser, office.other_appraiser)
    assert on("03-23", office) == {SOON: {"office_head"}}
    away(office.office_head)
    assert on("03-26", office) == {SOON: {"decider"}}
    assert on("03-31", office) == {OVER: {"decider"}}  # once, though also as the superior


def test_where_the_stand_in_is_away_too_the_office_hears(office):
    received(office)
    away(office.other_appraiser)
    away(office.appraiser, stand_in=office.clerk)
    away(office.clerk)
    assert on("03-23", office) == {SOON: {"office_head"}}


def test_where_the_head_of_the_body_is_away_the_office_hears(office):
    received(office)
    away(office.decider)
    assert on("03-31", office) == {OVER: {"appraiser", "other_appraiser"}, ABOVE: {"office_head"}}


def proposed(office: World, user) -> None:
    """Under appraisal, this person proposed."""
    with clock.set_to(at("03-02")):
        bring(office, State.APPRAISING, nominees=[make.make_person(office.unit, user=user)])
        forget()


def test_who_is_proposed_is_not_reminded_of_the_own_line_as_the_superior(office):
    proposed(office, office.decider)
    assert on("03-31", office) == {OVER: {"appraiser", "other_appraiser"}, ABOVE: {"office_head"}}


def test_where_only_who_is_proposed_holds_it_the_superior_is_reminded(office):
    proposed(office, office.appraiser)
    away(office.other_appraiser)
    assert on("03-23", office) == {SOON: {"decider"}}


@pytest.mark.parametrize(("count", "subject"), [(10, f"{SOON} – 10 hồ sơ"), (11, "Có 11 hồ sơ đến hạn, quá hạn")])
def test_ten_are_named_each_and_eleven_are_a_summary(office, count, subject):
    received(office, count)
    on("03-23", office)
    rows = Delivery.objects.filter(channel="inbox")
    assert [(row.subject, row.lines.count(), row.body.count("– ")) for row in rows] == [(subject, count, 10)] * 2


def test_what_is_owed_after_the_decision_is_a_summary_of_its_own_that_leads_to_its_page(office):
    with clock.set_to(at("03-02")):
        bring(office, State.GRANTED, 12)
        forget()
    on("03-31", office)
    message = Delivery.objects.filter(channel="inbox", user=office.office_head).get()
    assert (message.subject, message.link) == ("Việc phải làm sau khi có kết quả – 12 hồ sơ", "/sau-ket-qua/")
    assert (message.body.count("– "), message.lines.count()) == (10, 12)


def test_what_is_owed_counts_each_dossier_once_however_many_of_its_reminders_waited(office):
    """Three rungs of the notice have passed while nothing ran, and the archive is due as well."""
    with clock.set_to(at("03-02")):
        dossiers = bring(office, State.GRANTED, 2)
        archive = Duty.objects.get(dossier=dossiers[0], kind=DutyKind.ARCHIVE)
        Alarm.objects.filter(kind=DutyKind.ARCHIVE, subject_id=archive.pk).update(at=at("03-11"))
        forget()
    on("03-31", office)
    message = Delivery.objects.filter(channel="inbox", user=office.office_head).get()
    assert message.body.splitlines()[0] == (
        "2 hồ sơ đã có kết quả còn việc phải làm sắp đến hạn hoặc quá hạn: thông báo, nộp lưu."
    )
    assert (message.body.count("– "), message.lines.count()) == (2, 2)


def test_the_summary_of_the_week_leaves_out_the_reader_s_own_line(office):
    Rung.objects.filter(kind=DeadlineKind.STEP, offset=6).update(active=True)
    proposed(office, office.decider)
    [other] = received(office)
    on("04-10", office)
    assert on("04-13", office) == {"Tổng hợp hồ sơ quá hạn trong tuần": {"decider"}}
    message = Delivery.objects.filter(channel="inbox", user=office.decider).get()
    assert [line.dossier for line in message.lines.all()] == [other]
