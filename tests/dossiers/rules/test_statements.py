"""A need is asked for a whole batch: thirty lines take no more statements than one."""

from datetime import date

import pytest

from dossiers.models import Award
from dossiers.vocabulary import Level, SimplifiedGround
from tests.dossiers.rules.asking import ACTS, ask, statements
from tests.factories import make_award, make_body, make_draft, make_hand_in, make_season, make_unit

pytestmark = pytest.mark.django_db

# The most a need may take when nothing related is at hand yet; the door brings award, unit, nominee and season along.
NEEDS = {
    "authority": ("submit", 7), "subject": ("submit", 5), "one_open": ("submit", 4), "papers_submit": ("submit", 7),
    "papers_table": ("table", 7), "papers_forward": ("forward", 7), "papers_sign": ("sign", 7),
    "season_open": ("submit", 1), "unit_meeting": ("submit", 1), "paper_checked": ("submit", 1),
    "cited_paper": ("reconsider", 0),
}


@pytest.mark.parametrize(("need", "act", "most"), [(need, *row) for need, row in NEEDS.items()])
def test_thirty_lines_take_as_many_statements_as_one(catalogue, need, act, most):
    body = make_body(under=make_body(level=Level.PROVINCE))
    hand_in = make_hand_in(
        make_unit(under=body), body, make_season(opened=False), procedure="simplified", ground=SimplifiedGround.FOUND
    )
    flag, other = Award.objects.get(code="CO_TINH"), make_award()
    lines = [make_draft(hand_in=hand_in, award=flag if n % 2 == 0 else other) for n in range(30)]
    alone, together = statements(need, lines[:1], act=act), statements(need, lines, act=act)
    assert (together, together <= most) == (alone, True)


def test_every_need_of_this_floor_is_counted():
    from dossiers.rules.registry import evaluators

    ours = {name for name, answer in evaluators().items() if answer.__module__.startswith("dossiers.rules.")}
    assert ours == set(NEEDS)
    assert {act for act, _ in NEEDS.values()} <= set(ACTS)


def test_a_question_about_no_dossiers_has_no_answer(catalogue):
    assert [ask(need, act=act, day=date(2024, 11, 4)) for need, (act, _) in NEEDS.items()] == [[]] * len(NEEDS)
