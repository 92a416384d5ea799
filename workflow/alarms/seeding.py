"""The ladder an installation starts with; an office switches rungs off rather than deleting them."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from dossiers import clock
from dossiers.models import Dossier
from dossiers.vocabulary import State
from workflow.alarms import arming
from workflow.alarms.kinds import DeadlineKind
from workflow.alarms.models import Alarm, Audience, Rung
from workflow.journal_models import SubjectKind

# Working days before (negative) or after the end of the term → whom to remind, and whether from the start. The last
# one, a weekly digest to the head of the body, waits until the office wants it.
Steps = dict[int, tuple[str, bool]]
LADDER: Steps = {
    -5: (Audience.DESK, True),
    -2: (Audience.DESK, True),
    0: (Audience.DESK, True),
    1: (Audience.DESK_AND_SUPERIOR, True),
    6: (Audience.BODY_HEAD, False),
}
# Before the least period of a posting is over there is nothing that anybody could do.
LADDERS: dict[str, Steps] = {
    DeadlineKind.POSTING: {
        1: (Audience.DESK, True),
        3: (Audience.DESK_AND_SUPERIOR, True),
        6: (Audience.BODY_HEAD, False),
    },
}


def sow(**signal: Any) -> None:
    """Add the rungs that are missing; what an office has changed stays."""
    Rung.objects.bulk_create(
        [
            Rung(kind=kind, offset=offset, audience=audience, active=active)
            for kind in DeadlineKind
            for offset, (audience, active) in LADDERS.get(kind, LADDER).items()
        ],
        ignore_conflicts=True,
    )
    arm_what_runs()


def arm_what_runs() -> None:
    """Arm terms that began before there were alarms; what should have rung before now is left out, its end apart."""
    rows = _unarmed()
    for kind, group in (
        (DeadlineKind.RESPONSE, rows.filter(state=State.RETURNED)),
        (DeadlineKind.STEP, rows.exclude(state=State.RETURNED)),
    ):
        arming.arm(kind, group, subject_kind=SubjectKind.DOSSIER, since=clock.now())


def _unarmed() -> QuerySet[Dossier]:
    armed = Alarm.objects.filter(
        subject_kind=SubjectKind.DOSSIER, subject_id=OuterRef("pk"), version=OuterRef("term_no")
    )
    return Dossier.objects.filter(~Exists(armed), due_at__isnull=False)
