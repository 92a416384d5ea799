"""Two workers at one job, on PostgreSQL with threads: it runs once."""

import threading

import pytest
from django.db import connections
from django.http import QueryDict

from dossiers.vocabulary import State
from tests.world import bring, fresh
from workflow.jobs import acting, running
from workflow.jobs.models import JobState
from workflow.models import Entry

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*calls) -> list:
    barrier, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            barrier.wait(timeout=20)
            answers[place] = call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def test_two_workers_claim_one_job_and_it_runs_once(world):
    rows = bring(world, State.SUBMITTED, 5)
    ids = [each.pk for each in rows]
    job = acting.start("receive", ids, actor=world.appraiser, posted=QueryDict(), body_id=world.body.pk, key=None)
    assert sorted(at_once(*[lambda: running.run(job.pk)] * 2)) == [False, True]
    job.refresh_from_db()
    assert (job.state, job.done, job.refused) == (JobState.FINISHED, 5, 0)
    assert Entry.objects.filter(dossier__in=rows, act="receive").count() == 5


def test_a_runner_thought_dead_and_its_heir_do_one_part_once(world):
    rows = bring(world, State.SUBMITTED, 3)
    ids = [each.pk for each in rows]
    job = acting.start("receive", ids, actor=world.appraiser, posted=QueryDict(), body_id=world.body.pk, key=None)
    mine = running.claim(job.pk)
    assert sorted(at_once(*[lambda: running.advance(job.pk, mine)] * 2)) == [False, True]
    job.refresh_from_db()
    assert (job.done, job.part) == (2, 1)
    assert [each.state for each in fresh(rows)] == [State.APPRAISING, State.APPRAISING, State.SUBMITTED]
    assert Entry.objects.filter(dossier__in=rows, act="receive").count() == 2
