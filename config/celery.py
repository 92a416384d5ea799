"""The Celery application: a fast path for messages and the clock of the sweeps.

Nothing is lost when a broker or a worker dies: every task finds its work in the database, and the
beat table below asks for it again.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_embedded_init, beat_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def every(seconds: int, task: str) -> dict[str, Any]:
    """A row of the beat table: `task` every so many seconds, once a slot however many schedulers there are.

    A tick that found no worker in time is dropped, the next one does its work."""
    schedule = {"schedule": float(seconds), "options": {"expires": 2 * seconds}}
    return {"task": "workflow.tasks.tick", "args": (task, seconds), **schedule}


BEAT = {
    "deliver": every(5, "notifications.tasks.deliver"),
    "digest": every(60, "notifications.tasks.digest"),
    "jobs": every(15, "workflow.tasks.run_jobs"),
    "deadlines": every(60, "workflow.tasks.sweep_deadlines"),
    "names": every(3600, "workflow.tasks.follow_names"),
    "heartbeat": every(60, "workflow.tasks.heartbeat"),
}


def transport_options() -> dict[str, Any]:
    """Options of the broker's transport: folders for filesystem://, quick redelivery for Redis, confirmed publishing
    for RabbitMQ (which otherwise takes a message it is going to refuse without a word)."""
    folder = settings.BROKER_FOLDER
    if folder is not None:
        for name in ("queue", "control"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        queue = str(folder / "queue")
        # looked into often enough for a bell that changes within three seconds
        often = {"polling_interval": 0.3}
        return often | {"data_folder_in": queue, "data_folder_out": queue, "control_folder": str(folder / "control")}
    if settings.BROKER_URL.startswith("redis"):
        return {
            "visibility_timeout": 120,
            # without these two a message of a killed worker comes back after 91 s, not 4 s past its time-out
            "unacked_restore_interval": 2,
            "unacked_restore_throttle": 1,
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
        }
    if settings.BROKER_URL.startswith("amqp"):
        return {"confirm_publish": True}
    return {}


app = Celery("vinhdanh")
app.conf.update(
    broker_url=settings.BROKER_URL,
    broker_transport=None if settings.BROKER_FOLDER is None else "config.files:Transport",
    broker_transport_options=transport_options(),
    broker_connection_retry_on_startup=True,
    broker_connection_timeout=2,
    # a worker waits for its broker however long it is away; by itself Celery gives up after a hundred tries
    broker_connection_max_retries=None,
    # RabbitMQ: a worker notices within a minute that the other end is gone, and is given back what it held at once
    broker_heartbeat=30,
    # a page that cannot reach the broker goes on at once; the sweep finds the work
    task_publish_retry=False,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=100,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    beat_schedule=BEAT,
    beat_schedule_filename=str(settings.VAR_DIR / "beat-schedule"),
    # the scheduler also looks this often whether it should stop
    beat_max_loop_interval=1,
    timezone=settings.TIME_ZONE,
    enable_utc=True,
)
app.autodiscover_tasks()


@beat_init.connect
@beat_embedded_init.connect
def show_life(**_: Any) -> None:
    """A scheduler that has just started says so at once: the first tick would leave it unwell for a minute."""
    app.send_task("workflow.tasks.heartbeat")
