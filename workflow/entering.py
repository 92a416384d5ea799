"""What the office enters from a paper is checked by a second person: asked, confirmed or sent back, all journalled.

No move of a dossier: sending asks for the confirmation by the need `paper_checked`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from dossiers import clock, paper_checks
from dossiers.models import Dossier, HandIn, Paper, PaperCheck, User
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Family, HandInOrigin, Role, State
from workflow import engine, journal, rights
from workflow.journal_models import Batch, Entry

ASK, CONFIRM, SEND_BACK = "ask_paper_check", "confirm_paper_check", "return_paper_check"
LEAST = 10  # characters of a note to the person who entered it


def ask_check(hand_in: HandIn, *, actor: User, key: str | None = None) -> list[Entry]:
    """'Chuyển người kiểm tra': ask the office for a second person.

    What changed since it was asked for is asked for anew by who entered or asked. Raises Refused: role for who is not
    of the office, state if it was sent or is being checked, papers for what is still missing (lines, the day of
    receipt, the scan)."""

    def work(row: HandIn, lines: Sequence[Dossier]) -> None:
        check, now = paper_checks.newest(row), paper_checks.prints(row, lines)
        waits = check is not None and check.is_open
        if check is not None and waits and (now.asked_in(check) or not _entered(check, row, lines, actor)):
            raise Refused(general=[rights.too_late("Tờ trình này đang chờ kiểm tra.")])
        if against := _missing(row, lines):
            raise Refused(general=against)
        asked = check if check is not None and waits else PaperCheck(hand_in=row)
        asked.asked_by, asked.asked_at = actor, clock.now()
        asked.whole, asked.lines = now.whole, now.by_text
        asked.save()

    return _do(ASK, hand_in, work, actor=actor, key=key)


def confirm(hand_in: HandIn, *, seen: str, actor: User, key: str | None = None) -> list[Entry]:
    """'Đã đối chiếu, đúng bản giấy': what was compared is `seen`, the print that the page showed.

    Raises Refused: role for who entered or asked, state if nobody asks or the content has changed meanwhile, or since
    it was asked for: a second person who mends it would compare the own words."""

    def work(row: HandIn, lines: Sequence[Dossier]) -> None:
        check = _open(row, lines, actor)
        now = paper_checks.prints(row, lines)
        if now.all != seen:
            raise Refused(general=[rights.too_late("Nội dung đã thay đổi trong khi đối chiếu; hãy xem lại.")])
        if not now.asked_in(check):
            text = f"Nội dung đã sửa sau khi {check.asked_by} chuyển kiểm tra nên chưa xác nhận được."
            mend = f"Đề nghị {check.asked_by} xem lại và chuyển lại, hoặc trả lại để sửa"
            raise Refused(general=[Objection(Family.STATE, text, mend=mend, waivable=False)])
        check.whole, check.lines = now.whole, now.by_text
        _answer(check, PaperCheck.Outcome.CONFIRMED, actor)

    return _do(CONFIRM, hand_in, work, actor=actor, key=key, seen=seen)


def send_back(hand_in: HandIn, *, note: str, actor: User, key: str | None = None) -> list[Entry]:
    """Send it back to who entered it, with what is to be mended. Raises Refused as `confirm`, and for a note that says
    nothing."""

    def work(row: HandIn, lines: Sequence[Dossier]) -> None:
        check = _open(row, lines, actor)
        if len(note.strip()) < LEAST:
            text = f"Hãy ghi chỗ nào khác với bản giấy (ít nhất {LEAST} ký tự)."
            raise Refused(general=[rights.incomplete(text, mend="Ghi nội dung phải sửa")])
        check.note = note.strip()
        _answer(check, PaperCheck.Outcome.SENT_BACK, actor)

    return _do(SEND_BACK, hand_in, work, actor=actor, key=key, reason=note.strip())


def _do(
    deed: str, hand_in: HandIn, work: Callable[[HandIn, Sequence[Dossier]], None], *, actor: User, key: str | None,
    reason: str = "", **content: Any,
) -> list[Entry]:
    def within(batch: Batch) -> None:
        rows = HandIn.objects.select_for_update(of=("self",)).select_related("to_body", "unit", "season")
        row = rows.filter(pk=hand_in.pk, origin=HandInOrigin.PAPER).first()
        if row is None:
            raise Refused(general=[rights.too_late("Tờ trình này không còn nữa.")])
        right = rights.require(actor, deed, [Role.OFFICE], body=row.to_body)
        lines = list(row.dossiers.filter(state=State.DRAFT).select_related("nominee").order_by("pk"))
        if not lines and row.submitted_at is not None:
            raise Refused(general=[rights.too_late("Tờ trình này đã gửi.")])
        work(row, lines)
        journal.write(
            batch, [row], act=deed, actor=actor, at=clock.now(), role=right.role, on_behalf=right.on_behalf,
            body_id=row.to_body_id, reason=reason, facts={"received_on": row.received_on, "lines": len(lines)},
        )

    content = {"hand_in": hand_in.pk, "reason": reason, **content}
    return engine.transact(deed, within, actor=actor, key=key, content=content)


def _missing(row: HandIn, lines: Sequence[Dossier]) -> list[Objection]:
    found = []
    if not lines:
        found.append(rights.incomplete("Tờ trình chưa có dòng nào.", mend="Nhập danh sách từ bản giấy"))
    if row.received_on is None:
        found.append(rights.incomplete("Chưa ghi ngày nhận bản giấy.", mend="Sửa thông tin tờ trình"))
    if not Paper.objects.filter(hand_in=row, replaced=False).exists():
        found.append(rights.incomplete("Chưa đính kèm bản quét tờ trình giấy.", mend="Đính kèm bản quét"))
    return found


def _open(row: HandIn, lines: Sequence[Dossier], actor: User) -> PaperCheck:
    check = paper_checks.newest(row)
    if check is None or not check.is_open:
        raise Refused(general=[rights.too_late("Tờ trình này không còn chờ kiểm tra.")])
    if _entered(check, row, lines, actor):
        text = "Người đã nhập không tự đối chiếu bản giấy; việc này do người thứ hai của cơ quan làm."
        raise Refused(general=[Objection(Family.ROLE, text, mend="Nhờ đồng nghiệp kiểm tra", waivable=False)])
    return check


def _entered(check: PaperCheck, row: HandIn, lines: Sequence[Dossier], actor: User) -> bool:
    return actor.pk == check.asked_by_id or not paper_checks.checks_another(actor, row, lines)


def _answer(check: PaperCheck, outcome: str, actor: User) -> None:
    check.outcome, check.answered_by, check.answered_at = outcome, actor, clock.now()
    check.save()
