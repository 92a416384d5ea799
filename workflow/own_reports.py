"""The nominee's own report: asked for by the unit, written and attached by the nominee until the unit sends.

A draft is the unit's: its nominee reads it only once asked. What lies before the head, or was sent, is not written on;
of a returned dossier only what the request names.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from dossiers import access, clock, mending, papers, text
from dossiers.models import Dossier, HandIn, Paper, PaperType, StoredFile, User
from dossiers.preparing import before_the_head, check_may_prepare, lock_hand_ins
from dossiers.roles import Grant
from dossiers.rules.objection import Refused
from dossiers.rules.papers import asked as asked_papers
from dossiers.vocabulary import Carrier, NeededBefore, Producer, Role, State
from workflow import engine, journal, rights
from workflow.flows.carriage import requests_of
from workflow.journal_models import Batch, Entry

OPEN = (State.DRAFT, State.RETURNED)


@dataclass(frozen=True)
class Scope:
    """What the nominee may write now: the summary or not, and which papers."""

    achievement: bool = False
    papers: Sequence[PaperType] = field(default_factory=tuple)


def to_ask(lines: Sequence[Dossier]) -> list[Dossier]:
    """Those whose nominee has an account, was not asked yet and has something to write: a draft whose award wants a
    report of the nominee's own, a returned dossier whose request names the summary or such a paper. Few queries."""
    found = [line for line in lines if line.report_asked_at is None and line.nominee.user_id is not None]
    drafts = [line for line in found if line.state == State.DRAFT]
    wanted = asked_papers(drafts, NeededBefore.SUBMIT, clock.today()) if drafts else {}
    mending_ = _scopes_of_returned([line for line in found if line.state == State.RETURNED])
    return [
        line for line in found
        if line.pk in mending_ or any(need.producer == Producer.NOMINEE for need in wanted.get(line.pk, ()))
    ]


def ask(hand_in: HandIn, lines: Sequence[Dossier], *, actor: User, key: str | None = None) -> list[Entry]:
    """'Đề nghị cá nhân viết báo cáo': from now on these nominees see their draft and write on it.

    Raises Refused: role and state as other drafting, papers where nobody is left to ask."""

    def work(batch: Batch) -> None:
        row = HandIn.objects.select_for_update(of=("self",)).select_related("unit").get(pk=hand_in.pk)
        mine = row.dossiers.filter(pk__in=[each.pk for each in lines]).select_related("nominee", "award")
        asked = to_ask(_may_ask(row, list(mine.select_for_update(of=("self",))), actor))
        if not asked:
            raise Refused(general=[rights.incomplete("Không còn cá nhân nào có tài khoản mà chưa được đề nghị.")])
        pks = [each.pk for each in asked]
        row.dossiers.filter(pk__in=pks).update(report_asked_at=clock.now(), report_asked_by=actor)
        right = rights.require(actor, "ask_own_report", [Role.DRAFTER, Role.UNIT_HEAD, Role.OFFICE], body=row.unit)
        journal.write(
            batch, [row], act="ask_own_report", actor=actor, at=clock.now(), role=right.role,
            on_behalf=right.on_behalf, body_id=row.unit_id, facts={"dossiers": pks},
        )

    content = {"hand_in": hand_in.pk, "dossiers": sorted(each.pk for each in lines)}
    return engine.transact("ask_own_report", work, actor=actor, key=key, content=content)


def _may_ask(hand_in: HandIn, lines: Sequence[Dossier], actor: User) -> list[Dossier]:
    """The lines on which `actor` works now. Raises Refused (role, state) where that is none of the drafts."""
    returned = [line for line in lines if line.state == State.RETURNED and mending.may_mend(actor, line)]
    drafts = [line for line in lines if line.state == State.DRAFT]
    if drafts or not returned:
        check_may_prepare(hand_in, actor)
    return [*drafts, *returned]


def own(user: User, *, grants: list[Grant] | None = None) -> QuerySet[Dossier]:
    """The dossiers of which `user` is the nominee, as a nominee is told of them, the newest first; `has_report`: a
    paper of the nominee's own kind lies there. `grants` spares the queries when they were just read."""
    report = Paper.objects.filter(dossier=OuterRef("pk"), replaced=False, paper_type__producer=Producer.NOMINEE)
    rows = access.as_shown(user, grants=grants).filter(nominee__user=user).annotate(has_report=Exists(report))
    return rows.select_related(
        "award", "body", "season", "round", "unit", "hand_in", "nominee", "deciding_body", "outside_body"
    ).order_by("-created_at", "-pk")


