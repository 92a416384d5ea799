"""The progress line: the steps of one dossier's own route, what is done since when, where it stands. Pure.

The steps follow from the bodies on the route; what has happened is folded from the moves in the journal, oldest first.
A step passed twice bears the day on which it was passed last; what was undone by going back is ahead again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dossiers.vocabulary import State

S = State
DONE, PRESENT, AHEAD, SKIPPED = "done", "present", "ahead", "skipped"
WORDS = {DONE: "đã xong", PRESENT: "đang ở bước này", AHEAD: "chưa tới", SKIPPED: "bỏ qua"}
DRAFTING, RECEPTION, APPRAISAL, COUNCIL, SIGNATURE, NUMBER, OUTSIDE, REVIEW, RESULT = (
    "drafting", "reception", "appraisal", "council", "signature", "number", "outside", "review", "result",
)
LABELS = {
    DRAFTING: "Soạn thảo", RECEPTION: "Tiếp nhận", APPRAISAL: "Thẩm định", COUNCIL: "Hội đồng xét", SIGNATURE: "Ký",
    NUMBER: "Cấp số", OUTSIDE: "Cấp trên xét", REVIEW: "Xét khen thưởng", RESULT: "Kết quả",
}
INSIDE = (RECEPTION, APPRAISAL, COUNCIL, SIGNATURE, NUMBER)
STANDS_AT = {
    S.DRAFT: DRAFTING, S.SUBMITTED: RECEPTION, S.APPRAISING: APPRAISAL, S.CONSULTING: APPRAISAL, S.POSTED: APPRAISAL,
    S.AWAITING_COUNCIL: COUNCIL, S.IN_COUNCIL: COUNCIL, S.NOT_ENDORSED: COUNCIL, S.ENDORSED: SIGNATURE,
    S.AWAITING_SIGNATURE: SIGNATURE, S.SIGNED: NUMBER, S.WITH_HIGHER_BODY: OUTSIDE,
}
# Said on the step where it stands: a way round, or a turn that the step's own name does not tell.
FLAGGED = (S.RETURNED, S.ON_HOLD, S.CONSULTING, S.POSTED, S.AWAITING_COUNCIL, S.NOT_ENDORSED, S.ENDORSED)
CLOSED = (S.GRANTED, S.REFUSED, S.INELIGIBLE, S.WITHDRAWN, S.REVOKED)
# A nominee reads neither the council's view nor on whose desk the paper lies; of the days, what nominees are told.
TOLD_FLAGS = (S.RETURNED, S.ON_HOLD)
TOLD_DAYS = (DRAFTING, RECEPTION, RESULT)
UPWARD = ("forward", "send_out")
PASSED_BY = {
    "submit": DRAFTING, "receive": RECEPTION, "declare_ineligible": APPRAISAL, "clear": APPRAISAL, "endorse": COUNCIL,
    "lower_award": COUNCIL, "take_up": COUNCIL, "sign": SIGNATURE, "issue": NUMBER, "forward": NUMBER,
    "send_out": NUMBER, "record_grant": OUTSIDE, "record_refusal": OUTSIDE,
}
REFUSED_AT = {S.NOT_ENDORSED: COUNCIL, S.AWAITING_SIGNATURE: SIGNATURE}


@dataclass(frozen=True)
class Body:
    """A body on the route; `outside`: its work is not done in this system, only its answer is recorded."""

    name: str
    outside: bool = False


@dataclass(frozen=True)
class Move:
    """One move of the journal: its act, the states, the day."""

    act: str
    source: str
    target: str
    day: date


@dataclass(frozen=True)
class Course:
    """What the line is drawn from. `at`: position of the present body on `bodies`; `moves`: oldest first."""

    state: str
    bodies: tuple[Body, ...]
    at: int = 0
    simplified: bool = False
    received: bool = True
    state_before_hold: str = ""
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step as it is shown. `status` is done, present, ahead or skipped; `day`: when it was passed; `flag`: what is
    to be said of the present one."""

    kind: str
    label: str
    body: str = ""
    status: str = AHEAD
    day: date | None = None
    flag: str = ""

    @property
    def words(self) -> str:
        """The status in words, for who does not see the colours."""
        return WORDS[self.status]


