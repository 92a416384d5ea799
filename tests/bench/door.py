"""One act through the door beside three ways of doing less: `DATABASE_URL=postgres://… python -m tests.bench.door [N]`.

The four run in turn within one process on one throw-away PostgreSQL database, so that only their ratios matter:
bare psycopg (lock, update, audit row), stock django-fsm with a row lock, one step of stock viewflow, and `perform`.
The rest of the door's time buys roles, needs, chained journal, desk, due date, procedure and outbox.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django
from rich.console import Console
from rich.table import Table

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
django.setup()

import psycopg  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402

from dossiers.vocabulary import State  # noqa: E402
from tests import world as worlds  # noqa: E402
from tests.bench.flows import StockFlow  # noqa: E402
from tests.bench.models import Audit, Stock  # noqa: E402
from workflow import engine  # noqa: E402


@contextmanager
def throwaway_database() -> Iterator[None]:
    """A test database, dropped afterwards."""
    if connection.vendor != "postgresql":
        sys.exit("Đo trên PostgreSQL: đặt DATABASE_URL=postgres://…")
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def ways(count: int) -> dict[str, list[Callable[[], object]]]:
    """Way → `count` prepared single acts; preparing them is not timed."""
    world = worlds.make_world()
    rows = worlds.bring(world, State.SUBMITTED, count)
    stock = Stock.objects.bulk_create(Stock() for _ in range(count * 2))
    tasks = [open_task() for _ in range(count)]
    raw = psycopg.connect(dsn(), autocommit=True)
    return {
        "psycopg: khóa, ghi, nhật ký": [lambda pk=each.pk: bare(raw, pk) for each in stock[:count]],
        "django-fsm, có khóa": [lambda pk=each.pk: stock_step(pk) for each in stock[count:]],
        "viewflow, một bước": [lambda task=task: viewflow_step(task, world.appraiser) for task in tasks],
        "cửa: engine.perform": [
            lambda row=row: engine.perform("receive", [row], actor=world.appraiser) for row in rows
        ],
    }


def dsn() -> str:
    about = connection.settings_dict
    parts = {"host": about["HOST"], "port": about["PORT"], "user": about["USER"], "dbname": about["NAME"]}
    secret = {"password": about["PASSWORD"]} if about["PASSWORD"] else {}
    return " ".join(f"{name}={value}" for name, value in {**parts, **secret}.items() if value)


def bare(raw: psycopg.Connection, pk: int) -> None:
    with raw.transaction():
        raw.execute("SELECT state FROM bench_stock WHERE id = %s FOR UPDATE", [pk])
        raw.execute("UPDATE bench_stock SET state = 'done' WHERE id = %s", [pk])
        raw.execute("INSERT INTO bench_audit (row, act) VALUES (%s, 'finish')", [pk])


def stock_step(pk: int) -> None:
    with transaction.atomic():
        row = Stock.objects.select_for_update().get(pk=pk)
        row.finish()
        row.save()
        Audit.objects.create(row=pk, act="finish")


def open_task() -> models.Model:
    process = StockFlow.start.run()
    return process.task_set.get(flow_task=StockFlow.step)


def viewflow_step(task: models.Model, user: models.Model) -> None:
    with transaction.atomic(), task.activation() as activation:  # its stock lock is `no_lock`
        activation.assign(user)
        activation.start(None)
        activation.execute()


def measure(prepared: dict[str, list[Callable[[], object]]]) -> dict[str, list[float]]:
    """Milliseconds of every single act, the ways taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in prepared}
    for turn in zip(*prepared.values(), strict=True):
        for name, work in zip(prepared, turn, strict=True):
            begin = time.perf_counter()
            work()
            taken[name].append((time.perf_counter() - begin) * 1000)
    return taken


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with throwaway_database():
        taken = measure(ways(count))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    floor = next(iter(medians.values()))
    table = Table("Cách làm", "Trung vị (ms)", "So với psycopg", title=f"{count} lần, xen kẽ trong một lượt chạy")
    for name, value in medians.items():
        table.add_row(name, f"{value:.2f}", f"{value / floor:.1f}×")
    Console().print(table)


if __name__ == "__main__":
    main()
