"""The sweep: what is due rings, each rung exactly once, however late, often, or on how many machines it runs.

1. A batch is claimed, fired and journalled in one transaction of the door: whoever dies leaves nothing half done.
2. At most one rung of an alarm rings in a batch, the oldest first; batches follow until nothing is due or the time is
   up. After an outage everything rings at once, in its order.
3. The subjects are locked after the claim in the order of the door, and read fresh. Where the term has changed, or runs
   no more, the firing is noted as stale and the alarm falls silent; where the rung is switched off, that is noted.
4. A batch that fails is tried again one by one. What fails alone is put off and shows its error; nothing else waits.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from dossiers import clock
from dossiers.rules.objection import Refused
from workflow import engine
from workflow.alarms import claiming, registry, ringing, weekly
from workflow.alarms.arming import END
from workflow.alarms.claiming import Claimed
from workflow.alarms.models import Alarm, Audience, Firing, Rung
from workflow.alarms.registry import Fired
from workflow.journal_models import Batch, SubjectKind

logger = logging.getLogger(__name__)

SWEEP: Final = "sweep"
AT_ONCE = 500  # alarms in one transaction
LONGEST_RUN = 60  # seconds; a task may take 100, the next tick goes on
Outcome = Firing.Outcome
Rungs = dict[tuple[str, str], str]


class _NothingLeft(Exception):
    """Another machine has claimed it meanwhile."""


def sweep(
    now: datetime | None = None, *, seconds: float = LONGEST_RUN, among: Collection[int] | None = None
) -> list[Firing]:
    """Fire everything that is due at `now` (default: this moment); returns what came of each rung, in order.

    Stops after `seconds`; the next run goes on. `among`: of these alarms only (pks). When nothing is due, one query.
    """
    if now is None:
        with clock.one_instant():  # the database's: a machine whose clock is wrong rings nothing early
            now = clock.now()
    end = time.monotonic() + seconds
    done: list[Firing] = []
    while time.monotonic() < end and claiming.anything(now, among):
        fired, alone = _batch(now, AT_ONCE, among)
        if not fired and not alone:
            break
        done += fired
        for alarm in alone:
            done += _alone(alarm, now)
    return done


def is_idle(now: datetime | None = None) -> bool:
    """Whether nothing is due: what one run has fired lies in the outbox whole."""
    return not claiming.anything(now or clock.now())


def _batch(now: datetime, limit: int, among: Collection[int] | None) -> tuple[list[Firing], list[Alarm]]:
    """What one batch fired; when it failed, the alarms it had claimed."""
    claimed: list[Claimed] = []
    firings: list[Firing] = []

    def work(batch: Batch) -> None:
        claimed.extend(claiming.claim(now, limit, among))
        if not claimed:
            raise _NothingLeft
        firings.extend(_fire(batch, claimed))

    try:
        engine.transact(SWEEP, work, actor=engine.SYSTEM, key=None, content={"until": now})
    except _NothingLeft:
        return [], []
    except Exception as error:
        if len(claimed) == 1:
            _put_off(claimed[0].alarm, now, error)
            return [], []
        logger.warning("a batch of %s alarms failed (%s); each is tried alone", len(claimed), error)
        return [], [each.alarm for each in claimed]
    return firings, []


def _alone(alarm: Alarm, now: datetime) -> list[Firing]:
    fired, _ = _batch(now, 1, [alarm.pk])
    return fired


def _put_off(alarm: Alarm, now: datetime, error: Exception) -> None:
    expected = isinstance(error, Refused)
    logger.warning("alarm %s was put off: %s", alarm, error, exc_info=None if expected else error)
    claiming.put_off(alarm, now, str(error) if expected else f"{type(error).__name__}: {error}")


def _fire(batch: Batch, claimed: Sequence[Claimed]) -> list[Firing]:
    rungs = _active(claimed)
    outcomes: dict[int, str] = {}
    # what is no dossier first: what it does may lock dossiers, which must be read after that
    for kind, group in groupby(sorted(claimed, key=_by_subject), key=lambda each: each.alarm.subject_kind):
        outcomes |= _fire_kind(batch, kind, list(group), rungs)
    at = clock.now()
    rows = [
        Firing(
            alarm=each.alarm, step=each.step, due=each.due, at=at, outcome=outcomes[each.alarm.pk],
            batch=batch if outcomes[each.alarm.pk] == Outcome.FIRED else None,
        )
        for each in claimed
    ]
    return Firing.objects.bulk_create(rows)


def _by_subject(each: Claimed) -> tuple[bool, str, datetime, int]:
    kind = each.alarm.subject_kind
    return kind == SubjectKind.DOSSIER, kind, each.due, each.alarm.pk


def _fire_kind(batch: Batch, subject_kind: str, claimed: list[Claimed], rungs: Rungs) -> dict[int, str]:
    subjects = registry.about(subject_kind)
    rows = subjects.lock({each.alarm.subject_id for each in claimed}) if subjects else {}
    fired, outcomes = [], {}
    for each in claimed:
        alarm, subject = each.alarm, rows.get(each.alarm.subject_id)
        audience = rungs.get((alarm.kind, weekly.rung_of(each.step)))
        if subject is None or subject.term_no != alarm.version or not subjects.runs(subject):
            outcomes[alarm.pk] = Outcome.STALE
        elif audience is None and each.step != END:
            outcomes[alarm.pk] = Outcome.OFF
        else:
            outcomes[alarm.pk] = Outcome.FIRED
            fired.append(Fired(alarm, each.step, each.due, subject, audience or Audience.DESK))
    _silence(each.alarm for each in claimed if outcomes[each.alarm.pk] == Outcome.STALE)
    _answer(batch, fired)
    weekly.repeat(fired)
    return outcomes


def _answer(batch: Batch, fired: Sequence[Fired]) -> None:
    groups: defaultdict[tuple[str, str], list[Fired]] = defaultdict(list)
    for each in fired:  # in due order, and so are the groups
        groups[each.alarm.kind, each.step].append(each)
    for (kind, step), group in groups.items():
        answer = registry.handler(kind, step) or ringing.usual(kind, step)
        answer(batch, group)


def _silence(alarms: Iterable[Alarm]) -> None:
    stale = list(alarms)
    claiming.silence(stale)
    if stale:
        logger.info("%s alarms rang for terms that have changed: %s", len(stale), [alarm.pk for alarm in stale])


def _active(claimed: Sequence[Claimed]) -> Rungs:
    """(kind, step) → whom to remind, of the rungs that are switched on; one query."""
    rows = Rung.objects.filter(kind__in={each.alarm.kind for each in claimed}, active=True)
    return {(kind, str(offset)): audience for kind, offset, audience in rows.values_list("kind", "offset", "audience")}
