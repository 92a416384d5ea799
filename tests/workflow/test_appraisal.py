import pytest

from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role
from tests.factories import give_post
from tests.workflow.stage import LONG_REASON, make_stage, states
from workflow import engine


@pytest.fixture
def stage(db):
    return make_stage()


@pytest.fixture
def lines(stage):
    rows = stage.drafts(2)
    engine.perform("submit", rows, actor=stage.head)
    engine.perform("receive", rows, actor=stage.office)
    return rows


@pytest.mark.parametrize("facts", [{}, {"opinion": " "}, {"opinion": "Đạt"}, {"per": {}, "opinion": None}])
def test_clearing_carries_a_written_opinion(stage, lines, facts):
    with pytest.raises(Refused) as refusal:
        engine.perform("clear", lines, actor=stage.appraiser, **facts)
    assert refusal.value.families == {"papers"}
    assert set(refusal.value.by_dossier) == {each.pk for each in lines}


def test_an_opinion_of_its_own_serves_one_line(stage, lines):
    one, two = lines
    with pytest.raises(Refused) as refusal:
        engine.perform("clear", lines, actor=stage.appraiser, per={one.pk: {"opinion": "Đủ điều kiện."}})
    assert list(refusal.value.by_dossier) == [two.pk]


def test_not_eligible_needs_a_proposal_first(stage, lines):
    with pytest.raises(Refused) as refusal:
        engine.perform("declare_ineligible", lines, actor=stage.chief, reason=LONG_REASON)
    assert refusal.value.families == {"papers"}


def test_not_eligible_takes_two_people(stage, lines):
    give_post(stage.chief, Role.APPRAISER, stage.body)
    engine.perform("propose_ineligible", lines[:1], actor=stage.chief, reason=LONG_REASON)
    engine.perform("propose_ineligible", lines[1:], actor=stage.appraiser, reason=LONG_REASON)
    with pytest.raises(Refused) as refusal:
        engine.perform("declare_ineligible", lines, actor=stage.chief, reason=LONG_REASON)
    assert refusal.value.families == {"role"}
    assert list(refusal.value.by_dossier) == [lines[0].pk]
    engine.perform("declare_ineligible", lines[1:], actor=stage.chief, reason=LONG_REASON)
    assert states(lines) == ["appraising", "ineligible"]


@pytest.mark.parametrize(
    "facts", [{}, {"public_line": "  "}, {"public_line": "x" * 256}, {"restricted": "Có đơn tố cáo."}]
)
def test_a_hold_says_something_for_everybody(stage, lines, facts):
    with pytest.raises(Refused) as refusal:
        engine.perform("hold", lines, actor=stage.office, reason="Chờ xác minh.", **facts)
    assert refusal.value.families == {"papers"}
