"""One entry of a person's calendar."""

from dataclasses import dataclass
from datetime import date, datetime

from workflow.calendar import local_day


@dataclass(frozen=True)
class Event:
    """One entry. `start` is a day (all of it) or an aware moment; `sequence` grows when it is moved or called off."""

    uid: str
    summary: str
    start: date | datetime
    link: str
    stamp: datetime
    description: str = ""
    place: str = ""
    sequence: int = 0
    cancelled: bool = False

    @property
    def day(self) -> date:
        """Its day here in Việt Nam."""
        return local_day(self.start) if isinstance(self.start, datetime) else self.start

    @property
    def is_timed(self) -> bool:
        """Whether it begins at an hour."""
        return isinstance(self.start, datetime)
