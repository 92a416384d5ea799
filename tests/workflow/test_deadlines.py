"""Due dates follow the acts; the clock stops and runs again; the sweep marks what is late, once."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from dossiers import clock
from dossiers.lifecycle import read_acts
from dossiers.models import Dossier, LegalFigure
from dossiers.vocabulary import Level, Nature, Role, State
from tests.factories import LONG_AGO, make_body, make_draft, make_holder, make_season, make_unit
from tests.world import bring, do, make_world
from workflow import deadlines, engine, journal, tasks
from workflow.alarms import sweeping
from workflow.models import Alarm, Beat, DayOverride, Entry, StepTerm, Unannounced
from workflow.step_terms import StatedTerm

pytestmark = pytest.mark.django_db
ACTS = read_acts(Dossier)
REASON = "Thiếu báo cáo thành tích có xác nhận."


def at(day: str, hour: int = 9) -> datetime:
    """An hour of a day of 2026 in the office's zone: at('03-02')."""
    return timezone.make_aware(datetime.fromisoformat(f"2026-{day}T{hour:02}:00"))


def end_of(day: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"2026-{day}T23:59:59"))


def mark_overdue(now: datetime | None = None) -> int:
    """A run of the sweep; how many dossiers it found overdue."""
    before = Entry.objects.filter(act="overdue").count()
    sweeping.sweep(now)
    return Entry.objects.filter(act="overdue").count() - before


class Office:
    """A department with a unit, people in their posts, and the acts as they do them on a day of 2026."""

    def __init__(self) -> None:
        self.body = make_body("STP")
        self.unit = make_unit("P1", under=self.body)
        self.head = make_holder(Role.UNIT_HEAD, self.unit)
        self.clerk = make_holder(Role.OFFICE, self.body)
        self.season = make_season(2026)

    def draft(self, **fields) -> Dossier:
        return make_draft(self.unit, body=self.body, season=fields.pop("season", self.season), **fields)

    def do(self, act: str, dossier: Dossier, day: str, **facts) -> Dossier:
        actor = self.head if act in ("submit", "resubmit", "withdraw") else self.clerk
        if act == "resubmit":
            facts.setdefault("reason", "Đã giải trình, gửi lại như cũ")
        if act == "ask_consultation":
            facts |= {"question": "Đề nghị cho ý kiến.", "outside": [("Đảng ủy Sở", "")], "days": 5}
        if act == "close_consultation":
            facts["reason"] = "Không chờ thêm được."
        with clock.set_to(at(day)):
            engine.perform(act, [dossier], actor=actor, **facts)
        return Dossier.objects.get(pk=dossier.pk)

    def received(self, day: str = "03-02") -> Dossier:
        return self.do("receive", self.do("submit", self.draft(), day), day)

    def give_back(self, dossier: Dossier, day: str) -> Dossier:
        return self.do("return_for_correction", dossier, day, reason=REASON, fields=["achievement"])

    def hold(self, dossier: Dossier, day: str) -> Dossier:
        return self.do("hold", dossier, day, reason="Chờ xác minh.", public_line="Chờ xác minh thông tin")


@pytest.fixture
def office():
    return Office()


def times(dossier: Dossier) -> tuple:
    return dossier.due_from, dossier.due_days, dossier.due_at, dossier.days_left


STILL = (None, None, None, None)


def test_the_office_s_own_days_off_count(office):
    DayOverride.objects.create(day=at("03-03").date(), working=False, paper="15/QĐ-STP")
    assert office.do("submit", office.draft(), "03-02").due_at == end_of("03-06")


def test_submitting_starts_the_term_of_the_reception(office):
    assert times(office.do("submit", office.draft(), "03-02")) == (at("03-02"), 3, end_of("03-05"), None)


def test_receiving_starts_the_term_of_the_appraisal(office):
    assert times(office.received("03-02")) == (at("03-02"), 20, end_of("03-30"), None)


