"""Named selections of papers: what waits for me, what waits for a number, what is out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dossiers.roles import Grant
from dossiers.vocabulary import Role, State
from workflow.decisions.models import Decision, DecisionItem, DecisionKind, DecisionStatus
from workflow.inbox import Desks, at_desks

SIGNERS = (Role.DECIDER, Role.DEPUTY)
MINE, TO_NUMBER, OUT, SIGNING, ABOVE, ALL = (
    "cho-toi-ky", "cho-cap-so", "da-phat-hanh", "dang-trinh-ky", "cho-ket-qua", "tat-ca",
)
LABELS = {
    MINE: "Chờ tôi ký", TO_NUMBER: "Chờ cấp số", OUT: "Đã phát hành", SIGNING: "Đang trình ký",
    ABOVE: "Chờ kết quả cấp trên", ALL: "Tất cả",
}


@dataclass(frozen=True)
class Tab:
    """One selection as a list offers it."""

    slug: str
    label: str
    count: int


def tabs(rows: QuerySet[Decision], grants: Sequence[Grant], desks: Desks) -> list[Tab]:
    """The selections of these papers with their counts; 'Chờ tôi ký' only for who signs. One query."""
    slugs = [slug for slug in LABELS if slug != MINE or _signs(grants)]
    counts = rows.order_by().aggregate(
        **{f"n{place}": Count("pk", filter=_of(slug, desks)) for place, slug in enumerate(slugs)}
    )
    return [Tab(slug, LABELS[slug], counts[f"n{place}"]) for place, slug in enumerate(slugs)]


def first(grants: Sequence[Grant]) -> str:
    """The selection that opens the list for this person."""
    if _signs(grants):
        return MINE
    return TO_NUMBER if any(grant.role == Role.CLERK for grant in grants) else ALL


def selected(rows: QuerySet[Decision], slug: str, desks: Desks) -> QuerySet[Decision]:
    """The papers of one selection: what waits oldest first, the rest newest first."""
    found = rows.filter(_of(slug, desks))
    return found.order_by("pk") if slug in (MINE, TO_NUMBER) else found.order_by("-pk")


def _signs(grants: Sequence[Grant]) -> bool:
    return any(grant.role in SIGNERS for grant in grants)


def _of(slug: str, desks: Desks) -> Q:
    waiting = DecisionItem.objects.filter(
        decision=OuterRef("pk"), live=True, dossier__state=State.WITH_HIGHER_BODY
    )
    to_sign = at_desks([desk for desk in desks if desk[0] in SIGNERS], "procedure__")
    found = {
        MINE: to_sign & Q(procedure__open=True, procedure__node="sign"),
        TO_NUMBER: Q(status=DecisionStatus.SIGNED),
        OUT: Q(status__in=[DecisionStatus.ISSUED, DecisionStatus.RECORDED]),
        SIGNING: Q(status=DecisionStatus.DRAFT),
        ABOVE: Q(kind=DecisionKind.LETTER, status=DecisionStatus.ISSUED) & Q(Exists(waiting)),
    }
    return found.get(slug, Q())
