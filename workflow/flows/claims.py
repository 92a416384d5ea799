"""'I am on it': a mark on a task that lies on a desk. It bars nobody, and it lapses by itself.

A claim counts only while the person has an active account, works at the desk and is not away, so that no task is ever
stuck with a person; it ends with the task.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.utils import timezone

from dossiers import clock, roles
from dossiers.desks import desk_words
from dossiers.models import HandIn, User
from dossiers.models.base import Chained
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Family
from workflow import engine, journal
from workflow.consultation.models import Consultation
from workflow.council.models import Session
from workflow.decisions.models import Decision
from workflow.flows.locks import lock
from workflow.flows.models import Procedure, ProcedureKind
from workflow.journal_models import Batch, Entry
from workflow.posting.models import Posting

CLAIM, RELEASE = "claim", "release_claim"


def claim(procedure: Procedure, *, user: User, key: str | None = None) -> list[Entry]:
    """Mark the present task of `procedure` as taken by `user`; one entry in the journal of its paper.

    Raises Refused: family role for somebody who does not work at the desk, state if the procedure has ended or somebody
    else is on it.
    """

    def take(batch: Batch, fresh: Procedure) -> None:
        other = claimant(fresh)
        if other is not None and other != user:
            since = f"{timezone.localtime(fresh.claimed_at):%H:%M ngày %d/%m/%Y}"
            raise Refused(general=[_late(f"{other} đã nhận xử lý việc này từ {since}.")])
        _write(batch, fresh, CLAIM, user, taken=True)

    return _marking(CLAIM, procedure, take, user=user, key=key)


def release_claim(procedure: Procedure, *, user: User, key: str | None = None) -> list[Entry]:
    """Take the mark away; anybody who works at the desk may, the journal tells who. Raises Refused as `claim`."""

    def give_back(batch: Batch, fresh: Procedure) -> None:
        if fresh.claimed_by_id is None:
            raise Refused(general=[_late("Việc này chưa có ai nhận xử lý.")])
        _write(batch, fresh, RELEASE, user, taken=False)

    return _marking(RELEASE, procedure, give_back, user=user, key=key)


def claimant(procedure: Procedure) -> User | None:
    """Who is on the present task, as far as the claim still counts."""
    return claimants([procedure]).get(procedure.pk)


def claimants(procedures: Iterable[Procedure]) -> dict[int, User]:
    """procedure pk → who is on it, without claims that have lapsed; the queries do not grow with the procedures."""
    claimed = [each for each in procedures if each.claimed_by_id and each.open]
    if not claimed:
        return {}
    wanted = {desk for each in claimed for desk in _desks_at(each)}
    people = roles.holders_many(wanted)
    found = {}
    for each in claimed:
        at_desk = {user.pk: user for desk in _desks_at(each) for user in people[desk]}
        if each.claimed_by_id in at_desk:
            found[each.pk] = at_desk[each.claimed_by_id]
    return found


def _desks_at(procedure: Procedure) -> Collection[roles.Desk]:
    """The desk of the present task and the desks beside it."""
    if procedure.desk_unit_id is None:
        return set()
    beside = {str(role) for role, seen in roles.DESKS_BESIDE.items() if procedure.desk_role in seen}
    return {(role, procedure.desk_unit_id) for role in {procedure.desk_role} | beside}


def _marking(
    act: str, procedure: Procedure, work: Callable[[Batch, Procedure], None], *, user: User, key: str | None
) -> list[Entry]:
    def run(batch: Batch) -> None:
        fresh = lock([procedure.pk])[procedure.pk]
        _require(fresh, user)
        work(batch, fresh)

    return engine.transact(act, run, actor=user, key=key, content={"procedure": procedure.pk})


def _require(procedure: Procedure, user: User) -> None:
    if not procedure.open:
        raise Refused(general=[_late(f"Việc này đã kết thúc ({procedure.outcome}).")])
    people = roles.holders_many(set(_desks_at(procedure)))
    if not any(user in at_desk for at_desk in people.values()):
        who = desk_words(procedure.desk_role, procedure.desk_unit)
        text = f"Việc này do {who} xử lý."
        raise Refused(general=[Objection(Family.ROLE, text, mend="Đề nghị người nói trên thực hiện", waivable=False)])


def _late(text: str) -> Objection:
    return Objection(Family.STATE, text, mend="Tải lại trang để xem tình trạng mới nhất", waivable=False)


def _write(batch: Batch, procedure: Procedure, act: str, user: User, *, taken: bool) -> None:
    at = clock.now()
    procedure.claimed_by, procedure.claimed_at = (user, at) if taken else (None, None)
    procedure.save(update_fields=["claimed_by", "claimed_at"])
    journal.write(
        batch, [_paper_of(procedure)], act=act, actor=user, at=at, role=procedure.desk_role, body_id=procedure.body_id,
        facts={"procedure": procedure.pk, "code": procedure.code, "step": procedure.node},
    )


def _paper_of(procedure: Procedure) -> Chained:
    """The locked subject of the journal that the procedure is about."""
    about: tuple[type[Chained], dict[str, Any]] = {
        ProcedureKind.CONSULTATION: (Consultation, {"procedure": procedure.pk}),
        ProcedureKind.COUNCIL: (Session, {"procedure": procedure.pk}),
        ProcedureKind.DECISION: (Decision, {"procedure": procedure.pk}),
        ProcedureKind.POSTING: (Posting, {"procedure": procedure.pk}),
        ProcedureKind.REVOCATION: (Decision, {"procedure": procedure.pk}),
    }.get(ProcedureKind(procedure.kind), (HandIn, {"pk": procedure.hand_in_id}))
    model, which = about
    return model._default_manager.select_for_update(of=("self",)).get(**which)
