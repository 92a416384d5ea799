"""Long work is done once, part by part, whatever stops in between."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from dossiers import clock
from dossiers.vocabulary import State
from tests.world import bring, do, fresh
from workflow.jobs import acting, registry, running
from workflow.jobs.models import Job, JobState
from workflow.jobs.registry import Kind, Outcome
from workflow.models import Entry
from workflow.tasks import run_jobs

pytestmark = pytest.mark.django_db


def receive(world, rows, *, key=None) -> Job:
    ids = [each.pk for each in rows]
    return acting.start("receive", ids, actor=world.appraiser, posted=QueryDict(), body_id=world.body.pk, key=key)


def states(rows) -> list[str]:
    return [each.state for each in fresh(rows)]


def progress(job: Job) -> tuple:
    job.refresh_from_db()
    return job.state, job.done, job.refused, job.held


def entries(rows, act: str) -> int:
    return Entry.objects.filter(dossier__in=rows, act=act).count()


def test_the_worker_does_every_part_and_says_how_far_it_is(world, two_at_a_time, django_capture_on_commit_callbacks):
    rows = bring(world, State.SUBMITTED, 5)
    with django_capture_on_commit_callbacks(execute=True):
        job = receive(world, rows)
    assert two_at_a_time == ["hint"]
    mine = running.claim(job.pk)
    assert running.advance(job.pk, mine)
    job.refresh_from_db()
    assert (job.state, job.seen, job.total, job.percent) == (JobState.RUNNING, 2, 5, 40)
    while running.advance(job.pk, mine):
        pass
    assert progress(job) == (JobState.FINISHED, 5, 0, [])
    assert states(rows) == [State.APPRAISING] * 5


def test_a_job_is_written_once_however_often_its_form_is_sent(world):
    rows = bring(world, State.SUBMITTED, 3)
    assert receive(world, rows, key="abc").pk == receive(world, rows, key="abc").pk
    assert Job.objects.count() == 1


def test_of_two_workers_one_gets_the_job_until_it_is_silent_for_a_minute(world):
    job = receive(world, bring(world, State.SUBMITTED, 3))
    first = running.claim(job.pk)
    assert (bool(first), running.claim(job.pk)) == (True, "")
    with clock.set_to(clock.now() + timedelta(seconds=61)):
        second = running.claim(job.pk)
        assert second
        assert not running.advance(job.pk, first)  # the one that was thought dead finds that it lost the job
        assert running.advance(job.pk, second)
    assert progress(job) == (JobState.RUNNING, 2, 0, [])


def test_a_worker_killed_between_the_act_and_its_count_does_nothing_twice(world, monkeypatch):
    rows = bring(world, State.SUBMITTED, 3)
    job = receive(world, rows)
    with monkeypatch.context() as killed:
        killed.setattr(running, "_count", lambda *about, **more: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            running.run(job.pk)
    assert sorted(states(rows)) == [State.APPRAISING, State.APPRAISING, State.SUBMITTED]
    assert progress(job) == (JobState.RUNNING, 0, 0, [])
    assert run_jobs() == 0
    with clock.set_to(clock.now() + timedelta(seconds=61)):
        assert run_jobs() == 1
    assert progress(job) == (JobState.FINISHED, 3, 0, [])
    assert entries(rows, "receive") == 3


def test_a_part_with_a_refused_line_stays_as_it_was_and_the_others_go_on(world):
    rows = bring(world, State.SUBMITTED, 5)
    job = receive(world, rows)
    do(world, "withdraw", rows[:1])
    running.run(job.pk)
    assert progress(job) == (JobState.FINISHED, 3, 1, [rows[1].pk])
    assert states(rows) == [State.WITHDRAWN, State.SUBMITTED, *[State.APPRAISING] * 3]
    assert job.result["refused"][0]["item"] == rows[0].pk
    assert "đang ở trạng thái 'Đã rút hồ sơ'" in registry.read(job.result["refused"][0]["objections"][0]).text
    rest = acting.again(job, actor=world.appraiser, key="tiep")
    running.run(rest.pk)
    assert progress(rest) == (JobState.FINISHED, 1, 0, [])
    assert fresh(rows)[1].state == State.APPRAISING


def test_who_lost_the_role_meanwhile_is_refused_line_by_line(world):
    rows = bring(world, State.SUBMITTED, 3)
    job = receive(world, rows)
    world.appraiser.posts.update(valid_to=clock.today() - timedelta(days=1))
    running.run(job.pk)
    assert progress(job) == (JobState.FINISHED, 0, 3, [])
    assert states(rows) == [State.SUBMITTED] * 3


def test_what_was_typed_goes_to_every_part(world):
    rows = bring(world, State.APPRAISING, 3)
    posted = QueryDict("opinion=Đủ điều kiện, tiêu chuẩn theo quy định.&dossier=9&viec=clear")
    job = acting.start(
        "clear", [each.pk for each in rows], actor=world.appraiser, posted=posted, body_id=world.body.pk, key=None
    )
    running.run(job.pk)
    assert [each.appraisal for each in fresh(rows)] == ["Đủ điều kiện, tiêu chuẩn theo quy định."] * 3
    assert "dossier" not in job.arguments["typed"]


def test_a_fault_of_ours_stops_the_job_keeps_what_was_done_and_can_be_tried_again(world, monkeypatch, caplog):
    seen = []

    def work(part):
        seen.append(part.key)
        if len(seen) == 2:
            raise ZeroDivisionError
        return Outcome(done=len(part.items))

    monkeypatch.setitem(registry._kinds, "thu", Kind("thu", work, part=1))
    job = running.start("thu", title="Thử", actor=world.appraiser, items=[1, 2])
    running.run(job.pk)
    assert progress(job) == (JobState.FAILED, 1, 0, [])
    assert run_jobs() == 0
    running.resume(job)
    assert run_jobs() == 1
    assert progress(job) == (JobState.FINISHED, 2, 0, [])
    assert seen == [f"job-{job.pk}-0", f"job-{job.pk}-1", f"job-{job.pk}-1"]


def test_a_job_of_a_kind_that_is_gone_stops_and_holds_up_no_other(world, caplog):
    gone = Job.objects.create(
        kind="gone", title="Việc cũ", actor=world.appraiser, items=[1], total=1, created_at=clock.now()
    )
    job = receive(world, bring(world, State.SUBMITTED, 3))
    assert running.run_waiting() == 2
    assert (progress(gone)[0], progress(job)[:2]) == (JobState.FAILED, (JobState.FINISHED, 3))
    assert "stopped at part 0" in caplog.text


def test_long_work_steps_back_after_its_slice_of_time(world, two_at_a_time):
    rows = bring(world, State.SUBMITTED, 5)
    job = receive(world, rows)
    assert running.run_waiting(seconds=0) == 1
    assert progress(job) == (JobState.QUEUED, 2, 0, [])
    assert two_at_a_time == ["hint"]
    assert running.run_waiting() == 1
    assert progress(job) == (JobState.FINISHED, 5, 0, [])


def test_one_call_of_the_worker_is_short_however_many_jobs_wait_and_none_is_forgotten(world, two_at_a_time):
    jobs = [receive(world, bring(world, State.SUBMITTED, 3)) for _ in range(3)]
    assert [running.run_waiting(seconds=0) for _ in range(6)] == [1] * 6
    assert len(two_at_a_time) == 5
    assert [progress(job)[:2] for job in jobs] == [(JobState.FINISHED, 3)] * 3


def test_a_kind_is_registered_once():
    with pytest.raises(ValueError, match="registered twice"):
        registry.job(acting.KIND)(acting.act_on_part)


def test_an_act_that_the_form_does_not_take_any_more_does_nothing(world):
    rows = bring(world, State.APPRAISING, 3)
    job = acting.start(
        "clear", [each.pk for each in rows], actor=world.appraiser, posted=QueryDict(), body_id=None, key=None
    )
    running.run(job.pk)
    assert progress(job) == (JobState.FINISHED, 0, 0, [each.pk for each in rows])
    assert [row["text"] for row in job.result["general"]] == [acting._outdated().text]
