"""The product's worker as the fault suite starts it: `python -m tests.faults.worker worker …`.

FAULTS (JSON) says what is unusual: `lease`, `pause` and `tick` in seconds instead of minutes, `clock` seconds by which
this machine's clock is wrong, `ready` the file by which the worker shows that it works. Nothing of this can be set in
the product.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from celery.signals import worker_ready

from config import celery


def main() -> None:
    told = json.loads(os.environ["FAULTS"])
    celery.app.conf.beat_schedule = {
        name: celery.every(told["tick"], row["args"][0]) for name, row in celery.BEAT.items()
    }
    celery.app.loader.import_default_modules()
    shorten(lease=told["lease"], pause=told["pause"])
    if told["clock"]:
        put_wrong(timedelta(seconds=told["clock"]))
    worker_ready.connect(lambda **_: Path(told["ready"]).touch(), weak=False)
    celery.app.worker_main(sys.argv[1:])


def shorten(*, lease: float, pause: float) -> None:
    from notifications import circuits, noting, queue

    queue.LEASE = timedelta(seconds=lease)
    noting.PAUSES = (timedelta(seconds=pause),) * len(noting.PAUSES)
    circuits.FIRST_PAUSE = circuits.LONGEST_PAUSE = pause


def put_wrong(by: timedelta) -> None:
    from dossiers import clock

    clock.wall = lambda: clock._set.get() or datetime.now(UTC) + by


if __name__ == "__main__":
    main()
