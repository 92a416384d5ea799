"""Events as an iCalendar file (RFC 5545), byte for byte the same while nothing changes. Pure."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import icalendar

from notifications.feed.events import Event

ZONE = "Asia/Ho_Chi_Minh"
ZONE_FROM = date(2000, 1, 1)
ASK_AGAIN = timedelta(hours=1)


def written(events: Iterable[Event], *, name: str, base_url: str) -> bytes:
    """The calendar called `name`; links lead to `base_url`, whose host stands in the names of the events."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Vinh Danh//Lịch//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(ASK_AGAIN))
    zone = icalendar.Timezone.from_tzid(ZONE, first_date=ZONE_FROM)
    zone.pop("COMMENT", None)
    calendar.add_component(zone)
    for event in events:
        calendar.add_component(_component(event, base_url))
    return calendar.to_ical()


def _component(event: Event, base_url: str) -> icalendar.Event:
    address = f"{base_url}{event.link}"
    found = icalendar.Event()
    found.add("uid", f"{event.uid}@{urlsplit(base_url).hostname}")
    found.add("sequence", event.sequence)
    found.add("dtstamp", event.stamp.astimezone(UTC))
    found.add("summary", event.summary)
    found.add("description", "\n".join(part for part in (event.description, address) if part))
    found.add("url", address)
    found.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    if event.place:
        found.add("location", event.place)
    if isinstance(event.start, datetime):
        found.add("dtstart", event.start.astimezone(ZoneInfo(ZONE)))
    else:
        found.add("dtstart", event.start)
        found.add("dtend", event.start + timedelta(days=1))
        found.add("transp", "TRANSPARENT")  # a term keeps nobody from being invited that day
    return found
