"""Registrations and reports after their last day: as tờ trình, only on an open invitation to the unit."""

from datetime import datetime

from django.utils import timezone

from dossiers.models import HandIn
from dossiers.rules.mending import page
from dossiers.rules.objection import Objection, waive
from dossiers.vocabulary import Evidence, Family, HandInOrigin
from workflow.invitations.models import Invitation
from workflow.invitations.needs import day_of


def against(sheet: HandIn, at: datetime) -> list[Objection]:
    """The objection of family timing, by the office's own plan, against sending `sheet` after the last day of its kind
    without an invitation; empty where the year leaves its days to local judgement. At most one query."""
    if not _is_late(sheet, at) or inviting(sheet, at) is not None:
        return []
    last = sheet.season.term_of(sheet.kind)
    told = Objection(
        Family.TIMING, f"Đã quá hạn {sheet.called.lower()} {last:%d/%m/%Y} của {sheet.season}.",
        citation=f"Kế hoạch {sheet.season}", evidence=Evidence.LOCAL, mend="Đề nghị văn phòng mời nộp muộn",
        mend_url=page("dossiers:season", sheet.season_id),
    )
    found = waive(told, sheet.season.waived)
    return [found] if found.blocks else []


def note(sheet: HandIn, at: datetime) -> dict[str, int]:
    """Keep on which invitation a late sheet was sent; the fact for its entry, empty when it was in time."""
    invitation = inviting(sheet, at) if _is_late(sheet, at) else None
    if invitation is None:
        return {}
    invitation.hand_ins.add(sheet)
    return {"invitation": invitation.pk}


def inviting(sheet: HandIn, at: datetime) -> Invitation | None:
    """The open invitation of its unit that is for the whole year and every award, that which ends last."""
    rows = Invitation.objects.filter(
        unit=sheet.unit_id, season=sheet.season_id, body=sheet.to_body_id, round=None, awards=None, withdrawn_at=None,
        due_at__isnull=False,
    )
    day = day_of(sheet, at)
    return next((row for row in rows.order_by("-due_at", "-pk") if day <= timezone.localdate(row.due_at)), None)


def _is_late(sheet: HandIn, at: datetime) -> bool:
    last = sheet.season.term_of(sheet.kind)
    return last is not None and sheet.origin != HandInOrigin.OFFICE and day_of(sheet, at) > last
