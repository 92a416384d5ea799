"""The council's part at one body: one session with all that waits, every seat votes, the chair closes, minutes."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from config.rehearsal.stage import Case, Stage, dossiers
from config.rehearsal.words import REFUSAL, TAKEN_UP, session_title
from dossiers.models import User
from workflow import engine
from workflow.council import ballots, sessions
from workflow.council.models import AgendaItem, Ballot, Session
from workflow.journal_models import Entry


def meet(stage: Stage, body: str) -> None:
    """Convene, vote, close and record; then the decider's word on what the council did not propose."""
    due = stage.due("table", body)
    if due:
        opened: list[Session] = []
        stage.next_morning()
        tabled = stage.do(due, lambda cases: opened.append(convene(stage, body, cases)))
        if tabled:
            hold_session(stage, body, opened[-1], tabled)
    answer_the_council(stage, body)


def convene(stage: Stage, body: str, cases: Sequence[Case]) -> Session:
    held_at = stage.now + timedelta(hours=1)
    return sessions.convene(
        stage.cast.bodies[body], dossiers(cases), actor=stage.officers(body).secretary,
        title=session_title(stage.scenario.season.year), held_at=held_at, place="Phòng họp",
    )


def hold_session(stage: Stage, body: str, session: Session, cases: Sequence[Case]) -> None:
    """All seats vote as the fates say; the chair closes, the secretary records. A session of which no line has a next
    step is left open."""
    if not any(case.next for case in cases):
        return
    stage.wait(timedelta(hours=1))
    against = {case.pk for case in cases if case.next and case.next.act == "turn_down"}
    items = ballots.live_items(session)
    for seat in session.entitled.select_related("user").order_by("pk"):
        stage.prepare(cases, partial(cast_votes, session, items, seat.user, against))
    entries: list[Entry] = []
    closed = stage.do(cases, lambda some: entries.extend(close(stage, body, session)))
    stage.follow(closed, entries)
    secretary = stage.officers(body).secretary
    stage.prepare(closed, lambda some: sessions.record_minutes(session, actor=secretary))


def cast_votes(
    session: Session, items: Sequence[AgendaItem], user: User, against: set[int], cases: Sequence[Case]
) -> None:
    """The ballot of one seat: no on what the council is to turn down, yes on the rest, nothing on the own line."""
    own = ballots.own_items(items, user.pk)
    choices = {
        item.pk: str(Ballot.Choice.NO if item.dossier_id in against else Ballot.Choice.YES)
        for item in items
        if item.pk not in own
    }
    sessions.vote(session, choices, actor=user)


def close(stage: Stage, body: str, session: Session) -> list[Entry]:
    return sessions.close(session, actor=stage.officers(body).chair)


def answer_the_council(stage: Stage, body: str) -> None:
    """What the council turned down is taken up or refused by the decider; on an own line by the deputy."""
    for act, reason in (("take_up", TAKEN_UP), ("refuse", REFUSAL)):
        due = [case for case in stage.due(act, body) if act != "refuse" or _was_turned_down(case)]
        for actor, cases in by_signer(stage, body, due):
            stage.do(cases, partial(_answer, act, reason, actor))


def _answer(act: str, reason: str, actor: User, cases: Sequence[Case]) -> None:
    engine.perform(act, dossiers(cases), actor=actor, reason=reason)


def _was_turned_down(case: Case) -> bool:
    return case.done > 0 and case.life[case.done - 1].act == "turn_down"


def by_signer(stage: Stage, body: str, cases: Sequence[Case]) -> list[tuple[User, list[Case]]]:
    """The decider with all lines but the own ones, the deputy with those."""
    officers = stage.officers(body)
    own = [case for case in cases if case.nominee.user_id == officers.decider.pk]
    rest = [case for case in cases if case not in own]
    return [(actor, listed) for actor, listed in ((officers.decider, rest), (officers.deputy, own)) if listed]
