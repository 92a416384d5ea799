"""A paper from signature to issue: what pages and the rehearsal call for decisions and letters upward.

Signing and issuing are moves: the door locks procedure, dossiers, then the paper. What is no move locks the procedure,
then the paper, and takes dossiers last.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from dossiers import clock, roles
from dossiers.models import Dossier, StoredFile, User
from dossiers.roles import Grant
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role, State
from workflow import engine, journal, rights
from workflow.decisions import drafts, lines, numbers
from workflow.decisions.models import Decision, DecisionItem, DecisionKind, DecisionStatus
from workflow.decisions.recipients import LONGEST, joined
from workflow.decisions.signing import FORMS
from workflow.flows import carriage
from workflow.journal_models import Batch, Entry, SubjectKind

NUMBER_FIELDS = ("number", "symbol", "dated", "year", "recipients", "scan", "scan_name")


def send_for_signature(
    dossiers: Iterable[Dossier], *, actor: User, title: str = "", key: str | None = None
) -> Decision:
    """Send endorsed dossiers to the decider on one paper: a decision where all are decided here, else a letter to the
    one next body. Returns the paper. Raises Refused, naming the lines that go another way."""
    entries = engine.perform("send_for_signature", dossiers, actor=actor, key=key, title=title.strip()[:500])
    return paper_of(entries)


def sign(
    decision: Decision, *, actor: User, dossiers: Iterable[Dossier] | None = None, form: str = "",
    key: str | None = None,
) -> list[Entry]:
    """Sign the lines of a paper, all that wait or only `dossiers`; the others wait on. One paper has one signer.

    `form` is one of FORMS; empty means the one that follows from the signer's post or delegation. Raises Refused.
    """
    if form not in FORMS:
        raise Refused(general=[rights.incomplete("Hình thức ký phải là KT., TUQ. hoặc TL.", mend="Chọn hình thức ký")])
    chosen = None if dossiers is None else list(dossiers)
    content = {"decision": decision.pk, "form": form, "dossiers": _keys(chosen)}

    def work(batch: Batch) -> None:
        rows = _waiting(decision) if chosen is None else chosen
        engine.move(batch, "sign", rows, actor=actor, decision=decision.pk, form=form)

    return engine.transact("sign", work, actor=actor, key=key, content=content)


def split(
    decision: Decision, dossiers: Iterable[Dossier], *, actor: User, key: str | None = None
) -> Decision:
    """'Tách dòng': move waiting lines to a paper of their own on the deputy's desk. Returns that paper.

    For the decider or the office. At least one line stays. Raises Refused.
    """
    chosen = list(dossiers)
    entries = engine.transact(
        "split_paper", lambda batch: split_off(batch, decision, chosen, actor), actor=actor, key=key,
        content={"decision": decision.pk, "dossiers": _keys(chosen)},
    )
    return paper_of(entries, but=decision.pk)


def assign_number(
    decision: Decision, *, number: int | None, dated: date, actor: User, symbol: str = "", recipients: str = "",
    scan: StoredFile | None = None, scan_name: str = "", key: str | None = None,
) -> list[Entry]:
    """Number and date a signed paper: `number` typed from the agency's register, or None for the next of the own one.

    `recipients` one a line; empty keeps those of the paper. A number may be corrected until the paper is issued.
    Raises Refused, naming the paper that has the number.
    """
    given = {
        "number": number, "symbol": symbol, "dated": dated, "recipients": recipients, "scan": scan,
        "scan_name": scan_name,
    }
    return engine.transact(
        "number_paper", lambda batch: _number(batch, decision, actor, **given), actor=actor, key=key,
        content={"decision": decision.pk} | given,
    )


def number_and_issue(
    decision: Decision, *, number: int | None, dated: date, actor: User, symbol: str = "", recipients: str = "",
    scan: StoredFile | None = None, scan_name: str = "", key: str | None = None,
) -> list[Entry]:
    """`assign_number` and `issue` in one go: where the issue is refused, no number is taken either. Raises Refused."""
    given = {
        "number": number, "symbol": symbol, "dated": dated, "recipients": recipients, "scan": scan,
        "scan_name": scan_name,
    }

    def work(batch: Batch) -> None:
        _number(batch, decision, actor, **given)
        _issue(batch, decision, actor)

    return engine.transact("issue_paper", work, actor=actor, key=key, content={"decision": decision.pk} | given)


def _number(
    batch: Batch, decision: Decision, actor: User, *, number: int | None, symbol: str, dated: date, recipients: str,
    scan: StoredFile | None, scan_name: str,
) -> None:
    paper = locked(decision)
    _refuse_unless_signed(paper)
    right = rights.require(actor, "number_paper", [Role.CLERK], body=paper.body)
    _refuse_long(recipients)
    numbers.give(paper, number=number, symbol=symbol, dated=dated)
    paper.recipients = joined(recipients) or paper.recipients
    if scan is not None:
        paper.scan, paper.scan_name = scan, scan_name[:255]
    drafts.tell(
        paper, "number_paper", batch=batch, actor=actor, at=clock.now(), role=right.role, on_behalf=right.on_behalf,
        also=NUMBER_FIELDS, number=paper.full_number, dated=dated, scan=paper.scan.sha256 if paper.scan else "",
    )
    carriage.settle({paper.procedure_id}, actor=actor, at=clock.now())


def _refuse_long(recipients: str) -> None:
    if len(recipients) > LONGEST:
        raise Refused(general=[rights.incomplete(f"Nơi nhận không dài quá {LONGEST} ký tự.", mend="Ghi gọn lại")])


def issue(decision: Decision, *, actor: User, key: str | None = None) -> list[Entry]:
    """Send the paper out with all its lines: issued, forwarded to the next body, sent out of the system, or revoking.

    Raises Refused."""
    return engine.transact(
        "issue_paper", lambda batch: _issue(batch, decision, actor), actor=actor, key=key,
        content={"decision": decision.pk},
    )


def _issue(batch: Batch, decision: Decision, actor: User) -> None:
    paper = Decision.objects.select_related("target_body").get(pk=decision.pk)
    if paper.status in (DecisionStatus.ISSUED, DecisionStatus.DROPPED):
        raise Refused(general=[rights.too_late(_how_it_stands(paper))])
    engine.move(
        batch, act_of_issue(paper), lines.dossiers_of(paper), actor=actor, decision=paper.pk, reason=paper.reason
    )


def record_outcome(
    dossiers: Iterable[Dossier], *, granted: bool, actor: User, number: int | None = None, symbol: str = "",
    dated: date | None = None, reason: str = "", key: str | None = None,
) -> list[Entry]:
    """Record what a body outside the system decided about these lines. A grant needs number, symbol and date of its
    decision, a refusal its reason. Raises Refused."""
    act = "record_grant" if granted else "record_refusal"
    return engine.perform(
        act, dossiers, actor=actor, key=key, reason=reason, number=number, symbol=symbol.strip(), dated=dated
    )


def act_of_issue(paper: Decision) -> str:
    """The act of the lifecycle by which the lines of this paper go out."""
    if paper.kind == DecisionKind.REVOCATION:
        return "revoke"
    if paper.kind == DecisionKind.DECISION:
        return "issue"
    return "send_out" if paper.target_body is not None and paper.target_body.external else "forward"


def locked(decision: Decision) -> Decision:
    """The fresh paper, its procedure locked first and itself second."""
    carriage.lock([decision.procedure_id] if decision.procedure_id else [])
    return lines.lock_papers([decision.pk])[0]


def split_off(batch: Batch, decision: Decision, chosen: Sequence[Dossier], actor: User) -> None:
    """`split` within a batch that is already open. Raises Refused."""
    paper = locked(decision)
    right = rights.require(actor, "split_paper", [Role.DECIDER, Role.OFFICE], body=paper.body)
    waiting = {each.pk for each in _waiting(paper)}
    keys = {each.pk for each in chosen}
    _refuse_split(paper, keys, waiting)
    fresh = Dossier.objects.select_for_update(of=("self",)).select_related("award", "season")
    rows = list(fresh.filter(pk__in=keys).order_by("pk"))
    at = clock.now()
    DecisionItem.objects.filter(decision=paper, dossier__in=keys).update(live=False)
    ready = drafts.retitle(paper, keys)
    carriage.leave(keys, at=at)
    apart = drafts.draft(
        paper.kind, rows, body=paper.body, actor=actor, at=at, target=paper.target_body,
        title="" if ready else paper.title, desk_role=Role.DEPUTY,
    )
    Dossier.objects.filter(pk__in=keys).update(desk_role=Role.DEPUTY, since=at)
    if keys == waiting:
        Decision.objects.filter(pk=paper.pk).update(status=DecisionStatus.SIGNED)
    _tell_split(batch, paper, apart, rows, right, actor, at)
    carriage.settle({paper.procedure_id, apart.procedure_id}, actor=actor, at=at)


def _refuse_split(paper: Decision, keys: set[int], waiting: set[int]) -> None:
    if not keys or keys - waiting:
        raise Refused(general=[rights.too_late("Chỉ tách được những dòng còn chờ ký của văn bản này.")])
    if len(keys) == DecisionItem.objects.filter(decision=paper, live=True).count():
        told = "Văn bản phải còn ít nhất một dòng sau khi tách; cấp phó ký được cả văn bản này mà không cần tách."
        raise Refused(general=[rights.incomplete(told, mend="Bỏ bớt dòng đã chọn")])
    if not roles.holders(Role.DEPUTY, paper.body_id):
        told = f"{paper.body} chưa có cấp phó để ký các dòng được tách."
        raise Refused(general=[rights.incomplete(told, mend="Khai báo cấp phó trong phần cấu hình")])


def _tell_split(
    batch: Batch, paper: Decision, apart: Decision, rows: Sequence[Dossier], right: Grant, actor: User, at: datetime
) -> None:
    facts = {"from": paper.pk, "to": apart.pk, "dossiers": [each.pk for each in rows]}
    journal.write(
        batch, [paper, apart, *rows], act="split_paper", actor=actor, at=at, role=right.role, on_behalf=right.on_behalf,
        facts=facts, body_id=paper.body_id,
    )


def _waiting(decision: Decision) -> list[Dossier]:
    rows = lines.dossiers_of(decision, State.AWAITING_SIGNATURE)
    if not rows:
        paper = Decision.objects.get(pk=decision.pk)
        raise Refused(general=[rights.too_late(f"Văn bản không còn dòng nào chờ ký. {_how_it_stands(paper)}")])
    return rows


def _refuse_unless_signed(paper: Decision) -> None:
    if paper.status != DecisionStatus.SIGNED:
        raise Refused(general=[rights.too_late(f"Chỉ cấp số cho văn bản đã ký xong. {_how_it_stands(paper)}")])


def _how_it_stands(paper: Decision) -> str:
    """'Văn bản đang trình ký.', 'Văn bản đã phát hành lúc …' – what the slower of two people is told."""
    status = DecisionStatus(paper.status)
    if status == DecisionStatus.ISSUED and paper.issued_at:
        return f"Văn bản {paper.full_number} đã phát hành lúc {_when(paper.issued_at)}."
    if status == DecisionStatus.SIGNED and paper.signed_at:
        return f"Văn bản đã do {paper.signer_name} ký lúc {_when(paper.signed_at)}."
    return f"Tình trạng của văn bản: {status.label.lower()}."


def _when(instant: datetime) -> str:
    return f"{timezone.localtime(instant):%H:%M ngày %d/%m/%Y}"


def _keys(dossiers: Sequence[Dossier] | None) -> list[int] | None:
    return None if dossiers is None else sorted(each.pk for each in dossiers)


def paper_of(entries: Sequence[Entry], *, but: int = 0) -> Decision:
    """The paper that these entries of one batch tell of, other than the one with primary key `but`."""
    keys = [each.subject_id for each in entries if each.subject_kind == SubjectKind.DECISION and each.subject_id != but]
    return Decision.objects.select_related("body", "target_body", "procedure").get(pk=keys[0])
