"""A session under lock, still open for voting; and whose seats may lead it."""

from django.utils import timezone

from dossiers import clock
from dossiers.models import User
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role
from workflow import rights
from workflow.council import seats
from workflow.council.models import Session
from workflow.flows import carriage


def locked(session: Session) -> Session:
    """The fresh session, its procedure locked first and itself second."""
    carriage.lock([session.procedure_id])
    rows = Session.objects.select_for_update(of=("self",)).select_related("council__body", "procedure", "closed_by")
    return rows.get(pk=session.pk)


def opened(session: Session) -> Session:
    """As `locked`. Raises Refused (family state) once the vote is closed or nothing is left to vote on."""
    session = locked(session)
    if session.closed_at is not None:
        when = f"{timezone.localtime(session.closed_at):%H:%M ngày %d/%m/%Y}"
        raise Refused(general=[rights.too_late(f"Chủ tịch Hội đồng đã kết thúc biểu quyết lúc {when}.")])
    if not session.procedure.open:
        raise Refused(general=[rights.too_late("Phiên họp đã kết thúc vì không còn hồ sơ.")])
    return session


def require_seat(session: Session, actor: User, *wanted: str) -> None:
    """A body may have several councils: only seats of the session's own, in one of the `wanted` roles, lead it.

    Who leads the body's present council ends what a council left open that is not in force any more. Raises Refused.
    """
    current = seats.seats_on(clock.today()).filter(council=session.council)
    if current.exists() and not current.filter(user=actor, role__in=wanted).exists():
        who = Role(wanted[0]).label
        raise Refused(general=[rights.not_yours(f"Việc này do {who} của {session.council} thực hiện.")])
