"""How one dossier stands for one reader: the facts of its sentence and of its progress line, read once for its page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from dossiers import clock, roles
from dossiers.desks import desk_words
from dossiers.models import Dossier, Unit
from dossiers.rules.objection import Objection
from dossiers.vocabulary import UNIT_ROLES, Family, Role, State
from workflow import calendar, engine
from workflow.decisions.models import Decision, DecisionKind, DecisionStatus
from workflow.flows import claims
from workflow.judging import ACTS, asks_nothing
from workflow.models import AgendaItem, Ballot, Entry, Line, Procedure, Recusal, Session
from workflow.progress import Body, Course, Move
from workflow.whereabouts import Whereabouts

# What a nominee hears of: process.md 'Nominees hear by default'. The council's advice and the office's notes are not
# theirs to read before the result.
TOLD_TO_NOMINEES = (
    "submit", "receive", "return_for_correction", "resubmit", "issue", "record_grant", "record_refusal", "refuse",
    "declare_ineligible", "withdraw", "hold", "release", "revoke",
)
# The act that brings a dossier forward from each state: what stands against it is why the dossier does not go on.
FORWARD = {
    State.DRAFT: "submit", State.SUBMITTED: "receive", State.APPRAISING: "clear", State.RETURNED: "resubmit",
    State.AWAITING_COUNCIL: "table", State.ENDORSED: "send_for_signature", State.AWAITING_SIGNATURE: "sign",
    State.ON_HOLD: "release",
}
# What a result is read from: a letter upward decides nothing.
OUT = (DecisionStatus.ISSUED, DecisionStatus.RECORDED)
DECIDING = (DecisionKind.DECISION, DecisionKind.OUTSIDE, DecisionKind.REVOCATION)
# A hold has a public line; its reason is restricted and no part of any sentence.
REASONED = (
    "return_for_correction", "declare_ineligible", "put_off", "take_up", "send_back", "refuse", "record_refusal",
    "withdraw", "reopen_appraisal", "reconsider",
)


@dataclass
class Standing:
    """Everything about a dossier that more than one part of its page asks for."""

    dossier: Dossier
    user: Any
    grants: list[roles.Grant]
    at_work: bool
    state: str
    entries: list[Entry]
    bodies: dict[int, Unit]
    results: list[Decision]
    work: Procedure | None = None
    session: Session | None = None
    votes_missing: bool = False
    against: dict[str, list[Objection]] = field(default_factory=dict)

    @property
    def mine(self) -> bool:
        """Whether the reader works at the desk that holds it; a member does until the own vote is cast."""
        if self.state == State.IN_COUNCIL:
            return self.votes_missing
        wanted = {self.dossier.desk_role} | ({str(Role.DRAFTER)} if self.dossier.desk_role in UNIT_ROLES else set())
        return any(grant.role in wanted and grant.unit_id == self.dossier.desk_unit_id for grant in self.grants)

    @property
    def next_body(self) -> Unit | None:
        """The body to which it goes from here, if another one decides."""
        after = self.dossier.next_body_id()
        return self.bodies.get(after) if after else None

    def holds(self, role: str) -> bool:
        """Whether the reader holds `role` at the body where the dossier lies, by whatever grant."""
        return any(grant.role == role and grant.unit_id == self.dossier.body_id for grant in self.grants)

    def objections(self, act: str, *, allowed: bool = False) -> list[Objection]:
        """What stands against `act` for this reader, asked once; `allowed`: who may and from which state is settled."""
        if allowed and asks_nothing(ACTS[act], self.dossier, self.user):
            return []
        if act not in self.against:
            answers = engine.examine(act, [self.dossier], actor=self.user)
            self.against[act] = [*answers.get(0, []), *answers[self.dossier.pk]]
        return self.against[act]


def standing(user: Any, dossier: Dossier, *, grants: list[roles.Grant]) -> Standing:
    """Read it; `dossier` comes from `access.as_shown`, and for its nominee is no more than shown there."""
    at_work, state = dossier.at_work, dossier.shown_state
    entries = list(Entry.objects.filter(dossier=dossier).select_related("body").order_by("seq"))
    found = Standing(
        dossier, user, grants, at_work, state, entries, Unit.objects.in_bulk([*dossier.route, dossier.body_id]),
        results_of(dossier),
    )
    if at_work:
        found.work = _carrier(dossier)
        if state == State.IN_COUNCIL:
            _read_session(found)
    return found


def results_of(dossier: Dossier) -> list[Decision]:
    """The papers by which it was decided, the newest first; none until one is out. Its nominee reads them, too."""
    rows = Decision.objects.filter(items__dossier=dossier, items__live=True, status__in=OUT, kind__in=DECIDING)
    return list(rows.select_related("body").order_by("-dated", "-pk"))


def whereabouts(found: Standing) -> Whereabouts:
    """The facts of the sentence for this reader."""
    dossier, next_body, last = found.dossier, found.next_body, _last_move(found)
    due, left = _term(dossier) if found.at_work else (None, 0)
    meets = timezone.localtime(found.session.held_at) if found.session else None
    return Whereabouts(
        state=found.state, since=_since(found), body=dossier.body.name, unit=dossier.unit_name, at_work=found.at_work,
        holder=desk_words(dossier.desk_role, dossier.desk_unit) if found.at_work else "",
        mine=found.at_work and found.mine, claimant=_claimant(found), due=due, left=left,
        due_set_by=dossier.set_by if due else "",
        simplified=dossier.simplified, received=dossier.received_here, signer=dossier.body.decider_title,
        next_body=next_body.name if next_body else "", next_outside=bool(next_body and next_body.external),
        outside=dossier.outside_body.name if dossier.outside_body else "", deciding_body=dossier.deciding_body.name,
        meets=meets, state_before_hold=dossier.state_before_hold if found.at_work else "",
        public_line=dossier.public_line, reason=last.reason if last and last.act in REASONED else "",
        proposed_ineligible=found.at_work and dossier.ineligible_proposed_by_id is not None, missing=_missing(found),
        result=_result(found.results),
    )


def course(found: Standing) -> Course:
    """The facts of the progress line. What a nominee may read of it, `progress.line` knows."""
    dossier = found.dossier
    route = [pk for pk in dossier.route if pk in found.bodies]
    route = route if dossier.body_id in route else [dossier.body_id, *route]
    bodies = tuple(Body(found.bodies[pk].name, outside=found.bodies[pk].external) for pk in route)
    moves = tuple(
        Move(entry.act, entry.from_state, entry.to_state, calendar.local_day(entry.at)) for entry in found.entries
    )
    return Course(
        state=found.state, bodies=bodies, at=route.index(dossier.body_id), simplified=dossier.simplified,
        received=dossier.received_here, state_before_hold=dossier.state_before_hold, moves=moves,
    )


def told(entries: Sequence[Entry], *, at_work: bool) -> list[Entry]:
    """The entries that this reader reads, oldest first."""
    return [entry for entry in entries if at_work or entry.act in TOLD_TO_NOMINEES]


def _last_move(found: Standing) -> Entry | None:
    """The last move this reader is told of, provided nothing untold came after it."""
    moves = [entry for entry in found.entries if entry.to_state != entry.from_state]
    last = moves[-1] if moves else None
    return last if last and told([last], at_work=found.at_work) else None


def _since(found: Standing) -> date:
    """The day it came to its desk; for the nominee that of the last thing nominees are told, or of its coming to a body
    where it waits: the state itself tells that."""
    heard = told(found.entries, at_work=False)
    if found.at_work or not heard or found.state == State.SUBMITTED:
        return calendar.local_day(found.dossier.since)
    return calendar.local_day(heard[-1].at)


def _term(dossier: Dossier) -> tuple[date | None, int]:
    """The day it is due and the working days until then, negative once it has passed."""
    if dossier.due_at is None:
        return None, 0
    due, now = calendar.local_day(dossier.due_at), clock.now()
    left = calendar.working_days_between(now, due)
    # Past due is overdue by at least a day, also when only days off have gone by.
    return due, min(left, -1) if dossier.due_at < now else left


def _claimant(found: Standing) -> str:
    claimant = claims.claimant(found.work) if found.work is not None else None
    return str(claimant) if claimant else ""


def _missing(found: Standing) -> tuple[str, ...]:
    act = FORWARD.get(State(found.state)) if found.at_work else None
    if act is None:
        return ()
    blocking = [one for one in found.objections(act) if one.blocks and one.family not in (Family.ROLE, Family.STATE)]
    return tuple(dict.fromkeys(one.text for one in blocking))


def _result(results: Sequence[Decision]) -> str:
    if not results:
        return ""
    paper = results[0]
    called = "Quyết định" if paper.kind == DecisionKind.OUTSIDE else str(DecisionKind(paper.kind).label)
    return f"{called} {paper.full_number} ngày {paper.dated:%d/%m/%Y} của {paper.body.name}"


def _carrier(dossier: Dossier) -> Procedure | None:
    rows = Line.objects.filter(dossier=dossier, left_at__isnull=True).select_related("procedure__desk_unit")
    line = rows.first()
    return line.procedure if line else None


def _read_session(found: Standing) -> None:
    """The session before which it lies, and whether it still waits for the reader's own vote."""
    rows = AgendaItem.objects.filter(dossier=found.dossier, session__closed_at=None, session__procedure=found.work)
    item = rows.select_related("session").first()
    if item is None:
        return
    found.session = item.session
    if any(grant.source == "seat" for grant in found.grants) and found.dossier.nominee.user_id != found.user.pk:
        seats = item.session.entitled.filter(user=found.user).values("pk")
        voted = Ballot.objects.filter(item=item, current=True, seat__in=seats)
        recused = Recusal.objects.filter(item=item, seat__in=seats)
        found.votes_missing = seats.exists() and not voted.exists() and not recused.exists()
