"""A session of the council: convene, vote, close, minutes. What pages and the rehearsal call.

The lock of everything below is the session's procedure row, taken first: a vote against a close, and a vote against the
same member's vote from another window, therefore wait for each other, and exactly one of them is first.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils import timezone

from dossiers import clock
from dossiers.models import Dossier, Unit, User
from dossiers.rules.objection import Objection, Refused
from workflow import engine, journal, rights
from workflow.council import ballots, seats, tally
from workflow.council.closing import close
from workflow.council.minutes import default_minutes, record_minutes
from workflow.council.models import AgendaItem, Ballot, Seat, Session
from workflow.council.opening import opened
from workflow.flows import carriage
from workflow.journal_models import Batch, Entry, SubjectKind

LONGEST = 255  # characters of a title or a place

__all__ = ["close", "convene", "default_minutes", "record_minutes", "vote"]


def convene(
    body: Unit, dossiers: Iterable[Dossier], *, actor: User, title: str, held_at: datetime, place: str = "",
    vote_by: date | None = None, key: str | None = None,
) -> Session:
    """Put these dossiers of the pool on the agenda of a new session of the body's council; the secretary's act.

    The members entitled to vote are those of today; without a title it has the usual one. `vote_by` is the last day on
    which they are asked to vote, if one is set. Raises Refused.
    """
    if vote_by is not None and vote_by < clock.today():
        told = "Hạn biểu quyết đã qua."
        raise Refused(general=[rights.incomplete(told, mend="Chọn ngày từ hôm nay, hoặc để trống")])
    if len(title) > LONGEST or len(place) > LONGEST:
        told = f"Nội dung phiên họp, địa điểm không dài quá {LONGEST} ký tự."
        raise Refused(general=[rights.incomplete(told, mend="Ghi ngắn lại")])
    entries = engine.perform(
        "table", dossiers, actor=actor, key=key, body=body.pk, title=title.strip(), held_at=held_at,
        place=place.strip(), **({"vote_by": vote_by} if vote_by else {}),
    )
    key_of_session = next(each.subject_id for each in entries if each.subject_kind == SubjectKind.SESSION)
    return Session.objects.select_related("council__body", "procedure").get(pk=key_of_session)


def vote(session: Session, choices: Mapping[int, str], *, actor: User, key: str | None = None) -> list[Entry]:
    """Cast the open ballot of the actor's seat: agenda item pk → yes, no or abstain. A changed mind is a new ballot.

    Own lines are recorded as recusals. Raises Refused, family state once the chair has closed the vote.
    """
    content = {"session": session.pk, "choices": dict(choices)}
    return engine.transact(
        "vote", lambda batch: _vote(batch, session, dict(choices), actor), actor=actor, key=key, content=content
    )


def _vote(batch: Batch, session: Session, choices: dict[int, str], actor: User) -> None:
    session = opened(session)
    seat = _seat_of(session, actor)
    items = ballots.live_items(session)
    own = ballots.own_items(items, actor.pk) if ballots.own_line_is_barred() else set()
    _refuse_wrong_choices(session, items, choices, own)
    if not choices and not own:
        raise Refused(general=[rights.incomplete("Chưa biểu quyết hồ sơ nào.", mend="Chọn ý kiến cho từng hồ sơ")])
    at = clock.now()
    ballots.recuse({(item, seat.pk) for item in own})
    ballots.cast(seat, choices, actor=actor, at=at)
    facts = {"seat": seat.pk, "choices": {str(item): choices[item] for item in sorted(choices)}, "recused": sorted(own)}
    journal.write(
        batch, [session], act="vote", actor=actor, at=at, role=seat.role, facts=facts,
        body_id=session.council.body_id,
    )
    carriage.settle({session.procedure_id}, actor=actor, at=at)


def _seat_of(session: Session, actor: User) -> Seat:
    day = timezone.localdate(clock.now())
    seat = seats.seats_on(day).filter(sessions=session, user=actor).first()
    if seat is None:
        text = f"Chỉ thành viên {session.council} có trong danh sách biểu quyết của phiên họp này được biểu quyết."
        raise Refused(general=[rights.not_yours(text)])
    return seat


def _refuse_wrong_choices(
    session: Session, items: list[AgendaItem], choices: Mapping[int, str], own: set[int]
) -> None:
    by_pk = {item.pk: item for item in items}
    general = []
    by_dossier: dict[int, list[Objection]] = {}
    gone = dict(session.items.filter(pk__in=choices.keys() - by_pk.keys()).values_list("pk", "dossier__nominee_name"))
    for item in choices.keys() - by_pk.keys():
        name = gone.get(item)
        told = f"Hồ sơ của {name} đã ra khỏi chương trình họp." if name else "Có hồ sơ không thuộc phiên họp này."
        general.append(rights.too_late(told))
    if any(choice not in tally.CHOICES for choice in choices.values()):
        words = ", ".join(f"'{choice.label}'" for choice in Ballot.Choice)
        general.append(rights.incomplete(f"Ý kiến biểu quyết phải là một trong: {words}.", mend="Chọn lại"))
    for item in choices.keys() & own:
        dossier = by_pk[item].dossier
        told = f"{dossier} là hồ sơ của chính thành viên nên thành viên không biểu quyết."
        by_dossier[dossier.pk] = [rights.not_yours(told)]
    if general or by_dossier:
        raise Refused(by_dossier, general)
