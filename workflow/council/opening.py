"""A session under lock, still open for voting."""

from django.utils import timezone

from dossiers.rules.objection import Refused
from workflow import rights
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
