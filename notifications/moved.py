"""Terms that a changed calendar moved and that are no dossier's own: who has to keep them, and how a line tells of one.

Letters that ask for opinions, lists made public, enquiries from outside, invitations to hand in late, and what is owed
after a decision. A handful of queries, however many have moved.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from dossiers.models import User
from dossiers.roles import Desk
from dossiers.vocabulary import UNIT_ROLES, Role
from notifications import opinions
from notifications.compose import Line
from workflow.enquiry.models import Standing
from workflow.holding import at_desks
from workflow.journal_models import SubjectKind
from workflow.recompute import MOVE

if TYPE_CHECKING:
    from notifications.events import Event

OFFICE = str(Role.OFFICE)


def is_of_paper(event: "Event") -> bool:
    """Whether the entry tells of a moved term that is no dossier's own."""
    return event.entry.act == MOVE and event.entry.subject_kind != SubjectKind.DOSSIER


def is_void(event: "Event") -> bool:
    """Whether the term has another end since, or runs no more: then nobody hears of this one."""
    if event.entry.act != MOVE:
        return False
    subject = subject_of(event)
    told = _end(event)
    return subject is None or subject.due_at is None or abs(subject.due_at - told).total_seconds() >= 1


def subject_of(event: "Event") -> Any:
    """Whose term it is; None where this house does not know it."""
    papers = (event.duty, event.consultation, event.posting, event.enquiry, event.invitation, event.dossier)
    return next((each for each in papers if each is not None), None)


def line(event: "Event") -> Line:
    """What has moved, named as its readers know it, with its new end."""
    subject = subject_of(event)
    about = {"due": timezone.localdate(_end(event)), "paper": True, "set_by": subject.set_by}
    if event.duty is not None:
        return Line(event.dossier.code, event.duty.get_kind_display(), **about)
    if event.consultation is not None:
        letter = event.consultation
        return Line(str(letter), f"Trả lời văn bản lấy ý kiến của {letter.body.name}", **about)
    if event.posting is not None:
        return Line(event.posting.code, f"Công khai “{event.posting.title}”", **about)
    if event.enquiry is not None:
        return Line(event.enquiry.number, f"Trả lời văn bản hỏi ý kiến của {event.enquiry.sender}", **about)
    unit = event.invitation.unit
    return Line(unit.code, f"Nộp muộn theo thư mời: {unit.name}, {event.season.title}", **about)


def holders(events: Sequence["Event"]) -> dict["Event", list[User]]:
    """Who has to do something by the moved end; nobody of a dossier's own term, which its desk hears of."""
    papers = [event for event in events if is_of_paper(event)]
    found = at_desks({event: _desks(event) for event in papers})
    letters = [event for event in papers if event.consultation]
    asked = opinions.to_answer(letters) if letters else {}
    return {event: list(dict.fromkeys([*people, *asked.get(event, ())])) for event, people in found.items()}


def _desks(event: "Event") -> set[Desk]:
    if event.invitation is not None:
        if _end(event) < event.entry.at:
            return set()  # it was over and is over still
        return {(str(role), event.invitation.unit_id) for role in UNIT_ROLES}
    if event.enquiry is not None:
        role = Role.OFFICE_HEAD if event.enquiry.standing == Standing.LAID else Role.OFFICE
        return {(str(role), event.enquiry.body_id)}
    subject = event.duty or event.posting or event.consultation
    return {(OFFICE, subject.body_id)} if subject else set()


def _end(event: "Event") -> datetime:
    return parse_datetime(event.entry.facts["due_at"])
