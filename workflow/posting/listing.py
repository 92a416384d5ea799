"""Which postings people see: the office's list, the page of one, and what the public reads."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dossiers import access, clock
from dossiers.access import BODY_ROLES, OFFICE_ROLES
from dossiers.models import Dossier, Unit
from dossiers.roles import Grant
from dossiers.vocabulary import Nature, Role, SimplifiedGround, State
from workflow.posting.models import Place, Posting, PostingComment, PostingLine


def visible(grants: list[Grant]) -> QuerySet[Posting]:
    """The postings of the own body; an inspector reads all."""
    rows = Posting.objects.select_related("body", "procedure")
    if access.places(grants, (Role.INSPECTOR,)):
        return rows
    return rows.filter(body_id__in=access.places(grants, BODY_ROLES))


def reads_lists(grants: list[Grant]) -> bool:
    """Whether these grants are of a body, or of an inspector."""
    return bool(access.places(grants, (*BODY_ROLES, Role.INSPECTOR)))


def counted(rows: QuerySet[Posting]) -> QuerySet[Posting]:
    """With the number of lines still shown (`shown`) and of all lines (`count`)."""
    here = Count("lines", filter=Q(lines__left_at__isnull=True), distinct=True)
    return rows.annotate(shown=here, count=Count("lines__dossier", distinct=True))


def works_on(posting: Posting, grants: list[Grant]) -> bool:
    """Whether these grants are those of its office."""
    return posting.body_id in access.places(grants, OFFICE_ROLES)


def comments(user: Any, posting: Posting, grants: list[Grant]) -> QuerySet[PostingComment]:
    """What was said of the list, for its office alone, and not for whoever is proposed on it."""
    own = PostingLine.objects.filter(posting=OuterRef("posting"), dossier__nominee__user=user)
    rows = posting.comments.filter(~Exists(own))
    if not works_on(posting, grants):
        rows = rows.none()
    return rows.select_related("dossier__award", "recorded_by", "answered_by").order_by("received_on", "pk")


def lines(posting: Posting) -> QuerySet[PostingLine]:
    """Every line of the list, those that left it with the act by which they did."""
    rows = posting.lines.select_related("dossier__award", "dossier__nominee", "dossier__unit")
    return rows.order_by("dossier__award__position", "dossier__unit_name", "dossier__nominee_name", "pk")


def shown_to_public(body: Unit) -> QuerySet[PostingLine]:
    """The lines that anybody may read now on the page of `body`, in the order of its lists: of those whose period runs.
    No rehearsal, no secret content, nothing that was held, withdrawn or closed. Two queries before it is read."""
    now, today = clock.now(), clock.today()
    running = Q(posting__due_at__isnull=True) | Q(posting__due_at__gte=now)
    rows = PostingLine.objects.filter(
        running, left_at__isnull=True, dossier__state=State.POSTED, posting__body=body, posting__place=Place.PAGE,
        posting__closed_at__isnull=True, posting__from_on__lte=today,
    )
    rows = rows.exclude(dossier__season__nature=Nature.REHEARSAL)
    rows = rows.exclude(dossier__hand_in__ground=SimplifiedGround.SECRET)
    rows = rows.select_related("posting", "dossier__award", "dossier__nominee", "dossier__season")
    order = ("posting__from_on", "posting", "dossier__award__position", "dossier__unit_name", "dossier__nominee_name")
    return rows.order_by(*order, "pk")


def of_dossier(dossier: Dossier) -> QuerySet[PostingLine]:
    """The lists on which it stands or stood, the newest first."""
    return dossier.posting_lines.select_related("posting__body").order_by("-pk")
