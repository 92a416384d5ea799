"""The one door: a dossier moves only through `perform`.

For one dossier or a thousand, in one transaction, all or nothing:

1. Lock the carriers (of drafts: their hand-ins) by primary key, see that the dossiers still lie on them, then the
   dossiers by primary key. Waiting ends after five seconds with the refusal 'đang có người xử lý'.
2. Read states fresh. (actor, key, hash of content) is written first of all: a second caller with the same key waits,
   then reads the first answer; the same key with other content is refused; only successes are kept.
3. Is the act legal from this state? 4. Who may? 5. What stands against it? (`workflow.judging`: all objections.)
6. The act's effects run (`workflow.effects`): a number is taken, a register row written.
7. Move: state, body, desk, since, due; one chained journal entry per dossier; lines leave or join procedures;
   procedures settle; one `Unannounced` row.
8. The entries are returned. Nobody is told here.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, IntegrityError, OperationalError, models, transaction

from dossiers import clock, lifecycle
from dossiers.busy import waited_in_vain
from dossiers.lifecycle import CARRIED_STATES, CLOSED_STATES, DESKS, POOL_STATES, Act
from dossiers.models import Dossier, User
from dossiers.preparing import lock_hand_ins, preparing_desk
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Family, State
from workflow import calendar_lock, deadlines, effects, journal, moving, signals
from workflow.alarms import arming
from workflow.calendar import Calendar
from workflow.effects import Step
from workflow.flows import carriage
from workflow.journal_models import Batch, Entry, Unannounced
from workflow.judging import ACTS, Judgement, judge

CHANGE_CALENDAR = "change_calendar"
LONGEST_KEY = 64  # characters that a batch keeps; a longer key is kept as its hash


class System:
    """The sweep as an actor: it has the role `system` and no account."""


SYSTEM: Final = System()
Actor = User | System
Facts = Mapping[str, Any]


def perform(
    act: str, dossiers: Iterable[Dossier], *, actor: Actor, reason: str = "", key: str | None = None, **facts: Any
) -> list[Entry]:
    """Do `act` (a name of the lifecycle) with all these dossiers, or with none; returns their journal entries.

    `reason` serves every line; a fact named `per` ({dossier pk: {fact: value}}) differs by line. `key` makes a repeated
    call return the first answer. Raises Refused with every objection.
    """
    rows = list(dossiers)
    content = {"dossiers": sorted({each.pk for each in rows}), "reason": reason, "facts": facts}
    return transact(
        act, lambda batch: move(batch, act, rows, actor=actor, reason=reason, **facts), actor=actor, key=key,
        content=content,
    )


def transact(
    act: str, work: Callable[[Batch], Any], *, actor: Actor, key: str | None, content: Facts
) -> list[Entry]:
    """Run `work(batch)` in one transaction at one instant, once per (actor, key); returns the entries it wrote.

    For what is no move as well (a ballot, a number, a claim). A repeated call with the same key and content returns
    the first answer; with other content it is refused. Raises Refused, also when somebody else holds the rows.
    """
    try:
        with transaction.atomic(), clock.one_instant():
            calendar_lock.keep_still(changing=act == CHANGE_CALENDAR)
            batch, replay = _claim_key(act, person(actor), key, _content_hash(act, content))
            if replay:
                return list(batch.entries.order_by("pk"))
            work(batch)
            Unannounced.objects.create(batch=batch)
            signals.journal_written.send(sender=Batch, batch_id=batch.pk)
            return journal.written(batch)
    except OperationalError as error:
        raise _busy(error) from error
    except IntegrityError as error:
        raise _taken(error) from error


def move(
    batch: Batch, act: str, dossiers: Iterable[Dossier], *, actor: Actor, reason: str = "", **facts: Any
) -> list[Entry]:
    """Steps 1 to 7 within a batch that is already open; for services that apply several acts at once."""
    ids = sorted({each.pk for each in dossiers})
    if not ids:
        raise Refused(general=[Objection(Family.STATE, "Chưa chọn hồ sơ nào.", mend="Chọn ít nhất một hồ sơ")])
    about = ACTS[act]
    if State.DRAFT in about.sources:
        lock_hand_ins(ids)
    carriers = carriage.lock_carriers(ids)
    rows = lock_dossiers(ids)
    at = clock.now()
    verdict = judge(about, rows, person(actor), at=at, reason=reason, facts=facts)
    if verdict.blocks:
        raise Refused(verdict.by_dossier, verdict.general)
    # A pool has no row to lock: what was put on a procedure while we waited for the dossier lies on one unlocked by us.
    if any(each.state in CARRIED_STATES and each.pk not in carriers for each in rows):
        raise _held()
    step = Step(about, rows, person(actor), at, batch, reason, facts, carriers)
    step.from_states = {each.pk: each.state for each in rows}
    return _carry_out(step, verdict)


def examine(
    act: str, dossiers: Iterable[Dossier], *, actor: Actor, reason: str | None = None, **facts: Any
) -> dict[int, list[Objection]]:
    """What would stand against `act` now, advice included; nothing is written or locked.

    Without `reason` and facts, what the person has yet to type is not asked. Key 0 holds what concerns the whole batch.
    """
    rows = list(Dossier.objects.filter(pk__in=[each.pk for each in dossiers]).select_related(*_WITH).defer(*_LONG))
    found = judge(ACTS[act], rows, person(actor), at=clock.now(), reason=reason, facts=facts, idle=not facts)
    answers = {each.pk: found.by_dossier.get(each.pk, []) for each in rows}
    return answers | ({0: found.general} if found.general else {})


def person(actor: Actor) -> User | None:
    """The account behind the actor; None for the system."""
    return None if isinstance(actor, System) else actor


_WITH = ("award", "nominee", "season", "unit", "body", "hand_in", "deciding_body", "award_version")
# of the ruleset only its days and its time rule are asked here; the rest of it is long
_LONG = [f"award_version__{name}" for name in ("require", "quota", "vote", "coefficient", "extra", "marks", "citation")]


def lock_dossiers(ids: Sequence[int]) -> list[Dossier]:
    """These dossiers, locked and fresh, by primary key; their carriers are locked before. Raises Refused if one is
    gone."""
    locked = Dossier.objects.select_for_update(of=("self",)).select_related(*_WITH).defer(*_LONG)
    rows = list(locked.filter(pk__in=ids).order_by("pk"))
    if len(rows) != len(ids):
        gone = Objection(Family.STATE, "Có hồ sơ không còn nữa (bản nháp đã xóa).", mend="Tải lại trang")
        raise Refused(general=[gone])
    return rows


def _carry_out(step: Step, verdict: Judgement) -> list[Entry]:
    before = moving.snapshot(step.dossiers)
    effects.run_before(step)
    with lifecycle.door():
        for dossier in step.dossiers:
            getattr(dossier, step.act.name)()
    rules = _hand_over(step)
    entries = _journal(step, verdict)
    moving.save_changes(step.dossiers, before)
    _arm(step, rules)
    _leave_procedures(step)
    effects.run_after(step)
    carriage.settle(
        {carrier.pk for carrier in step.carriers.values()} | step.touched, actor=step.actor, at=step.at
    )
    return entries


def _hand_over(step: Step) -> Calendar | None:
    """Desk, since and due date follow the new state; an act that stays in its state moves none of them. Returns the
    calendar by which the due dates were counted, if any was."""
    moved = [each for each in step.dossiers if each.state != step.from_states[each.pk]]
    for dossier in moved:
        dossier.desk_role, dossier.desk_unit_id = _desk(dossier)
        dossier.since = step.at
    return deadlines.arm(step.act, moved, at=step.at, from_states=step.from_states)


def _arm(step: Step, rules: Calendar | None) -> None:
    """What has a term now rings in time."""
    moved = [each for each in step.dossiers if each.state != step.from_states[each.pk]]
    arming.arm_dossiers(moved, rules=rules)


def _desk(dossier: Dossier) -> tuple[str, int | None]:
    override = dossier.__dict__.pop("desk_override", None)
    if override:
        return override
    if dossier.state not in DESKS:
        return "", None
    role, where = DESKS[dossier.state]
    if where == "unit":
        return preparing_desk(dossier.hand_in)
    return role, dossier.body_id


def _journal(step: Step, verdict: Judgement) -> list[Entry]:
    entries = [_entry(step, dossier, verdict) for dossier in step.dossiers]
    Entry.objects.bulk_create(entries)
    journal.remember(step.batch, entries)
    return entries


def _entry(step: Step, dossier: Dossier, verdict: Judgement) -> Entry:
    right = verdict.rights[dossier.pk]
    return journal.chain(
        step.batch, dossier, act=step.act.name, from_state=step.from_states[dossier.pk], to_state=dossier.state,
        actor=step.actor, actor_name=journal.name_of(step.actor), role=right.role, on_behalf=right.on_behalf,
        body_id=dossier.body_id, reason=step.told_reason(dossier), facts=step.entry_facts.get(dossier.pk, {}),
        at=step.at,
    )


def _leave_procedures(step: Step) -> None:
    free = [each.pk for each in step.dossiers if each.state in POOL_STATES or each.state in CLOSED_STATES]
    leaving = [pk for pk in free if pk in step.carriers]
    if leaving:
        carriage.leave(leaving, at=step.at)


def _claim_key(act: str, actor: User | None, key: str | None, content: str) -> tuple[Batch, bool]:
    """The new batch, or the one this key has already made (then the second value is true)."""
    if key and len(key) > LONGEST_KEY:
        key = hashlib.sha256(key.encode()).hexdigest()
    try:
        with transaction.atomic():
            return Batch.objects.create(act=act, actor=actor, key=key, content=content, at=clock.wall()), False
    except IntegrityError:
        earlier = Batch.objects.filter(actor=actor, key=key).first()
        if earlier is None:
            raise
    if earlier.content != content:
        raise Refused(
            general=[
                Objection(
                    Family.STATE, "Biểu mẫu này đã được gửi một lần với nội dung khác; lần gửi sau không được ghi.",
                    mend="Tải lại trang rồi làm lại",
                )
            ]
        )
    return earlier, True


def _content_hash(act: str, content: Facts) -> str:
    text = json.dumps([act, content], sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return [value._meta.label, value.pk]
    if isinstance(value, set | frozenset):
        return sorted(value)
    return DjangoJSONEncoder().default(value)


def _busy(error: DatabaseError) -> Exception:
    """The refusal for a lock that did not come in time; any other database error goes on as it is."""
    return _held() if waited_in_vain(error) else error


def _taken(error: IntegrityError) -> Exception:
    """The refusal for a second open dossier that came between our question and our write; else the error itself."""
    if "one_open_dossier" not in str(error):
        return error
    text = "Vừa có hồ sơ khác được mở cho đúng người, danh hiệu và đợt này. Chưa có gì được ghi."
    return Refused(general=[Objection(Family.SUBJECT, text, mend="Tải lại trang để xem hồ sơ đó", waivable=False)])


def _held() -> Refused:
    text = "Đang có người xử lý các hồ sơ này. Chưa có gì được ghi."
    return Refused(general=[Objection(Family.STATE, text, mend="Thử lại sau vài giây", waivable=False)])


__all__ = ["ACTS", "SYSTEM", "Act", "examine", "move", "perform", "transact"]
