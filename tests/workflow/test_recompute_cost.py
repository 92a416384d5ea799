"""What a changed calendar costs: as many statements for all as for one, one chained entry for each that moved."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Max, Min
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiers import clock
from dossiers.models import Dossier, StoredFile
from dossiers.vocabulary import Counting, Role, State
from tests import factories as make
from tests.world import bring, do, make_world
from workflow import calendar, calendar_changes, journal, recompute, terms
from workflow.calendar_changes import DayChange
from workflow.models import Alarm, Duty, Enquiry, Entry, Invitation

pytestmark = pytest.mark.django_db
THURSDAY = timezone.make_aware(datetime(2026, 11, 26, 9))
MONDAY = date(2026, 11, 30)
BATCHES = 20  # further statements on SQLite, which takes fewer values in one


@pytest.fixture
def world():
    with clock.set_to(THURSDAY):
        world = make_world()
        world.administrator = make.make_holder(Role.ADMINISTRATOR, world.body)
        yield world


def turn(world, kind: str) -> list[Entry]:
    """Close the Monday, or open it again."""
    change = DayChange(MONDAY, kind, paper="15/TB-STP" if kind else "")
    return calendar_changes.change([change], actor=world.administrator)


def cost(world) -> int:
    turn(world, "closed")  # the journal of the year is there from the first time on
    turn(world, "")
    with CaptureQueriesContext(connection) as asked:
        turn(world, "closed")
    turn(world, "")
    return len(asked)


def papers(world, many: int) -> None:
    """So many letters, enquiries, invitations and duties whose terms reach over the Monday."""
    ask = {"question": "Cho ý kiến.", "inside": [world.other_unit.pk], "outside": [], "days": 5}
    for row in bring(world, State.APPRAISING, min(many, 5)):
        do(world, "ask_consultation", [row], **ask)
    term = {"due_from": THURSDAY, "due_days": 3, "due_at": terms.due(THURSDAY, 3), "term_no": 1}
    scan, _ = StoredFile.objects.get_or_create(sha256="b" * 64, size=1, content_type="application/pdf")
    at, so_far = clock.now(), Enquiry.objects.count()
    Enquiry.objects.bulk_create(
        Enquiry(
            body=world.body, code=f"HYK-{number}", sender="Bộ Tư pháp", number=f"{number}/BTP", dated=at.date(),
            received_on=at.date(), question="?", scan=scan, scan_name="a.pdf", entered_by=world.appraiser,
            entered_at=at, **term,
        )
        for number in range(so_far, so_far + many)
    )
    Invitation.objects.bulk_create(
        Invitation(
            body=world.body, unit=world.unit, season=world.season, reason="Vì bão.", invited_by=world.appraiser,
            invited_at=at, **term,
        )
        for _ in range(many)
    )
    rows = [make.make_draft(world.unit, body=world.body, season=world.season) for _ in range(many)]
    Duty.objects.bulk_create(
        Duty(dossier=row, body=world.body, kind="archive", opened_at=at, **term) for row in rows
    )


def faults_of_terms() -> list[object]:
    """Running terms that do not end where what is stored says, on the calendar of now."""
    rules = calendar.current()
    running = [row for each in recompute.timed_subjects.values() for row in each.rows().filter(due_at__isnull=False)]
    return [row for row in running if row.due_days is not None and row.due_at != terms.end_of(row, rules)]


def test_papers_of_every_kind_cost_as_many_statements_as_one_of_each(world):
    papers(world, 1)
    one = cost(world)
    papers(world, 29)
    assert cost(world) == one
    entries = [entry for entry in turn(world, "closed") if entry.act == "move_term"]
    kinds = [entry.subject_kind for entry in entries]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "enquiry": 30, "invitation": 30, "duty": 30, "consultation": 6, "dossier": 6,
    }
    assert len({(entry.subject_kind, entry.subject_id) for entry in entries}) == len(entries)
    assert (list(journal.faults()), faults_of_terms()) == ([], [])


@pytest.mark.slow
def test_five_hundred_open_dossiers_cost_as_one_and_each_has_its_entry(world):
    bring(world, State.SUBMITTED)
    one = cost(world)
    bring(world, State.SUBMITTED, 29)
    assert cost(world) == one
    bring(world, State.SUBMITTED, 470)
    assert cost(world) <= one + (0 if connection.vendor == "postgresql" else BATCHES)
    before = dict(Dossier.objects.values_list("pk", "chain_length"))
    entries = [entry for entry in turn(world, "closed") if entry.act == "move_term"]
    assert sorted(entry.dossier_id for entry in entries) == sorted(before)
    assert dict(Dossier.objects.values_list("pk", "chain_length")) == {pk: n + 1 for pk, n in before.items()}
    ends = Dossier.objects.aggregate(first=Min("due_at"), last=Max("due_at"))
    assert ends == dict.fromkeys(("first", "last"), terms.last_moment(date(2026, 12, 2)))
    current = Alarm.objects.filter(subject_kind="dossier", version=Dossier.objects.first().term_no)
    assert current.count() == 500
    assert (list(journal.faults()), faults_of_terms()) == ([], [])


def test_nothing_open_is_changed_in_as_few(world):
    assert cost(world) < 30
    assert [entry.act for entry in turn(world, "closed")] == ["change_calendar"]


def test_calendar_days_that_end_on_the_closed_day_move_on(world):
    papers(world, 1)
    Enquiry.objects.update(due_unit=Counting.CALENDAR, due_days=4, due_at=terms.last_moment(MONDAY))
    turn(world, "closed")
    assert Enquiry.objects.get().due_at == terms.last_moment(MONDAY + timedelta(days=1))