def test_a_dated_rule_goes_before_the_usual_number_of_days(office):
    rule = {"kind": "time_rule", "code": "appraise_unit", "citation": "Quy chế thử", "evidence": "L"}
    LegalFigure.objects.create(value={"days": 99, "unit": "working"}, valid_from=LONG_AGO,
                               valid_to=at("02-28").date(), **rule)
    LegalFigure.objects.create(value={"days": 5, "unit": "working"}, valid_from=at("03-01").date(), **rule)
    LegalFigure.objects.create(value={"days": 7, "unit": "working"}, valid_from=at("04-01").date(), **rule)
    assert times(office.received("03-02"))[1:3] == (5, end_of("03-09"))


def test_a_higher_body_has_the_term_of_its_level():
    body = make_body("UBND", level=Level.PROVINCE)
    for code, days in (("appraise_unit", 20), ("appraise_province", 25)):
        LegalFigure.objects.create(kind="time_rule", code=code, value={"days": days}, valid_from=LONG_AGO)
    dossier = make_draft(body=body, received_here=True)
    stated = {act: deadlines.terms_for(ACTS[act], [dossier]) for act in ("receive", "sign", "table")}
    assert {act: [term.days for term in found.values()] for act, found in stated.items()} == {
        "receive": [25], "sign": [1], "table": [],
    }


@pytest.fixture
def calendar_days():
    rule = {"kind": "time_rule", "code": "appraise_unit", "valid_from": LONG_AGO}
    return LegalFigure.objects.create(value={"days": 19, "unit": "calendar"}, **rule)


def test_a_rule_in_calendar_days_ends_on_its_day_or_the_next_working_one(office, calendar_days):
    dossier = office.received("03-02")
    assert (dossier.due_unit, times(dossier)) == ("calendar", (at("03-02"), 19, end_of("03-23"), None))  # a Saturday


def test_what_was_left_of_a_term_in_calendar_days_goes_on_in_calendar_days(office, calendar_days):
    dossier = office.hold(office.received("03-02"), "03-18")
    assert times(dossier) == (None, None, None, 3)
    dossier = office.do("release", dossier, "06-03")
    assert (dossier.due_unit, times(dossier)) == ("calendar", (at("06-03"), 3, end_of("06-08"), None))


def test_the_days_off_after_which_a_term_ends_are_not_among_what_was_left(office, calendar_days):
    dossier = office.hold(office.received("03-02"), "03-20")  # its nineteenth day is the Saturday
    assert times(dossier) == (None, None, None, 1)
    assert times(office.do("release", dossier, "06-03")) == (at("06-03"), 1, end_of("06-04"), None)


def test_the_terms_of_many_take_two_queries(django_assert_num_queries):
    dossiers = [make_draft(received_here=True) for _ in range(5)]
    with django_assert_num_queries(2):
        assert {term.days for term in deadlines.terms_for(ACTS["receive"], dossiers).values()} == {20}
    with django_assert_num_queries(1):
        assert {term.days for term in deadlines.terms_for(ACTS["submit"], dossiers).values()} == {3}
    with django_assert_num_queries(0):
        assert deadlines.terms_for(ACTS["table"], dossiers) == {}


def test_without_any_row_the_table_of_acts_answers():
    StepTerm.objects.all().delete()
    dossier = make_draft(received_here=True)
    assert deadlines.terms_for(ACTS["receive"], [dossier]) == {dossier.pk: StatedTerm(20, starts="complete")}


def test_a_returned_dossier_has_the_term_of_the_unit_and_starts_again_in_full(office):
    dossier = office.give_back(office.received("03-02"), "03-10")
    assert times(dossier) == (at("03-10"), 5, end_of("03-17"), None)
    assert (dossier.due_basis, dossier.due_evidence, dossier.days_left_at_return) == ("office", "M", 14)
    dossier = office.do("resubmit", dossier, "03-20")
    assert dossier.state == State.APPRAISING
    assert times(dossier) == (at("03-20"), 20, end_of("04-17"), None)


