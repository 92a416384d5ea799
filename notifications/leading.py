"""What a message is about as a whole: the page its link leads to, the paper it names, the thread it lies in."""

from collections.abc import Callable, Iterable, Sequence

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from dossiers import origins
from dossiers.vocabulary import Basis
from notifications import reminding
from notifications.events import Event
from notifications.table import Tell
from workflow.alarms.ringing import REMIND

HOME = "/"
PAPER_WORDS = {"letter": "Tờ trình"}
# The papers that may hold a message's lines together, the nearest to what has happened first.
THREADS: dict[str, Callable[[Event], int | None]] = {
    "van-ban": lambda event: event.decision and event.decision.pk,
    "lay-y-kien": lambda event: event.consultation and event.consultation.pk,
    "hoi-y-kien": lambda event: event.enquiry and event.enquiry.pk,
    "cong-khai": lambda event: event.posting and event.posting.pk,
    "phien-hop": lambda event: event.session and event.session.pk,
    "to-trinh": lambda event: event.hand_in.pk if event.hand_in else event.dossier and event.dossier.hand_in_id,
    "nam": lambda event: event.season and event.season.pk,
}
# The papers that have a page of their own; a year stands for the invitations of the year.
PAPERS = ("consultation", "posting", "enquiry", "season")
PAGES: dict[str, str] = {
    "work": "workflow:inbox",
    "list": "dossiers:dossier_list",
    "unit": "dossiers:hand_in",
    "session": "workflow:session",
    "decision": "workflow:decision",
    "season": "dossiers:season",
    "hand_in": "dossiers:hand_in",
    "consultation": "workflow:consultation",
    "enquiry": "workflow:enquiry",
    "own": "workflow:own",
    "duties": "workflow:duties",
    "paper": "workflow:inbox",
    "posting": "workflow:posting",
}


def link(tell: Tell, events: Sequence[Event]) -> str:
    """The page about these lines; of one dossier its own page, unless the text is about the paper it lies on."""
    page = _page_of(events) if tell.page == "paper" else tell.page
    on = common(str(getattr(event, page).pk) for event in events if getattr(event, page, None))
    if on:
        return address(PAGES[page], int(on))
    if tell.page in ("own", "duties"):
        return address(PAGES[tell.page])
    codes = {event.dossier.code for event in events if event.dossier}
    if len(codes) == 1:
        return address("workflow:dossier", codes.pop())
    hand_in = common(str(event.dossier.hand_in_id) for event in events if event.dossier)
    if tell.page == "unit" and hand_in:
        return address(PAGES["unit"], int(hand_in))
    return address("workflow:inbox" if tell.page in ("work", "paper") else "dossiers:dossier_list")


def _page_of(events: Sequence[Event]) -> str:
    """The kind of page these papers have, if they are all of one kind."""
    return common(next((name for name in PAPERS if getattr(event, name)), "") for event in events)


def thread(events: Sequence[Event]) -> str:
    """Of the reader's mail program: the dossier where all is about one, else the paper; empty when there is neither."""
    if one := common(str(event.dossier.pk) if event.dossier else "" for event in events):
        return f"ho-so.{one}"
    for name, number in THREADS.items():
        if one := common(str(number(event) or "") for event in events):
            return f"{name}.{one}"
    return ""


def paper(tell: Tell, event: Event) -> str:
    """The year, session, letter or decision in words; empty where the text is about none."""
    if tell.page == "season" and event.season:
        # a reminder names the day itself
        until = event.invitation.due_at if event.invitation and event.entry.act != REMIND else None
        last = origins.noted(timezone.localdate(until), event.invitation.set_by) if until else ""
        return event.season.title + (f", đến hết ngày {last}" if last else "")
    if tell.page == "hand_in" and event.hand_in:
        return f"{event.hand_in.called} {event.hand_in.code} của {event.hand_in.unit.name}"
    if tell.page == "enquiry" and event.enquiry:
        return f"Văn bản hỏi ý kiến {event.enquiry}"
    if tell.page == "consultation" and event.consultation:
        return f"Văn bản lấy ý kiến {event.consultation} của {event.consultation.body.name}"
    if tell.page == "session" and event.session:
        held, place = timezone.localtime(event.session.held_at), event.session.place
        return f"{event.session.title}, {held:%H:%M} ngày {held:%d/%m/%Y}" + (f", tại {place}" if place else "")
    if tell.page == "posting" and event.posting:
        return f"“{event.posting.title}”"
    decision = event.decision
    if decision is None or decision.number is None or decision.dated is None:
        return ""
    word = PAPER_WORDS.get(decision.kind, "Quyết định")
    return f"{word} số {decision.full_number} ngày {decision.dated:%d/%m/%Y}"


def until(event: Event) -> str:
    """The last day of the term of which it reminds, else of that of its paper, with who set it: '31/03/2026 (theo quy
    định)'; empty where there is none."""
    paper = event.consultation or event.enquiry or event.posting or event.invitation
    end = reminding.day_of(event.entry) or (paper.due_at if paper else None)
    return origins.noted(timezone.localdate(end), _set_by(event)) if end else ""


def _set_by(event: Event) -> str:
    """What the entry says of it, as of what is owed after a decision; else of whose term it is."""
    if "set_by" in event.entry.facts:
        return str(event.entry.facts["set_by"])
    subject = event.dossier or event.consultation or event.enquiry or event.posting or event.invitation
    if subject is None and event.season is not None:
        return origins.short(Basis.PLAN)
    timed = subject or event.session
    return timed.set_by if timed else ""


def address(name: str, *args: object) -> str:
    """The path of a page; the first page where this installation has none of that name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return HOME


def common(values: Iterable[str]) -> str:
    """What all agree in; empty when they do not."""
    found = set(values)
    return found.pop() if len(found) == 1 else ""
