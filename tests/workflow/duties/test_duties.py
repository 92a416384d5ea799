"""After the decision: what is owed, until when, and how it is recorded."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import clock
from dossiers.models import Dossier, LegalFigure
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Nature, Role, State
from tests.factories import LONG_AGO, make_body, make_holder
from tests.world import bring, do, fresh, make_world
from workflow import journal, reconcile
from workflow.alarms import sweeping
from workflow.duties.fulfilling import Done, fulfil
from workflow.duties.models import Duty
from workflow.models import Alarm, Entry, Firing, StepTerm

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
RESULT, REFUSAL, ARCHIVE = "notice_result", "notice_refusal", "archive"


@pytest.fixture
def world():
    LegalFigure.objects.create(
        kind="time_rule", code="archive", value={"months": 12}, evidence="T", citation="NĐ 30/2020 Đ.30(2)(b)",
        valid_from=LONG_AGO,
    )
    return make_world()


def owed(row: Dossier) -> list[str]:
    return sorted(row.duties.filter(fulfilled_at=None, dropped_at=None).values_list("kind", flat=True))


def duties(rows: list[Dossier], kind: str) -> list[Duty]:
    return list(Duty.objects.filter(dossier__in=rows, kind=kind).order_by("pk"))


@pytest.mark.parametrize(
    ("state", "kinds"),
    [(State.GRANTED, [ARCHIVE, RESULT]), (State.REFUSED, [ARCHIVE, REFUSAL]), (State.INELIGIBLE, [ARCHIVE, REFUSAL]),
     (State.WITHDRAWN, []), (State.SIGNED, []), (State.WITH_HIGHER_BODY, [])],
)
def test_what_is_owed_follows_from_the_result(world, state, kinds):
    assert owed(bring(world, state)[0]) == kinds


def test_the_answer_from_above_is_owed_by_the_office_that_records_it(world):
    row = do(world, "record_refusal", bring(world, State.WITH_HIGHER_BODY))[0]
    assert (owed(row), {each.body for each in row.duties.all()}) == ([ARCHIVE, REFUSAL], {world.body})


def test_the_terms_tell_law_and_office_apart_and_are_armed(world):
    row = bring(world, State.GRANTED)[0]
    archive, notice = (row.duties.get(kind=kind) for kind in (ARCHIVE, RESULT))
    assert (archive.due_basis, archive.due_citation, archive.due_unit) == ("law", "NĐ 30/2020 Đ.30(2)(b)", "calendar")
    assert (notice.due_basis, notice.due_evidence, notice.due_days) == ("office", "M", 7)
    a_year_on = clock.today() + timedelta(days=365)
    assert timedelta(0) <= archive.due_at.date() - a_year_on <= timedelta(days=10)
    armed = Alarm.objects.filter(subject_kind="duty").order_by("kind").values_list("kind", "subject_id", "version")
    assert list(armed) == [(ARCHIVE, archive.pk, 1), (RESULT, notice.pk, 1)]


def test_a_rehearsed_result_is_owed_but_reminds_nobody(world):
    world.season.nature = Nature.REHEARSAL
    world.season.save()
    assert owed(bring(world, State.GRANTED)[0]) == [ARCHIVE, RESULT]
    assert not Alarm.objects.filter(subject_kind="duty").exists()


def test_what_is_opened_again_owes_nothing_for_the_former_result(world):
    row = do(world, "reconsider", bring(world, State.INELIGIBLE))[0]
    assert (owed(row), row.duties.exclude(dropped_at=None).count()) == ([], 2)
    row = do(world, "declare_ineligible", do(world, "propose_ineligible", [row]))[0]
    assert owed(row) == [ARCHIVE, REFUSAL]
    assert owed(bring(world, State.REVOKED)[0]) == []


def test_many_are_recorded_at_once_in_the_journal_of_each(world):
    rows = bring(world, State.GRANTED, 3)
    done = Done(clock.today(), number="12/TB-STP")
    entries = fulfil(duties(rows, RESULT), done, actor=world.appraiser)
    assert sorted(each.dossier_id for each in entries) == [row.pk for row in rows]
    assert {(each.act, each.facts["told"]) for each in entries} == {
        ("record_notice", f"Thông báo kết quả ngày {clock.today():%d/%m/%Y}, số 12/TB-STP")
    }
    assert {(each.done_on, each.number, each.due_at, each.fulfilled_by) for each in duties(rows, RESULT)} == {
        (clock.today(), "12/TB-STP", None, world.appraiser)
    }
    fulfil(duties(rows, ARCHIVE), Done(clock.today(), place="Kho A, hộp 3"), actor=world.office_head)
    assert [owed(row) for row in rows] == [[], [], []]
    assert {row.state for row in fresh(rows)} == {State.GRANTED}
    assert list(journal.faults()) == list(reconcile.breaches()) == []


def test_every_objection_is_told_at_once(world):
    rows = bring(world, State.INELIGIBLE, 2)
    fulfil(duties(rows[:1], REFUSAL), Done(clock.today(), number="1/TB"), actor=world.appraiser)
    with pytest.raises(Refused) as caught:
        fulfil(duties(rows, REFUSAL), Done(clock.today() + timedelta(days=1)), actor=world.appraiser)
    assert [one.text for one in caught.value.general] == [
        "Ngày làm chưa đến.", "Thông báo không được khen thưởng phải bằng văn bản: ghi số của thông báo.",
    ]
    assert {pk: [one.text for one in found] for pk, found in caught.value.by_dossier.items()} == {
        rows[0].pk: [f"Đã có người ghi 'Thông báo không được khen thưởng' cho {rows[0]}."]
    }
    for done, kind in ((Done(clock.today()), ARCHIVE), (Done(clock.today() - timedelta(days=9), "1"), REFUSAL)):
        with pytest.raises(Refused):
            fulfil(duties(rows[1:], kind), done, actor=world.appraiser)
    with pytest.raises(Refused):
        fulfil([*duties(rows[1:], ARCHIVE), *duties(rows[1:], REFUSAL)], Done(clock.today()), actor=world.appraiser)
    assert owed(rows[1]) == [ARCHIVE, REFUSAL]


def test_only_the_office_of_the_body_records(world):
    rows = bring(world, State.GRANTED)
    stranger = make_holder(Role.OFFICE, make_body("SNV"))
    for user in (world.head, world.clerk, world.decider, world.inspector, stranger):
        with pytest.raises(Refused):
            fulfil(duties(rows, RESULT), Done(clock.today()), actor=user)
    assert not Entry.objects.filter(act="record_notice").exists()


def test_statements_do_not_grow_with_the_duties(world):
    counts = []
    for size in (1, 10):
        rows = bring(world, State.INELIGIBLE, size)
        found = duties(rows, REFUSAL)
        with CaptureQueriesContext(connection) as seen:
            fulfil(found, Done(clock.today(), number="1"), actor=world.appraiser)
        counts.append(len(seen.captured_queries))
    assert counts[1] <= counts[0]


def test_the_office_is_reminded_from_the_dossier_until_it_is_done(world):
    StepTerm.objects.filter(act=REFUSAL).update(days=10)
    rows = bring(world, State.INELIGIBLE, 2)
    notice, other = duties(rows, REFUSAL)
    fulfil([other], Done(clock.today(), number="1"), actor=world.appraiser)
    sweeping.sweep(notice.due_at + timedelta(days=10))
    told = Entry.objects.filter(act="duty_due", facts__kind=REFUSAL)
    assert set(told.values_list("dossier_id", flat=True)) == {rows[0].pk}
    assert [each.facts["step"] for each in told.order_by("pk")] == ["-5", "-2", "0", "1"]
    stale = Firing.objects.filter(alarm__subject_id=other.pk, outcome="stale").count()
    assert (stale, list(journal.faults())) == (1, [])
