"""A rung that is added or switched on concerns running terms too."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from dossiers import clock
from workflow import calendar, calendar_lock
from workflow.alarms.arming import END, first_of_week, morning_of, rung_morning
from workflow.alarms.models import Alarm, Audience, Rung
from workflow.alarms.rewriting import rewrite_alike
from workflow.alarms.weekly import next_step, rung_of
from workflow.calendar import Calendar
from workflow.recompute import timed_subjects

ROW_BATCH = 2000  # rows read at a time


def refit(rung: Rung) -> int:
    """Let `rung` ring for every running term of its kind for which it is still to come; returns for how many.

    What should have rung already is not made up for, but the weekly summary of what is overdue begins next week."""
    with transaction.atomic():
        # alone, like who changes the calendar: what is armed or rings meanwhile is found here or finds the rung itself
        calendar_lock.keep_still(changing=True)
        return _refit(rung)


def _refit(rung: Rung) -> int:
    rules, now, changed = calendar.current(), clock.now(), 0
    for alarm, pks in _alike(rung.kind):
        step, at = _missing(alarm, rung, rules, now)
        if step:
            alarm.add({step: at})
            changed += rewrite_alike(alarm, pks)
    return changed


def _alike(kind: str) -> Iterator[tuple[Alarm, list[int]]]:
    """The running alarms of a kind: one to count with, and the primary keys of all that have rung and will ring as it
    does. One query."""
    rows = _running(kind).values_list("pk", "moments", "steps", "rung")
    alike: defaultdict[tuple[tuple[str, ...], tuple[str, ...], int], list[int]] = defaultdict(list)
    for pk, moments, steps, place in rows.iterator(chunk_size=ROW_BATCH):
        alike[tuple(moments), tuple(steps), place].append(pk)
    for (moments, steps, place), pks in alike.items():
        yield Alarm(kind=kind, moments=list(moments), steps=list(steps), rung=place), pks


def _running(kind: str) -> QuerySet[Alarm]:
    """Also those of which everything has rung, while their term runs; of a day of the plan that is not known."""
    running = ~Q(subject_kind__in=list(timed_subjects)) & Q(at__isnull=False)
    for subject in timed_subjects.values():
        term = subject.rows().filter(pk=OuterRef("subject_id"), term_no=OuterRef("version"), due_at__isnull=False)
        running |= Q(subject_kind=subject.kind) & Exists(term)
    return Alarm.objects.filter(running, kind=kind).order_by("pk")


def _missing(alarm: Alarm, rung: Rung, rules: Calendar, now: datetime) -> tuple[str, datetime]:
    """The step to add and its moment; an empty step where there is none."""
    own = [place for place, step in enumerate(alarm.steps) if rung_of(step) == str(rung.offset)]
    if (own and own[-1] >= alarm.rung) or END not in alarm.steps:
        return "", now  # it is still to come
    due_at = datetime.fromisoformat(alarm.moments[alarm.steps.index(END)]) - timedelta(microseconds=1)
    at = rung_morning(due_at, rung.offset, rung.audience, rules)
    weekly = rung.audience == Audience.BODY_HEAD
    if at <= now and weekly:
        at = morning_of(first_of_week(timezone.localdate(now) + timedelta(days=1), rules))
    if at <= now or (own and not weekly):
        return "", now
    return (next_step(alarm.steps[own[-1]]) if own else str(rung.offset)), at
