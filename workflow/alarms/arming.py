"""Arming: when a term begins, one row says when it will ring."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from dossiers.models import Dossier
from dossiers.models.timing import Timed
from dossiers.vocabulary import State
from workflow import calendar
from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.models import Alarm, Audience, Rung
from workflow.calendar import Calendar
from workflow.journal_models import SubjectKind

END = "end"
MORNING = time(8, 0)  # when people are reminded: the office has just opened
ROW_BATCH = 1000
Ladder = Mapping[int, str]  # working days before (negative) or after the end → whom to remind


def arm(
    kind: str, subjects: Iterable[Timed], *, subject_kind: str, rules: Calendar | None = None,
    since: datetime | None = None, ended: Collection[int] = (),
) -> list[Alarm]:
    """Arm the present term of each subject that has one; two queries and the insertion, whatever the number.

    `kind` is a code of `DeadlineKind`. Alarms of earlier terms are left: they find themselves stale. Arming the same
    term twice does nothing. `since`: reminders that should have rung before that moment are left out.
    `ended`: primary keys of those whose end has rung and is over still, so that it does not ring again.
    """
    running = [each for each in subjects if each.due_at is not None]
    if not running:
        return []
    rules = rules or calendar.current()
    ladder = ladders([kind])[kind]
    rings = {each: moments(each.due_at, since or each.due_from, ladder, rules) for each in running}
    rings |= {each: [ring for ring in rings[each] if ring[1] != END] for each in running if each.pk in ended}
    rows = [_alarm(kind, subject_kind, each, found) for each, found in rings.items() if found]
    return Alarm.objects.bulk_create(rows, batch_size=ROW_BATCH, ignore_conflicts=True)


def arm_dossiers(
    dossiers: Iterable[Dossier], *, rules: Calendar | None = None, since: datetime | None = None
) -> None:
    """Arm the terms of these dossiers as `arm` does: of a returned one the unit's answer, else the work of the desk."""
    running = [each for each in dossiers if each.due_at is not None]
    returned = [each for each in running if each.state == State.RETURNED]
    at_desk = [each for each in running if each.state != State.RETURNED]
    arm(DeadlineKind.RESPONSE, returned, subject_kind=SubjectKind.DOSSIER, rules=rules, since=since)
    arm(DeadlineKind.STEP, at_desk, subject_kind=SubjectKind.DOSSIER, rules=rules, since=since)


def ladders(kinds: Sequence[str]) -> dict[str, Ladder]:
    """The rungs of each kind in their order, those switched off included: they are asked when they ring."""
    found: defaultdict[str, dict[int, str]] = defaultdict(dict)
    rows = Rung.objects.filter(kind__in=kinds).order_by("offset")
    for kind, offset, audience in rows.values_list("kind", "offset", "audience"):
        found[kind][offset] = audience
    return found


def moments(due_at: datetime, began: datetime | None, ladder: Ladder, rules: Calendar) -> list[tuple[datetime, str]]:
    """When a term that ends at `due_at` rings: the mornings of its rungs and its end. A rung whose morning was over
    before the term began is left out."""
    found = [(rung_morning(due_at, offset, audience, rules), str(offset)) for offset, audience in ladder.items()]
    kept = [(at, step) for at, step in found if began is None or at > began]
    # the end lies one microsecond after the last moment of the term: until then nobody is late
    return sorted([*kept, (due_at + timedelta(microseconds=1), END)])


def rung_morning(due_at: datetime, offset: int, audience: str, rules: Calendar) -> datetime:
    """When one rung rings. What the head of a body is told waits for the first working day of a week, so that one
    summary holds everything. An end on a day off (a day that somebody has set) counts as that of the last working day
    before it: what is said of the days left is true, and nobody hears of the last day after it."""
    end = timezone.localdate(due_at)
    day = end if rules.is_working(end) else rules.add(end, -1)
    day = rules.add(day, offset) if offset else day
    return morning_of(first_of_week(day, rules) if audience == Audience.BODY_HEAD else day)


def first_of_week(day: date, rules: Calendar) -> date:
    """The first day not before `day` that is the first working day of its week."""
    monday = day - timedelta(days=day.weekday())
    first = rules.next(monday)
    return first if first >= day else rules.next(monday + timedelta(days=7))


def morning_of(day: date) -> datetime:
    """When people are reminded on `day`."""
    return timezone.make_aware(datetime.combine(day, MORNING))


def _alarm(kind: str, subject_kind: str, subject: Timed, rings: Sequence[tuple[datetime, str]]) -> Alarm:
    return Alarm(
        kind=kind, subject_kind=subject_kind, subject_id=subject.pk, version=subject.term_no,
        moments=[at.astimezone(UTC).isoformat() for at, _ in rings], steps=[step for _, step in rings], at=rings[0][0],
    )
