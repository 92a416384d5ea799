"""Sending a registration or a report: no move of a dossier, but an entry in the journal of the hand-in."""

from django.utils import timezone

from dossiers import clock
from dossiers.models import HandIn, User
from dossiers.rules.objection import Objection, Refused
from dossiers.rules.timing import not_open
from dossiers.vocabulary import Role
from workflow import engine, journal, rights
from workflow.invitations import reports as late
from workflow.journal_models import Batch, Entry, SubjectKind


def send_report(hand_in: HandIn, *, actor: User, key: str | None = None) -> list[Entry]:
    """Send `hand_in`, a registration or a report, to its body: from now on it is read there and no longer edited.

    Raises Refused: role unless `actor` heads the unit or has this act from its head; state if it was sent or deleted
    before, timing if the year is not open, or the day of the plan for it is over and the unit was not invited, papers
    if it has neither content nor paper. ValueError for a tờ trình, whose lines are sent one by one.
    """
    if hand_in.proposes:
        raise ValueError("the lines of a tờ trình are sent by the act 'submit'")

    def work(batch: Batch) -> None:
        row = _locked(hand_in)
        right = rights.require(actor, "send_report", [Role.UNIT_HEAD], body=row.unit)
        against = _against(row)
        if against:
            raise Refused(general=against)
        row.submitted_at = clock.now()
        journal.write(
            batch, [row], act="send_report", actor=actor, at=row.submitted_at, role=right.role,
            on_behalf=right.on_behalf, body_id=row.to_body_id, also=["submitted_at"],
            facts={"kind": row.kind} | late.note(row, row.submitted_at),
        )

    return engine.transact("send_report", work, actor=actor, key=key, content={"hand_in": hand_in.pk})


def _locked(hand_in: HandIn) -> HandIn:
    rows = HandIn.objects.select_for_update(of=("self",)).select_related("unit", "season")
    row = rows.filter(pk=hand_in.pk).first()
    if row is None:
        raise Refused(general=[rights.too_late(f"{hand_in.called} {hand_in.code} đã bị xóa.")])
    return row


def _against(row: HandIn) -> list[Objection]:
    if row.submitted_at is not None:
        return [rights.too_late(_sent_before(row))]
    found = [] if row.season.is_open else [not_open(row.season)]
    found += late.against(row, clock.now())
    if not row.content.strip() and not row.papers.filter(replaced=False).exists():
        text = f"{row.called} chưa có nội dung và chưa có giấy tờ nào."
        found.append(rights.incomplete(text, mend="Ghi nội dung hoặc đính kèm văn bản"))
    return found


def _sent_before(row: HandIn) -> str:
    entries = Entry.objects.filter(subject_kind=SubjectKind.HAND_IN, subject_id=row.pk, act="send_report")
    sender = entries.values_list("actor_name", flat=True).first()
    at = timezone.localtime(row.submitted_at)
    return f"{row.called} {row.code} đã được {sender or 'đơn vị'} gửi lúc {at:%H:%M} ngày {at:%d/%m/%Y}."
