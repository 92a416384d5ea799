"""Long work: how far it is, what came of it, and going on with what was held back. Each person sees the own."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from dossiers import access, clock, tables
from dossiers.administration import administers
from dossiers.models import Dossier
from dossiers.rules.objection import Objection
from dossiers.views.listing import kept
from workflow.jobs import acting, running
from workflow.jobs.models import Job, JobState
from workflow.jobs.registry import read
from workflow.models import Beat
from workflow.tables import JobTable
from workflow.views.acting import new_key

# A job that nobody took for so long waits for a worker that does not come.
PATIENCE = timedelta(seconds=45)
SCHEDULER_SILENCE = timedelta(minutes=3)
IN_THE_PAGE = 8.0  # seconds of work that one press of the button does
SHOWN = 200  # refused lines that the page lists


@dataclass(frozen=True)
class RefusedLine:
    """A dossier of a job that was refused, if the reader may see it, and why."""

    dossier: Dossier | None
    objections: list[Objection]


def mine(request: HttpRequest) -> QuerySet[Job]:
    """The jobs this person may see: the own ones; an administrator all."""
    rows = Job.objects.select_related("actor").defer("items")
    return rows if administers(request) else rows.filter(actor=request.user)


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """Long work, the newest first or as the headings say."""
    everybodys = administers(request)
    table = tables.opened(JobTable(mine(request), exclude=() if everybodys else ("actor",)), request)
    about = {"table": table, "page": table.page, "kept": kept(request), "all": everybodys}
    return render(request, "workflow/jobs.html", about)


@require_safe
def job_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One job; asked by htmx every two seconds, only the part that changes."""
    job = get_object_or_404(mine(request), pk=pk)
    template = "workflow/_job.html" if request.htmx else "workflow/job.html"
    return render(request, template, _about(request, job))


@require_POST
def job_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with it in this page, for some seconds: for a machine whose worker has stopped. A stopped job is tried
    again."""
    job = get_object_or_404(mine(request).filter(actor=request.user), pk=pk)
    if job.state == JobState.FAILED:
        running.resume(job)
    if job.state != JobState.FINISHED and not running.run(job.pk, seconds=IN_THE_PAGE):
        messages.info(request, "Việc này đang được tiến trình nền chạy.")
    return redirect("workflow:job", pk)


@require_POST
def job_go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """'Đi tiếp không có N hồ sơ này': the same act with the lines that were held back."""
    job = get_object_or_404(mine(request).filter(actor=request.user, kind=acting.KIND), pk=pk)
    if job.state != JobState.FINISHED or not job.held:
        messages.info(request, "Không còn hồ sơ nào phải làm tiếp ở việc này.")
        return redirect("workflow:job", pk)
    return redirect("workflow:job", acting.again(job, actor=request.user, key=f"tiep-{job.pk}").pk)


def _about(request: HttpRequest, job: Job) -> dict[str, Any]:
    own = job.actor_id == request.user.pk
    lines = _refused(request, job)
    return {
        "job": job, "own": own, "refused": lines[:SHOWN], "unshown": max(0, len(lines) - SHOWN),
        "general": [read(row) for row in job.result.get("general", [])], "key": new_key(),
        "next": Job.objects.filter(actor=job.actor_id, key=f"tiep-{job.pk}").first() if job.held else None,
        "no_worker": own and job.is_open and _is_forgotten(job), "acts": job.kind == acting.KIND,
        "again": [line.dossier.pk for line in lines if line.dossier],
    }


def _refused(request: HttpRequest, job: Job) -> list[RefusedLine]:
    rows = job.result.get("refused", [])
    seen = access.visible(request.user).filter(pk__in=[row["item"] for row in rows]).select_related("award")
    dossiers = {each.pk: each for each in seen}
    return [
        RefusedLine(dossiers.get(row["item"]), [one for one in map(read, row["objections"]) if one.blocks])
        for row in rows
    ]


def _is_forgotten(job: Job) -> bool:
    """Whether no worker seems to be at it: its runner has fallen silent, or it waits long, or without a scheduler."""
    now = clock.now()
    last = job.beat_at or job.created_at
    if job.state == JobState.RUNNING:
        return now - last > running.SILENCE
    return now - last > PATIENCE or not Beat.objects.filter(at__gte=now - SCHEDULER_SILENCE).exists()
