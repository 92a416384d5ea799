"""The progress of long work as a person watches it: without touching the page, and without scripts."""

import pytest
from django.http import QueryDict

from dossiers import clock
from dossiers.vocabulary import State
from tests.browsing import go
from tests.world import bring
from workflow.jobs import acting, running
from workflow.models import Beat

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_progress_is_seen_while_a_worker_stops_and_another_goes_on(world, open_as):
    Beat.objects.create(name="scheduler", at=clock.now())
    ids = [each.pk for each in bring(world, State.SUBMITTED, 5)]
    job = acting.start("receive", ids, actor=world.appraiser, posted=QueryDict(), body_id=world.body.pk, key=None)
    page = open_as(world.appraiser, f"/cong-viec/{job.pk}/", width=390)
    assert page.get_by_role("heading", name="Đang chờ chạy: 0 / 5").is_visible()
    assert running.advance(job.pk, running.claim(job.pk))  # and here the first worker is killed
    page.get_by_role("heading", name="Đang chạy: 2 / 5").wait_for()
    page.reload()
    assert page.get_by_role("heading", name="Đang chạy: 2 / 5").is_visible()
    type(job).objects.filter(pk=job.pk).update(beat_at=clock.now() - running.SILENCE * 2)
    go(page.get_by_role("button", name="Chạy tiếp tại trang này"))
    assert page.get_by_role("heading", name="Đã xong").is_visible()
    assert page.get_by_text("Đã làm xong tất cả").is_visible()
    assert page.complaints == []
