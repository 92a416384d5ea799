"""A line changed while its tờ trình is laid before the head, voted on or sent: one after the other, never in a knot."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import drafting
from dossiers.models import Dossier
from tests.dossiers.places import ask_for_report
from tests.factories import make_person, make_user
from tests.world import World, drafts, make_world
from workflow import engine, own_reports

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
LOCKED = {"dossiers_handin": "hand-in", "dossiers_dossier": "dossier"}


@pytest.fixture
def world() -> World:
    return make_world()


def locks(work) -> list[str]:
    """What `work` locks, in its order."""
    with CaptureQueriesContext(connection) as seen:
        work()
    tables = [query["sql"].split('FROM "')[1].split('"')[0] for query in seen if "FOR UPDATE" in query["sql"]]
    return [LOCKED[table] for table in tables if table in LOCKED]


def change(line: Dossier, actor):
    return drafting.change_line(
        line, nominee=line.nominee, award=line.award, deciding_body=None, achievement="Mới", actor=actor
    )


def test_whoever_touches_a_draft_line_waits_first_for_its_hand_in(world):
    sent, dropped = drafts(world), drafts(world)[0]
    found = {
        "who sends it": locks(lambda: engine.perform("submit", sent, actor=world.head)),
        "who drops it": locks(lambda: drafting.remove_draft(dropped, actor=world.drafter)),
    }
    ask_for_report(world.award)
    line = drafts(world, nominees=[make_person(world.unit, user=make_user())])[0]
    own_reports.ask(line.hand_in, [line], actor=world.drafter)
    found |= {
        "the drafter": locks(lambda: change(line, world.drafter)),
        "the nominee": locks(lambda: own_reports.write(line, "Tôi viết", seen="Mới", actor=line.nominee.user)),
    }
    assert {who: order[:2] for who, order in found.items()} == dict.fromkeys(found, ["hand-in", "dossier"])
