"""The pages of long work: whose they are, how they refresh, what they offer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import clock
from dossiers.vocabulary import Role, State
from tests import factories as make
from tests.world import bring, do, fresh
from workflow.jobs import acting, running
from workflow.jobs.models import Job, JobState
from workflow.models import Beat

pytestmark = pytest.mark.django_db


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def receive(world, rows) -> Job:
    ids = [each.pk for each in rows]
    return acting.start("receive", ids, actor=world.appraiser, posted=QueryDict(), body_id=world.body.pk, key=None)


def page(job: Job) -> str:
    return reverse("workflow:job", args=[job.pk])


@pytest.fixture
def alive() -> None:
    Beat.objects.create(name="scheduler", at=clock.now())


def test_an_open_job_refreshes_itself_with_and_without_scripts(world, alive):
    job = receive(world, bring(world, State.SUBMITTED, 3))
    whole = as_(world.appraiser).get(page(job)).content.decode()
    part = as_(world.appraiser).get(page(job), headers={"HX-Request": "true"}).content.decode()
    assert ('<noscript><meta http-equiv="refresh"' in whole, 'hx-trigger="every 2s"' in whole) == (True, True)
    assert ("<html" in part, 'hx-trigger="every 2s"' in part, "0 / 3" in part) == (False, True, True)
    running.run(job.pk)
    done = as_(world.appraiser).get(page(job), headers={"HX-Request": "true"}).content.decode()
    assert ("hx-trigger" in done, "Đã làm xong tất cả" in done) == (False, True)


def test_only_its_owner_and_administrators_see_a_job_and_the_latter_no_dossier_that_is_not_theirs(world):
    rows = bring(world, State.SUBMITTED, 3)
    job = receive(world, rows)
    do(world, "withdraw", rows[:1])
    running.run(job.pk)
    administrator = make.make_holder(Role.ADMINISTRATOR, world.body)
    for user in (world.other_appraiser, world.head, world.inspector):
        assert as_(user).get(page(job)).status_code == 404
        assert job.title not in as_(user).get(reverse("workflow:jobs")).content.decode()
        assert as_(user).post(reverse("workflow:job_run", args=[job.pk])).status_code == 404
        assert as_(user).post(reverse("workflow:job_go_on", args=[job.pk])).status_code == 404
    texts = [as_(user).get(page(job)).content.decode() for user in (world.appraiser, administrator)]
    assert [rows[0].nominee_name in text for text in texts] == [True, False]
    assert ["Đi tiếp không có 1 hồ sơ này (còn 1 hồ sơ)" in text for text in texts] == [True, False]
    lists = [as_(user).get(reverse("workflow:jobs")).content.decode() for user in (world.appraiser, administrator)]
    assert [job.title in text for text in lists] == [True, True]
    assert as_(administrator).post(reverse("workflow:job_go_on", args=[job.pk])).status_code == 404


def test_going_on_without_the_refused_is_asked_once(world):
    rows = bring(world, State.SUBMITTED, 3)
    job = receive(world, rows)
    do(world, "withdraw", rows[:1])
    running.run(job.pk)
    client = as_(world.appraiser)
    answers = [client.post(reverse("workflow:job_go_on", args=[job.pk])) for _ in range(2)]
    rest = Job.objects.get(key=f"tiep-{job.pk}")
    assert [answer["Location"] for answer in answers] == [page(rest)] * 2
    running.run(rest.pk)
    assert [each.state for each in fresh(rows)] == [State.WITHDRAWN, State.APPRAISING, State.APPRAISING]
    text = client.get(page(job)).content.decode()
    assert ("Đi tiếp không có" in text, rest.title in text) == (False, True)


def test_what_was_refused_is_tried_again_when_it_is_mended(world):
    rows = bring(world, State.SUBMITTED, 3)
    job = receive(world, rows)
    do(world, "hold", rows[:1])
    running.run(job.pk)
    client, again = as_(world.appraiser), f"/hang-loat/?tu_viec={job.pk}&viec=receive"
    assert again.replace("&", "&amp;") in client.get(page(job)).content.decode()
    assert "Không hồ sơ nào trong điều kiện đã chọn làm được việc này" in client.get(again).content.decode()
    do(world, "release", rows[:1])
    text = client.get(again).content.decode()
    assert [each.nominee_name in text for each in rows] == [True, False, False]
    assert as_(world.other_appraiser).get(again).status_code == 404
    assert client.get("/hang-loat/?tu_viec=x").status_code == 404


def test_where_no_worker_lives_the_page_says_so_and_runs_it(world):
    rows = bring(world, State.SUBMITTED, 3)
    job = receive(world, rows)
    client = as_(world.appraiser)
    text = client.get(page(job)).content.decode()
    assert ("Tiến trình nền đang không hoạt động" in text, "hx-trigger" in text, "http-equiv" in text) == (
        True, False, False,
    )
    client.post(reverse("workflow:job_run", args=[job.pk]))
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.FINISHED, 3)


def test_a_worker_that_died_at_it_is_told_after_a_minute(world, alive):
    job = receive(world, bring(world, State.SUBMITTED, 3))
    running.claim(job.pk)
    client = as_(world.appraiser)
    assert "không hoạt động" not in client.get(page(job)).content.decode()
    with clock.set_to(clock.now() + timedelta(seconds=61)):
        assert "không hoạt động" in client.get(page(job)).content.decode()


def test_the_list_asks_as_often_for_thirty_as_for_one(world):
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("workflow:jobs")).status_code == 200
        return len(seen)

    client = as_(world.appraiser)
    rows = bring(world, State.SUBMITTED, 1)
    receive(world, rows)
    client.get(reverse("workflow:jobs"))
    few = statements()
    for _ in range(29):
        receive(world, rows)
    assert statements() == few <= 12
