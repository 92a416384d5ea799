"""Closing the vote: every live line is counted and moved, in one batch.

The chair closes; a vice-chair only while no chair is there (`seats.grants`). Exactly one of a vote and a close that
meet comes first: both lock the session's procedure. A quorum that was missed is noted, it does not stop the chair.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dossiers import clock
from dossiers.models import Award, User
from dossiers.roles import Grant
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Role
from workflow import engine, journal, rights
from workflow.council import ballots
from workflow.council.models import AgendaItem, Ballot, Session
from workflow.council.opening import opened, require_seat
from workflow.council.tally import Tally, tally
from workflow.flows import carriage
from workflow.journal_models import Batch, Entry

Outcome = AgendaItem.Outcome
ACTS = {
    Outcome.PASSED: "endorse",
    Outcome.FAILED: "turn_down",
    Outcome.LOWERED: "lower_award",
    Outcome.PUT_OFF: "put_off",
}


@dataclass(frozen=True)
class Closing:
    """What the chair asked for: `lower` agenda item pk → award to propose instead, `put_off` item pks, and why."""

    lower: Mapping[int, Award] = field(default_factory=dict)
    put_off: Collection[int] = ()
    reason: str = ""


def close(
    session: Session, *, actor: User, key: str | None = None, lower: Mapping[int, Award] | None = None,
    put_off: Iterable[int] = (), reason: str = "",
) -> list[Entry]:
    """End the vote and apply the result to all lines: endorsed, lowered, turned down, or put off to another session.

    `lower` names lines that passed and the award proposed in place of theirs; `put_off` lines that were not decided,
    with `reason`. Raises Refused with the objections of every line; then nothing is closed.
    """
    asked = Closing(dict(lower or {}), frozenset(put_off), reason)
    content = {
        "session": session.pk, "lower": {item: award.pk for item, award in asked.lower.items()},
        "put_off": asked.put_off, "reason": reason,
    }
    return engine.transact(
        "close_session", lambda batch: _close(batch, session, asked, actor), actor=actor, key=key, content=content
    )


def count(session: Session, items: list[AgendaItem] | None = None) -> Tally:
    """The count of the session's live lines (`items`, where they were just read) as it stands. Five queries."""
    return _count(session, ballots.live_items(session) if items is None else items)


def _close(batch: Batch, session: Session, asked: Closing, actor: User) -> None:
    session = opened(session)
    right = rights.require(actor, "close_session", [Role.CHAIR], body=session.council.body)
    require_seat(session, actor, Role.CHAIR, Role.VICE_CHAIR)
    items = ballots.live_items(session)
    _recuse_own_lines(session, items)
    counted = _count(session, items)
    _refuse_what_cannot_be(items, counted, asked)
    at = clock.now()
    _store(session, items, counted, asked, actor=actor, at=at)
    _move_all(batch, session, items, asked, counted, actor)
    _write(batch, session, items, right, actor=actor, at=at)
    carriage.settle({session.procedure_id}, actor=actor, at=at)


def _recuse_own_lines(session: Session, items: list[AgendaItem]) -> None:
    """Members who never voted stay out of their own line as well as those who did."""
    if not ballots.own_line_is_barred():
        return
    seats = session.entitled.values_list("pk", "user_id")
    ballots.recuse({(item, seat) for seat, user in seats for item in ballots.own_items(items, user)})


def _count(session: Session, items: list[AgendaItem]) -> Tally:
    choices: dict[int, list[str]] = {item.pk: [] for item in items}
    current = Ballot.objects.filter(item__in=choices, current=True).values_list("item_id", "choice")
    for item, choice in current:
        choices[item].append(choice)
    members = session.entitled.count()
    return tally(choices, members=members, present=len(ballots.present_seats(session)))


def _refuse_what_cannot_be(items: list[AgendaItem], counted: Tally, asked: Closing) -> None:
    by_pk = {item.pk: item for item in items}
    found: dict[int, list[Objection]] = defaultdict(list)
    for item in asked.lower.keys() & by_pk.keys():
        result, dossier = counted.results[item], by_pk[item].dossier
        if item in asked.put_off:
            found[dossier.pk].append(rights.incomplete(f"{dossier} vừa chuyển phiên sau vừa đề nghị mức thấp hơn."))
        elif not result.passed:
            told = f"{dossier} không đề nghị mức thấp hơn được. {result.sentence}"
            found[dossier.pk].append(rights.incomplete(told, mend="Bỏ đề nghị mức thấp hơn"))
    strange = (asked.lower.keys() | set(asked.put_off)) - by_pk.keys()
    general = [rights.too_late("Có hồ sơ không còn trong chương trình họp.")] if strange else []
    if found or general:
        raise Refused(found, general)


def _store(
    session: Session, items: list[AgendaItem], counted: Tally, asked: Closing, *, actor: User, at: datetime
) -> None:
    for item in items:
        result = counted.results[item.pk]
        item.yes, item.no, item.abstain, item.members = result.yes, result.no, result.abstain, result.members
        item.outcome = _outcome(item, asked, passed=result.passed)
        item.lowered_to = asked.lower.get(item.pk)
    AgendaItem.objects.bulk_update(
        items, ["yes", "no", "abstain", "members", "outcome", "lowered_to"], batch_size=500
    )
    # Saved before the moves: they look whether the vote is closed.
    session.closed_at, session.closed_by, session.quorum_note = at, actor, counted.note
    session.save(update_fields=["closed_at", "closed_by", "quorum_note"])


def _outcome(item: AgendaItem, asked: Closing, *, passed: bool) -> str:
    if item.pk in asked.put_off:
        return Outcome.PUT_OFF
    if item.pk in asked.lower:
        return Outcome.LOWERED
    return Outcome.PASSED if passed else Outcome.FAILED


def _move_all(
    batch: Batch, session: Session, items: list[AgendaItem], asked: Closing, counted: Tally, actor: User
) -> None:
    """One move per kind of result. Objections of all of them are collected before anything is undone."""
    by_outcome: dict[str, list[AgendaItem]] = defaultdict(list)
    for item in items:
        by_outcome[item.outcome].append(item)
    found, general = {}, []
    for outcome, act in ACTS.items():
        listed = by_outcome.get(outcome, [])
        if not listed:
            continue
        try:
            engine.move(
                batch, act, [item.dossier for item in listed], actor=actor, session=session.pk,
                reason=asked.reason if outcome == Outcome.PUT_OFF else "", per=_facts(listed, asked, counted),
            )
        except Refused as refusal:
            found |= refusal.by_dossier
            general += refusal.general
    if found or general:
        raise Refused(found, general)


def _facts(items: list[AgendaItem], asked: Closing, counted: Tally) -> dict[int, dict[str, Any]]:
    facts: dict[int, dict[str, Any]] = {}
    for item in items:
        facts[item.dossier_id] = {}
        if item.outcome == Outcome.FAILED:
            facts[item.dossier_id]["reason"] = counted.results[item.pk].sentence
        if item.outcome == Outcome.LOWERED:
            facts[item.dossier_id]["award"] = asked.lower[item.pk]
    return facts


def _write(
    batch: Batch, session: Session, items: list[AgendaItem], right: Grant, *, actor: User, at: datetime
) -> None:
    results = {
        str(item.pk): {"outcome": item.outcome, "yes": item.yes, "no": item.no, "abstain": item.abstain}
        for item in items
    }
    facts = {"members": session.entitled.count(), "note": session.quorum_note, "results": results}
    journal.write(
        batch, [session], act="close_session", actor=actor, at=at, role=right.role, on_behalf=right.on_behalf,
        facts=facts, body_id=session.council.body_id,
    )
