"""The end of a consultation: the office closes it, lengthens its term, numbers its letter; at the end of the term the
system writes the silence down where silence means consent, and tells the office otherwise."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from dossiers import clock
from dossiers.lifecycle import Reason
from dossiers.models import Dossier, User
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role, State
from workflow import engine, journal, rights
from workflow.consultation import effects, missing, terms
from workflow.consultation.missing import Gap
from workflow.consultation.models import Answer, Consultation, ConsultationItem, Opinion
from workflow.flows import carriage
from workflow.journal_models import Batch, Entry

EXTEND, NUMBER = "extend_consultation", "number_consultation"
SILENT = "Hết hạn lấy ý kiến; nơi không trả lời trong hạn được coi như nhất trí."


def close(letter: Consultation, *, actor: User, reason: str = "", key: str | None = None) -> list[Entry]:
    """Every line goes on with its appraisal; with `reason` also where an answer is missing. A line on hold leaves the
    letter and comes back to consulting on its own. Raises Refused."""

    def work(batch: Batch) -> None:
        lines = _asked_about(letter)
        if lines:
            engine.move(batch, "close_consultation", lines, actor=actor, reason=reason.strip())
        _end_the_rest(batch, letter, actor=actor, moved=bool(lines), reason=reason.strip())

    content = {"consultation": letter.pk, "reason": reason}
    return engine.transact("end_consultation", work, actor=actor, key=key, content=content)


def extend(letter: Consultation, *, days: int, reason: str, actor: User, key: str | None = None) -> list[Entry]:
    """Lengthen the term by `days` of its own unit (working or calendar days), for a reason. Raises Refused."""

    def work(batch: Batch) -> None:
        fresh, at = _running(letter), clock.now()
        right = rights.require(actor, EXTEND, [Role.OFFICE], body=fresh.body)
        _refuse_extension(days, reason.strip())
        before = fresh.due_at
        terms.extend(fresh, days)
        _refuse_a_past_end(fresh, days)
        journal.write(
            batch, [fresh], act=EXTEND, actor=actor, at=at, role=right.role, on_behalf=right.on_behalf,
            reason=reason.strip(), body_id=fresh.body_id, also=terms.COLUMNS,
            facts={"days": days, "before": before, "due": fresh.due_at},
        )
        effects.arm(fresh)
        carriage.settle({fresh.procedure_id}, actor=actor, at=at)

    content = {"consultation": letter.pk, "days": days, "reason": reason}
    return engine.transact(EXTEND, work, actor=actor, key=key, content=content)


def number(letter: Consultation, *, number: str, dated: date, actor: User, key: str | None = None) -> list[Entry]:
    """Write down number and day of the letter, from văn thư's register. Raises Refused."""

    def work(batch: Batch) -> None:
        fresh = _running(letter)
        right = rights.require(actor, NUMBER, [Role.OFFICE, Role.CLERK], body=fresh.body)
        if not number.strip() or dated > clock.today():
            told = "Phải ghi số, ký hiệu; ngày văn bản không ở tương lai."
            raise Refused(general=[rights.incomplete(told, mend="Ghi lại")])
        fresh.number, fresh.dated = number.strip(), dated
        journal.write(
            batch, [fresh], act=NUMBER, actor=actor, at=clock.now(), role=right.role, on_behalf=right.on_behalf,
            facts={"number": fresh.number, "dated": dated}, body_id=fresh.body_id, also=["number", "dated"],
        )

    content = {"consultation": letter.pk, "number": number, "dated": dated}
    return engine.transact(NUMBER, work, actor=actor, key=key, content=content)


