"""Several people, or one person in two windows, at the same moment; on SQLite and on PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from dossiers.rules.objection import Refused
from tests.workflow.stage import make_stage
from workflow import journal, reconcile
from workflow.council import sessions
from workflow.models import Ballot, Session

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30  # seconds


def at_once(*works):
    """Do these together, each on a connection of its own; their answers in order."""
    together = threading.Barrier(len(works))

    def run(work):
        together.wait(PATIENCE)
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [each.result(PATIENCE) for each in [pool.submit(run, work) for work in works]]


def all_is_whole() -> bool:
    return list(journal.faults()) == [] and list(reconcile.breaches()) == []


def test_one_member_in_two_windows_has_one_current_ballot():
    stage = make_stage()
    session = stage.session(stage.awaiting_council(2))
    items, voter = list(session.items.values_list("pk", flat=True)), stage.voters[4]
    for _ in range(3):
        at_once(
            *[
                lambda choice=choice: sessions.vote(session, dict.fromkeys(items, choice), actor=voter)
                for choice in ("yes", "no", "abstain")
            ]
        )
    current = Ballot.objects.filter(current=True)
    assert sorted(current.values_list("item", flat=True)) == sorted(items)
    assert len(set(current.values_list("choice", flat=True))) == 1
    assert all_is_whole()


def test_two_closes_count_once():
    stage = make_stage()
    session = stage.session(stage.awaiting_council(2))
    stage.vote(session, "yes")

    def close():
        try:
            return sessions.close(session, actor=stage.chair)
        except Refused as refused:
            return refused.families

    answers = at_once(close, close)
    assert sum(answer == {"state"} for answer in answers) == 1
    assert all_is_whole()


def test_sessions_convened_at_once_have_numbers_of_their_own():
    stage = make_stage()
    groups = [stage.awaiting_council(1) for _ in range(3)]
    at_once(*[lambda lines=lines: stage.session(lines) for lines in groups])
    assert sorted(Session.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert all_is_whole()
