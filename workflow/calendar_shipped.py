"""The days that come with the software: swaps approved after the package `holidays` was made."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from workflow import calendar_changes, recompute
from workflow.alarms.models import Alarm
from workflow.calendar_changes import DayChange
from workflow.calendar_models import DayOverride
from workflow.engine import CHANGE_CALENDAR, SYSTEM
from workflow.journal_models import Entry

DATA = Path(__file__).parent / "data" / "holidays.yaml"


def load() -> int:
    """Add the shipped days that are missing; returns how many. What an administrator has entered or taken away stays.

    In an installation at work the running terms follow, as when an administrator enters them.
    """
    missing = [DayChange(**row) for row in YAML(typ="safe").load(DATA)["days"]]
    known = {*map(str, DayOverride.objects.values_list("day", flat=True)), *_changed_here()}
    missing = [each for each in missing if str(each.day) not in known]
    if not missing:
        return 0
    if Alarm.objects.exists() or any(subject.rows().exists() for subject in recompute.timed_subjects.values()):
        calendar_changes.change(missing, actor=SYSTEM)
    else:
        DayOverride.objects.bulk_create([each.row for each in missing])
    return len(missing)


def sow(plan: Iterable[tuple[Any, bool]] = (), **signal: Any) -> None:
    """A database that was just made has the shipped days; one that goes back to earlier tables is left alone."""
    if not any(backwards for _, backwards in plan):
        load()


def _changed_here() -> set[str]:
    """Days on which the journal knows of a change (ISO)."""
    told = Entry.objects.filter(act=CHANGE_CALENDAR).values_list("facts", flat=True)
    return {row["day"] for facts in told for row in facts["days"]}
