"""The door: what moves, what is refused, what is written."""

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from psycopg import errors

from dossiers import clock, lifecycle
from dossiers.lifecycle import OutsideTheDoor
from dossiers.models import Dossier
from dossiers.rules import registry
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Family, State
from tests.world import REASON, World, bring, convene, do, drafts, fresh, make_world
from workflow import engine, journal, reconcile
from workflow.flows import carriage
from workflow.models import Batch, Entry, Unannounced

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.mark.parametrize("state", State.values)
def test_every_state_is_reached_by_acts_alone(world, state):
    rows = bring(world, state, 2)
    assert [row.state for row in rows] == [state, state]
    assert list(reconcile.breaches()) == []
    assert list(journal.faults()) == []


def test_a_transition_method_refuses_outside_the_door(world):
    row = drafts(world)[0]
    with pytest.raises(OutsideTheDoor):
        row.submit()
    assert fresh([row])[0].state == State.DRAFT


def test_all_or_nothing_one_wrong_line_stops_the_batch(world):
    good, wrong = drafts(world, 2)
    do(world, "submit", [wrong])
    with pytest.raises(Refused) as caught:
        engine.perform("submit", [good, wrong], actor=world.head)
    assert set(caught.value.by_dossier) == {wrong.pk}
    assert caught.value.families == {Family.STATE}
    assert fresh([good])[0].state == State.DRAFT
    assert Entry.objects.filter(dossier=good).count() == 0


def test_a_late_caller_is_told_who_was_first(world):
    rows = bring(world, State.AWAITING_SIGNATURE)
    do(world, "sign", rows)
    with pytest.raises(Refused) as caught:
        engine.perform("sign", rows, actor=world.deputy)
    told = str(caught.value)
    assert world.decider.full_name in told and "Đã ký, chờ cấp số" in told


def test_role_and_needs_are_collected_together(world):
    row = drafts(world, award=world.high_award)[0]  # decided by the body itself: wrong authority
    with pytest.raises(Refused) as caught:
        engine.perform("submit", [row], actor=world.other_head)
    assert caught.value.families == {Family.ROLE, Family.AUTHORITY}


def test_the_same_key_answers_the_same_and_moves_once(world):
    rows = drafts(world)
    first = engine.perform("submit", rows, actor=world.head, key="k1")
    again = engine.perform("submit", rows, actor=world.head, key="k1")
    assert [entry.pk for entry in again] == [entry.pk for entry in first]
    assert Batch.objects.count() == 1


def test_the_same_key_with_other_content_is_refused(world):
    one, two = drafts(world, 2)
    engine.perform("submit", [one], actor=world.head, key="k1")
    with pytest.raises(Refused) as caught:
        engine.perform("submit", [two], actor=world.head, key="k1")
    assert "đã được gửi một lần" in str(caught.value)
    assert fresh([two])[0].state == State.DRAFT


def test_the_system_s_key_answers_the_same_as_well(world):
    rows = bring(world, State.ENDORSED)
    about = {"actor": engine.SYSTEM, "reason": REASON, "key": "k1"}
    first = engine.perform("reopen_appraisal", rows, **about)
    assert [entry.pk for entry in engine.perform("reopen_appraisal", rows, **about)] == [first[0].pk]
    other = bring(world, State.ENDORSED)
    with pytest.raises(Refused) as caught:
        engine.perform("reopen_appraisal", other, **about)
    assert "đã được gửi một lần" in str(caught.value)


def test_a_key_of_any_length_counts(world):
    one, two = drafts(world, 2)
    long_key = "k" * 100
    engine.perform("submit", [one], actor=world.head, key=long_key)
    assert len(engine.perform("submit", [one, one], actor=world.head, key=long_key)) == 1
    engine.perform("submit", [two], actor=world.head, key=long_key + "x")
    assert [row.state for row in fresh([one, two])] == [State.SUBMITTED, State.SUBMITTED]


def test_one_person_s_key_is_nothing_to_another(world):
    one, two = drafts(world), drafts(world, unit=world.other_unit)
    engine.perform("submit", one, actor=world.head, key="k1")
    engine.perform("submit", two, actor=world.other_head, key="k1")
    assert [row.state for row in fresh(one + two)] == [State.SUBMITTED, State.SUBMITTED]


def test_a_refusal_keeps_no_key(world):
    row = drafts(world)[0]
    with pytest.raises(Refused):
        engine.perform("submit", [row], actor=world.other_head, key="k1")
    assert Batch.objects.count() == 0


def test_an_act_is_announced_once_in_its_own_transaction(world):
    rows = drafts(world, 3)
    engine.perform("submit", rows, actor=world.head)
    assert Unannounced.objects.count() == 1
    assert Entry.objects.filter(act="submit").count() == 3


def test_a_right_that_ended_yesterday_ends_at_once(world):
    rows = drafts(world)
    world.head.posts.update(valid_to="2020-01-01")
    with pytest.raises(Refused) as caught:
        engine.perform("submit", rows, actor=world.head)
    assert caught.value.families == {Family.ROLE}


def test_a_reason_to_a_unit_needs_twenty_characters(world):
    rows = bring(world, State.APPRAISING)
    with pytest.raises(Refused) as caught:
        engine.perform("return_for_correction", rows, actor=world.appraiser, reason="thiếu", fields=["achievement"])
    assert "20 ký tự" in str(caught.value)


