"""When the calendar changes, what is still to ring rings on the mornings of the new one, also where the end stays.

The end itself never moves here. A morning that was to come and lies on this very day by the new calendar rings at once;
one that lies before it is left out, as everywhere: what it would say of the days left is true no more.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from dossiers.models import Dossier
from workflow.alarms import arming
from workflow.alarms.arming import END, Ladder, morning_of, rung_morning
from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.models import Alarm, Audience
from workflow.alarms.rewriting import rewrite
from workflow.alarms.weekly import AGAIN, rung_of
from workflow.calendar import Calendar
from workflow.journal_models import SubjectKind

ROW_BATCH = 500
LONGEST_HOLIDAY = 30  # days; no stretch of days off is longer
Ring = tuple[datetime, str]


def follow(days: Collection[date], rules: Calendar, *, at: datetime) -> int:
    """Let what is still to ring follow `rules`, which differ on `days` from before; returns how many alarms changed.

    Two queries and the writes, one for all that ring alike."""
    ladders = arming.ladders(DeadlineKind.values)
    return rewrite(alarm for alarm in _near(days, ladders, at) if _refitted(alarm, ladders[alarm.kind], rules, at))


def _near(days: Collection[date], ladders: Mapping[str, Ladder], at: datetime) -> Iterator[Alarm]:
    """What rings next within the reach of a ladder of these days; no other morning lies across one of them."""
    offsets = [0, *(offset for ladder in ladders.values() for offset in ladder)]
    reach = timedelta(days=2 * (max(offsets) - min(offsets)) + LONGEST_HOLIDAY)
    first, last = morning_of(min(days)) - reach, morning_of(max(days)) + reach
    term = Dossier.objects.filter(pk=OuterRef("subject_id"), term_no=OuterRef("version"))
    rows = Alarm.objects.select_for_update(of=("self",)).filter(at__gt=at, at__range=(first, last)).order_by("pk")
    return rows.annotate(of_dossier=Subquery(term.values("due_at")[:1])).iterator(chunk_size=ROW_BATCH)


def _refitted(alarm: Alarm, ladder: Ladder, rules: Calendar, at: datetime) -> bool:
    """Set what is still to ring anew, in memory; whether that changed anything."""
    due = _due(alarm)
    if due is None:
        return False
    before = alarm.to_come
    found = [ring for old in before if (ring := _ring(old, due, ladder, rules, at))]
    if found == before:
        return False
    alarm.set_to_come(found)
    return True


def _due(alarm: Alarm) -> datetime | None:
    """The end of the alarm's term; None where it is not known, or the term has changed."""
    if alarm.subject_kind == SubjectKind.DOSSIER:
        return alarm.of_dossier
    if END not in alarm.steps:
        return None
    return datetime.fromisoformat(alarm.moments[alarm.steps.index(END)]) - timedelta(microseconds=1)


def _ring(old: Ring, due: datetime, ladder: Ladder, rules: Calendar, at: datetime) -> Ring | None:
    """The same step on the new calendar; None where its morning is over."""
    before, step = old
    audience = ladder.get(int(rung_of(step))) if step != END else None
    if audience is None:  # the end, or a rung that was deleted
        return old
    fresh = rung_morning(due, int(rung_of(step)), audience, rules)
    again = AGAIN in step
    if fresh > at and not again:
        return fresh, step
    if again or audience == Audience.BODY_HEAD:
        return max(_first_morning(before, rules), at), step
    return (at, step) if timezone.localdate(fresh) == timezone.localdate(at) else None


def _first_morning(before: datetime, rules: Calendar) -> datetime:
    """The morning of the first working day of the week in which `before` lies."""
    day = timezone.localdate(before)
    return morning_of(rules.next(day - timedelta(days=day.weekday())))
