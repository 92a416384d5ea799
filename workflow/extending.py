"""Gia hạn: the office gives a running term more days, with a reason that is told to the unit. No move, but an entry."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from dossiers import clock, roles
from dossiers.desks import desk_words
from dossiers.lifecycle import Reason
from dossiers.models import Dossier, User
from dossiers.roles import Grant
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Role, State
from workflow import calendar, engine, journal, moving, terms
from workflow.alarms import arming
from workflow.deeds import DEEDS
from workflow.flows import carriage
from workflow.journal_models import Batch, Entry
from workflow.rights import incomplete, not_yours, too_late

DEED = "extend_term"
MOST = 250  # days at once: a year's working days


def extend(
    dossiers: Sequence[Dossier], *, actor: User, days: int, reason: str, key: str | None = None
) -> list[Entry]:
    """Give the running terms of these dossiers `days` more, each in the unit of its term; returns the entries.

    `reason` (20 characters or more) goes to the units. A new end that lies ahead takes the mark of being overdue away.
    All or nothing, one instant, a constant number of statements. Raises Refused with every objection: no term that
    runs, the clock of a hold, an office that is not the dossier's.
    """
    rows = sorted(dossiers, key=lambda each: each.pk)
    content = {"dossiers": [each.pk for each in rows], "days": days, "reason": reason}
    return engine.transact(
        "extend_term", lambda batch: _extend(batch, rows, actor, days, reason.strip()), actor=actor, key=key,
        content=content,
    )


def against(dossiers: Sequence[Dossier], grants: Sequence[Grant]) -> dict[int, list[Objection]]:
    """Dossier pk → what stands against more time for it, for somebody with these grants; only those with any."""
    found = {each.pk: [*_of_term(each), *_of_right(each, grants)] for each in dossiers}
    return {pk: objections for pk, objections in found.items() if objections}


def may_extend(dossier: Dossier, grants: Sequence[Grant]) -> bool:
    """Whether somebody with these grants may give it more time now. Needs its body."""
    return not against([dossier], grants)


def _extend(batch: Batch, dossiers: Sequence[Dossier], actor: User, days: int, reason: str) -> None:
    general = _of_words(dossiers, days, reason)
    ids = [each.pk for each in dossiers]
    carriers = carriage.lock_carriers(ids)
    rows = engine.lock_dossiers(ids) if ids else []
    at = clock.now()
    grants = roles.grants_of(actor, day=timezone.localdate(at))
    refused = against(rows, grants)
    if general or refused:
        raise Refused(refused, general)
    _lengthen(batch, rows, actor, days, reason, at)
    carriage.settle({each.pk for each in carriers.values()}, actor=actor, at=at)


def _lengthen(batch: Batch, rows: list[Dossier], actor: User, days: int, reason: str, at: datetime) -> None:
    before, rules = moving.snapshot(rows), calendar.current()
    entries = []
    for dossier in rows:
        ended = dossier.due_at
        dossier.extended_days += days
        dossier.extended_times += 1
        dossier.term_no += 1
        dossier.due_at = terms.end_of(dossier, rules)
        if dossier.due_at is not None and dossier.due_at >= at:
            dossier.overdue_at = None
        entries.append(
            journal.chain(
                batch, dossier, act=DEED, actor=actor, actor_name=journal.name_of(actor), role=Role.OFFICE,
                body_id=dossier.body_id, reason=reason, at=at, facts=_facts(dossier, days, ended),
            )
        )
    journal.remember(batch, Entry.objects.bulk_create(entries))
    moving.save_changes(rows, before)
    arming.arm_dossiers(rows, rules=rules, since=at)


def _facts(dossier: Dossier, days: int, ended: Any) -> dict[str, Any]:
    first, last = timezone.localdate(ended), timezone.localdate(dossier.due_at)
    told = f"Thêm {days} {dossier.get_due_unit_display()}: từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}"
    return {"days": days, "unit": dossier.due_unit, "before": ended, "after": dossier.due_at, "told": told}


def _of_words(dossiers: Sequence[Dossier], days: int, reason: str) -> list[Objection]:
    found = []
    if not dossiers:
        found.append(too_late("Chưa chọn hồ sơ nào."))
    if not 1 <= days <= MOST:
        found.append(incomplete(f"Số ngày gia hạn phải từ 1 đến {MOST}.", mend="Ghi lại số ngày"))
    if len(reason) < Reason.TO_UNIT:
        least = int(Reason.TO_UNIT)
        found.append(incomplete(f"Phải ghi lý do gia hạn (ít nhất {least} ký tự, vì lý do gửi tới đơn vị).",
                                mend="Ghi lý do"))
    return found


def _of_term(dossier: Dossier) -> list[Objection]:
    if dossier.due_at is not None:
        return []
    if dossier.state == State.ON_HOLD:
        text = f"{dossier} đang tạm dừng xét: thời hạn dừng tính và chạy tiếp phần còn lại khi xét tiếp."
    else:
        text = f"{dossier} không có hạn nào đang chạy ở bước '{State(dossier.state).label}'."
    return [too_late(text)]


def _of_right(dossier: Dossier, grants: Sequence[Grant]) -> list[Objection]:
    here = [each for each in grants if each.role == Role.OFFICE and each.unit_id == dossier.body_id]
    if any(each.covers(DEED) for each in here):
        return []
    return [not_yours(f"'{DEEDS[DEED]}' đối với {dossier} do {desk_words(Role.OFFICE, dossier.body)} thực hiện.")]
