"""Who may see what: one answer for pages, papers, search, counts and exports.

A ground is a reason to see dossiers. Grounds add up; without any, nothing is seen. The administrator's post is none.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import BooleanField, Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from dossiers import roles
from dossiers.models import Dossier, HandIn, Nominee, Note, Paper
from dossiers.roles import Grant
from dossiers.vocabulary import UNIT_ROLES, HandInOrigin, Producer, Role, State

Ground = Callable[[Any, list[Grant]], Q | None]

BODY_ROLES = (Role.OFFICE, Role.OFFICE_HEAD, Role.APPRAISER, Role.DECIDER, Role.DEPUTY, Role.CLERK)
OFFICE_ROLES = (Role.OFFICE, Role.OFFICE_HEAD, Role.APPRAISER)
ENTERED_BY_OFFICE = (HandInOrigin.PAPER, HandInOrigin.OFFICE)
# The nominee reads the report and the unit's papers on the own dossier, never what the office or the council wrote.
NOMINEE_PRODUCERS = (Producer.NOMINEE, Producer.UNIT)
NO_DRAFT = ~Q(state=State.DRAFT)
# A draft is the unit's; its nominee sees it once asked to write the report.
TOLD_TO_NOMINEE = NO_DRAFT | Q(report_asked_at__isnull=False)
# What a nominee reads as 'Hội đồng đang xét'.
UNTOLD_STATES = (State.NOT_ENDORSED, State.ENDORSED, State.AWAITING_SIGNATURE, State.SIGNED)

_grounds: list[Ground] = []


def ground(function: Ground) -> Ground:
    """Register `function(user, grants)`, which answers a Q over Dossier or None for no ground.

    The Q must not join to many rows (use Exists or pk__in), so that a dossier is listed once."""
    _grounds.append(function)
    return function


def places(grants: Iterable[Grant], wanted: Collection[str]) -> set[int]:
    """The units where one of the `wanted` roles is held, by whatever grant."""
    return {grant.unit_id for grant in grants if grant.role in wanted}


@ground
def proposing_unit(user: Any, grants: list[Grant]) -> Q | None:
    """Drafter and head see everything of their unit, drafts included."""
    units = places(grants, UNIT_ROLES)
    return Q(unit_id__in=units) if units else None


@ground
def entered_by_the_office(user: Any, grants: list[Grant]) -> Q | None:
    """The office sees what it enters itself, from a paper or of its own, while it is still a draft."""
    bodies = places(grants, OFFICE_ROLES)
    if not bodies:
        return None
    # once sent, it lies at the body or has lain there; the hand-ins are asked for drafts alone
    entered = HandIn.objects.filter(origin__in=ENTERED_BY_OFFICE, to_body_id__in=bodies)
    return Q(state=State.DRAFT) & Q(hand_in__in=entered.order_by().values("pk"))


@ground
def inspection(user: Any, grants: list[Grant]) -> Q | None:
    """An inspector reads every dossier that has been sent."""
    return NO_DRAFT if places(grants, (Role.INSPECTOR,)) else None


def visible(user: Any, *, grants: list[Grant] | None = None) -> QuerySet[Dossier]:
    """The dossiers `user` may see now; `grants` spares the queries when they were just read."""
    if not user.is_authenticated or not user.is_active:
        return Dossier.objects.none()
    # a value of its own and no join, so that an index on the nominee answers it
    mine = Nominee.objects.filter(user=user).order_by().values("pk")[:1]
    own = Q(nominee=Subquery(mine)) & TOLD_TO_NOMINEE
    return Dossier.objects.filter(own | _by_work(user, _read(user, grants)))


def own_to_tell(user: Any) -> QuerySet[Dossier]:
    """The dossiers of which `user` (or the account an OuterRef names) is the nominee and is told."""
    return Dossier.objects.filter(TOLD_TO_NOMINEE, nominee__user=user)


def as_shown(user: Any, *, grants: list[Grant] | None = None) -> QuerySet[Dossier]:
    """What `user` may see, with `at_work` (seen for another reason than being the nominee) and `shown_state`.

    The council only advises and the decider is free: until the decision is out, the nominee reads neither its view nor
    on whose desk the paper lies. Lists filter by `in_shown_state`, or a filter would tell what the row conceals."""
    grants = _read(user, grants)
    at_work = Case(When(_by_work(user, grants), then=Value(True)), default=Value(False), output_field=BooleanField())
    shown = Case(
        When(at_work=False, state__in=UNTOLD_STATES, then=Value(State.IN_COUNCIL)), default=F("state"),
        output_field=CharField(),
    )
    return visible(user, grants=grants).annotate(at_work=at_work, shown_state=shown)


def in_shown_state(rows: QuerySet[Dossier], states: Collection[str]) -> QuerySet[Dossier]:
    """Those of `rows` (of `as_shown`) whose `shown_state` is one of `states`, asked of the column that has an index."""
    untold = {state for state in states if state in UNTOLD_STATES}
    wanted = Q(state__in=sorted(set(states) - untold)) | Q(state__in=sorted(untold), at_work=True)
    if State.IN_COUNCIL in states:
        wanted |= Q(state__in=UNTOLD_STATES, at_work=False)
    return rows.filter(wanted)


def may_see(user: Any, dossier: Dossier) -> bool:
    """Whether `user` may see this dossier now."""
    return visible(user).filter(pk=dossier.pk).exists()


def visible_by_work(user: Any, *, grants: list[Grant] | None = None) -> QuerySet[Dossier]:
    """What `user` sees for another reason than being the nominee; `grants` as in `visible`."""
    return Dossier.objects.filter(_by_work(user, _read(user, grants)))


def visible_hand_ins(user: Any, *, grants: list[Grant] | None = None) -> QuerySet[HandIn]:
    """The hand-ins `user` may see: of the own unit, addressed to or sent by the own body, or carrying a dossier seen
    by work. Being proposed on one is no reason: it names the others."""
    grants = _read(user, grants)
    if not grants:
        return HandIn.objects.none()
    bodies, offices = places(grants, BODY_ROLES), places(grants, OFFICE_ROLES)
    sent = Q(submitted_at__isnull=False) & (Q(to_body_id__in=bodies) | Q(unit_id__in=bodies))
    own = Q(unit_id__in=places(grants, UNIT_ROLES))
    entered = Q(origin__in=ENTERED_BY_OFFICE, to_body_id__in=offices)
    inspected = Q(submitted_at__isnull=False) if places(grants, (Role.INSPECTOR,)) else Q(pk__in=[])
    carried = Dossier.objects.filter(_by_work(user, grants), hand_in=OuterRef("pk"))
    return HandIn.objects.filter(own | sent | entered | inspected | Exists(carried))


def may_see_hand_in(user: Any, hand_in: HandIn) -> bool:
    """Whether `user` may see this hand-in, and with it the papers that serve all its lines."""
    return visible_hand_ins(user).filter(pk=hand_in.pk).exists()


def may_see_paper(user: Any, paper: Paper) -> bool:
    """Whether `user` may open this paper: those at work on its carrier; the nominee what is in NOMINEE_PRODUCERS."""
    grants = _read(user, None)
    if paper.hand_in_id is not None:
        return visible_hand_ins(user, grants=grants).filter(pk=paper.hand_in_id).exists()
    if Dossier.objects.filter(_by_work(user, grants), pk=paper.dossier_id).exists():
        return True
    own_kind = paper.paper_type.producer in NOMINEE_PRODUCERS
    return own_kind and visible(user, grants=grants).filter(pk=paper.dossier_id).exists()


def papers_to_see(user: Any, papers: list[Paper], *, grants: list[Grant] | None = None) -> list[Paper]:
    """Those of the papers (of one dossier and its hand-in) that `user` may open, as `may_see_paper`; few queries."""
    grants = _read(user, grants)
    hand_ins = {paper.hand_in_id for paper in papers if paper.hand_in_id}
    dossiers = {paper.dossier_id for paper in papers if paper.dossier_id}
    open_hand_ins = _those(visible_hand_ins(user, grants=grants), hand_ins)
    worked_on = _those(visible_by_work(user, grants=grants), dossiers)
    seen = _those(visible(user, grants=grants), dossiers - worked_on)
    return [
        paper
        for paper in papers
        if paper.hand_in_id in open_hand_ins
        or paper.dossier_id in worked_on
        or (paper.dossier_id in seen and paper.paper_type.producer in NOMINEE_PRODUCERS)
    ]


def visible_notes(user: Any, *, grants: list[Grant] | None = None) -> QuerySet[Note]:
    """The internal notes of the bodies at which `user` holds a post: no unit, no nominee, no other body, no inspector
    and no member of the council reads them. Nor does who is proposed read what colleagues note about the own dossier or
    about the hand-in that carries it."""
    bodies = places(_read(user, grants), BODY_ROLES)
    own = Dossier.objects.filter(nominee__user=user).values("hand_in")
    rows = Note.objects.filter(body_id__in=bodies)
    return rows.exclude(dossier__nominee__user=user).exclude(hand_in__in=own)


def may_note(user: Any, body_id: int, *, grants: list[Grant] | None = None) -> bool:
    """Whether `user` is one of those who write and read the internal notes of this body."""
    return body_id in places(_read(user, grants), BODY_ROLES)


def _those(rows: QuerySet[Any], wanted: set[int]) -> set[int]:
    """The primary keys of `wanted` that are among the rows; nothing is asked for nothing."""
    return set(rows.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def _read(user: Any, grants: list[Grant] | None) -> list[Grant]:
    return roles.grants_of(user) if grants is None else grants


def _by_work(user: Any, grants: list[Grant]) -> Q:
    """All grounds that come from work, joined; matches nothing when there is none."""
    whole = Q(pk__in=[])
    for function in _grounds:
        reason = function(user, grants)
        if reason is not None:
            whole |= reason
    return whole
