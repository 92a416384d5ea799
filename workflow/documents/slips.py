"""Slips to print: a dossier with the code that opens it, and what a unit is asked to mend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from dossiers.documents.words import Values, letterhead
from dossiers.mending import MENDABLE
from dossiers.models import Dossier, PaperType, Unit
from dossiers.vocabulary import State
from workflow.models import Correction, CorrectionItem, Entry

WITH = ("award", "unit", "season", "round", "body", "hand_in__to_body", "nominee")


@dataclass(frozen=True)
class Slip:
    """A dossier on paper, with the picture of its address."""

    dossier: Dossier
    qr: SafeString
    head: Values


@dataclass(frozen=True)
class Request:
    """What one dossier must mend, in words."""

    item: CorrectionItem
    what: Sequence[str]
    qr: SafeString


@dataclass(frozen=True)
class Sheet:
    """The requests to one unit."""

    unit: Unit
    requests: Sequence[Request]


def qr_of(dossier: Dossier) -> SafeString:
    """A QR code of the page of the dossier, as SVG without a word of style; whoever scans it signs in first."""
    address = f"{settings.BASE_URL}{reverse('workflow:dossier', args=[dossier.code])}"
    code = segno.make(address, error="m", micro=False)
    # Nothing but squares comes from the library: the address itself is not written into the picture.
    return mark_safe(code.svg_inline(border=2, omitsize=True, svgclass="vd-qr", lineclass=None))


def slips_of(rows: QuerySet[Dossier]) -> list[Slip]:
    """A slip for each of these dossiers, once they were sent; a constant number of queries for one body."""
    received = Entry.objects.filter(dossier=OuterRef("pk"), act="receive").order_by("seq").values("at")[:1]
    sent = rows.exclude(state=State.DRAFT).select_related(*WITH).annotate(received_at=Subquery(received))
    dossiers = list(sent.order_by("award__position", "pk"))
    heads: dict[int, Values] = {}
    for each in dossiers:
        if each.hand_in.to_body_id not in heads:
            heads[each.hand_in.to_body_id] = _head(each)
    return [Slip(each, qr_of(each), heads[each.hand_in.to_body_id]) for each in dossiers]


def sheets_of(correction: Correction, visible: QuerySet[Dossier]) -> list[Sheet]:
    """The requests of this correction for the dossiers that may be seen, a sheet a unit."""
    items = correction.items.filter(dossier__in=visible).select_related("dossier__award", "dossier__unit")
    rows = list(items.order_by("dossier__unit__code", "dossier__award__position", "dossier"))
    names = dict(PaperType.objects.filter(code__in=_codes(rows)).values_list("code", "name"))
    by_unit: dict[Any, list[Request]] = {}
    for item in rows:
        what = [MENDABLE[name] for name in item.fields if name in MENDABLE]
        what += [names.get(code, "") for code in item.papers]
        request = Request(item, [each for each in what if each], qr_of(item.dossier))
        by_unit.setdefault(item.dossier.unit, []).append(request)
    return [Sheet(unit, requests) for unit, requests in by_unit.items()]


def head_of(correction: Correction) -> Values:
    """The letterhead of who asked, on the day of asking."""
    day = timezone.localdate(correction.asked_at)
    return letterhead(correction.body, day=day, dated=day)


def _head(dossier: Dossier) -> Values:
    day = timezone.localdate(dossier.hand_in.submitted_at or dossier.created_at)
    return letterhead(dossier.hand_in.to_body, day=day)


def _codes(rows: Iterable[CorrectionItem]) -> set[str]:
    return {code for item in rows for code in item.papers}
