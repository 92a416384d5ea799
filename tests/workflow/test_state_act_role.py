"""State × act × role, exhaustively, against a table written by hand from the description of the process.

The lifecycle must say the same as this table, cell by cell; where the two differ, one of them is wrong.
"""

import pytest

from dossiers.models import Dossier
from dossiers.vocabulary import POST_ROLES, SEAT_ROLES, Family, Role, State
from tests import factories as make
from tests.world import World, bring, make_world
from workflow import engine
from workflow.council.models import Seat
from workflow.judging import ACTS

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

OPEN = (
    "submitted appraising returned consulting posted awaiting_council in_council endorsed not_endorsed "
    "awaiting_signature"
)
# act: (states it leaves, states it reaches, roles that may). An office's head and appraisers are its people.
OFFICE = "office office_head appraiser"
TABLE = {
    "submit": ("draft", "submitted", "unit_head"),
    "receive": ("submitted", "appraising", OFFICE),
    "return_for_correction": ("submitted appraising awaiting_council endorsed", "returned", OFFICE),
    "resubmit": ("returned", "submitted appraising", "unit_head"),
    "clear": ("appraising", "awaiting_council endorsed", "appraiser"),
    "propose_ineligible": ("appraising", "appraising", "appraiser"),
    "declare_ineligible": ("appraising", "ineligible", "office_head"),
    "ask_consultation": ("appraising", "consulting", OFFICE),
    "close_consultation": ("consulting", "appraising", f"{OFFICE} system"),
    "post_publicly": ("appraising", "posted", OFFICE),
    "close_posting": ("posted", "appraising", OFFICE),
    "table": ("awaiting_council", "in_council", "secretary"),
    "put_off": ("in_council", "awaiting_council", "secretary chair"),
    "endorse": ("in_council", "endorsed", "chair"),
    "turn_down": ("in_council", "not_endorsed", "chair"),
    "lower_award": ("in_council", "endorsed", "chair"),
    "take_up": ("not_endorsed", "endorsed", "decider"),
    "send_for_signature": ("endorsed", "awaiting_signature", OFFICE),
    "send_back": ("awaiting_signature", "endorsed", "decider"),
    "refuse": ("awaiting_signature not_endorsed", "refused", "decider"),
    "sign": ("awaiting_signature", "signed", "decider deputy"),
    "issue": ("signed", "granted", "clerk"),
    "forward": ("signed", "submitted", "clerk"),
    "send_out": ("signed", "with_higher_body", "clerk"),
    "record_grant": ("with_higher_body", "granted", OFFICE),
    "record_refusal": ("with_higher_body", "refused", OFFICE),
    "withdraw": (f"{OPEN} on_hold", "withdrawn", "unit_head"),
    "hold": (f"{OPEN} with_higher_body", "on_hold", OFFICE),
    "release": (
        "on_hold",
        "submitted appraising returned consulting posted awaiting_council endorsed not_endorsed with_higher_body",
        OFFICE,
    ),
    "reopen_appraisal": (
        "awaiting_council in_council endorsed not_endorsed awaiting_signature", "appraising", "system",
    ),
    "reconsider": ("refused ineligible", "appraising", "office_head"),
    "revoke": ("granted", "revoked", "clerk"),
}


def test_the_lifecycle_has_the_acts_of_the_table():
    assert set(ACTS) == set(TABLE)


@pytest.mark.parametrize("act", TABLE)
def test_an_act_joins_the_states_of_the_table(act):
    sources, targets, _ = TABLE[act]
    assert set(ACTS[act].sources) == set(sources.split())
    assert set(ACTS[act].targets) == set(targets.split())


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def one_in_each_state(world) -> list[Dossier]:
    return [bring(world, state)[0] for state in State.values]


@pytest.fixture
def person_of_each_role(world, one_in_each_state) -> dict[str, object]:
    """Somebody who holds this role, in the right unit or body, and nothing else."""
    people: dict[str, object] = {"system": engine.SYSTEM, "nobody": make.make_user()}
    for role in POST_ROLES:
        people[str(role)] = make.make_holder(role, world.unit if role in ("unit_head", "drafter") else world.body)
    for role in SEAT_ROLES:
        if role != Role.TALLY:
            people[str(role)] = make.make_user()
            Seat.objects.create(
                council=world.council, user=people[str(role)], role=role, valid_from=make.LONG_AGO, tally=False
            )
    nominee = make.make_user()
    people["nominee"] = nominee
    first = one_in_each_state[0].nominee
    first.user = nominee
    first.save()
    return people


def test_every_cell_of_state_act_role(one_in_each_state, person_of_each_role):
    wrong = []
    for act, (sources, _, roles) in TABLE.items():
        for role, person in person_of_each_role.items():
            answers = engine.examine(act, one_in_each_state, actor=person)
            for dossier in one_in_each_state:
                families = {str(one.family) for one in answers[dossier.pk]}
                if families_are_wrong(families, dossier.state in sources.split(), role in roles.split()):
                    wrong.append((dossier.state, act, role, families))
    assert wrong == []


def families_are_wrong(families: set[str], legal: bool, allowed: bool) -> bool:
    if not legal:
        return families != {Family.STATE}
    return (Family.ROLE in families) == allowed or Family.STATE in families


def test_the_same_role_elsewhere_has_no_say(world, one_in_each_state):
    elsewhere = make.make_body("STC", name="Sở khác")
    for role in ("unit_head", "office", "decider", "clerk", "chair", "secretary"):
        stranger = make.make_holder(role, elsewhere) if role in POST_ROLES else make.make_user()
        for act in TABLE:
            answers = engine.examine(act, one_in_each_state, actor=stranger)
            assert all({str(one.family) for one in found} & {"state", "role"} for pk, found in answers.items() if pk)
