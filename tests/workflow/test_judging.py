"""Who may do an act with this very dossier: own lines, deputies, delegations."""

import pytest

from dossiers.models import OwnLineRule
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role, State
from tests.factories import be_away, delegate, make_person, make_user
from tests.world import REASON, World, bring, do, fresh, make_world
from workflow import engine
from workflow.models import Decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def own_line(world, user, state):
    """A dossier in `state` whose nominee is `user`, and another person's."""
    nominees = [make_person(world.unit, user=user), make_person(world.unit)]
    return bring(world, state, nominees=nominees)


def refused_by(act, rows, actor, **facts) -> Refused:
    with pytest.raises(Refused) as caught:
        engine.perform(act, rows, actor=actor, **facts)
    return caught.value


@pytest.mark.parametrize(
    ("act", "state"), [("take_up", "not_endorsed"), ("refuse", "not_endorsed"), ("send_back", "awaiting_signature")]
)
@pytest.mark.parametrize("away", [False, True], ids=["decider present", "decider away"])
def test_a_deputy_acts_on_the_decider_s_own_line_alone(world, act, state, away):
    own, other = own_line(world, world.decider, state)
    if away:
        be_away(world.decider)
    refusal = refused_by(act, [own, other], world.deputy, reason=REASON)
    assert (list(refusal.by_dossier), refusal.families) == ([other.pk], {"role"})
    engine.perform(act, [own], actor=world.deputy, reason=REASON)
    assert fresh([own])[0].state != state


@pytest.mark.parametrize("act", ["take_up", "refuse"])
def test_the_decider_neither_takes_up_nor_refuses_the_own_line(world, act):
    own, other = own_line(world, world.decider, State.NOT_ENDORSED)
    refusal = refused_by(act, [own, other], world.decider, reason=REASON)
    assert (list(refusal.by_dossier), refusal.families) == ([own.pk], {"role"})


@pytest.mark.parametrize("act", ["clear", "propose_ineligible"])
def test_nobody_appraises_the_own_line(world, act):
    own, other = own_line(world, world.appraiser, State.APPRAISING)
    refusal = refused_by(act, [own, other], world.appraiser, reason=REASON, opinion="Đủ điều kiện.")
    assert (list(refusal.by_dossier), refusal.families) == ([own.pk], {"role"})


def test_an_own_line_is_sent_and_signed_where_the_office_has_no_rule(world):
    OwnLineRule.objects.all().delete()
    rows = own_line(world, world.decider, State.AWAITING_SIGNATURE)
    (warning,) = engine.examine("sign", rows, actor=world.decider)[rows[0].pk]
    assert (warning.family, warning.blocks) == ("role", False)
    do(world, "sign", rows)
    assert {row.state for row in fresh(rows)} == {State.SIGNED}


def test_a_head_sends_the_own_line(world):
    rows = own_line(world, world.head, State.SUBMITTED)
    assert {row.state for row in rows} == {State.SUBMITTED}


def test_a_delegation_covers_the_acts_it_names_and_no_other(world):
    rows = bring(world, State.AWAITING_SIGNATURE, 2)
    receiver = make_user()
    passed_on = delegate(world.decider, receiver, Role.DECIDER, world.body, acts=["refuse"])
    assert refused_by("sign", rows, receiver).families == {"role"}
    engine.perform("refuse", rows[:1], actor=receiver, reason=REASON)
    passed_on.acts = ["sign"]
    passed_on.save()
    assert refused_by("refuse", rows[1:], receiver, reason=REASON).families == {"role"}
    engine.perform("sign", rows[1:], actor=receiver)
    assert Decision.objects.get().signer_form == "TUQ. Giám đốc"


def test_a_delegation_ends_with_the_post_of_its_giver(world):
    rows = bring(world, State.AWAITING_SIGNATURE)
    receiver = make_user()
    delegate(world.decider, receiver, Role.DECIDER, world.body, acts=["sign"])
    world.decider.posts.update(valid_to="2020-01-01")
    assert refused_by("sign", rows, receiver).families == {"role"}
