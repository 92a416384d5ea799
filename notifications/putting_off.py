"""When a working day becomes a day off, what was to leave on its morning leaves on the next working one."""

from django.utils import timezone

from dossiers import clock
from notifications import quiet
from notifications.models import Delivery, DeliveryState
from workflow import calendar


def put_off() -> int:
    """Put off what waits for a morning on which nobody works any more; returns how many. One statement a morning.

    What was tried already, or leaves at once, is left; so is what an office that has no quiet days wants to go out."""
    kept, rules = quiet.hours(), calendar.current()
    waiting = Delivery.objects.filter(state=DeliveryState.QUEUED, attempts=0, next_try_at__gt=clock.now())
    if kept is None or not kept.days_off:
        waiting = waiting.filter(daily=True)
    moved = 0
    for moment in list(waiting.order_by("next_try_at").values_list("next_try_at", flat=True).distinct()):
        if not rules.is_working(timezone.localdate(moment)):
            moved += waiting.filter(next_try_at=moment).update(next_try_at=rules.next(moment))
    return moved
