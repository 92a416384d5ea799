"""Between drafter and head: a hand-in is laid before the head, taken back, returned with a note, or approved and sent.

No state of a dossier: its lines are drafts until the head sends them. What lies before the head stands still for the
drafter and the nominee (`dossiers.preparing`), so that the head sends what the head has read.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from dossiers import clock, roles, text
from dossiers.models import Dossier, HandIn, User
from dossiers.rules.objection import Refused
from dossiers.vocabulary import HandInOrigin, Role, State
from workflow import engine, journal, rights
from workflow.journal_models import Batch, Entry

LEAST_NOTE = 5


def lay_before_head(hand_in: HandIn, *, actor: User, key: str | None = None) -> list[Entry]:
    """'Trình thủ trưởng duyệt': from now on it waits for the head and the drafter does not change it.

    Raises Refused: role unless `actor` drafts for the unit, state if it was sent or waits already, papers without a
    line."""

    def work(batch: Batch, row: HandIn) -> None:
        right = rights.require(actor, "lay_before_head", [Role.DRAFTER, Role.UNIT_HEAD], body=row.unit)
        if row.origin != HandInOrigin.UNIT:
            raise Refused(general=[rights.too_late("Tờ trình này do cơ quan nhập, không phải do đơn vị soạn.")])
        if row.prepared_at is not None:
            raise Refused(general=[rights.too_late("Tờ trình này đã trình thủ trưởng, đang chờ duyệt.")])
        row.prepared_at, row.prepared_by, row.head_note = clock.now(), actor, ""
        _write(batch, row, "lay_before_head", actor, right)

    return _transact("lay_before_head", hand_in, work, actor=actor, key=key)


def take_back(hand_in: HandIn, *, actor: User, key: str | None = None) -> list[Entry]:
    """'Thu lại để sửa': the drafter works on it again. Raises Refused (role; state if it does not wait any more)."""

    def work(batch: Batch, row: HandIn) -> None:
        right = rights.require(actor, "take_back_from_head", [Role.DRAFTER, Role.UNIT_HEAD], body=row.unit)
        _check_waits(row)
        row.prepared_at, row.prepared_by = None, None
        _write(batch, row, "take_back_from_head", actor, right)

    return _transact("take_back_from_head", hand_in, work, actor=actor, key=key)


def return_to_drafter(hand_in: HandIn, *, note: str, actor: User, key: str | None = None) -> list[Entry]:
    """'Trả lại người soạn', with what is to be changed. Raises Refused (role, state, papers without a note)."""
    note = text.nfc(note)

    def work(batch: Batch, row: HandIn) -> None:
        right = rights.require(actor, "return_to_drafter", [Role.UNIT_HEAD], body=row.unit)
        _check_waits(row)
        if len(note) < LEAST_NOTE:
            raise Refused(general=[rights.incomplete("Hãy ghi điều cần sửa để người soạn biết.")])
        row.head_note = note
        facts = {"prepared_by": row.prepared_by_id}
        row.prepared_at, row.prepared_by = None, None
        _write(batch, row, "return_to_drafter", actor, right, reason=note, facts=facts)

    return _transact("return_to_drafter", hand_in, work, actor=actor, key=key, note=note)


def approve(
    hand_in: HandIn, lines: Sequence[Dossier], *, seen: datetime | None, actor: User, key: str | None = None
) -> list[Entry]:
    """'Duyệt và gửi' of what the head has read: `seen` is when it was laid before the head as the page said.

    Raises Refused as the act 'submit', and state if it was taken back or laid before the head anew meanwhile."""

    def work(batch: Batch) -> None:
        row = _locked(hand_in)
        if row.prepared_at != seen:
            text_ = "Người soạn đã thu lại hoặc trình lại tờ trình sau khi bạn mở trang."
            raise Refused(general=[rights.too_late(text_)])
        engine.move(batch, "submit", lines, actor=actor)

    content = {"dossiers": sorted(each.pk for each in lines), "seen": seen and seen.isoformat()}
    return engine.transact("submit", work, actor=actor, key=key, content=content)


def earlier_notes(hand_in: HandIn) -> list[Entry]:
    """What heads wrote when they returned it, the newest first."""
    rows = Entry.objects.filter(subject_kind="hand_in", subject_id=hand_in.pk, act="return_to_drafter")
    return list(rows.order_by("-seq"))


def _transact(
    deed: str, hand_in: HandIn, work: Callable[[Batch, HandIn], None], *, actor: User, key: str | None, note: str = ""
) -> list[Entry]:
    def within(batch: Batch) -> None:
        row = _locked(hand_in)
        work(batch, row)

    content = {"hand_in": hand_in.pk, "note": note}
    return engine.transact(deed, within, actor=actor, key=key, content=content)


def _locked(hand_in: HandIn) -> HandIn:
    """The row, locked, if something of it is still to be sent; raises Refused (state) otherwise."""
    rows = HandIn.objects.select_for_update(of=("self",)).select_related("unit", "season")
    row = rows.filter(pk=hand_in.pk).first()
    if row is None:
        raise Refused(general=[rights.too_late(f"Tờ trình {hand_in.code} đã bị xóa.")])
    if not row.dossiers.filter(state=State.DRAFT).exists():
        gone = "đã gửi" if row.submitted_at else "chưa có người, tập thể nào được đề nghị"
        raise Refused(general=[rights.too_late(f"Tờ trình {row.code} {gone}.")])
    return row


def _check_waits(row: HandIn) -> None:
    if row.prepared_at is None:
        raise Refused(general=[rights.too_late("Tờ trình này không còn chờ thủ trưởng duyệt.")])


def _write(
    batch: Batch, row: HandIn, deed: str, actor: User, right: roles.Grant, *, reason: str = "",
    facts: dict[str, object] | None = None,
) -> None:
    journal.write(
        batch, [row], act=deed, actor=actor, at=clock.now(), role=right.role, on_behalf=right.on_behalf, reason=reason,
        body_id=row.unit_id, facts=facts, also=["prepared_at", "prepared_by", "head_note"],
    )