def scopes(lines: Sequence[Dossier]) -> dict[int, Scope]:
    """Dossier pk → what its nominee may write now; those that are shut are left out. Few queries."""
    waiting = [line for line in lines if _stands_open(line)]
    drafts = [line for line in waiting if line.state == State.DRAFT]
    found = _scopes_of_returned([line for line in waiting if line.state == State.RETURNED])
    wanted = asked_papers(drafts, NeededBefore.SUBMIT, clock.today()) if drafts else {}
    known = _own_kinds() if drafts else {}
    for line in drafts:
        found[line.pk] = Scope(True, _kinds([need.paper_type.code for need in wanted[line.pk]], known))
    return found


def to_write(lines: Sequence[Dossier]) -> list[Dossier]:
    """Those whose nominee was asked for the report, may write it now and has not saved anything since."""
    asked = [
        line for line in lines
        if line.report_asked_at and (line.report_written_at is None or line.report_written_at < line.report_asked_at)
    ]
    open_now = scopes(asked)
    return [line for line in asked if line.pk in open_now]


def _scopes_of_returned(lines: Sequence[Dossier]) -> dict[int, Scope]:
    """What the newest request names of the nominee's own, for those of which it names any."""
    if not lines:
        return {}
    known, requests = _own_kinds(), requests_of(lines)
    found = {
        pk: Scope("achievement" in request.fields, _kinds(request.papers, known)) for pk, request in requests.items()
    }
    return {pk: scope for pk, scope in found.items() if scope.achievement or scope.papers}


def _own_kinds() -> dict[str, PaperType]:
    rows = PaperType.objects.filter(producer=Producer.NOMINEE, carrier=Carrier.DOSSIER)
    return {kind.code: kind for kind in rows}


def _stands_open(line: Dossier) -> bool:
    asked = line.report_asked_at is not None and line.state in OPEN
    return asked and not (line.state == State.DRAFT and line.hand_in.prepared_at is not None)


def _kinds(codes: Sequence[str], known: dict[str, PaperType]) -> tuple[PaperType, ...]:
    return tuple(known[code] for code in dict.fromkeys(codes) if code in known)


@transaction.atomic
def write(dossier: Dossier, achievement: str, *, seen: str, actor: User) -> Dossier:
    """Save the summary that the nominee wrote; `seen` is what stood there when the page was opened.

    Raises Refused: role unless it is the own dossier, state if it is shut or was changed by the unit meanwhile."""
    row, scope = _locked(dossier, actor)
    if not scope.achievement:
        raise Refused(general=[rights.too_late("Tóm tắt thành tích không nằm trong phần được yêu cầu bổ sung.")])
    wanted = text.nfc(achievement)
    if row.achievement != text.nfc(seen) and row.achievement != wanted:
        raise Refused(general=[rights.too_late("Đơn vị vừa sửa phần này; nội dung bạn viết chưa được lưu.")])
    mending.write(row, {"achievement": wanted})
    _mark(row)
    return row


@transaction.atomic
def attach(dossier: Dossier, file: StoredFile, *, name: str, paper_type: PaperType, actor: User) -> Paper:
    """Attach the nominee's own report. Raises Refused as `write`."""
    row, scope = _locked(dossier, actor)
    if paper_type not in scope.papers:
        raise Refused(general=[rights.too_late(f"“{paper_type.name}” không phải giấy tờ bạn được đề nghị gửi.")])
    _mark(row)
    return papers.attach(file, name=name, paper_type=paper_type, actor=actor, dossier=row)


def _locked(dossier: Dossier, actor: User) -> tuple[Dossier, Scope]:
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("nominee", "award", "hand_in")
    lock_hand_ins([dossier.pk])
    row = rows.get(pk=dossier.pk)
    if row.nominee.user_id != actor.pk or row.report_asked_at is None:
        raise Refused(general=[rights.not_yours("Chỉ người được đề nghị khen thưởng viết báo cáo của mình.")])
    if row.state == State.DRAFT and row.hand_in.prepared_at is not None:
        raise Refused(general=[before_the_head(row.hand_in)])
    scope = scopes([row]).get(row.pk)
    if scope is None:
        raise Refused(general=[rights.too_late("Đơn vị đã gửi hồ sơ này nên bạn không sửa được nữa.")])
    return row, scope


def _mark(row: Dossier) -> None:
    row.report_written_at = clock.now()
    row.save(update_fields=["report_written_at"])
