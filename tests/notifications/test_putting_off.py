"""What waits for a morning that becomes a day off waits for the next working one."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiers import clock
from dossiers.vocabulary import Role
from notifications import outbox, putting_off
from notifications.models import Delivery, DeliveryState, QuietHours
from tests.factories import make_body, make_holder, make_user
from workflow import calendar_changes
from workflow.calendar_changes import DayChange
from workflow.models import Batch, DayOverride

pytestmark = pytest.mark.django_db
FRIDAY_NIGHT = timezone.make_aware(datetime(2026, 3, 6, 20))
MONDAY, TUESDAY = date(2026, 3, 9), date(2026, 3, 10)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))


def letter(leaves: datetime, **about) -> Delivery:
    batch = Batch.objects.create(act="submit", content="", at=FRIDAY_NIGHT)
    return Delivery.objects.create(**({
        "user": make_user(), "batch": batch, "channel": "email", "subject": "Hồ sơ mới", "body": "x",
        "message_id": f"<{batch.pk}@x>", "created_at": FRIDAY_NIGHT, "next_try_at": leaves,
        "state": DeliveryState.QUEUED,
    } | about))


@pytest.fixture(autouse=True)
def night():
    QuietHours.objects.update_or_create(defaults={"days_off": True, "active": True})
    with clock.set_to(FRIDAY_NIGHT):
        yield


def leaves(*rows: Delivery) -> list[datetime]:
    return [Delivery.objects.get(pk=row.pk).next_try_at for row in rows]


def test_the_letters_of_a_morning_that_is_off_now_leave_on_the_next_one(client):
    morning, daily, later = letter(at(MONDAY, 7)), letter(at(MONDAY, 7, 30), daily=True), letter(at(TUESDAY, 7))
    tried = letter(at(MONDAY, 7), state=DeliveryState.RETRY, attempts=1)
    urgent = letter(FRIDAY_NIGHT)
    administrator = make_holder(Role.ADMINISTRATOR, make_body("STP"))
    calendar_changes.change([DayChange(MONDAY, "closed", paper="15/TB")], actor=administrator)
    outbox.announce()
    assert leaves(morning, daily, later, tried, urgent) == [
        at(TUESDAY, 7), at(TUESDAY, 7, 30), at(TUESDAY, 7), at(MONDAY, 7), FRIDAY_NIGHT,
    ]


def test_an_office_without_quiet_days_keeps_its_morning_but_for_the_letter_of_the_day():
    QuietHours.objects.update_or_create(defaults={"days_off": False, "active": True})
    morning, daily = letter(at(MONDAY, 7)), letter(at(MONDAY, 7, 30), daily=True)
    DayOverride.objects.create(day=MONDAY, kind="closed", paper="15/TB")
    assert putting_off.put_off() == 1
    assert leaves(morning, daily) == [at(MONDAY, 7), at(TUESDAY, 7, 30)]


def test_thirty_letters_cost_as_many_statements_as_one():
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert putting_off.put_off()
        return len(asked)

    DayOverride.objects.create(day=MONDAY, kind="closed", paper="15/TB")
    letter(at(MONDAY, 7))
    one = cost()
    for _ in range(30):
        letter(at(MONDAY, 7))
    assert cost() == one
    assert set(leaves(*Delivery.objects.all())) == {at(MONDAY, 7) + timedelta(days=1)}