def line(course: Course, *, at_work: bool = True) -> list[Step]:
    """The steps in order. Without `at_work` the coarse line of the nominee: one step a body, no inner turn."""
    steps = _stations(course) if at_work else _coarse(course)
    here = _position(steps, course)
    days = _passed(course)
    if not at_work:
        days = {key: day for key, day in days.items() if key[0] in TOLD_DAYS}
    shown = [_shown(step, n, here, days, course) for n, step in enumerate(steps)]
    day = shown[here].day if course.state in CLOSED else None
    shown[here] = replace(shown[here], status=PRESENT, day=day, flag=_flag(course, at_work=at_work))
    return shown


def _stations(course: Course) -> list[Step]:
    steps = [Step(DRAFTING, LABELS[DRAFTING])]
    for body in course.bodies:
        steps += [Step(kind, LABELS[kind], body.name) for kind in ((OUTSIDE,) if body.outside else INSIDE)]
    return [*steps, Step(RESULT, LABELS[RESULT])]


def _coarse(course: Course) -> list[Step]:
    steps = [Step(DRAFTING, LABELS[DRAFTING]), Step(RECEPTION, LABELS[RECEPTION], course.bodies[0].name)]
    steps += [Step(REVIEW, LABELS[REVIEW], body.name) for body in course.bodies]
    return [*steps, Step(RESULT, LABELS[RESULT])]


def _position(steps: Sequence[Step], course: Course) -> int:
    """Where the dossier stands among the steps: by kind at its body; on the coarse line by the body alone."""
    if course.state in CLOSED:
        return len(steps) - 1
    kind = _kind(course)
    if kind == DRAFTING:
        return 0
    name = _name(course, course.at + (kind == OUTSIDE))
    of_body = [n for n, step in enumerate(steps) if step.body == name]
    exact = [n for n in of_body if steps[n].kind == kind]
    return (exact or of_body[-1:] or [0])[0]


def _name(course: Course, position: int) -> str:
    return course.bodies[min(position, len(course.bodies) - 1)].name


def _kind(course: Course) -> str:
    state = course.state_before_hold if course.state == S.ON_HOLD else course.state
    if state == S.RETURNED:
        return APPRAISAL if course.received else RECEPTION
    return STANDS_AT[State(state or S.SUBMITTED)]


def _shown(step: Step, n: int, here: int, days: Mapping[tuple[str, str], date], course: Course) -> Step:
    if n > here:
        return step
    day = days.get((step.kind, step.body))
    skipped = (step.kind == COUNCIL and course.simplified) or _never_reached(step, day, course)
    return replace(step, status=SKIPPED if skipped else DONE, day=None if skipped else day)


def _never_reached(step: Step, day: date | None, course: Course) -> bool:
    """A dossier that ended without an award did not come to the steps it has no day for."""
    if course.state not in (S.REFUSED, S.INELIGIBLE, S.WITHDRAWN) or step.kind == RESULT:
        return False
    if step.kind == REVIEW:
        return course.state == S.WITHDRAWN or step.body not in _reached(course)
    return day is None


def _reached(course: Course) -> set[str]:
    ups = sum(move.act in UPWARD for move in course.moves)
    return {body.name for body in course.bodies[: ups + 1]}


def _passed(course: Course) -> dict[tuple[str, str], date]:
    """(kind, body) → the day on which that step was passed last."""
    days: dict[tuple[str, str], date] = {}
    at = 0
    for move in course.moves:
        kind = REFUSED_AT.get(State(move.source), "") if move.act == "refuse" else PASSED_BY.get(move.act, "")
        if kind:
            days[kind, "" if kind == DRAFTING else _name(course, at)] = move.day
        if move.target in CLOSED:
            days[RESULT, ""] = move.day
        at += move.act in UPWARD
    return days


def _flag(course: Course, *, at_work: bool) -> str:
    state = State(course.state)
    if state in CLOSED or state in (FLAGGED if at_work else TOLD_FLAGS):
        return str(state.label)
    return ""
