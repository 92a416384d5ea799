"""Who has not answered on which line of an open consultation."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from dossiers.vocabulary import State
from workflow.consultation.models import Addressee, Answer, ConsultationItem


@dataclass(frozen=True)
class Gap:
    """One answer that is still to come: of this addressee, on this item (primary keys). `nominee`: the account of who
    is proposed, if there is one; `on_paper`: the addressee has no account."""

    addressee: int
    name: str
    item: int
    dossier: int
    consultation: int
    nominee: int | None = None
    on_paper: bool = False


def to_be_answered(consultations: Iterable[int]) -> list[Gap]:
    """The answers that these consultations (primary keys) still wait for, by line and addressee; not on lines on hold,
    on which nobody answers meanwhile. Three queries."""
    rows = ConsultationItem.objects.filter(consultation__in=list(consultations), dossier__state=State.CONSULTING)
    return _gaps(rows)


def names_of(dossiers: Iterable[int]) -> dict[int, list[str]]:
    """Dossier pk → who has not answered about it; absent where nothing is missing. Three queries."""
    found: dict[int, list[str]] = {}
    for gap in _gaps(ConsultationItem.objects.filter(dossier__in=list(dossiers))):
        found.setdefault(gap.dossier, []).append(gap.name)
    return found


def of_letter(live: Iterable[int], addressees: Iterable[Addressee]) -> list[Gap]:
    """The same for one letter whose items to be answered (primary keys) and addressees were just read. One query."""
    given = set(Answer.objects.filter(item__in=list(live), current=True).values_list("item_id", "addressee_id"))
    return [
        Gap(each.pk, each.name, item, 0, each.consultation_id, on_paper=each.unit_id is None)
        for item in live for each in addressees if (item, each.pk) not in given
    ]


def _gaps(items: QuerySet[ConsultationItem]) -> list[Gap]:
    rows = items.filter(ended_at__isnull=True).order_by("pk")
    live = list(rows.values_list("pk", "dossier_id", "consultation_id", "dossier__nominee__user_id"))
    if not live:
        return []
    given = set(
        Answer.objects.filter(item__in=[pk for pk, *_ in live], current=True).values_list("item_id", "addressee_id")
    )
    asked: dict[int, list[tuple[int, str, bool]]] = {}
    addressees = Addressee.objects.filter(consultation__in={consultation for _, _, consultation, _ in live})
    columns = ("pk", "name", "unit_id", "consultation_id")
    for pk, name, unit, consultation in addressees.order_by("position", "pk").values_list(*columns):
        asked.setdefault(consultation, []).append((pk, name, unit is None))
    return [
        Gap(addressee, name, item, dossier, consultation, nominee, on_paper)
        for item, dossier, consultation, nominee in live
        for addressee, name, on_paper in asked[consultation]
        if (item, addressee) not in given
    ]
