"""A line that is held, released or withdrawn beside another: both carriers stay whole, an empty one ends."""

import pytest

from dossiers.lifecycle import AFTER_HOLD, HOLDABLE
from dossiers.vocabulary import State
from tests.world import REASON, World, bring, convene, council, do, fresh, issue, make_world
from workflow import engine, journal, reconcile
from workflow.models import Line, Procedure

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
CARRIED = (
    State.SUBMITTED, State.APPRAISING, State.RETURNED, State.CONSULTING, State.POSTED, State.IN_COUNCIL,
    State.AWAITING_SIGNATURE,
)


@pytest.fixture
def world() -> World:
    return make_world()


def act(world, name, rows):
    """The act, after which carriers, pools and chains are whole."""
    rows = do(world, name, rows)
    assert (list(reconcile.breaches()), list(journal.faults())) == ([], [])
    return rows


@pytest.mark.parametrize("state", HOLDABLE)
def test_a_line_is_held_and_released_while_another_stays(world, state):
    one, two = bring(world, state, 2)
    act(world, "hold", [one])
    assert fresh([two])[0].state == state
    assert act(world, "release", [one])[0].state == AFTER_HOLD[state]
    act(world, "hold", [two])
    assert act(world, "release", [two])[0].state == AFTER_HOLD[state]


@pytest.mark.parametrize("state", CARRIED)
def test_the_carrier_of_the_last_line_withdrawn_ends(world, state):
    one, two = bring(world, state, 2)
    carrier = Line.objects.get(dossier=two, left_at=None).procedure
    act(world, "withdraw", [one])
    assert Procedure.objects.get(pk=carrier.pk).open
    act(world, "withdraw", [two])
    carrier = Procedure.objects.get(pk=carrier.pk)
    assert (carrier.open, carrier.outcome) == (False, "không còn hồ sơ")
    assert not Procedure.objects.filter(open=True).exists()


def test_a_hand_in_returned_whole_and_withdrawn_ends(world):
    rows = act(world, "return_for_correction", bring(world, State.SUBMITTED, 2))
    act(world, "withdraw", rows)
    assert [(each.open, each.outcome) for each in Procedure.objects.all()] == [(False, "không còn hồ sơ")]


def test_a_line_held_out_of_a_hand_in_returned_whole_comes_back(world):
    one, two = act(world, "return_for_correction", bring(world, State.SUBMITTED, 2))
    act(world, "hold", [one])
    act(world, "release", [one])
    rows = act(world, "receive", act(world, "resubmit", [one, two]))
    act(world, "clear", rows)
    assert not Procedure.objects.filter(open=True).exists()


def test_a_line_put_off_is_tabled_again_and_again(world):
    one, two = bring(world, State.IN_COUNCIL, 2)
    act(world, "put_off", [one])
    convene(world, [one])
    rows = act(world, "put_off", [one, two])
    assert {row.state for row in council(world, rows)} == {State.ENDORSED}


def test_what_was_refused_and_reconsidered_goes_the_whole_way_again(world):
    rows = act(world, "refuse", bring(world, State.AWAITING_SIGNATURE, 2))
    rows = council(world, act(world, "clear", act(world, "reconsider", rows)))
    assert {row.state for row in issue(world, rows)} == {State.GRANTED}


def test_what_a_body_outside_refused_and_is_reconsidered_goes_out_again(world):
    rows = act(world, "reconsider", act(world, "record_refusal", bring(world, State.WITH_HIGHER_BODY, 2)))
    rows = issue(world, council(world, act(world, "clear", rows)))
    assert {row.state for row in rows} == {State.WITH_HIGHER_BODY}
    assert {row.state for row in act(world, "record_grant", rows)} == {State.GRANTED}


@pytest.mark.parametrize(
    "state",
    [State.AWAITING_COUNCIL, State.IN_COUNCIL, State.ENDORSED, State.NOT_ENDORSED, State.AWAITING_SIGNATURE],
)
def test_a_line_reopened_by_the_system_leaves_the_other_where_it_is(world, state):
    one, two = bring(world, state, 2)
    engine.perform("reopen_appraisal", [one], actor=engine.SYSTEM, reason=REASON)
    assert [row.state for row in fresh([one, two])] == [State.APPRAISING, state]
    assert list(reconcile.breaches()) == []
