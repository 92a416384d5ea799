"""The life of a dossier: one method per act. Read this first; this file *is* the process table.

Each act names its Vietnamese label, the states it leaves and reaches, who may do it, what it needs and how many working
days the next desk has. Needs are names only: the door asks them for a whole batch at once. Calling a method outside
`workflow.engine.perform` raises `OutsideTheDoor`; `conditions` stay empty on purpose.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.db import models
from django_fsm import GET_STATE, FSMField, FSMModelMixin, transition
from django_fsm.signals import pre_transition

from dossiers.vocabulary import Role, State

S, R = State, Role

POOL_STATES = (S.AWAITING_COUNCIL, S.ENDORSED, S.NOT_ENDORSED, S.ON_HOLD, S.WITH_HIGHER_BODY)
CARRIED_STATES = (
    S.SUBMITTED, S.APPRAISING, S.RETURNED, S.CONSULTING, S.POSTED, S.IN_COUNCIL, S.AWAITING_SIGNATURE, S.SIGNED,
)
CLOSED_STATES = (S.GRANTED, S.REFUSED, S.INELIGIBLE, S.WITHDRAWN, S.REVOKED)
FINAL_STATES = (S.WITHDRAWN, S.REVOKED)

# Who holds a dossier in each state. Place: the dossier's body, or the proposing unit (a whole hand-in returned
# by a higher body lies with the sending office: the door names that desk itself; what an office entered for a unit, or
# proposes itself, lies with that office: `dossiers.preparing.preparing_desk`).
DESKS: dict[str, tuple[str, str]] = {
    S.DRAFT: (R.UNIT_HEAD, "unit"),
    S.SUBMITTED: (R.OFFICE, "body"),
    S.APPRAISING: (R.APPRAISER, "body"),
    S.RETURNED: (R.UNIT_HEAD, "unit"),
    S.CONSULTING: (R.OFFICE, "body"),
    S.POSTED: (R.OFFICE, "body"),
    S.AWAITING_COUNCIL: (R.SECRETARY, "body"),
    S.IN_COUNCIL: (R.MEMBER, "body"),
    S.ENDORSED: (R.OFFICE, "body"),
    S.NOT_ENDORSED: (R.DECIDER, "body"),
    S.AWAITING_SIGNATURE: (R.DECIDER, "body"),
    S.SIGNED: (R.CLERK, "body"),
    S.WITH_HIGHER_BODY: (R.OFFICE, "body"),
    S.ON_HOLD: (R.OFFICE, "body"),
}

HOLDABLE = (
    S.SUBMITTED, S.APPRAISING, S.RETURNED, S.CONSULTING, S.POSTED, S.AWAITING_COUNCIL, S.IN_COUNCIL, S.ENDORSED,
    S.NOT_ENDORSED, S.AWAITING_SIGNATURE, S.WITH_HIGHER_BODY,
)
AFTER_HOLD = {state: state for state in HOLDABLE} | {
    S.IN_COUNCIL: S.AWAITING_COUNCIL,
    S.AWAITING_SIGNATURE: S.ENDORSED,
}
# One's own line by default: not to be appraised or refused, signed only with a warning (a line can be split off).
BARRED, WARNED = "barred", "warned"
PROPOSAL_NEEDS = ("authority", "subject", "one_open", "papers_submit")


class Reason(IntEnum):
    """The fewest characters a reason must have; what goes to a unit must explain itself."""

    NONE = 0
    GIVEN = 1
    TO_UNIT = 20


class OutsideTheDoor(RuntimeError):
    """A transition method was called outside `workflow.engine.perform`."""


@dataclass(frozen=True)
class Act:
    """One row of the process table."""

    name: str
    label: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    roles: tuple[str, ...]
    needs: tuple[str, ...] = ()
    reason: Reason = Reason.NONE
    days: int | None = None
    time_rule: str = ""
    own_line: str = ""
    deputy_for_own_line: bool = False


_door_open: ContextVar[bool] = ContextVar("door_open", default=False)


@contextmanager
def door() -> Iterator[None]:
    """Let transition methods be called for the block. Only the engine opens it."""
    token = _door_open.set(True)
    try:
        yield
    finally:
        _door_open.reset(token)


def act(
    label: str, source: Sequence[str] | str, target: Any, *, roles: Sequence[str], needs: Sequence[str] = (),
    reason: Reason = Reason.NONE, days: int | None = None, time_rule: str = "", own_line: str = "",
    deputy_for_own_line: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare one act. `days` are working days for the next desk (a local default), `time_rule` names a dated rule that
    overrides it; `own_line` is what holds for one's own line where the office has no rule of its own (empty: free)."""
    about = {
        "label": label, "roles": tuple(roles), "needs": tuple(needs), "reason": reason, "days": days,
        "time_rule": time_rule, "own_line": own_line, "deputy_for_own_line": deputy_for_own_line,
    }
    sources = [source] if isinstance(source, str) else list(source)
    return transition(field="state", source=sources, target=target, custom=about)


