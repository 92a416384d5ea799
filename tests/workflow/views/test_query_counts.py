"""Every list asks the database as often for thirty rows as for one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers.vocabulary import State
from tests.world import World, bring, convene, drafts, make_world, to_sign
from workflow.models import Decision, Procedure, Session

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
MOST = 24  # of a page with lines, acts and menu together


@pytest.fixture
def world() -> World:
    return make_world()


def statements(user, url: str) -> int:
    client = Client()
    client.force_login(user)
    assert client.get(url).status_code == 200  # what a first request alone asks (session, content types) is left out
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(seen)


def same(user, url: str, grow) -> int:
    few = statements(user, url)
    grow()
    assert statements(user, url) == few
    return few


def test_the_inbox(world):
    for state in (State.SUBMITTED, State.ENDORSED, State.ON_HOLD):
        bring(world, state)

    def grow():
        for _ in range(29):
            bring(world, State.SUBMITTED)
        for state in (State.ENDORSED, State.ON_HOLD):
            bring(world, state, 29)

    assert same(world.appraiser, reverse("workflow:inbox"), grow) <= 12


def test_the_inbox_of_a_unit_with_drafts(world):
    drafts(world)
    assert same(world.head, reverse("workflow:inbox"), lambda: [drafts(world) for _ in range(29)]) <= 12


def test_the_inbox_of_a_member_with_sessions(world):
    convene(world, bring(world, State.AWAITING_COUNCIL))
    grow = lambda: [convene(world, bring(world, State.AWAITING_COUNCIL)) for _ in range(5)]  # noqa: E731
    assert same(world.members[0], reverse("workflow:inbox"), grow) <= 12


def test_the_inbox_of_a_deputy_who_may_have_to_stand_in_for_the_chair(world):
    bring(world, State.AWAITING_SIGNATURE)
    grow = lambda: [bring(world, State.AWAITING_SIGNATURE) for _ in range(5)]  # noqa: E731
    assert same(world.deputy, reverse("workflow:inbox"), grow) <= 12


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (State.AWAITING_COUNCIL, "secretary"), (State.ENDORSED, "appraiser"), (State.NOT_ENDORSED, "decider"),
        (State.ON_HOLD, "appraiser"), (State.WITH_HIGHER_BODY, "appraiser"),
    ],
)
def test_a_pool(world, state, who):
    bring(world, state)
    url = reverse("workflow:pool", args=["STP", state])
    assert same(getattr(world, who), url, lambda: bring(world, state, 29)) <= 12


def test_a_hand_in_at_work(world):
    one, many = bring(world, State.APPRAISING), bring(world, State.APPRAISING, 30)
    few, lots = (
        statements(world.appraiser, reverse("workflow:work", args=[Procedure.objects.get(lines__dossier=rows[0]).pk]))
        for rows in (one, many)
    )
    assert few == lots <= MOST + 2  # whether the award or the office asks for a posting


def test_an_agenda(world):
    one, many = (convene(world, bring(world, State.AWAITING_COUNCIL, size)) for size in (1, 30))
    counts = [
        statements(world.decider, reverse("workflow:session", args=[session.pk])) for session in (one, many)
    ]
    assert counts[0] == counts[1] <= MOST


def test_a_paper_to_sign(world):
    one, many = (to_sign(world, bring(world, State.ENDORSED, size)) for size in (1, 30))
    counts = [statements(world.decider, reverse("workflow:decision", args=[paper.pk])) for paper in (one, many)]
    assert counts[0] == counts[1] <= MOST


def test_the_lists_of_sessions_and_papers(world):
    bring(world, State.AWAITING_SIGNATURE)
    grow = lambda: [bring(world, State.AWAITING_SIGNATURE) for _ in range(5)]  # noqa: E731
    few = [statements(world.decider, reverse(name)) for name in ("workflow:sessions", "workflow:decisions")]
    grow()
    assert [statements(world.decider, reverse(name)) for name in ("workflow:sessions", "workflow:decisions")] == few
    assert (Session.objects.count(), Decision.objects.count()) == (6, 6)


def test_the_mending_of_many_lines(world):
    rows = bring(world, State.RETURNED, 2)
    few = statements(world.head, reverse("workflow:mend", args=[Procedure.objects.get(kind="correction").pk]))
    assert few <= MOST + 2 * len(rows)