def test_an_empty_choice_is_refused_in_words(world):
    with pytest.raises(Refused) as caught:
        engine.perform("submit", [], actor=world.head)
    assert "Chưa chọn hồ sơ nào" in str(caught.value)


def test_the_desk_since_and_due_follow_the_move(world):
    row = bring(world, State.SUBMITTED)[0]
    assert (row.desk_role, row.desk_unit_id) == ("office", world.body.pk)
    assert row.due_at is not None
    returned = do(world, "return_for_correction", do(world, "receive", [row]))[0]
    assert (returned.desk_role, returned.desk_unit_id, returned.due_days) == ("unit_head", world.unit.pk, 5)


def test_the_restricted_reason_of_a_hold_is_not_in_the_journal(world):
    row = bring(world, State.APPRAISING)[0]
    do(world, "hold", [row], reason="Đang xác minh đơn tố cáo", public_line="Chờ xác minh thông tin")
    assert Entry.objects.get(dossier=row, act="hold").reason == "Chờ xác minh thông tin"
    assert [each.text for each in row.restricted_reasons.all()] == ["Đang xác minh đơn tố cáo"]


def count(work) -> int:
    """Statements but savepoints, the shared lock of the calendar and viewflow's own rows."""
    with CaptureQueriesContext(connection, ) as seen:
        work()
    skipped = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT pg_advisory")
    return sum(
        1
        for each in seen.captured_queries
        if not each["sql"].startswith(skipped)
        and "viewflow_" not in each["sql"]
        and "workflow_procedure" not in each["sql"]
    )


@pytest.mark.postgres
@pytest.mark.parametrize("act", ["submit", "receive", "return_for_correction", "clear", "sign"])
def test_statements_hardly_grow_with_the_batch(world, act):
    before = {
        "submit": State.DRAFT, "receive": State.SUBMITTED, "return_for_correction": State.APPRAISING,
        "clear": State.APPRAISING, "sign": State.AWAITING_SIGNATURE,
    }[act]
    one = bring(world, before)
    many = bring(world, before, 500)
    few = count(lambda: do_quietly(world, act, one))
    lots = count(lambda: do_quietly(world, act, many))
    assert few <= 25
    assert lots <= few + 35


def do_quietly(world: World, act: str, rows: list[Dossier]) -> None:
    from tests.world import FACTS, RIGHT

    engine.perform(act, rows, actor=getattr(world, RIGHT[act]), reason=REASON, **FACTS.get(act, {}))


def test_a_second_open_dossier_that_slips_between_is_refused_in_words(world, monkeypatch):
    row = bring(world, State.REFUSED)[0]
    drafts(world, nominees=[row.nominee])
    # The question was answered before the other draft was there; the database is the last to notice.
    monkeypatch.setitem(registry._evaluators, "one_open", lambda question: {})
    with pytest.raises(Refused) as caught:
        do(world, "reconsider", [row])
    assert caught.value.families == {Family.SUBJECT}
    assert fresh([row])[0].state == State.REFUSED


def test_examine_writes_nothing(world):
    rows = drafts(world)
    answers = engine.examine("submit", rows, actor=world.other_head)
    assert {str(one.family) for one in answers[rows[0].pk]} == {Family.ROLE}
    assert (Batch.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_dossier_tabled_while_we_waited_for_it_is_not_torn_off_its_session(world, monkeypatch):
    rows = bring(world, State.AWAITING_COUNCIL)
    look = carriage.lock_carriers

    def slowly(ids):
        found = look(ids)
        monkeypatch.setattr(carriage, "lock_carriers", look)
        convene(world, rows)
        return found

    monkeypatch.setattr(carriage, "lock_carriers", slowly)
    with pytest.raises(Refused) as caught:
        do(world, "hold", rows)
    assert "Đang có người xử lý" in str(caught.value)
    assert fresh(rows)[0].state == State.AWAITING_COUNCIL  # in a test the session is undone with us
    assert list(reconcile.breaches()) == []


@pytest.mark.parametrize(
    ("cause", "told", "busy"),
    [
        (errors.LockNotAvailable, "abgebrochen wegen Zeitüberschreitung", True),
        (errors.DeadlockDetected, "Verklemmung entdeckt", True),
        (errors.AdminShutdown, "terminating connection", False),
        (None, "database is locked", True),
        (None, "disk I/O error", False),
    ],
)
def test_a_lock_that_did_not_come_is_told_in_whatever_language_the_server_speaks(world, cause, told, busy):
    def work(batch):
        raise OperationalError(told) from (cause() if cause else None)

    with pytest.raises(Refused if busy else OperationalError) as caught:
        engine.transact("vote", work, actor=world.head, key="k1", content={})
    assert ("Đang có người xử lý" in str(caught.value)) == busy
    assert Batch.objects.count() == 0


def test_only_the_engine_opens_the_door():
    assert not lifecycle._door_open.get()


@pytest.mark.postgres
def test_convening_one_dossier_costs_no_more_either(world):
    rows = bring(world, State.AWAITING_COUNCIL)
    pool = {"body": world.body.pk, "title": "Phiên họp", "held_at": clock.now(), "place": ""}
    assert count(lambda: engine.perform("table", rows, actor=world.secretary, **pool)) <= 25
