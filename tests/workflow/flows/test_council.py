"""The session: one vote task per entitled seat beside the chair's close; closing drops the rest; then the minutes."""

import pytest

from dossiers.vocabulary import Role
from tests.workflow.flows.conftest import carrier, where
from tests.workflow.stage import Stage, make_stage
from workflow import engine, reconcile
from workflow.council import sessions
from workflow.flows import carriage
from workflow.flows.council import CouncilFlow
from workflow.models import Procedure


@pytest.fixture
def stage(db) -> Stage:
    made = make_stage(members=5)
    yield made
    assert list(reconcile.breaches()) == []


def votes(procedure: Procedure, status: str) -> set[int]:
    """Seats whose vote task stands at `status`."""
    tasks = procedure.task_set.filter(flow_task=CouncilFlow.vote, status=status)
    return {task.data["seat"] for task in tasks}


def seat_ids(stage: Stage, *users) -> set[int]:
    return set(stage.council.seats.filter(user__in=users).values_list("pk", flat=True))


def test_convening_opens_a_vote_for_each_seat_beside_the_chairs_task(stage):
    session = stage.session(stage.awaiting_council(2))
    assert where(session.procedure) == ("close", Role.CHAIR, stage.body.pk, "")
    assert votes(session.procedure, "NEW") == seat_ids(stage, *stage.voters)
    assert {task.owner for task in session.procedure.task_set.all()} == {None}


def test_a_vote_task_is_done_when_its_seat_has_answered_every_line(stage):
    session = stage.session(stage.awaiting_council(2))
    first, second = session.items.all()
    voter, other = stage.voters[1], stage.voters[2]
    sessions.vote(session, {first.pk: "yes"}, actor=voter)
    assert votes(session.procedure, "DONE") == set()
    sessions.vote(session, {second.pk: "no"}, actor=voter)
    assert votes(session.procedure, "DONE") == seat_ids(stage, voter)
    stage.vote(session, "yes", other)
    assert votes(session.procedure, "NEW") == seat_ids(stage, *stage.voters) - seat_ids(stage, voter, other)


def test_an_own_line_counts_as_answered_by_its_recusal(stage):
    own = stage.own_draft(stage.voters[3])
    session = stage.session(stage.cleared([own, *stage.drafts(1)]))
    stage.vote(session, "yes", stage.voters[3])
    assert votes(session.procedure, "DONE") == seat_ids(stage, stage.voters[3])


def test_a_line_that_leaves_the_agenda_is_not_waited_for(stage):
    lines = stage.awaiting_council(2)
    session = stage.session(lines)
    voter = stage.voters[1]
    item = session.items.get(dossier=lines[0])
    sessions.vote(session, {item.pk: "yes"}, actor=voter)
    engine.perform("withdraw", [lines[1]], actor=stage.head, reason="Đơn vị xin rút hồ sơ.")
    assert votes(session.procedure, "DONE") == seat_ids(stage, voter)


def test_closing_drops_the_votes_not_cast_and_leads_to_the_minutes(stage):
    session = stage.session(stage.awaiting_council(2))
    stage.vote(session, "yes", *stage.voters[:4])
    sessions.close(session, actor=stage.chair)
    assert where(session.procedure) == ("minutes", Role.SECRETARY, stage.body.pk, "")
    assert votes(session.procedure, "CANCELED") == seat_ids(stage, stage.voters[4])
    assert votes(session.procedure, "DONE") == seat_ids(stage, *stage.voters[:4])
    assert carriage.open_votes(seat_ids(stage, *stage.voters)) == []


def test_it_ends_with_the_minutes(stage):
    session = stage.session(stage.awaiting_council(1))
    stage.vote(session, "yes")
    sessions.close(session, actor=stage.chair)
    sessions.record_minutes(session, actor=stage.secretary)
    assert where(session.procedure) == ("", "", None, "đã lập biên bản")
    assert session.procedure.open is False


def test_it_ends_without_minutes_when_every_line_has_left_before_the_closing(stage):
    lines = stage.awaiting_council(2)
    session = stage.session(lines)
    engine.perform("withdraw", lines, actor=stage.head, reason="Đơn vị xin rút hồ sơ.")
    assert where(session.procedure) == ("", "", None, "không còn hồ sơ")
    assert votes(session.procedure, "CANCELED") == seat_ids(stage, *stage.voters)


def test_a_member_finds_the_votes_that_wait_for_the_seat(stage, django_assert_num_queries):
    one, two = stage.session(stage.awaiting_council(1)), stage.session(stage.awaiting_council(1))
    member, other = stage.voters[3], stage.voters[4]
    stage.vote(one, "yes", member)
    seats = seat_ids(stage, member)
    with django_assert_num_queries(2):
        waiting = carriage.open_votes(seats)
    assert [(procedure, task.data["seat"]) for procedure, task in waiting] == [(two.procedure, *seats)]
    assert {procedure for procedure, _ in carriage.open_votes(seat_ids(stage, other))} == {
        one.procedure, two.procedure,
    }


def test_a_line_held_in_session_and_released_waits_for_another_session(stage):
    lines = stage.awaiting_council(2)
    session = stage.session(lines)
    about = {"reason": "Chờ kết quả xác minh.", "public_line": "Tạm dừng để xác minh."}
    engine.perform("hold", [lines[0]], actor=stage.office, **about)
    engine.perform("release", [lines[0]], actor=stage.office)
    assert carrier(lines[0]) is None
    assert where(session.procedure)[0] == "close"