def _after_mending(dossier: "Life") -> str:
    return S.APPRAISING if dossier.received_here else S.SUBMITTED


def _after_clearing(dossier: "Life") -> str:
    # The simplified procedure needs no ballot: Luật 06/2022/QH15 Đ.85; a council may still be asked in other ways.
    return S.ENDORSED if dossier.simplified else S.AWAITING_COUNCIL


def _after_hold(dossier: "Life") -> str:
    return AFTER_HOLD[State(dossier.state_before_hold)]


# fmt: off
class Life(FSMModelMixin, models.Model):
    """The acts. The concrete dossier supplies `received_here`, `simplified` and `state_before_hold`."""

    received_here: Any
    simplified: Any
    state_before_hold: Any

    state = FSMField("trạng thái", max_length=24, choices=State, default=State.DRAFT, protected=True)

    class Meta:
        abstract = True

    @act("Duyệt và gửi", S.DRAFT, S.SUBMITTED, roles=[R.UNIT_HEAD, R.OFFICE, R.OFFICE_HEAD],
         needs=[*PROPOSAL_NEEDS, "season_open", "in_time", "unit_meeting", "paper_checked"], days=3)
    def submit(self) -> None: ...

    @act("Tiếp nhận", S.SUBMITTED, S.APPRAISING, roles=[R.OFFICE], days=20, time_rule="appraise")
    def receive(self) -> None: ...

    @act("Yêu cầu bổ sung", [S.SUBMITTED, S.APPRAISING, S.AWAITING_COUNCIL, S.ENDORSED], S.RETURNED,
         roles=[R.OFFICE], reason=Reason.TO_UNIT)
    def return_for_correction(self) -> None: ...

    @act("Gửi lại", S.RETURNED, GET_STATE(_after_mending, states=[S.SUBMITTED, S.APPRAISING]),
         roles=[R.UNIT_HEAD, R.OFFICE], needs=[*PROPOSAL_NEEDS, "mended"], days=20, time_rule="appraise")
    def resubmit(self) -> None: ...

    @act("Thẩm định xong", S.APPRAISING, GET_STATE(_after_clearing, states=[S.AWAITING_COUNCIL, S.ENDORSED]),
         roles=[R.APPRAISER], needs=["appraisal_opinion", "consultation_done"], own_line=BARRED)
    def clear(self) -> None: ...

    @act("Đề nghị không đủ điều kiện", S.APPRAISING, S.APPRAISING, roles=[R.APPRAISER], reason=Reason.TO_UNIT,
         own_line=BARRED)
    def propose_ineligible(self) -> None: ...

    @act("Không đủ điều kiện", S.APPRAISING, S.INELIGIBLE, roles=[R.OFFICE_HEAD], needs=["ineligible_proposal"],
         reason=Reason.TO_UNIT, own_line=BARRED)
    def declare_ineligible(self) -> None: ...

    @act("Lấy ý kiến", S.APPRAISING, S.CONSULTING, roles=[R.OFFICE], needs=["asked_whom"])
    def ask_consultation(self) -> None: ...

    @act("Kết thúc lấy ý kiến", S.CONSULTING, S.APPRAISING, roles=[R.OFFICE, R.SYSTEM], needs=["answers_in"])
    def close_consultation(self) -> None: ...

    @act("Công khai", S.APPRAISING, S.POSTED, roles=[R.OFFICE], needs=["posting_planned"])
    def post_publicly(self) -> None: ...

    @act("Kết thúc công khai", S.POSTED, S.APPRAISING, roles=[R.OFFICE], needs=["posting_over"])
    def close_posting(self) -> None: ...

    @act("Đưa vào phiên họp", S.AWAITING_COUNCIL, S.IN_COUNCIL, roles=[R.SECRETARY],
         needs=["council_seated", "papers_table"])
    def table(self) -> None: ...

    @act("Chuyển phiên sau", S.IN_COUNCIL, S.AWAITING_COUNCIL, roles=[R.SECRETARY, R.CHAIR], reason=Reason.GIVEN)
    def put_off(self) -> None: ...

    @act("Hội đồng thông qua", S.IN_COUNCIL, S.ENDORSED, roles=[R.CHAIR], needs=["vote_result"])
    def endorse(self) -> None: ...

    @act("Hội đồng không đề nghị", S.IN_COUNCIL, S.NOT_ENDORSED, roles=[R.CHAIR], needs=["vote_result"],
         reason=Reason.TO_UNIT)
    def turn_down(self) -> None: ...

    @act("Đề nghị danh hiệu, hình thức thấp hơn", S.IN_COUNCIL, S.ENDORSED, roles=[R.CHAIR],
         needs=["vote_result", "lower_award"])
    def lower_award(self) -> None: ...

    @act("Người có thẩm quyền xem xét", S.NOT_ENDORSED, S.ENDORSED, roles=[R.DECIDER, R.DEPUTY], reason=Reason.GIVEN,
         own_line=BARRED, deputy_for_own_line=True)
    def take_up(self) -> None: ...

    @act("Trình ký", S.ENDORSED, S.AWAITING_SIGNATURE, roles=[R.OFFICE], needs=["one_target"], days=3)
    def send_for_signature(self) -> None: ...

    @act("Trả lại văn phòng", S.AWAITING_SIGNATURE, S.ENDORSED, roles=[R.DECIDER, R.DEPUTY], reason=Reason.GIVEN,
         deputy_for_own_line=True)
    def send_back(self) -> None: ...

    @act("Không đồng ý", [S.AWAITING_SIGNATURE, S.NOT_ENDORSED], S.REFUSED, roles=[R.DECIDER, R.DEPUTY],
         reason=Reason.TO_UNIT, own_line=BARRED, deputy_for_own_line=True)
    def refuse(self) -> None: ...

    @act("Ký", S.AWAITING_SIGNATURE, S.SIGNED, roles=[R.DECIDER, R.DEPUTY],
         needs=["papers_sign", "posting_done", "one_signer"], days=1, time_rule="number_issue", own_line=WARNED)
    def sign(self) -> None: ...

    @act("Cấp số, phát hành", S.SIGNED, S.GRANTED, roles=[R.CLERK],
         needs=["numbered", "decides_here", "posting_done"])
    def issue(self) -> None: ...

    @act("Trình cấp trên", S.SIGNED, S.SUBMITTED, roles=[R.CLERK],
         needs=["numbered", "next_inside", "papers_forward", "posting_done"], days=3)
    def forward(self) -> None: ...

    @act("Gửi cấp trên (ngoài hệ thống)", S.SIGNED, S.WITH_HIGHER_BODY, roles=[R.CLERK],
         needs=["numbered", "next_outside", "papers_forward", "posting_done"])
    def send_out(self) -> None: ...

    @act("Ghi kết quả của cấp trên: khen thưởng", S.WITH_HIGHER_BODY, S.GRANTED, roles=[R.OFFICE],
         needs=["outside_decision"])
    def record_grant(self) -> None: ...

    @act("Ghi kết quả của cấp trên: không khen thưởng", S.WITH_HIGHER_BODY, S.REFUSED, roles=[R.OFFICE],
         reason=Reason.TO_UNIT)
    def record_refusal(self) -> None: ...

    @act("Rút hồ sơ",
         [S.SUBMITTED, S.APPRAISING, S.RETURNED, S.CONSULTING, S.POSTED, S.AWAITING_COUNCIL, S.IN_COUNCIL, S.ENDORSED,
          S.NOT_ENDORSED, S.AWAITING_SIGNATURE, S.ON_HOLD],
         S.WITHDRAWN, roles=[R.UNIT_HEAD, R.OFFICE], reason=Reason.GIVEN)
    def withdraw(self) -> None: ...

    @act("Tạm dừng xét", HOLDABLE, S.ON_HOLD, roles=[R.OFFICE], needs=["public_line"], reason=Reason.GIVEN)
    def hold(self) -> None: ...

    @act("Xét tiếp", S.ON_HOLD, GET_STATE(_after_hold, states=sorted(set(AFTER_HOLD.values()))), roles=[R.OFFICE])
    def release(self) -> None: ...

    @act("Thẩm định lại do mất điều kiện",
         [S.AWAITING_COUNCIL, S.IN_COUNCIL, S.ENDORSED, S.NOT_ENDORSED, S.AWAITING_SIGNATURE], S.APPRAISING,
         roles=[R.SYSTEM], reason=Reason.TO_UNIT, days=20, time_rule="appraise")
    def reopen_appraisal(self) -> None: ...

    @act("Xem xét lại", [S.REFUSED, S.INELIGIBLE], S.APPRAISING, roles=[R.OFFICE_HEAD],
         needs=["season_open", "one_open", "cited_paper"], reason=Reason.GIVEN, days=20, time_rule="appraise",
         own_line=BARRED)
    def reconsider(self) -> None: ...

    @act("Hủy quyết định, thu hồi", S.GRANTED, S.REVOKED, roles=[R.CLERK], needs=["revocation_signed"],
         reason=Reason.TO_UNIT)
    def revoke(self) -> None: ...
