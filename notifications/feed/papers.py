"""Terms that an office keeps beside those of dossiers: of its letters, lists, enquiries, and of what is owed after a
decision. Few statements, whatever their number."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from dossiers.access import places
from dossiers.models import User
from dossiers.models.timing import Timed
from dossiers.roles import Grant
from dossiers.vocabulary import Nature, Role
from notifications.feed.event import Event
from workflow.calendar import local_day
from workflow.duties.listing import SLUGS
from workflow.duties.models import OPEN, Duty
from workflow.enquiry.waiting import for_desks
from workflow.models import Consultation, Posting

MOST = 1000  # of what is owed, the nearest first
PAGES = {kind: slug for slug, kind in SLUGS.items()}


def terms_of_office(user: User, grants: list[Grant]) -> Iterator[Event]:
    """The terms of the papers on which somebody with these posts works; nothing is asked for who is of no office."""
    bodies = places(grants, (Role.OFFICE,))
    if bodies:
        yield from _letters(bodies)
        yield from _lists(bodies)
        yield from _duties(user, bodies)
    yield from _enquiries(grants)


def _letters(bodies: set[int]) -> Iterator[Event]:
    rows = Consultation.objects.filter(body__in=bodies, due_at__isnull=False)
    for each in rows.exclude(items__dossier__season__nature=Nature.REHEARSAL).order_by("due_at", "pk"):
        link = reverse("workflow:consultation", args=[each.pk])
        words = f"Hết hạn trả lời văn bản lấy ý kiến {each}"
        day = local_day(each.due_at)
        yield Event(f"lay-y-kien-{each.pk}", words, day, link, each.asked_at, _told(words, each), sequence=each.term_no)


def _lists(bodies: set[int]) -> Iterator[Event]:
    rows = Posting.objects.filter(body__in=bodies, due_at__isnull=False)
    for each in rows.exclude(lines__dossier__season__nature=Nature.REHEARSAL).order_by("due_at", "pk"):
        link = reverse("workflow:posting", args=[each.pk])
        words = f"Hết thời gian công khai: {each.title}"
        day = local_day(each.due_at)
        told = _told(words, each)
        yield Event(f"cong-khai-{each.pk}", words, day, link, each.created_at, told, sequence=each.term_no)


def _enquiries(grants: list[Grant]) -> Iterator[Event]:
    for each in for_desks(grants).filter(due_at__isnull=False):
        link = reverse("workflow:enquiry", args=[each.pk])
        words = f"Hạn: Trả lời văn bản hỏi ý kiến {each.number} của {each.sender}"
        day = local_day(each.due_at)
        told = _told(words, each)
        yield Event(f"hoi-y-kien-{each.pk}", words, day, link, each.entered_at, told, sequence=each.term_no)


def _duties(user: User, bodies: set[int]) -> Iterator[Event]:
    """One event for what is owed of one kind by one day, named after the first."""
    rows = Duty.objects.filter(OPEN, body__in=bodies, due_at__isnull=False).exclude(dossier__nominee__user=user)
    rows = rows.exclude(dossier__season__nature=Nature.REHEARSAL).select_related("dossier")
    groups: defaultdict[tuple[str, int, date], list[Duty]] = defaultdict(list)
    for each in rows.order_by("due_at", "pk")[:MOST]:
        groups[each.kind, each.body_id, local_day(each.due_at)].append(each)
    for (kind, _, day), some in groups.items():
        first = min(some, key=lambda each: each.pk)
        about = first.dossier.code if len(some) == 1 else f"{len(some)} hồ sơ"
        words = f"Hạn: {first.get_kind_display()} – {about}"
        link = f"{reverse('workflow:duties')}?viec={PAGES[kind]}"
        codes = "\n".join(each.dossier.code for each in some)
        yield Event(f"viec-{first.pk}", words, day, link, first.opened_at, _told(codes, first), sequence=first.term_no)


def _told(words: str, subject: Timed) -> str:
    """With who set the day, as the last line."""
    return f"{words}\nHạn: {subject.set_by}"
