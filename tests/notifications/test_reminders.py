"""Who is reminded of what is due, and in how many messages."""

import pytest
from django.utils import timezone

from dossiers import clock
from dossiers.vocabulary import State
from notifications.models import Delivery
from tests.notifications.test_who_hears import OFFICE, lines, told, world  # noqa: F401
from workflow.alarms import sweeping

pytestmark = pytest.mark.django_db


def test_what_is_late_is_told_to_its_desk_once(world):  # noqa: F811
    lines(world, State.SUBMITTED, 3)
    late = clock.now() + timezone.timedelta(days=30)
    sweeping.sweep(late)
    sweeping.sweep(late)
    assert told(world) == {"Hồ sơ quá hạn": OFFICE}
    assert Delivery.objects.filter(channel="inbox").count() == len(OFFICE)
