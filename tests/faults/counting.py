"""What must hold after every fault: each act has all its messages, each deadline rang once, nothing is left over."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, F

from notifications.models import Attempt, Delivery, DeliveryState
from workflow import journal
from workflow.alarms.models import Alarm, Firing
from workflow.models import Batch, Entry, Unannounced

TOLD_OF_SUBMIT = ("appraiser", "other_appraiser", "office_head")


def unannounced() -> int:
    return Unannounced.objects.count()


def unsent() -> int:
    return Delivery.objects.exclude(state__in=[DeliveryState.SENT, DeliveryState.FAILED]).count()


def undone() -> int:
    """What the post still has to do."""
    return unannounced() + unsent()


def unfired(now) -> int:
    return Alarm.objects.filter(at__lte=now).count()


def told_wrongly(world, acts: int) -> list[str]:
    """Every submission told the three people of the office, once in the application and once by e-mail."""
    people = {getattr(world, name).pk for name in TOLD_OF_SUBMIT}
    batches = list(Batch.objects.filter(act="submit").values_list("pk", flat=True))
    faults = [] if len(batches) == acts else [f"{len(batches)} submissions instead of {acts}"]
    rows = Delivery.objects.filter(batch__act="submit").values_list("batch", "user", "channel")
    expected = {(batch, user, way) for batch in batches for user in people for way in ("inbox", "email")}
    found = Counter(rows)
    faults += [f"not told: {each}" for each in sorted(expected - found.keys())[:5]]
    faults += [f"told too much: {each}" for each in sorted(found.keys() - expected)[:5]]
    return faults + [f"told {times} times: {each}" for each, times in found.items() if times > 1]


def sent_wrongly(taken: Iterable[tuple[str, str]]) -> list[str]:
    """`taken`: recipient and Message-ID of every letter that came in. Each sent letter came in at least once, to its
    person; a second copy only where an attempt was broken off."""
    came = Counter(taken)
    letters = Delivery.objects.filter(channel="email").select_related("user")
    expected = {(row.user.email, row.message_id): row for row in letters if row.state == DeliveryState.SENT}
    known = {(row.user.email, row.message_id) for row in letters}
    broken = Counter(Attempt.objects.filter(ended_at=None).values_list("delivery", flat=True))
    faults = [f"did not come: {each}" for each in sorted(expected.keys() - came.keys())[:5]]
    faults += [f"nobody wrote it: {each}" for each in sorted(came.keys() - known)[:5]]
    return faults + [
        f"came {came[each]} times with {broken[row.pk]} attempts broken off: {each}"
        for each, row in expected.items()
        if came[each] > 1 + broken[row.pk]
    ]


def second_copies(taken: Iterable[tuple[str, str]]) -> int:
    return sum(times - 1 for times in Counter(taken).values())


def rung_wrongly(now) -> list[str]:
    """Each rung of each alarm has one firing; what it did stands in the journal once."""
    faults = [f"still to ring: {alarm}" for alarm in Alarm.objects.filter(at__lte=now)[:5]]
    twice = Firing.objects.values("alarm", "step").annotate(times=Count("pk")).filter(times__gt=1)
    faults += [f"rang {row['times']} times: {row}" for row in twice[:5]]
    fired = Counter(
        Firing.objects.filter(outcome=Firing.Outcome.FIRED, alarm__subject_kind="dossier")
        .annotate(dossier=F("alarm__subject_id"))
        .values_list("dossier", "step", "alarm__version")
    )
    written = Counter(
        (entry.dossier_id, str(entry.facts.get("step", "end")))
        for entry in Entry.objects.filter(act__in=["remind", "overdue"])
    )
    rang = Counter((dossier, step) for dossier, step, _ in fired.elements())
    faults += [f"written {written[each]} times, rang {times}: {each}" for each, times in rang.items()
               if written[each] != times][:5]
    return faults + [str(fault) for fault in list(journal.faults())[:5]]
