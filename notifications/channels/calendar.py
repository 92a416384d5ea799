"""By a calendar that a person's own programs fetch at a secret address (`notifications/feed`): nothing is carried, so
there are no rows, no tries and no incidents. What stands in it is asked at the moment of reading."""

from dossiers.models import User
from notifications.models import CalendarFeed

NAME = "calendar"
LABEL = "Lịch trên điện thoại, máy tính"


def is_configured() -> bool:
    """Always: it needs nothing."""
    return True


def address(user: User) -> str:
    """What the person's secret address is known by here, never the secret itself; empty while there is none. One
    statement."""
    return CalendarFeed.objects.filter(user=user).values_list("digest", flat=True).first() or ""
