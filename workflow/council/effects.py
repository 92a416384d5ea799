"""What the acts of a council do besides moving dossiers: a session is opened, items leave the agenda."""

from django.db.models import Max
from django.utils import timezone

from dossiers.models import Award, Dossier
from dossiers.models.base import in_force
from dossiers.vocabulary import Role, State
from workflow import journal
from workflow.council import ballot_term, lowering, seats
from workflow.council.models import AgendaItem, Council, Seat, Session
from workflow.effects import Step, after, before
from workflow.flows import carriage
from workflow.flows.models import Procedure, ProcedureKind

DEFAULT_TITLE = "Xét thi đua, khen thưởng"


@after("table")
def open_session(step: Step) -> None:
    """A session of the body's council with these dossiers as agenda; entitled are the seats of today."""
    day = timezone.localdate(step.at)
    # The council's row is the lock: two sessions convened at once must not share a number.
    councils = Council.objects.select_for_update().filter(in_force(day), body=step.dossiers[0].body_id)
    council = councils.order_by("-valid_from", "-pk")[0]
    session = _new_session(step, council)
    entitled = list(seats.seats_on(day).filter(council=council))
    Session.entitled.through.objects.bulk_create(
        Session.entitled.through(session=session, seat=seat) for seat in entitled
    )
    _write_agenda(session, step.dossiers)
    ballot_term.arm(session)
    _journal_opening(step, session, entitled)
    step.touched.add(session.procedure_id)


@before("lower_award")
def take_the_lower_award(step: Step) -> None:
    """The dossier goes on with the award the council proposes, under that award's rules."""
    for dossier in step.dossiers:
        step.entry_facts[dossier.pk] |= {"award_before": dossier.award.name}
    lowering.apply(step)
    for dossier in step.dossiers:
        step.entry_facts[dossier.pk] |= {"award": dossier.award.name, "session": step.facts.get("session")}


@before("endorse", "turn_down")
def name_the_session(step: Step) -> None:
    for dossier in step.dossiers:
        step.entry_facts[dossier.pk] |= {"session": step.facts.get("session")}


@after("put_off")
def put_items_off(step: Step) -> None:
    """Their lines wait for another session."""
    _mark(step, AgendaItem.Outcome.PUT_OFF)


@after("withdraw", "hold", "reopen_appraisal")
def take_items_off(step: Step) -> None:
    """A dossier that leaves while the council considers it leaves the agenda as well."""
    _mark(step, AgendaItem.Outcome.LEFT)


def _mark(step: Step, outcome: str) -> None:
    left = [pk for pk, state in step.from_states.items() if state == State.IN_COUNCIL]
    if left:
        AgendaItem.objects.filter(dossier__in=left, outcome="").update(outcome=outcome)


def _new_session(step: Step, council: Council) -> Session:
    held_at = step.facts.get("held_at") or step.at
    year = timezone.localtime(held_at).year
    number = _next_number(council, year)
    title = step.facts.get("title") or DEFAULT_TITLE
    session = Session(
        council=council, number=number, title=title, held_at=held_at, place=step.facts.get("place", ""),
        convened_by=step.actor, procedure=_open_procedure(step, f"{number:02d}/{year}", title),
    )
    ballot_term.set_term(session, step.facts.get("vote_by"), at=step.at)
    session.save()
    return session


def _next_number(council: Council, year: int) -> int:
    rows = Session.objects.filter(council=council, held_at__year=year)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def _open_procedure(step: Step, number: str, title: str) -> Procedure:
    body = step.dossiers[0].body
    return carriage.open_procedure(
        ProcedureKind.COUNCIL, body=body, dossiers=step.dossiers, at=step.at, actor=step.actor,
        code=f"PH-{body.code}-{number}", title=f"Phiên họp {number}: {title}"[:255],
    )


def _write_agenda(session: Session, dossiers: list[Dossier]) -> None:
    """Agendas run by award, then unit, then name."""
    ordered = sorted(dossiers, key=_place_on_agenda)
    AgendaItem.objects.bulk_create(
        (AgendaItem(session=session, dossier=each, position=n) for n, each in enumerate(ordered, start=1)),
        batch_size=500,
    )


def _place_on_agenda(dossier: Dossier) -> tuple[int, str, str, str, int]:
    award: Award = dossier.award
    return award.position, award.code, dossier.unit_name, dossier.nominee_name, dossier.pk


def _journal_opening(step: Step, session: Session, entitled: list[Seat]) -> None:
    facts = {
        "title": session.title, "held_at": session.held_at, "place": session.place, "vote_by": session.due_at,
        "dossiers": [each.pk for each in step.dossiers], "entitled": [seat.pk for seat in entitled],
    }
    journal.write(
        step.batch, [session], act="convene", actor=step.actor, at=step.at, role=Role.SECRETARY, facts=facts,
        body_id=session.council.body_id,
    )
