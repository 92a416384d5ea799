"""Recording that duties are done: many at once, with the day and the paper, in the journal of each dossier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from dossiers import clock, roles
from dossiers.desks import desk_words
from dossiers.models import Dossier, User
from dossiers.roles import Grant
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Role
from workflow import engine, journal
from workflow.duties.models import Duty, DutyKind
from workflow.journal_models import Batch, Entry
from workflow.rights import incomplete, not_yours, too_late

DEEDS = {
    DutyKind.NOTICE_OF_RESULT: "record_notice", DutyKind.NOTICE_OF_REFUSAL: "record_notice",
    DutyKind.ARCHIVE: "record_archive",
}
NO_PAPER = "Thông báo không được khen thưởng phải bằng văn bản: ghi số của thông báo."
NO_PLACE = "Phải ghi nơi lưu hồ sơ (kho, hộp, mã lưu trữ)."


@dataclass(frozen=True)
class Done:
    """How it was done: on which day, by the paper of which number, laid down where."""

    on: date
    number: str = ""
    place: str = ""


def fulfil(duties: Sequence[Duty], done: Done, *, actor: User, key: str | None = None) -> list[Entry]:
    """Record these duties, all of one kind, as done; one entry in the journal of each dossier. All or nothing.

    Raises Refused with every objection: done or dropped meanwhile, another office's, a day that cannot be, a refusal
    without the number of its notice, an archive without its place.
    """
    ids = sorted(each.pk for each in duties)
    kinds = {each.kind for each in duties}
    if not kinds:
        raise Refused(general=[incomplete("Chưa chọn hồ sơ nào.", mend="Đánh dấu vào ô 'Chọn' của hồ sơ đã làm")])
    if len(kinds) > 1:
        raise Refused(general=[incomplete("Các hồ sơ đã chọn thuộc nhiều loại việc.", mend="Chọn từng loại việc")])
    kind = kinds.pop()
    content = {"duties": ids, "on": done.on, "number": done.number, "place": done.place}
    return engine.transact(
        DEEDS[DutyKind(kind)], lambda batch: _fulfil(batch, ids, kind, done, actor), actor=actor, key=key,
        content=content,
    )


def _fulfil(batch: Batch, ids: Sequence[int], kind: str, done: Done, actor: User) -> None:
    wanted = Duty.objects.filter(pk__in=ids).values_list("dossier_id", flat=True)
    dossiers = {each.pk: each for each in engine.lock_dossiers(sorted(set(wanted)))}
    rows = list(Duty.objects.select_for_update(of=("self",)).select_related("body").filter(pk__in=ids).order_by("pk"))
    at = clock.now()
    grants = roles.grants_of(actor, day=timezone.localdate(at))
    general = _of_words(kind, done, at)
    refused = _against(rows, dossiers, grants, done)
    if general or refused:
        raise Refused(refused, general)
    _write(batch, rows, dossiers, done, actor, at)


def _write(
    batch: Batch, rows: Sequence[Duty], dossiers: Mapping[int, Dossier], done: Done, actor: User, at: datetime
) -> None:
    entries = [
        journal.chain(
            batch, dossiers[each.dossier_id], act=DEEDS[DutyKind(each.kind)], actor=actor,
            actor_name=journal.name_of(actor), role=Role.OFFICE, body_id=each.body_id, at=at, facts=_facts(each, done),
        )
        for each in rows
    ]
    journal.remember(batch, Entry.objects.bulk_create(entries))
    moved = [dossiers[each.dossier_id] for each in rows]
    Dossier.objects.bulk_update(moved, ["chain_head", "chain_length"], batch_size=500)
    for each in rows:
        each.fulfilled_at, each.fulfilled_by, each.due_at, each.term_no = at, actor, None, each.term_no + 1
        each.done_on, each.number, each.place = done.on, done.number, done.place
    columns = ["fulfilled_at", "fulfilled_by", "due_at", "term_no", "done_on", "number", "place"]
    Duty.objects.bulk_update(rows, columns, batch_size=500)


def _facts(duty: Duty, done: Done) -> dict[str, Any]:
    words = [f"{DutyKind(duty.kind).label} ngày {done.on:%d/%m/%Y}"]
    words += [f"số {done.number}"] if done.number else []
    words += [f"lưu tại {done.place}"] if done.place else []
    return {"kind": duty.kind, "on": done.on, "number": done.number, "place": done.place, "told": ", ".join(words)}


def _of_words(kind: str, done: Done, at: datetime) -> list[Objection]:
    found = []
    if done.on > timezone.localdate(at):
        found.append(incomplete("Ngày làm chưa đến.", mend="Ghi lại ngày"))
    if kind == DutyKind.NOTICE_OF_REFUSAL and not done.number:
        found.append(incomplete(NO_PAPER, mend="Ghi số văn bản"))
    if kind == DutyKind.ARCHIVE and not done.place:
        found.append(incomplete(NO_PLACE, mend="Ghi nơi lưu"))
    return found


def _against(
    rows: Sequence[Duty], dossiers: Mapping[int, Dossier], grants: Sequence[Grant], done: Done
) -> dict[int, list[Objection]]:
    found = {each.dossier_id: _of_one(each, dossiers[each.dossier_id], grants, done) for each in rows}
    return {pk: objections for pk, objections in found.items() if objections}


def _of_one(duty: Duty, dossier: Dossier, grants: Sequence[Grant], done: Done) -> list[Objection]:
    found = []
    if duty.fulfilled_at is not None:
        found.append(too_late(f"Đã có người ghi '{duty.get_kind_display()}' cho {dossier}."))
    elif duty.dropped_at is not None:
        found.append(too_late(f"{dossier} đã được xem xét lại hoặc thu hồi nên không còn việc này."))
    deed = DEEDS[DutyKind(duty.kind)]
    if not any(each.role == Role.OFFICE and each.unit_id == duty.body_id and each.covers(deed) for each in grants):
        found.append(not_yours(f"Việc này của {dossier} do {desk_words(Role.OFFICE, duty.body)} ghi."))
    if done.on < timezone.localdate(duty.opened_at):
        day = timezone.localdate(duty.opened_at)
        found.append(incomplete(f"{dossier} có kết quả ngày {day:%d/%m/%Y}; ngày làm phải từ ngày đó.",
                                mend="Ghi lại ngày"))
    return found
