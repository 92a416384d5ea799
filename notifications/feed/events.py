"""What stands in a person's calendar now, by the rights of this moment: what was lost is no longer there.

Codes, awards and what to do; never the name of a nominee, never a reason. Few statements, whatever the load.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from dossiers import access, clock, origins, roles
from dossiers.access import places
from dossiers.models import Dossier, Round, Season, User
from dossiers.roles import Grant
from dossiers.vocabulary import UNIT_ROLES, Basis, Nature, State
from notifications.feed import papers
from notifications.feed.event import Event
from workflow import todo
from workflow.calendar import local_day
from workflow.consultation.reading import to_answer
from workflow.council.seats import seats_on
from workflow.flows.models import Line, Procedure
from workflow.inbox import at_desks
from workflow.invitations.models import Invitation
from workflow.models import Session

MOST = 1000  # dossiers with a term that one calendar shows, the nearest first
KEPT = timedelta(days=90)  # how long a session that was held stays
PLAN = (
    ("registration_by", "Hạn đăng ký thi đua"),
    ("initiatives_by", "Hạn đăng ký sáng kiến"),
    ("dossiers_by", "Hạn nộp hồ sơ"),
)


def events_of(user: User) -> list[Event]:
    """The calendar of `user`, in the order of time."""
    grants = roles.grants_of(user)
    found = [*terms_of_work(user, grants), *opinions(user, grants), *terms_of_hand_ins(user, grants)]
    found += papers.terms_of_office(user, grants)
    if any(grant.source == "seat" for grant in grants):
        found += sessions(user)
    return sorted(found, key=lambda event: (event.day, event.uid))


def terms_of_work(user: User, grants: list[Grant]) -> Iterator[Event]:
    """One event for the dossiers of one piece of work that fall due on one day; the own dossier is left out."""
    desks = sorted({(str(grant.role), grant.unit_id) for grant in grants})
    if not desks:
        return
    seen = access.visible(user, grants=grants)
    rows = seen.filter(at_desks(desks), due_at__isnull=False).exclude(nominee__user=user)
    dossiers = list(rows.select_related("award", "body", "unit").order_by("due_at", "pk")[:MOST])
    carriers = _carriers(dossiers)
    groups: defaultdict[tuple, list[Dossier]] = defaultdict(list)
    for each in dossiers:
        carrier = carriers.get(each.pk)
        key = (carrier.pk if carrier else None, each.state, each.body_id, local_day(each.due_at))
        groups[key].append(each)
    for together in groups.values():
        yield _term(together, carriers.get(together[0].pk))


def _carriers(dossiers: Iterable[Dossier]) -> dict[int, Procedure]:
    lines = Line.objects.filter(dossier__in=[each.pk for each in dossiers], left_at=None)
    rows = lines.select_related("procedure__body", "procedure__unit")
    return {line.dossier_id: line.procedure for line in rows}


def _term(dossiers: list[Dossier], carrier: Procedure | None) -> Event:
    # named after the first of its dossiers, so that a term that is moved keeps its name
    first = min(dossiers, key=lambda each: each.pk)
    what = _what(dossiers, carrier)
    codes = "\n".join(f"{each.code}: {each.award.name}" for each in dossiers)
    link = reverse("workflow:dossier", args=[first.code]) if len(dossiers) == 1 else reverse("workflow:inbox")
    summary = f"{what} – {first.code}" if len(dossiers) == 1 else what
    return Event(
        f"ho-so-{first.pk}", f"Hạn: {summary}", local_day(first.due_at), link, first.since,
        f"{what}\n{codes}{_set_by(dossiers)}", sequence=first.term_no,
    )


def _set_by(dossiers: list[Dossier]) -> str:
    """Who set the day, as the last line of a description."""
    words = sorted({origins.full(each.due_basis, each.due_evidence, each.due_citation) for each in dossiers} - {""})
    return f"\nHạn: {'; '.join(words)}" if words else ""


def _what(dossiers: list[Dossier], carrier: Procedure | None) -> str:
    count, state = len(dossiers), dossiers[0].state
    if state == State.IN_COUNCIL:
        return f"Biểu quyết {count} hồ sơ"
    if carrier is not None:
        carrier.live = count
        return todo.task_words(carrier)
    text = todo.POOLS.get(state, "Xử lý {n}")
    return text.format(n=f"{count} hồ sơ")


def opinions(user: User, grants: list[Grant]) -> Iterator[Event]:
    """The letters to which a desk of `user` owes an answer by the end of their term."""
    for each in to_answer(user, grants).filter(consultation__due_at__isnull=False):
        letter = each.consultation
        words = f"Hạn: Trả lời ý kiến theo văn bản {letter} của {letter.body}"
        yield Event(
            f"y-kien-{each.pk}", words, local_day(letter.due_at),
            reverse("workflow:consultation_answer", args=[each.pk]), letter.asked_at,
            f"Hạn: {origins.full(letter.due_basis, letter.due_evidence, letter.due_citation)}", sequence=letter.term_no,
        )


def terms_of_hand_ins(user: User, grants: list[Grant]) -> Iterator[Event]:
    """The last days of the open years and of their rounds, for who drafts or heads a unit."""
    if not any(grant.role in UNIT_ROLES for grant in grants):
        return
    rows = Season.objects.filter(opened_at__isnull=False, closed_at=None)
    rehearses = Q(nature=Nature.REHEARSAL)
    seasons = list(rows.filter(rehearses if user.nature == Nature.REHEARSAL else ~rehearses).order_by("pk"))
    for season in seasons:
        for field, words in PLAN:
            yield from _last_day(season, f"nam-{season.pk}-{field}", f"{words}: {season.title}", getattr(season, field))
    for each in Round.objects.filter(season__in=seasons).order_by("pk"):
        season = next(one for one in seasons if one.pk == each.season_id)
        words = f"Hạn nộp hồ sơ: {each}, {season.title}"
        yield from _last_day(season, f"dot-{each.pk}", words, each.dossiers_by, sequence=each.term_no)
    yield from _late(grants, seasons)


def _late(grants: list[Grant], seasons: list[Season]) -> Iterator[Event]:
    """The last days of invitations to hand in late."""
    units = places(grants, UNIT_ROLES)
    rows = Invitation.objects.filter(unit__in=units, season__in=seasons, withdrawn_at=None, due_at__isnull=False)
    for each in rows.select_related("unit", "season").order_by("pk"):
        words = f"Hạn nộp muộn theo thư mời: {each.unit}, {each.season.title}"
        link = reverse("dossiers:season", args=[each.season_id])
        day = local_day(each.due_at)
        told = f"{words}\nHạn: {each.set_by}"
        yield Event(f"moi-{each.pk}", words, day, link, each.invited_at, told, sequence=each.term_no)


def _last_day(
    season: Season, uid: str, words: str, day: date | None, *, sequence: int | None = None
) -> Iterator[Event]:
    if day is not None:
        link = reverse("dossiers:season", args=[season.pk])
        number = season.term_no if sequence is None else sequence
        told = f"{words}\nHạn: {origins.short(Basis.PLAN)}"
        yield Event(uid, words, day, link, season.opened_at, told, sequence=number)


def sessions(user: User) -> Iterator[Event]:
    """The sessions in which `user` may vote, by a seat still held; one without dossiers left is called off."""
    mine = seats_on(clock.today()).filter(user=user).order_by().values("pk")
    recent = Q(held_at__gte=clock.now() - KEPT) | Q(closed_at=None, due_at__gte=clock.now() - KEPT)
    rows = Session.objects.filter(recent, entitled__in=mine).distinct()
    for each in rows.select_related("council", "procedure").order_by("held_at", "pk"):
        off = each.closed_at is None and not each.procedure.open
        words = f"{each.council}\nĐọc hồ sơ và biểu quyết trên trang của phiên họp."
        yield Event(
            f"phien-{each.pk}", f"Phiên họp: {each.title}", each.held_at, reverse("workflow:session", args=[each.pk]),
            each.procedure.created, words, each.place, sequence=int(off), cancelled=off,
        )
        if each.due_at is not None:
            yield Event(
                f"bieu-quyet-{each.pk}", f"Hạn biểu quyết: {each.title}", local_day(each.due_at),
                reverse("workflow:session", args=[each.pk]), each.procedure.created, f"{words}\nHạn: {each.set_by}",
                sequence=each.term_no + int(off), cancelled=off,
            )
