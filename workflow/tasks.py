"""What the scheduler asks for. Each finds its work in the database; running one twice or late does no harm."""

from celery import current_app, shared_task

from dossiers import clock, organisation
from workflow import beats
from workflow.alarms import sweeping
from workflow.jobs import running
from workflow.models import Beat

SCHEDULER = "scheduler"


@shared_task
def tick(task: str, seconds: int) -> bool:
    """Do the work of `task` (its dotted name) unless another tick of the same slot of `seconds` has; whether we did."""
    if not beats.claim(task.rpartition(".")[2], seconds):
        return False
    current_app.tasks[task]()
    return True


@shared_task
def sweep_deadlines() -> int:
    """Let what is due ring: reminders, ends of terms. Returns how many rungs rang."""
    return len(sweeping.sweep())


@shared_task
def run_jobs() -> int:
    """Go on with the long work that waits, also with what a stopped worker left behind."""
    return running.run_waiting()


@shared_task
def follow_names() -> int:
    """Give units the names that were entered ahead of their day."""
    return organisation.follow_names(clock.today())


@shared_task
def heartbeat() -> None:
    """Leave a sign of life: pages warn administrators when the last one is older than three minutes."""
    Beat.objects.update_or_create(name=SCHEDULER, defaults={"at": clock.now()})
