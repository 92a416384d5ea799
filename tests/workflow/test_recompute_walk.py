"""Whatever is done, extended, held, asked and posted while the calendar changes: every running term ends where what is
stored says, rings there, is told by its journal, and lies on a procedure that is due then."""

import random
from datetime import date, datetime, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from dossiers import clock
from dossiers.models import Dossier
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role, State
from tests import factories as make
from tests.workflow.test_recompute_cost import faults_of_terms
from tests.world import REASON, do, drafts, make_world
from workflow import calendar, calendar_changes, extending, journal, reconcile
from workflow.alarms import sweeping
from workflow.calendar_changes import DayChange
from workflow.flows.models import Line
from workflow.models import Alarm, Consultation, DayOverride, Posting

pytestmark = pytest.mark.django_db
BEGIN = timezone.make_aware(datetime(2026, 12, 21, 9))  # over New Year
STEPS = 50
NEXT = {
    State.DRAFT: ["submit"],
    State.SUBMITTED: ["receive", "hold"],
    State.APPRAISING: ["return_for_correction", "hold", "ask_consultation", "post_publicly", "clear", "extend"],
    State.CONSULTING: ["extend", "close_consultation", "hold"],
    State.POSTED: ["extend", "close_posting", "hold"],
    State.RETURNED: ["resubmit", "extend", "hold"],
    State.ON_HOLD: ["release"],
}
POSTING = {"days": 5, "unit": "working"}


def act(world, dice: random.Random) -> None:
    rows = list(Dossier.objects.filter(state__in=NEXT).order_by("pk")) or drafts(world, 4)
    row = dice.choice(rows)
    name = dice.choice(NEXT[row.state])
    if name == "extend":
        extending.extend([row], days=dice.randint(1, 4), reason=REASON, actor=world.appraiser)
        return
    asks = {"question": "Cho ý kiến.", "inside": [world.other_unit.pk], "outside": [], "days": dice.randint(1, 8)}
    do(world, name, [row], **{"ask_consultation": asks, "post_publicly": POSTING}.get(name, {}))


def change(world, dice: random.Random) -> None:
    own = list(DayOverride.objects.filter(day__gte=clock.today() - timedelta(days=3)).values_list("day", flat=True))
    if own and dice.random() < 0.4:
        changes = [DayChange(dice.choice(own), "")]
    else:
        days = {clock.today() + timedelta(days=dice.randint(-2, 12)) for _ in range(dice.randint(1, 3))}
        changes = [DayChange(day, dice.choice(["closed", "worked", "off"]), paper="15/TB") for day in sorted(days)]
    calendar_changes.change(changes, actor=world.administrator)


def unarmed() -> list[Dossier]:
    """Running terms that are not over and would not ring at their end."""
    found = []
    for row in Dossier.objects.filter(due_at__gt=clock.now(), overdue_at=None):
        alarm = Alarm.objects.filter(subject_kind="dossier", subject_id=row.pk, version=row.term_no).first()
        ends = [at for at, step in alarm.to_come if step == "end"] if alarm else []
        if ends != [row.due_at + timedelta(microseconds=1)]:
            found.append(row)
    return found


def on_days_off() -> list[str]:
    """Mornings still to come that lie on days off."""
    rules, now = calendar.current(), clock.now()
    alarms = Alarm.objects.filter(at__gt=now, subject_kind="dossier")
    current = [a for a in alarms if Dossier.objects.filter(pk=a.subject_id, term_no=a.version).exists()]
    return [
        f"{alarm} {step} {at}" for alarm in current for at, step in alarm.to_come
        if step != "end" and at != now and not rules.is_working(timezone.localdate(at))
    ]


def late_desks() -> list[Line]:
    lines = Line.objects.filter(left_at=None, procedure__open=True, procedure__due_at__isnull=False)
    return list(lines.filter(dossier__due_at__lt=F("procedure__due_at")))


def papers_astray() -> list[object]:
    """Letters and lists whose procedure is due at another moment than they are."""
    return [
        paper for model in (Consultation, Posting)
        for paper in model.objects.filter(closed_at=None, procedure__due_at__isnull=False).select_related("procedure")
        if paper.procedure.due_at != paper.due_at
    ]


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)])
def test_every_term_follows_whatever_happens(seed):
    dice, now = random.Random(seed), BEGIN
    with clock.set_to(now):
        world = make_world()
        world.administrator = make.make_holder(Role.ADMINISTRATOR, world.body)
        drafts(world, 6)
    for _ in range(STEPS):
        now += timedelta(hours=dice.randint(1, 14))
        with clock.set_to(now):
            sweeping.sweep()
            try:
                dice.choice([act, act, change])(world, dice)
            except Refused:
                continue
            assert (faults_of_terms(), unarmed(), on_days_off()) == ([], [], [])
            assert (late_desks(), papers_astray()) == ([], [])
    assert list(journal.faults()) == []
    assert list(reconcile.breaches()) == []
    assert date(2027, 1, 4) < timezone.localdate(now)
