"""The sweep: what is due rings, each rung exactly once, however late, often, or on how many machines it runs.

1. A batch is claimed, fired and journalled in one transaction of the door: whoever dies leaves nothing half done.
2. At most one rung of an alarm rings in a batch, the oldest first; batches follow until nothing is due or the time is
   up. After an outage everything rings at once, in its order: a batch holds what was due within one hour, so that no
   second rung of one alarm waits while a later one of another rings.
3. The subjects are locked after the claim in the order of the door, and read fresh. Where the term has changed, or runs
   no more, the firing is noted as stale and the alarm falls silent; where the rung is switched off, that is noted.
4. A batch that fails is tried again in halves. What fails alone is put off and shows its error; nothing else waits.
   After the last try that one rung is given up, for an administrator to see, and the next one rings in its time.
"""

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from django.db import InterfaceError, OperationalError

from dossiers import clock
from dossiers.rules.objection import Refused
from workflow import engine
from workflow.alarms import claiming, giving_up, registry, ringing, weekly
from workflow.alarms.arming import END
from workflow.alarms.claiming import Claimed
from workflow.alarms.models import Alarm, Audience, Firing, Rung
from workflow.alarms.registry import Fired
from workflow.journal_models import Batch, SubjectKind

logger = logging.getLogger(__name__)

SWEEP: Final = "sweep"
AT_ONCE = 500  # alarms in one transaction
SPAN: Final = timedelta(hours=1)  # of what one transaction claims; the rungs of an alarm lie further apart
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
    while time.monotonic() < end and (first := claiming.earliest(now, among)):
        fired, failed = _batch(now, AT_ONCE, among, until=min(now, first + SPAN))
        if not fired and not failed:
            break
        done += fired + _in_halves(failed, now)
    return done


def is_idle(now: datetime | None = None) -> bool:
    """Whether nothing is due: what one run has fired lies in the outbox whole."""
    return claiming.earliest(now or clock.now()) is None


def _batch(
    now: datetime, limit: int, among: Collection[int] | None, *, until: datetime | None = None
) -> tuple[list[Firing], list[Alarm]]:
    """What one batch of what was due `until` then (default: `now`) fired; when it failed, the alarms it had claimed."""
    until = until or now
    claimed: list[Claimed] = []
    firings: list[Firing] = []

    def work(batch: Batch) -> None:
        claimed.extend(claiming.claim(until, limit, among))
        if not claimed:
            raise _NothingLeft
        firings.extend(_fire(batch, claimed))

    try:
        engine.transact(SWEEP, work, actor=engine.SYSTEM, key=None, content={"until": now})
    except _NothingLeft:
        return [], []
    except Exception as error:
        return _failed([each.alarm for each in claimed] or _unread(error, until, limit, among), now, error)
    return firings, []


def _unread(error: Exception, now: datetime, limit: int, among: Collection[int] | None) -> list[Alarm]:
    """What could not even be claimed because one row cannot be read; nothing where the database was busy or away."""
    if isinstance(error, Refused | OperationalError | InterfaceError):
        logger.warning("nothing could be claimed: %s", error)
        return []
    return claiming.due(now, limit, among)


def _failed(alarms: Sequence[Alarm], now: datetime, error: Exception) -> tuple[list[Firing], list[Alarm]]:
    if len(alarms) == 1:
        return _put_off(alarms[0], now, error), []
    logger.warning("a batch of %s alarms failed (%s); it is tried in halves", len(alarms), error)
    return [], list(alarms)


def _in_halves(failed: Sequence[Alarm], now: datetime) -> list[Firing]:
    """What these fire, the one that cannot left out: of five hundred it is found in some twenty batches."""
    middle, done = (len(failed) + 1) // 2, []
    for half in (failed[:middle], failed[middle:]):
        if half:
            fired, again = _batch(now, len(half), [alarm.pk for alarm in half])
            done += fired + _in_halves(again, now)
    return done


def _put_off(alarm: Alarm, now: datetime, error: Exception) -> list[Firing]:
    """Nothing, or the firing that says that the rung was given up."""
    expected = isinstance(error, Refused)
    told = str(error) if expected else f"{type(error).__name__}: {error}"
    if claiming.put_off(alarm, now, told):
        logger.warning("alarm %s was put off: %s", alarm, error, exc_info=None if expected else error)
        return []
    logger.error("alarm %s was given up: %s", alarm, error, exc_info=None if expected else error)
    return giving_up.give_up(alarm, now, told)


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
    """In due order: of one chain the earlier before the later, also where they belong to different groups."""
    subjects, before = registry.about, Counter[Any]()
    groups: defaultdict[tuple[int, str, str], list[Fired]] = defaultdict(list)
    for each in fired:
        chain = subjects(each.alarm.subject_kind).chained(each.subject)
        groups[before[chain], each.alarm.kind, each.step].append(each)
        before[chain] += 1
    for (_, kind, step), group in sorted(groups.items(), key=lambda pair: pair[0][0]):
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
