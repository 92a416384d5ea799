"""Đôn đốc: the office urges the desks on which the dossiers of a list lie; first shown, then told.

A desk is urged at most once a day about one dossier. Nothing moves: each dossier gets an entry, from which the post
office writes one message per person.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Final

from django.utils import timezone

from dossiers import clock
from dossiers.access import OFFICE_ROLES
from dossiers.lifecycle import CLOSED_STATES
from dossiers.models import Dossier, User
from dossiers.roles import Grant, grants_of
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Family, Role, State
from workflow import engine, journal
from workflow.flows import carriage
from workflow.holding import people_at
from workflow.journal_models import Batch, Entry
from workflow.own_lines import barred_from_desk

NUDGE: Final = "nudge"
MOST = 500  # dossiers at once, so that whatever is done was seen
ELSEWHERE = "Không ở bước nào do cơ quan của bạn theo dõi"
NOBODY = "Chưa có ai giữ"
TODAY = "Hôm nay đã đôn đốc"
OWN = "Chính bạn đang giữ"
OWN_LINE = "Người giữ là người được đề nghị nên không được xử lý"


@dataclass(frozen=True)
class Plan:
    """What urging would do: the dossiers told of, each person with the own ones (whoever has most first), and what is
    left out, by reason."""

    dossiers: Sequence[Dossier]
    people: Sequence[tuple[User, Sequence[Dossier]]]
    left_out: dict[str, list[Dossier]] = field(default_factory=dict)


def bodies_of(grants: Collection[Grant]) -> set[int]:
    """Bodies for whose dossiers the holder of these grants may urge: as a member of the office, wholly and not only for
    single acts."""
    return {grant.unit_id for grant in grants if grant.role in OFFICE_ROLES and grant.covers(None)}


def plan(dossiers: Sequence[Dossier], *, actor: User, at: datetime | None = None) -> Plan:
    """Who would be told of which of these dossiers now; a constant number of queries."""
    bodies = bodies_of(grants_of(actor))
    holders = people_at(dossiers)
    barred = barred_from_desk((each, user) for each in dossiers for user in holders[each.pk])
    people = {
        each.pk: [user for user in holders[each.pk] if (each.pk, user.pk) not in barred] for each in dossiers
    }
    urged = _urged_on(dossiers, at or clock.now())
    left_out: defaultdict[str, list[Dossier]] = defaultdict(list)
    held: defaultdict[User, list[Dossier]] = defaultdict(list)
    told = []
    for each in dossiers:
        others = [user for user in people[each.pk] if user != actor]
        why = _against(each, bodies, urged) or _unheard(holders[each.pk], people[each.pk], others)
        if why:
            left_out[why].append(each)
            continue
        told.append(each)
        for user in others:
            held[user].append(each)
    ordered = sorted(held.items(), key=lambda pair: (-len(pair[1]), pair[0].full_name, pair[0].pk))
    return Plan(told, ordered, dict(left_out))


def nudge(dossiers: Sequence[Dossier], *, actor: User, reason: str = "", key: str | None = None) -> list[Entry]:
    """Urge the desks of these dossiers (at most `MOST`), leaving out what `plan` leaves out.

    `reason` is a sentence for the journal, if there is one. Raises Refused when nothing is left."""
    if len(dossiers) > MOST:
        raise _refused(f"Mỗi lần đôn đốc nhiều nhất {MOST} hồ sơ.", "Thêm điều kiện lọc")
    ids = sorted({each.pk for each in dossiers})
    return engine.transact(
        NUDGE, lambda batch: _write(batch, ids, actor, reason), actor=actor, key=key,
        content={"dossiers": ids, "reason": reason},
    )


def _write(batch: Batch, ids: Sequence[int], actor: User, reason: str) -> None:
    carriage.lock_carriers(ids)
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("body")
    at = clock.now()
    found = plan(list(rows.filter(pk__in=ids).order_by("pk")), actor=actor, at=at)
    if not found.dossiers:
        why = "; ".join(f"{reason.lower()}: {len(lines)} hồ sơ" for reason, lines in found.left_out.items())
        raise _refused(f"Không còn hồ sơ nào để đôn đốc ({why or 'chưa chọn hồ sơ'}).", "Chọn hồ sơ khác")
    groups: defaultdict[tuple[str, int], list[Dossier]] = defaultdict(list)
    for each in found.dossiers:
        groups[_desk(each), each.body_id].append(each)
    for (desk, body_id), lines in groups.items():
        journal.write(
            batch, lines, act=NUDGE, actor=actor, at=at, role=Role.OFFICE, reason=reason, facts={"desk": desk},
            body_id=body_id,
        )


def _against(dossier: Dossier, bodies: set[int], urged: set[tuple[int, str]]) -> str:
    if dossier.body_id not in bodies or dossier.state in (State.DRAFT, *CLOSED_STATES):
        return ELSEWHERE
    return TODAY if (dossier.pk, _desk(dossier)) in urged else ""


def _unheard(holders: Sequence[User], able: Sequence[User], others: Sequence[User]) -> str:
    """Why nobody would hear: nobody holds it, holds it and may work on it, or is another than who urges."""
    if not holders:
        return NOBODY
    if not able:
        return OWN_LINE
    return "" if others else OWN


def _urged_on(dossiers: Sequence[Dossier], at: datetime) -> set[tuple[int, str]]:
    morning = timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))
    rows = Entry.objects.filter(act=NUDGE, at__gte=morning, dossier__in=[each.pk for each in dossiers])
    return {(pk, facts.get("desk", "")) for pk, facts in rows.values_list("dossier_id", "facts")}


def _desk(dossier: Dossier) -> str:
    return f"{dossier.desk_role}:{dossier.desk_unit_id}"


def _refused(text: str, mend: str) -> Refused:
    return Refused(general=[Objection(Family.STATE, text, mend=mend, waivable=False)])
