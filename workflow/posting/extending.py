"""Gia hạn công khai: the office lets a list hang longer than its least period, for a reason; counted and shown."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from dossiers import clock
from dossiers.lifecycle import Reason
from dossiers.models import User
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Family, Role
from workflow import calendar, engine, journal, rights, terms
from workflow.alarms import arming
from workflow.alarms.kinds import DeadlineKind
from workflow.flows import carriage
from workflow.journal_models import Batch, Entry, SubjectKind
from workflow.posting.models import Posting, PostingLine
from workflow.posting.planning import LONGEST_PERIOD

DEED = "extend_posting"
COLUMNS = ("due_at", "extended_days", "extended_times", "term_no")


def extend(posting: Posting, *, days: int, reason: str, actor: User, key: str | None = None) -> list[Entry]:
    """Lengthen the least period by `days` of its own unit (working or calendar days), for a reason; the new end must
    lie ahead. A list whose period was over is watched again. Raises Refused with every objection."""

    def work(batch: Batch) -> None:
        row, at = _locked(posting), clock.now()
        right = rights.require(actor, DEED, [Role.OFFICE], body=row.body)
        before = row.due_at
        _lengthen(row, days, reason.strip(), at)
        journal.write(
            batch, [row], act=DEED, actor=actor, at=at, role=right.role, on_behalf=right.on_behalf,
            reason=reason.strip(), body_id=row.body_id, also=COLUMNS,
            facts={"days": days, "unit": row.due_unit, "before": before, "due": row.due_at},
        )
        arming.arm(DeadlineKind.POSTING, [row], subject_kind=SubjectKind.POSTING, since=at)
        carriage.settle({row.procedure_id}, actor=actor, at=at)

    content = {"posting": posting.pk, "days": days, "reason": reason}
    return engine.transact(DEED, work, actor=actor, key=key, content=content)


def _locked(posting: Posting) -> Posting:
    """The list, after the dossiers on it: who ends it at this instant waits, and finds the new end."""
    shown = PostingLine.objects.filter(posting=posting, left_at=None).values_list("dossier_id", flat=True)
    ids = sorted(shown)
    carriage.lock_carriers(ids)
    engine.lock_dossiers(ids)
    rows = Posting.objects.select_for_update(of=("self",)).select_related("body")
    row: Posting = rows.get(pk=posting.pk)
    return row


def _lengthen(row: Posting, days: int, reason: str, at: datetime) -> None:
    """Set the new end in memory; raises Refused."""
    found = [*_of_words(days, reason), *_of_term(row)]
    if not found:
        row.extended_days, row.extended_times, row.term_no = (
            row.extended_days + days, row.extended_times + 1, row.term_no + 1
        )
        row.due_at = terms.end_of(row, calendar.current())
        found = [*_of_end(row, days, at)]
    if found:
        raise Refused(general=found)


def _of_words(days: int, reason: str) -> Iterator[Objection]:
    if not 1 <= days <= LONGEST_PERIOD:
        yield rights.incomplete(f"Gia hạn từ 1 đến {LONGEST_PERIOD} ngày.", mend="Ghi lại số ngày")
    if len(reason) < Reason.GIVEN:
        yield rights.incomplete("Phải ghi lý do gia hạn.", mend="Ghi lý do")


def _of_term(row: Posting) -> Iterator[Objection]:
    if row.closed_at is not None:
        yield rights.too_late(f"Đợt công khai “{row.title}” đã kết thúc.")
    elif row.due_at is None:
        told = f"Danh sách “{row.title}” không đặt thời gian công khai ít nhất nên không có hạn để gia hạn."
        yield Objection(Family.STATE, told, mend="Cứ để danh sách công khai, kết thúc khi cần", waivable=False)


def _of_end(row: Posting, days: int, at: datetime) -> Iterator[Objection]:
    if row.due_at is not None and row.due_at < at:
        told = f"Gia hạn {days} ngày thì danh sách chỉ công khai đến {timezone.localdate(row.due_at):%d/%m/%Y}, đã qua."
        yield rights.incomplete(told, mend="Ghi số ngày lớn hơn")
