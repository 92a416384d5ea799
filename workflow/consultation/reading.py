"""Who reads what of a consultation: the letter, the answers of all, the own ones, the opinions on one dossier.

The body that asked, the body where the dossier lies and the council that considers it read every opinion; an addressee
reads only its own; the proposing unit reads that others are asked, and what they say where the office allows it. The
nominee reads nothing of it, whatever posts he or she holds besides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from dossiers.access import BODY_ROLES, places
from dossiers.models import Dossier
from dossiers.roles import Grant
from dossiers.vocabulary import UNIT_ROLES, Role, State
from workflow.consultation.models import Addressee, Answer, Consultation, ConsultationItem

WITH = ("dossier__award", "dossier__nominee", "dossier__unit")


@dataclass(frozen=True)
class Asked:
    """A dossier in one letter as one reader sees it: `answers` is empty for who may only know that it is asked."""

    item: ConsultationItem
    letter: Consultation
    addressees: Sequence[Addressee]
    answers: dict[int, Answer] = field(default_factory=dict)
    texts: bool = False
    opens: bool = False

    @property
    def cells(self) -> list[tuple[Addressee, Answer | None]]:
        """Each addressee with its answer, if it has one."""
        return [(each, self.answers.get(each.pk)) for each in self.addressees]


def letters(grants: Sequence[Grant]) -> QuerySet[Consultation]:
    """The letters of the bodies at which these posts are held; an inspector reads all."""
    rows = Consultation.objects.select_related("body", "procedure", "asked_by")
    if places(grants, (Role.INSPECTOR,)):
        return rows
    return rows.filter(body__in=places(grants, BODY_ROLES))


def asked_at(grants: Iterable[Grant]) -> QuerySet[Addressee]:
    """The addressees for which somebody with these posts answers (a delegation counts where it names the act)."""
    desks = {(str(grant.role), grant.unit_id) for grant in grants if grant.covers("answer_consultation")}
    wanted = Q(pk__in=[])
    for role, unit_id in sorted(desks):
        wanted |= Q(desk_role=role, unit=unit_id)
    return Addressee.objects.filter(wanted, unit__isnull=False).select_related("unit", "consultation__body")


def to_answer(user: Any, grants: Iterable[Grant]) -> QuerySet[Addressee]:
    """The letters that wait for an answer of this person's desks, the most urgent first; not for the own line."""
    given = Answer.objects.filter(item=OuterRef("pk"), addressee=OuterRef(OuterRef("pk")), current=True)
    asked = ConsultationItem.objects.filter(
        ~Exists(given), consultation=OuterRef("consultation"), ended_at=None, dossier__state=State.CONSULTING
    )
    rows = asked_at(grants).filter(Exists(asked.exclude(dossier__nominee__user=user)))
    return rows.order_by("consultation__due_at", "pk")


def of_dossier(dossier: Dossier, user: Any, grants: Sequence[Grant], *, seated: bool = False) -> list[Asked]:
    """What this reader sees of the letters that ask about a dossier, the newest first; nothing for its nominee.
    `seated`: the reader sits in a council that considers it. At most three queries."""
    if dossier.nominee.user_id == user.pk:
        return []
    items = list(
        ConsultationItem.objects.filter(dossier=dossier).select_related("consultation__body").order_by("-pk")
    )
    if not items:
        return []
    found: dict[int, list[Addressee]] = {}
    for each in Addressee.objects.filter(consultation__in=[item.consultation_id for item in items]):
        found.setdefault(each.consultation_id, []).append(each)
    answers: dict[int, dict[int, Answer]] = {}
    for row in Answer.objects.filter(item__in=items, current=True).select_related("recorded_by"):
        answers.setdefault(row.item_id, {})[row.addressee_id] = row
    return [_asked(item, found, answers, dossier, grants, seated=seated) for item in items]


def _asked(
    item: ConsultationItem, addressees: dict[int, list[Addressee]], answers: dict[int, dict[int, Answer]],
    dossier: Dossier, grants: Sequence[Grant], *, seated: bool,
) -> Asked:
    letter = item.consultation
    at_bodies = places(grants, BODY_ROLES)
    inspects = bool(places(grants, (Role.INSPECTOR,)))
    reads = seated or inspects or bool({letter.body_id, dossier.body_id} & at_bodies)
    allowed = letter.unit_reads and dossier.unit_id in places(grants, UNIT_ROLES)
    texts = reads or allowed
    return Asked(
        item, letter, addressees.get(letter.pk, []), answers.get(item.pk, {}) if texts else {}, texts,
        inspects or letter.body_id in at_bodies,
    )


def lines_of(letter: Consultation) -> QuerySet[ConsultationItem]:
    """The lines of the letter in the order of its list."""
    rows = letter.items.select_related(*WITH)
    return rows.order_by("dossier__award__position", "dossier__unit_name", "dossier__nominee_name", "pk")


def answers_on(items: Iterable[ConsultationItem]) -> dict[tuple[int, int], Answer]:
    """(item pk, addressee pk) → the answer that counts; one query."""
    rows = Answer.objects.filter(item__in=list(items), current=True).select_related("recorded_by")
    return {(row.item_id, row.addressee_id): row for row in rows}


def in_short(
    dossiers: Sequence[Dossier], user: Any, grants: Sequence[Grant], *, seated: bool = False
) -> dict[int, str]:
    """Dossier pk → what others said of it in one sentence ('Phòng Bổ trợ: nhất trí; …'), for the lines whose opinions
    this reader may read. Needs nominee. One query."""
    bodies, inspects = places(grants, BODY_ROLES), bool(places(grants, (Role.INSPECTOR,)))
    open_to = {
        each.pk for each in dossiers
        if each.nominee.user_id != user.pk and (seated or inspects or each.body_id in bodies)
    }
    rows = Answer.objects.filter(item__dossier__in=open_to, current=True).select_related("addressee")
    said: dict[int, list[str]] = {}
    for row in rows.order_by("item", "addressee__position").annotate(of=F("item__dossier")):
        words = f"{row.addressee.name}: {row.get_opinion_display().lower()}{', sau hạn' if row.late else ''}"
        said.setdefault(row.of, []).append(f"{words} ({row.text})" if row.text else words)
    return {pk: "Ý kiến: " + "; ".join(listed) + "." for pk, listed in said.items()}
