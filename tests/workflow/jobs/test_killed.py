"""A worker that is killed outright (-9) between an act and its count: another goes on and nothing is done twice."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.http import QueryDict

from dossiers import clock
from dossiers.vocabulary import State
from tests.world import bring, fresh
from workflow.jobs import acting, running
from workflow.jobs.models import JobState
from workflow.models import Entry

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WORKER = """
import time, django
django.setup()
from workflow.jobs import acting, registry, running
registry._kinds[acting.KIND] = registry.Kind(acting.KIND, acting.act_on_part, part=2)
def stand_still(*about, **more):
    print("done, not counted", flush=True)
    time.sleep(60)
running._count = stand_still
running.run_waiting()
"""


def address() -> str:
    """The address of the database of the tests."""
    about = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{about['NAME']}"
    return f"postgres://{about['USER']}@{about['HOST']}:{about['PORT']}/{about['NAME']}"


def test_a_killed_worker_leaves_nothing_half_done_and_nothing_is_done_twice(world):
    rows = bring(world, State.SUBMITTED, 5)
    ids = [each.pk for each in rows]
    job = acting.start("receive", ids, actor=world.appraiser, posted=QueryDict(), body_id=world.body.pk, key=None)
    known = os.environ | {"DATABASE_URL": address(), "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", WORKER]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=known, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout.readline() == "done, not counted\n"
        worker.send_signal(signal.SIGKILL)
    job.refresh_from_db()
    assert (job.state, job.done, [each.state for each in fresh(rows)].count(State.APPRAISING)) == (
        JobState.RUNNING, 0, 2,
    )
    assert running.run_waiting() == 0
    with clock.set_to(clock.now() + timedelta(seconds=61)):
        assert running.run_waiting() == 1
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.FINISHED, 5)
    assert Entry.objects.filter(dossier__in=rows, act="receive").count() == 5
