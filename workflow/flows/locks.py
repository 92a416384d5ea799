"""One lock for everybody who touches a procedure: a plain blocking one, in order of primary keys.

viewflow's own row lock does not wait but sleeps and retries, up to seconds; its default does not lock at all and loses
work. On SQLite the transaction itself (BEGIN IMMEDIATE) is the lock and SELECT … FOR UPDATE says nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import transaction

from workflow.flows.models import Procedure


def lock(procedure_ids: Iterable[int]) -> dict[int, Procedure]:
    """Wait for these procedures and read them fresh: pk → procedure. Only inside a transaction, which holds the lock.

    Both rows of a procedure, viewflow's and ours, are locked by every caller alike.
    """
    wanted = set(procedure_ids)
    if not wanted:
        return {}
    rows = Procedure.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    return {each.pk: each for each in rows}


class BlockingLock:
    """The same lock in the form that viewflow asks of a flow (`lock_impl`)."""

    @contextmanager
    def __call__(self, flow_class: type[Any], process_pk: int) -> Iterator[None]:
        with transaction.atomic():
            lock([process_pk])
            yield


blocking_lock: Final = BlockingLock()
