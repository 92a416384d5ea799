"""Is the installation well? Asked by GET /healthz, by `manage.py start` and by every administrator's page."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dossiers.clock import now
from notifications import standing
from notifications.incidents import unresolved
from workflow import triggers
from workflow.alarms import giving_up
from workflow.models import Beat

SILENCE = timedelta(minutes=3)


def database_well() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def migrations_well() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def triggers_well() -> bool:
    return not triggers.missing()


def scheduler_well() -> bool:
    """The last beat of any scheduler is younger than three minutes."""
    return alive(Beat.objects.order_by("-at").values_list("at", flat=True).first())


def alive(last: datetime | None) -> bool:
    """Whether a scheduler whose last beat was then still runs."""
    return last is not None and now() - last < SILENCE


def for_administrators() -> tuple[bool, int, int]:
    """Whether the scheduler is alive, how many messages and how many reminders were given up; one statement, on every
    page of theirs."""
    letters = unresolved().order_by().values("resolved_at").annotate(count=Count("pk")).values("count")
    rungs = giving_up.given_up().order_by().values("outcome").annotate(count=Count("pk")).values("count")
    counts = [Coalesce(Subquery(each), 0) for each in (letters, rungs)]
    last = Beat.objects.order_by("-at").values_list("at", *counts).first()
    return alive(last[0] if last else None), *(last[1:] if last else (0, 0))


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_well,
    "migrations": migrations_well,
    "triggers": triggers_well,
    "scheduler": scheduler_well,
    "messages": standing.is_well,
}


def unwell() -> list[str]:
    """Names of what is not well; with a dead database nothing else can be known."""
    try:
        database_well()
    except DatabaseError:
        return ["database"]
    return [name for name, check in CHECKS.items() if not _passes(check)]


def _passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except DatabaseError:
        return False


@never_cache
@require_safe
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all is well, else 503 with the names of what is not."""
    names = unwell()
    return JsonResponse({"status": "unwell" if names else "well", "unwell": names}, status=503 if names else 200)
