"""Revoking what was granted: the office proposes with a ground, the decider signs, văn thư numbers and issues.

Luật 06/2022/QH15 Đ.93(2), (8) [T]: four grounds; who granted revokes. Numbering and issuing are those of every paper
(`papers.assign_number`, `papers.issue`); only issuing moves the dossiers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils import timezone

from dossiers import clock
from dossiers.lifecycle import Reason
from dossiers.models import Dossier, Unit, User
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Family, Role, State
from workflow import engine, journal, rights
from workflow.decisions import drafts, lines, papers, signing
from workflow.decisions.models import Decision, DecisionItem, DecisionKind, DecisionStatus
from workflow.flows import carriage
from workflow.flows.models import ProcedureKind
from workflow.journal_models import Batch, Entry

# Luật 06/2022/QH15 Đ.93(2) [T]
GROUNDS: dict[str, str] = {
    "a": "Gian dối trong kê khai thành tích",
    "b": "Cung cấp thông tin sai sự thật hoặc giả mạo giấy tờ",
    "c": "Thẩm định, xét, duyệt trái quy định của pháp luật",
    "d": "Có kết luận, bản án cho thấy không đạt tiêu chuẩn trong thời gian tính thành tích",
}


def propose(
    dossiers: Iterable[Dossier], *, ground: str, reason: str, actor: User, key: str | None = None
) -> Decision:
    """Propose to revoke granted dossiers of one body, on `ground` (a key of GROUNDS) and for `reason` (at least 20
    characters: it goes to the unit). The office of the body that granted. Returns the paper. Raises Refused."""
    keys = sorted(each.pk for each in dossiers)
    entries = engine.transact(
        "propose_revocation", lambda batch: _propose(batch, keys, ground, reason.strip(), actor), actor=actor, key=key,
        content={"dossiers": keys, "ground": ground, "reason": reason},
    )
    return papers.paper_of(entries)


def sign(decision: Decision, *, actor: User, key: str | None = None) -> list[Entry]:
    """Sign a proposed revocation: the decider alone, never a deputy. Raises Refused."""
    return engine.transact(
        "sign_revocation", lambda batch: _sign(batch, decision, actor), actor=actor, key=key,
        content={"decision": decision.pk},
    )


def decline(decision: Decision, *, actor: User, reason: str, key: str | None = None) -> list[Entry]:
    """The decider does not revoke: the paper is dropped, the awards stand. Raises Refused."""
    return engine.transact(
        "drop_paper", lambda batch: _decline(batch, decision, actor, reason.strip()), actor=actor, key=key,
        content={"decision": decision.pk, "reason": reason},
    )


def _propose(batch: Batch, keys: Sequence[int], ground: str, reason: str, actor: User) -> None:
    locked = Dossier.objects.select_for_update(of=("self",)).select_related("body", "deciding_body", "season")
    rows = list(locked.filter(pk__in=keys).order_by("pk"))
    if not rows:
        raise Refused(general=[rights.incomplete("Chưa chọn hồ sơ nào.", mend="Chọn ít nhất một hồ sơ")])
    body = rows[0].deciding_body
    right = rights.require(actor, "propose_revocation", [Role.OFFICE], body=body)
    _refuse_proposal(rows, body, ground, reason)
    at = clock.now()
    paper = Decision(
        kind=DecisionKind.REVOCATION, body=body, ground=ground, reason=reason, created_by=actor, created_at=at,
        title=f"Hủy quyết định khen thưởng, thu hồi hiện vật và tiền thưởng ({len(rows)} trường hợp)",
    )
    # Granted dossiers are closed and lie on no procedure; the list of the paper names them.
    paper.procedure = carriage.open_procedure(
        ProcedureKind.REVOCATION, body=body, dossiers=[], at=at, actor=actor, code=drafts.code_for(body, at),
        title=paper.title[:255],
    )
    paper.save()
    drafts.add_lines(paper, rows)
    drafts.tell(
        paper, "propose_revocation", batch=batch, actor=actor, at=at, role=right.role, on_behalf=right.on_behalf,
        reason=reason, ground=ground, dossiers=list(keys),
    )


def _refuse_proposal(rows: Sequence[Dossier], body: Unit, ground: str, reason: str) -> None:
    """Raise Refused with every objection to proposing."""
    general = []
    if ground not in GROUNDS:
        told = "Phải chọn một căn cứ hủy quyết định."
        general.append(
            Objection(
                Family.PAPERS, told, citation="khoản 2 Điều 93 Luật 06/2022/QH15", evidence="T", mend="Chọn căn cứ",
                waivable=False,
            )
        )
    if len(reason) < Reason.TO_UNIT:
        told = f"Phải ghi lý do hủy quyết định (ít nhất {int(Reason.TO_UNIT)} ký tự, vì lý do gửi tới đơn vị)."
        general.append(rights.incomplete(told, mend="Ghi lý do"))
    found = _refused_lines(rows, body)
    if general or found:
        raise Refused(found, general)


def _refused_lines(rows: Sequence[Dossier], body: Unit) -> dict[int, list[Objection]]:
    under_way = dict(
        DecisionItem.objects.filter(
            dossier__in=rows, live=True, decision__kind=DecisionKind.REVOCATION, decision__status__in=lines.UNDER_WAY
        ).values_list("dossier_id", "decision__title")
    )
    found: dict[int, list[Objection]] = defaultdict(list)
    for dossier in rows:
        if dossier.state != State.GRANTED:
            told = f"{dossier} đang ở trạng thái '{State(dossier.state).label}', chưa có quyết định để hủy."
            found[dossier.pk].append(rights.too_late(told))
        elif dossier.deciding_body_id != body.pk or dossier.body_id != body.pk:
            told = f"{dossier} do {dossier.deciding_body} quyết định; cơ quan đã quyết định mới có quyền hủy."
            found[dossier.pk].append(
                Objection(
                    Family.AUTHORITY, told, citation="khoản 8 Điều 93 Luật 06/2022/QH15", evidence="T",
                    mend="Đề nghị cơ quan đã quyết định", waivable=False,
                )
            )
        elif dossier.pk in under_way:
            told = f"{dossier} đã nằm trong đề nghị hủy khác đang xử lý: '{under_way[dossier.pk]}'."
            found[dossier.pk].append(rights.incomplete(told, mend="Theo dõi đề nghị đã lập"))
    return found


def _sign(batch: Batch, decision: Decision, actor: User) -> None:
    paper = _proposed(decision)
    right = rights.require(actor, "sign_revocation", [Role.DECIDER], body=paper.body)
    at = clock.now()
    paper.status, paper.signed_by, paper.signed_at = DecisionStatus.SIGNED, actor, at
    form = signing.form_of(
        paper, signer=actor, role=right.role, delegated=bool(right.on_behalf), act="sign_revocation",
        day=timezone.localdate(at),
    )
    paper.signer_name, paper.signer_form = journal.name_of(actor), signing.words_of(form, paper)
    drafts.tell(
        paper, "sign_revocation", batch=batch, actor=actor, at=at, role=right.role, on_behalf=right.on_behalf,
        also=["status", "signed_by", "signed_at", "signer_name", "signer_form"], ground=paper.ground,
    )
    carriage.settle({paper.procedure_id}, actor=actor, at=at)


def _decline(batch: Batch, decision: Decision, actor: User, reason: str) -> None:
    paper = _proposed(decision)
    right = rights.require(actor, "drop_paper", [Role.DECIDER], body=paper.body)
    if not reason:
        raise Refused(general=[rights.incomplete("Phải ghi lý do không hủy quyết định.", mend="Ghi lý do")])
    at = clock.now()
    paper.status = DecisionStatus.DROPPED
    DecisionItem.objects.filter(decision=paper).update(live=False)
    drafts.tell(
        paper, "drop_paper", batch=batch, actor=actor, at=at, role=right.role, on_behalf=right.on_behalf, reason=reason,
        also=["status"],
    )
    carriage.settle({paper.procedure_id}, actor=actor, at=at)


def _proposed(decision: Decision) -> Decision:
    paper = papers.locked(decision)
    if paper.kind != DecisionKind.REVOCATION or paper.status != DecisionStatus.DRAFT:
        status = DecisionStatus(paper.status).label.lower()
        raise Refused(general=[rights.too_late(f"Đề nghị hủy quyết định này không còn chờ ký ({status}).")])
    return paper
