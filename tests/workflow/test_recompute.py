"""A changed calendar moves the running terms it touches, in one pass, each with its entry, and nothing else."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiers import clock
from dossiers.models import Dossier, LegalFigure
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role, State
from notifications import outbox
from notifications.models import Delivery
from tests.factories import LONG_AGO, make_body, make_draft, make_holder, make_season, make_unit
from workflow import calendar, calendar_changes, engine, journal, recompute, terms
from workflow.alarms import sweeping
from workflow.calendar_changes import DayChange
from workflow.models import Alarm, Batch, CalendarYear, DayOverride, Entry, Procedure

pytestmark = pytest.mark.django_db
PAPER = "15/QĐ-STP ngày 20/02/2026"
TUESDAY, SATURDAY = date(2026, 3, 3), date(2026, 3, 7)
CLOSED = DayChange(TUESDAY, "closed", paper=PAPER)
WORKED = DayChange(SATURDAY, "worked", paper=PAPER)


def at(day: str, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"2026-{day}T{hour:02}:00"))


def end(day: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"2026-{day}T23:59:59"))


class Office:
    """A department with two units and dossiers that were handed in on a day of 2026."""

    def __init__(self) -> None:
        self.body = make_body("STP")
        self.season = make_season(2026)
        self.office = make_holder(Role.OFFICE, self.body)
        self.administrator = make_holder(Role.ADMINISTRATOR, self.body)
        self.unit = make_unit("P1", under=self.body)
        self.head = make_holder(Role.UNIT_HEAD, self.unit)

    def submitted(self, day: str = "03-02", many: int = 1) -> list[Dossier]:
        rows = [make_draft(self.unit, body=self.body, season=self.season) for _ in range(many)]
        return self.do("submit", rows, day, actor=self.head)

    def do(self, act: str, rows: list[Dossier], day: str, *, actor=None, **facts) -> list[Dossier]:
        with clock.set_to(at(day)):
            engine.perform(act, rows, actor=actor or self.office, **facts)
        return list(Dossier.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk"))

    def change(self, *changes: DayChange, day: str = "03-02", **more) -> list[Entry]:
        with clock.set_to(at(day, 12)):
            return calendar_changes.change(changes, actor=self.administrator, **more)


@pytest.fixture
def office():
    return Office()


def test_a_day_off_moves_the_terms_over_it_and_leaves_the_others(office):
    over, later = office.submitted("03-02") + office.submitted("03-09")
    office.change(CLOSED, day="03-09")
    moved, left = Dossier.objects.order_by("pk")
    assert (moved.due_at, moved.term_no) == (end("03-06"), over.term_no + 1)
    assert (left.due_at, left.term_no, left.chain_length) == (later.due_at, later.term_no, later.chain_length)
    entry = Entry.objects.get(act="move_term")
    assert (entry.dossier_id, entry.actor, entry.role) == (over.pk, office.administrator, Role.ADMINISTRATOR)
    assert entry.facts == {"due_before": "2026-03-05T23:59:59+07:00", "due_at": "2026-03-06T23:59:59+07:00",
                           "paper": PAPER}
    assert entry.reason == f"Hạn 05/03/2026 dời sang 06/03/2026. {PAPER}"
    assert list(journal.faults()) == []


def test_a_worked_saturday_brings_the_end_nearer_and_taking_it_back_restores_it(office):
    office.submitted("03-05")
    office.change(WORKED, day="03-05")
    assert Dossier.objects.get().due_at == end("03-09")
    office.change(DayChange(SATURDAY, ""), day="03-06")
    assert Dossier.objects.get().due_at == end("03-10")
    assert not DayOverride.objects.filter(day=SATURDAY).exists()
    told = Entry.objects.filter(act="move_term").order_by("pk").values_list("reason", flat=True)
    assert list(told) == [
        f"Hạn 10/03/2026 dời sang 09/03/2026. {PAPER}",
        f"Hạn 09/03/2026 dời sang 10/03/2026. Bỏ khỏi lịch riêng: {PAPER}",
    ]


def test_an_extension_and_calendar_days_are_counted_as_they_are_stored(office):
    LegalFigure.objects.create(
        kind="time_rule", code="appraise_unit", value={"days": 5, "unit": "calendar"}, valid_from=LONG_AGO
    )
    by_days = office.do("receive", office.submitted("02-26"), "02-26")[0]
    extended = office.submitted("02-26")[0]
    Dossier.objects.filter(pk=extended.pk).update(extended_days=1, due_at=end("03-04"))
    assert by_days.due_at == end("03-03")
    office.change(CLOSED)
    assert list(Dossier.objects.order_by("pk").values_list("due_at", flat=True)) == [end("03-04"), end("03-05")]


def test_a_stopped_clock_is_left_and_gets_its_end_when_it_runs_again(office):
    row = office.do("hold", office.submitted("03-02"), "03-02", reason="Chờ xác minh.", public_line="Chờ xác minh")[0]
    office.change(CLOSED)
    held = Dossier.objects.get()
    assert (held.due_at, held.days_left, held.term_no) == (None, 3, row.term_no)
    assert office.do("release", [held], "03-02")[0].due_at == end("03-06")


def test_what_was_late_is_late_no_more_when_its_end_lies_ahead_again(office):
    office.submitted("03-02")
    with clock.set_to(at("03-06", 8)):
        sweeping.sweep()
    office.change(CLOSED, DayChange(date(2026, 3, 4), "closed", paper=PAPER), day="03-06")
    assert Dossier.objects.values_list("due_at", "overdue_at").get() == (end("03-09"), None)


def test_what_stays_late_is_not_marked_or_reminded_anew(office):
    row = office.submitted("03-02")[0]
    with clock.set_to(at("03-12", 8)):
        sweeping.sweep()
    office.change(CLOSED, day="03-12")
    row.refresh_from_db()
    assert (row.due_at, row.overdue_at) == (end("03-06"), at("03-12", 8))
    armed = Alarm.objects.filter(subject_id=row.pk, version=row.term_no)
    assert [alarm.steps for alarm in armed] == [["6"]]  # the weekly digest of 16 March; all else was


def test_the_moved_term_is_armed_and_the_old_alarm_finds_itself_stale(office):
    row = office.submitted("03-02")[0]
    office.change(CLOSED)
    row.refresh_from_db()
    alarm = Alarm.objects.get(subject_id=row.pk, version=row.term_no)
    assert (alarm.kind, alarm.moments[-1]) == ("step", "2026-03-16T01:00:00+00:00")
    assert alarm.at > at("03-02", 12)
    assert "end" in alarm.steps


def test_only_those_whose_date_moved_hear_of_it_in_one_message_with_the_new_date(office):
    other = make_unit("P2", under=office.body)
    make_holder(Role.UNIT_HEAD, other)
    rows = office.submitted("03-02", many=2) + office.submitted("03-09")
    outbox.announce()
    Delivery.objects.all().delete()
    office.change(CLOSED, day="03-09")
    outbox.announce()
    told = Delivery.objects.get(channel="inbox")
    assert told.user == office.office
    assert told.subject == "Hạn đã dời theo lịch làm việc – 2 hồ sơ"
    assert told.body == (
        "Lịch làm việc vừa được sửa nên 2 hồ sơ có hạn mới.\n"
        f"– {rows[0].code}: {rows[0].award.name}\n– {rows[1].code}: {rows[1].award.name}\n"
        "Việc cần làm: Xử lý trước hạn mới.\nHạn: 06/03/2026 (tham khảo, chưa có văn bản)"
    )


def test_the_desk_on_which_it_lies_is_due_when_the_first_of_its_lines_is(office):
    office.submitted("03-02", many=2)
    procedures = Procedure.objects.filter(open=True)
    assert set(procedures.values_list("due_at", flat=True)) == {end("03-05")}
    office.change(CLOSED)
    assert set(procedures.values_list("due_at", flat=True)) == {end("03-06")}


def test_the_preview_is_what_then_happens(office):
    rows = office.submitted("03-02", many=2)
    returned = office.do("receive", office.submitted("03-09"), "03-09")
    with clock.set_to(at("03-09")):
        seen = calendar_changes.foresee([CLOSED])
    assert [(each.name, each.before, each.after) for each in seen] == [
        (row.code, end("03-05"), end("03-06")) for row in sorted(rows, key=lambda row: row.code)
    ]
    assert recompute.counted(seen) == [("Hạn xử lý ở bước", 2)]
    assert (DayOverride.objects.filter(day=TUESDAY).exists(), Entry.objects.filter(act="move_term").exists()) == (
        False, False,
    )
    entries = office.change(CLOSED, day="03-09")
    assert {entry.dossier_id for entry in entries if entry.act == "move_term"} == {row.pk for row in rows}
    assert Dossier.objects.get(pk=returned[0].pk).state == State.APPRAISING


def test_each_entry_cites_the_papers_of_the_days_within_its_own_term(office):
    office.submitted("03-02")
    office.submitted("03-10")
    later = DayChange(date(2026, 3, 12), "closed", paper="16/TB-STP")
    office.change(CLOSED, DayChange(date(2026, 3, 4), "closed", paper=PAPER), later, day="03-10")
    told = Entry.objects.filter(act="move_term").order_by("dossier_id").values_list("reason", flat=True)
    assert list(told) == [
        f"Hạn 05/03/2026 dời sang 09/03/2026. {PAPER}", "Hạn 13/03/2026 dời sang 16/03/2026. 16/TB-STP",
    ]


def test_the_year_keeps_a_journal_of_its_own(office):
    office.change(CLOSED, DayChange(date(2027, 1, 4), "closed", paper="PAPER 2"))
    office.change(DayChange(TUESDAY, "lieu", paper="Văn phòng", number="9/TB-STP", dated=date(2026, 3, 1)))
    this, after = CalendarYear.objects.order_by("year")
    assert [(this.year, this.chain_length), (after.year, after.chain_length)] == [(2026, 2), (2027, 1)]
    last = Entry.objects.filter(subject_kind="calendar", subject_id=this.pk).latest("pk")
    assert last.facts == {"days": [{
        "day": "2026-03-03", "kind": "lieu", "paper": "Văn bản số 9/TB-STP ngày 01/03/2026: Văn phòng", "scan": None,
        "was": {"kind": "closed", "paper": PAPER},
    }]}
    assert list(journal.faults()) == []


def test_another_paper_for_the_same_day_moves_nothing(office):
    office.submitted("03-02")
    office.change(CLOSED)
    entries = office.change(DayChange(TUESDAY, "closed", paper="Bản thay thế"))
    assert [entry.act for entry in entries] == ["change_calendar"]


def test_what_is_there_already_is_refused_and_writes_nothing(office):
    office.change(CLOSED)
    batches = Batch.objects.count()
    with pytest.raises(Refused, match="không có gì để sửa"):
        office.change(CLOSED)
    assert Batch.objects.count() == batches


@pytest.mark.parametrize("role", [Role.OFFICE_HEAD, Role.DECIDER])
def test_only_an_administrator_changes_it(office, role):
    other = make_holder(role, office.body)
    with pytest.raises(Refused, match="quản trị hệ thống"):
        calendar_changes.change([CLOSED], actor=other)
    assert not DayOverride.objects.filter(day=TUESDAY).exists()


def test_what_failed_on_the_way_leaves_nothing_behind_in_its_request(office, monkeypatch):
    """The page shows the preview again, with what would still move."""
    office.submitted("03-02")
    calendar.open_request()

    def somebody_holds_it(*about, **more):
        raise Refused(general=[])

    monkeypatch.setattr(recompute.following, "follow", somebody_holds_it)
    with pytest.raises(Refused), transaction.atomic():
        office.change(CLOSED)
    assert [each.after for each in calendar_changes.foresee([CLOSED])] == [end("03-06")]
    calendar.close_request()


def test_the_same_form_sent_twice_is_one_change(office):
    office.submitted("03-02")
    first, second = office.change(CLOSED, key="k" * 32), office.change(CLOSED, key="k" * 32)
    assert [entry.pk for entry in first] == [entry.pk for entry in second]


def test_thirty_cost_as_many_statements_as_one(office):
    def cost(*changes: DayChange) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert office.change(*changes)
        return len(asked)

    office.submitted("03-02")
    office.change(CLOSED)
    office.change(DayChange(TUESDAY, ""))
    one = cost(CLOSED)
    office.change(DayChange(TUESDAY, ""))
    office.submitted("03-02", many=29)
    assert cost(CLOSED) == one
    assert Entry.objects.filter(act="move_term").count() == 4 + 30


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_term_begun_while_the_calendar_changes_is_counted_by_the_new_one():
    """The door holds its transaction open with an end by the old calendar; the change waits for it and moves it."""
    office = Office()
    row = make_draft(office.unit, body=office.body, season=office.season)
    begun, go_on = threading.Event(), threading.Event()

    def hand_in() -> None:
        with transaction.atomic():
            engine.perform("submit", [row], actor=office.head)
            begun.set()
            go_on.wait(20)
        connection.close()

    def change(day: date) -> None:
        calendar_changes.change([DayChange(day, "closed", paper=PAPER)], actor=office.administrator)
        connection.close()

    hand = threading.Thread(target=hand_in)
    hand.start()
    assert begun.wait(20)
    tomorrow = calendar.next_working_day(clock.today() + timedelta(days=1))
    changing = threading.Thread(target=change, args=[tomorrow])
    changing.start()
    changing.join(0.5)
    assert changing.is_alive()
    go_on.set()
    for thread in (hand, changing):
        thread.join(30)
    row.refresh_from_db()
    assert row.due_at == terms.end_of(row, calendar.current())
    assert calendar.working_days_between(clock.today(), row.due_at) == row.due_days
    assert Entry.objects.filter(act="move_term", dossier=row).count() == 1