def test_where_the_rule_says_so_the_appraisal_goes_on_with_what_was_left(office):
    StepTerm.objects.filter(act="receive").update(again="left")
    dossier = office.give_back(office.received("03-02"), "03-10")
    dossier = office.do("release", office.hold(dossier, "03-11"), "03-16")
    assert (dossier.state, times(dossier)) == (State.RETURNED, (at("03-16"), 4, end_of("03-20"), None))
    dossier = office.do("resubmit", dossier, "03-20")
    assert times(dossier) == (at("03-20"), 14, end_of("04-09"), None)


def test_the_rest_of_one_clock_is_never_the_whole_of_another(office):
    """What was left of the reception when it was returned says nothing of the appraisal that follows."""
    StepTerm.objects.filter(act="receive").update(again="left")
    dossier = office.give_back(office.do("submit", office.draft(), "03-02"), "03-03")
    dossier = office.do("resubmit", dossier, "03-10")
    assert (dossier.state, times(dossier)) == (State.SUBMITTED, (at("03-10"), 3, end_of("03-13"), None))
    assert times(office.do("receive", dossier, "03-11")) == (at("03-11"), 20, end_of("04-08"), None)


def test_after_the_rest_was_used_another_appraisal_has_the_full_period():
    StepTerm.objects.filter(act="receive").update(again="left")
    with clock.set_to(at("03-02")):
        world = make_world()
        row = bring(world, State.APPRAISING)[0]
    with clock.set_to(at("03-10")):
        row = do(world, "resubmit", do(world, "return_for_correction", [row]))[0]
        assert (row.state, row.due_days) == (State.APPRAISING, 14)
        row = do(world, "declare_ineligible", do(world, "propose_ineligible", [row]))[0]
        row = do(world, "reconsider", [row])[0]
    assert (row.state, row.due_days) == (State.APPRAISING, 20)


def test_the_response_and_the_appraisal_ring_each_for_itself(office):
    dossier = office.give_back(office.received("03-02"), "03-10")
    armed = Alarm.objects.filter(subject_id=dossier.pk).order_by("version").values_list("kind", "version")
    assert list(armed) == [("step", 1), ("step", 2), ("response", 3)]


def test_what_was_never_received_is_sent_again_for_reception(office):
    dossier = office.do("submit", office.draft(), "03-02")
    dossier = office.give_back(dossier, "03-03")
    dossier = office.do("resubmit", dossier, "03-10")
    assert dossier.state == State.SUBMITTED
    assert times(dossier) == (at("03-10"), 3, end_of("03-13"), None)


def test_the_clock_stops_on_hold_and_goes_on_with_what_was_left(office):
    dossier = office.hold(office.received("03-02"), "03-12")
    assert times(dossier) == (None, None, None, 12)
    dossier = office.do("release", dossier, "06-01")
    assert times(dossier) == (at("06-01"), 12, end_of("06-17"), None)


@pytest.mark.parametrize(
    ("begin", "end"), [("ask_consultation", "close_consultation"), ("post_publicly", "close_posting")]
)
def test_the_clock_of_an_appraisal_runs_on_while_others_are_asked(office, begin, end):
    dossier = office.do(begin, office.received("03-02"), "03-10")
    assert times(dossier) == (at("03-02"), 20, end_of("03-30"), None)
    dossier = office.do("release", office.hold(dossier, "03-12"), "03-16")
    assert times(dossier) == (at("03-16"), 12, end_of("04-01"), None)
    assert mark_overdue(at("04-02")) == 1
    dossier = office.do(end, dossier, "04-03")
    assert (dossier.state, dossier.due_at) == (State.APPRAISING, end_of("04-01"))
    assert mark_overdue(at("04-04")) == 0


def test_what_was_late_before_the_hold_is_due_on_the_day_of_release(office):
    dossier = office.received("03-02")
    mark_overdue(at("04-15"))
    dossier = office.hold(dossier, "04-16")
    assert (times(dossier), dossier.overdue_at) == ((None, None, None, 0), None)
    dossier = office.do("release", dossier, "06-06")  # a Saturday
    assert times(dossier) == (at("06-06"), 0, end_of("06-08"), None)


