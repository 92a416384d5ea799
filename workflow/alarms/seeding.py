"""The ladder an installation starts with; an office switches rungs off rather than deleting them."""

from typing import Any

from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.models import Audience, Rung

# Working days before (negative) or after the end of the term → whom to remind, and whether from the start. The last
# one, a weekly digest to the head of the body, waits until the office wants it.
LADDER: dict[int, tuple[str, bool]] = {
    -5: (Audience.DESK, True),
    -2: (Audience.DESK, True),
    0: (Audience.DESK, True),
    1: (Audience.DESK_AND_SUPERIOR, True),
    6: (Audience.BODY_HEAD, False),
}


def sow(**signal: Any) -> None:
    """Add the rungs that are missing; what an office has changed stays."""
    Rung.objects.bulk_create(
        [
            Rung(kind=kind, offset=offset, audience=audience, active=active)
            for kind in DeadlineKind
            for offset, (audience, active) in LADDER.items()
        ],
        ignore_conflicts=True,
    )
