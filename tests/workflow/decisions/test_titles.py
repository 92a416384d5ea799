"""The ready trích yếu names what is on the list; one that a person wrote is left alone."""

import pytest

from dossiers.vocabulary import State
from tests import factories as make
from tests.world import World, bring, do, make_world
from workflow.decisions import papers
from workflow.models import Decision

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def world() -> World:
    return make_world()


def two_awards(world: World) -> list:
    other = make.make_award("LDTT", name="Lao động tiên tiến")
    return bring(world, State.ENDORSED) + bring(world, State.ENDORSED, 2, award=other)


def titles(*decisions: Decision) -> list[str]:
    for each in decisions:
        each.refresh_from_db()
        each.procedure.refresh_from_db()
        assert each.procedure.title == each.title
    return [each.title for each in decisions]


def named(world: World, *dossiers) -> str:
    awards = {each.award for each in dossiers}
    ordered = sorted(awards, key=lambda award: (award.position, award.code))
    return f"Về việc {'; '.join(f'{award.verb} {award.name}'.strip() for award in ordered)} năm {world.season.year}"


def test_the_title_follows_the_lines_that_leave_one_after_another(world):
    first, second, third = two_awards(world)
    paper = papers.send_for_signature([first, second, third], actor=world.appraiser)
    assert titles(paper) == [named(world, first, second)]
    do(world, "send_back", [second])
    assert titles(paper) == [named(world, first, third)]
    do(world, "send_back", [first])
    assert titles(paper) == [named(world, third)]


def test_a_split_leaves_each_paper_with_the_title_of_its_own_lines(world):
    first, second, third = two_awards(world)
    paper = papers.send_for_signature([first, second, third], actor=world.appraiser)
    apart = papers.split(paper, [second], actor=world.decider)
    assert titles(paper, apart) == [named(world, first, third), named(world, second)]


def test_a_written_title_is_kept_by_both_papers(world):
    first, second, third = two_awards(world)
    paper = papers.send_for_signature([first, second, third], actor=world.appraiser, title="Khen thưởng năm")
    apart = papers.split(paper, [first], actor=world.decider)
    do(world, "send_back", [second])
    assert titles(paper, apart) == ["Khen thưởng năm", "Khen thưởng năm"]


def test_nothing_changes_under_a_signature(world):
    first, second, third = two_awards(world)
    paper = papers.send_for_signature([first, second, third], actor=world.appraiser)
    papers.sign(paper, dossiers=[second, third], actor=world.decider)
    do(world, "send_back", [first])
    assert titles(paper) == [named(world, first, second)]
