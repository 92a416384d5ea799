"""Alarms whose rings have changed are written together where they ring alike.

Terms end on few days: fifty thousand alarms are some dozens of different rows, with a statement for each of these. One
statement that named every alarm beside its own moments would take minutes.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from workflow.alarms.models import Alarm

AT_ONCE = 5000  # primary keys in one statement
Rings = tuple[tuple[str, ...], tuple[str, ...], int]


def rewrite(alarms: Iterable[Alarm]) -> int:
    """Save what each of these (changed by `add` or `set_to_come`) rings now; returns how many were written."""
    alike: defaultdict[Rings, list[Alarm]] = defaultdict(list)
    for alarm in alarms:
        alike[tuple(alarm.moments), tuple(alarm.steps), alarm.rung].append(alarm)
    return sum(rewrite_alike(some[0], [each.pk for each in some]) for some in alike.values())


def rewrite_alike(alarm: Alarm, pks: Sequence[int]) -> int:
    """Let all of `pks` ring as `alarm` does; returns how many were written. One that has gone on to another rung
    meanwhile is left as it is."""
    written = 0
    for start in range(0, len(pks), AT_ONCE):
        rows = Alarm.objects.filter(pk__in=pks[start : start + AT_ONCE], rung=alarm.rung)
        written += rows.update(moments=alarm.moments, steps=alarm.steps, at=alarm.at)
    return written
