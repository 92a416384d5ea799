"""The rung of the head of a body rings on the first working day of a week, and again every week while the term is
overdue, so that one summary holds everything. Once it rings while switched off, it falls silent."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from dossiers import clock
from workflow import calendar
from workflow.alarms.arming import first_of_week, morning_of
from workflow.alarms.models import Alarm, Audience
from workflow.alarms.registry import Fired
from workflow.alarms.rewriting import rewrite
from workflow.calendar import Calendar

AGAIN = "w"  # '6w2': the rung of the sixth day, for the second week


def rung_of(step: str) -> str:
    """The offset of the rung to which a step belongs: '6' of '6w2'."""
    return step.partition(AGAIN)[0]


def next_step(step: str) -> str:
    """The step of the week after."""
    offset, _, week = step.partition(AGAIN)
    return f"{offset}{AGAIN}{int(week or 1) + 1}"


def repeat(fired: Sequence[Fired]) -> None:
    """What has rung for the head of a body rings again next week, for as long as the term runs."""
    weekly = {each.alarm.pk: each for each in fired if each.audience == Audience.BODY_HEAD}
    if not weekly:
        return
    rules = calendar.current()
    alarms = list(Alarm.objects.filter(pk__in=weekly))
    for alarm in alarms:
        _add(alarm, weekly[alarm.pk], rules)
    rewrite(alarms)


def _add(alarm: Alarm, each: Fired, rules: Calendar) -> None:
    # counted from what is past by now: after an outage the weeks in between do not ring one after the other
    past = timezone.localdate(max(each.due, clock.now()))
    alarm.add({next_step(each.step): morning_of(first_of_week(past + timedelta(days=1), rules))})