def test_what_had_no_term_has_none_after_the_hold():
    world = make_world()
    row = do(world, "release", do(world, "hold", bring(world, State.AWAITING_COUNCIL)))[0]
    assert (row.state, times(row)) == (State.AWAITING_COUNCIL, STILL)


def test_what_is_withdrawn_from_a_hold_is_due_never(office):
    dossier = office.do("withdraw", office.hold(office.received(), "03-11"), "03-12", reason="Đơn vị rút.")
    assert (dossier.state, times(dossier)) == (State.WITHDRAWN, STILL)


class TestSweep:
    def test_it_marks_what_is_late_and_nothing_else(self, office):
        late, in_time = office.received("03-02"), office.received("03-03")
        quiet = office.hold(office.received("03-02"), "03-05")
        with clock.set_to(at("03-31", 0)):
            assert mark_overdue() == 1
        late.refresh_from_db()
        assert late.overdue_at == at("03-31", 0)
        assert set(Dossier.objects.filter(overdue_at=None)) == {in_time, quiet}

    def test_the_last_second_is_still_in_time(self, office):
        dossier = office.received("03-02")
        assert mark_overdue(end_of("03-30")) == 0
        assert mark_overdue(end_of("03-30") + timedelta(seconds=1)) == 1
        assert Entry.objects.filter(act="overdue").get().dossier_id == dossier.pk

    def test_once_and_never_again_however_late_and_often_it_runs(self, office):
        dossier = office.received("03-02")
        assert [mark_overdue(at(day)) for day in ("04-02", "04-02", "06-02")] == [1, 0, 0]
        entry = Entry.objects.get(act="overdue")
        assert (entry.dossier_id, entry.actor_id, entry.actor_name, entry.role) == (
            dossier.pk, None, "Hệ thống", Role.SYSTEM,
        )
        assert entry.batch.act == "sweep"
        assert Unannounced.objects.filter(batch=entry.batch).count() == 1

    def test_it_leaves_the_state_and_the_chain_in_order(self, office):
        dossier = office.received("03-02")
        mark_overdue(at("04-02"))
        dossier = office.give_back(dossier, "04-03")
        assert [entry.act for entry in dossier.entries.order_by("seq")] == [
            "submit", "receive", *["remind"] * 3, "overdue", "remind", "return_for_correction",
        ]
        assert list(journal.faults()) == []
        assert dossier.overdue_at is None

    def test_a_new_term_can_be_late_again(self, office):
        dossier = office.received("03-02")
        mark_overdue(at("04-02"))
        dossier = office.give_back(dossier, "04-03")
        office.do("resubmit", dossier, "04-06")
        assert (mark_overdue(at("04-10")), mark_overdue(at("05-29"))) == (0, 1)

    def test_a_rehearsal_is_left_alone_and_a_sample_is_not(self, office):
        rehearsed = office.do("submit", office.draft(season=make_season(2026, nature=Nature.REHEARSAL)), "03-02")
        sample = office.do("submit", office.draft(season=make_season(2026, nature=Nature.SAMPLE)), "03-02")
        assert mark_overdue(at("04-02")) == 1
        assert list(Dossier.objects.exclude(overdue_at=None)) == [sample]
        assert rehearsed.due_at == end_of("03-05")


def test_the_scheduler_leaves_a_sign_of_life():
    with clock.set_to(at("03-02")):
        tasks.heartbeat()
    with clock.set_to(at("03-03")):
        tasks.heartbeat()
    assert list(Beat.objects.values_list("name", "at")) == [("scheduler", at("03-03"))]


def test_the_scheduler_sweeps(office):
    office.received("03-02")
    with clock.set_to(at("04-02")):
        assert (tasks.sweep_deadlines(), Entry.objects.filter(act="overdue").count()) == (6, 1)


@pytest.mark.django_db
def test_a_signature_that_was_pending_at_the_hold_leaves_no_term_in_the_pool():
    world = make_world()
    row = do(world, "hold", bring(world, State.AWAITING_SIGNATURE))[0]
    assert row.days_left == 3
    row = do(world, "release", [row])[0]
    assert (row.state, times(row)) == (State.ENDORSED, STILL)