# fmt: on


def _refuse_outside_the_door(sender: type, **signal: Any) -> None:
    if issubclass(sender, Life) and not _door_open.get():
        raise OutsideTheDoor(f"{signal['name']}: only workflow.engine.perform moves a dossier")


pre_transition.connect(_refuse_outside_the_door, dispatch_uid="dossiers.lifecycle.door")


def read_acts(model: type[models.Model]) -> dict[str, Act]:
    """The process table read off the methods of `model`, act name → Act, in the order of this file."""
    found: dict[str, dict[str, Any]] = {}
    field: Any = model._meta.get_field("state")
    for step in field.get_all_transitions(model):
        row = found.setdefault(step.name, {"sources": [], "targets": _targets(step.target), "about": step.custom})
        row["sources"].append(str(step.source))
    order = [name for name in Life.__dict__ if name in found]
    return {name: _act_of(name, found[name]) for name in order + sorted(set(found) - set(order))}


def _targets(target: Any) -> tuple[str, ...]:
    states = getattr(target, "allowed_states", None)
    return tuple(str(state) for state in states) if states else (str(target),)


def _act_of(name: str, row: dict[str, Any]) -> Act:
    in_order = [state.value for state in State if state.value in row["sources"]]
    return Act(name=name, sources=tuple(in_order), targets=row["targets"], **row["about"])


def moves(acts: dict[str, Act]) -> set[tuple[str, str]]:
    """Every (from, to) pair that some act allows: what the database's trigger lets through."""
    return {(source, target) for act_ in acts.values() for source in act_.sources for target in act_.targets}