def term_is_over(batch: Batch, letters: Sequence[Consultation]) -> None:
    """The terms of these locked letters have ended. Where silence means consent, it is written down and the lines go
    on; else the office is told who has not answered. Of a line on hold nobody could say anything: no silence counts."""
    open_ = [each for each in letters if each.closed_at is None]
    silent, others = [each for each in open_ if each.silence_means_go], [each for each in open_ if not
                                                                        each.silence_means_go]
    waiting: dict[int, list[Gap]] = {}
    for gap in missing.to_be_answered([each.pk for each in open_]):
        waiting.setdefault(gap.consultation, []).append(gap)
    for letter in others:
        if letter.pk in waiting:
            _tell(batch, letter, "consultation_overdue", waiting[letter.pk])
    for letter in silent:
        _go_on(batch, letter, waiting.get(letter.pk, []))


def _go_on(batch: Batch, letter: Consultation, waiting: Sequence[Gap]) -> None:
    at = clock.now()
    if waiting:
        Answer.objects.bulk_create(
            (
                Answer(item_id=gap.item, addressee_id=gap.addressee, opinion=Opinion.SILENT, recorded_at=at)
                for gap in waiting
            ),
            batch_size=effects.ROW_BATCH,
        )
        _tell(batch, letter, "consultation_silent", waiting)
    lines = _asked_about(letter)
    if lines:
        engine.move(batch, "close_consultation", lines, actor=engine.SYSTEM, reason=SILENT if waiting else "")
    else:
        carriage.settle({letter.procedure_id}, actor=None, at=at)


def _tell(batch: Batch, letter: Consultation, act: str, waiting: Sequence[Gap]) -> None:
    names = list(dict.fromkeys(gap.name for gap in waiting))
    journal.write(
        batch, [letter], act=act, actor=None, at=clock.now(), role=Role.SYSTEM, body_id=letter.body_id,
        facts={"missing": names, "answers": len(waiting)},
    )


def _asked_about(letter: Consultation) -> list[Dossier]:
    """The lines that are being consulted on now; those on hold are not."""
    rows = Dossier.objects.filter(
        consultation_items__consultation=letter, consultation_items__ended_at__isnull=True, state=State.CONSULTING
    )
    return list(rows.order_by("pk"))


def _end_the_rest(batch: Batch, letter: Consultation, *, actor: User, moved: bool, reason: str) -> None:
    fresh, at = effects.locked({letter.pk})[0], clock.now()
    if fresh.closed_at is not None and not moved:
        raise Refused(general=[rights.too_late(f"Việc lấy ý kiến {fresh} đã kết thúc.")])
    rights.require(actor, "end_consultation", [Role.OFFICE], body=fresh.body)
    held = fresh.items.filter(ended_at__isnull=True)
    if held.exists():
        held.update(ended_at=at, outcome=ConsultationItem.Outcome.LEFT)
        effects.close_empty([fresh], batch=batch, actor=actor, at=at, reason=reason)
        carriage.settle({fresh.procedure_id}, actor=actor, at=at)


def _running(letter: Consultation) -> Consultation:
    fresh = effects.locked({letter.pk})[0]
    if fresh.closed_at is not None:
        raise Refused(general=[rights.too_late(f"Việc lấy ý kiến {fresh} đã kết thúc.")])
    return fresh


def _refuse_a_past_end(letter: Consultation, days: int) -> None:
    if letter.due_at is not None and letter.due_at < clock.now():
        told = f"Gia hạn {days} ngày thì hạn trả lời là {timezone.localdate(letter.due_at):%d/%m/%Y}, đã qua."
        raise Refused(general=[rights.incomplete(told, mend="Ghi số ngày lớn hơn")])


def _refuse_extension(days: int, reason: str) -> None:
    found = []
    if not 1 <= days <= terms.MOST_DAYS:
        found.append(rights.incomplete(f"Gia hạn từ 1 đến {terms.MOST_DAYS} ngày.", mend="Ghi lại số ngày"))
    if len(reason) < Reason.GIVEN:
        found.append(rights.incomplete("Phải ghi lý do gia hạn.", mend="Ghi lý do"))
    if found:
        raise Refused(general=found)


