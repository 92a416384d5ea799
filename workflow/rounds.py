"""Rounds of mending: what stood in the named fields and papers when it was asked and when it came back.

The first and the second picture are kept with the request (`CorrectionItem.before`, `after`): a later round or a later
edit does not change what an earlier one tells.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, prefetch_related_objects

from dossiers.mending import MENDABLE, current_values
from dossiers.models import Dossier, Paper, PaperType
from dossiers.rules.mending import page_of
from dossiers.rules.objection import Objection
from dossiers.rules.registry import Answers, Question, need
from dossiers.vocabulary import Family
from workflow.flows.carriage import requests_of
from workflow.flows.models import CorrectionItem
from workflow.journal_models import Entry

LEAST_NOTE = 5
Picture = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """One named field or paper: before and after, as text or as papers (None where there was none)."""

    label: str
    before: Any
    after: Any
    changed: bool
    is_paper: bool = False


def pictures(dossiers: Sequence[Dossier], named: Mapping[int, tuple[Collection[str], Collection[str]]]) -> (
    dict[int, Picture]
):
    """Dossier pk → what stands now in the fields and papers named for it (pk → (fields, codes of papers)): values under
    `fields`, primary keys of the current papers (None where there is none) under `papers`; two queries at most."""
    prefetch_related_objects(list(dossiers), "nominee")
    lying = _lying(dossiers, {code for _, codes in named.values() for code in codes})
    found: dict[int, Picture] = {}
    for dossier in dossiers:
        fields, codes = named.get(dossier.pk, ((), ()))
        values = current_values(dossier)
        found[dossier.pk] = {
            "fields": {name: values[name] for name in fields if name in values},
            "papers": {code: lying.get((code, dossier.pk), lying.get((code, -dossier.hand_in_id))) for code in codes},
        }
    return found


def _lying(dossiers: Sequence[Dossier], codes: Collection[str]) -> dict[tuple[str, int], int]:
    """(code, dossier pk, or minus the pk of the hand-in) → the current paper of that type there."""
    if not codes:
        return {}
    there = Q(dossier__in=[each.pk for each in dossiers]) | Q(hand_in__in={each.hand_in_id for each in dossiers})
    rows = Paper.objects.filter(there, replaced=False, paper_type__code__in=codes).order_by("pk")
    columns = rows.values_list("paper_type__code", "dossier_id", "hand_in_id", "pk")
    return {(code, dossier_id or -hand_in_id): pk for code, dossier_id, hand_in_id, pk in columns}


def named_in(item: CorrectionItem) -> tuple[list[str], list[str]]:
    """The fields and the codes of papers that a request names."""
    return item.fields, item.papers


def now_of(dossiers: Sequence[Dossier], items: Mapping[int, CorrectionItem]) -> dict[int, Picture]:
    """`pictures` of what each dossier's request (dossier pk → request) names."""
    return pictures(dossiers, {pk: named_in(item) for pk, item in items.items()})


def mended(item: CorrectionItem, now: Picture) -> list[str]:
    """The named fields and codes of papers in which `now` differs from what stood there when it was asked."""
    return [
        name for part in ("fields", "papers") for name, value in now[part].items()
        if value != item.before.get(part, {}).get(name)
    ]


@need("mended")
def something_mended(question: Question) -> Answers:
    """Whether something that was named is really another before it is sent again, or the sender says why not (the
    reason). Requests that name nothing, or that are older than the pictures, are not asked about. Never waived."""
    items = {pk: item for pk, item in requests_of(question.dossiers).items() if item.before and any(named_in(item))}
    silent = [each for each in question.dossiers if each.pk in items and len(_said(question, each)) < LEAST_NOTE]
    now = now_of(silent, items)
    return {each.pk: [_unchanged(each)] for each in silent if not mended(items[each.pk], now[each.pk])}


def _said(question: Question, dossier: Dossier) -> str:
    return str(question.fact(dossier, "reason", question.reason) or "").strip()


def _unchanged(dossier: Dossier) -> Objection:
    text = f"Hồ sơ {dossier.code} chưa có mục nào được yêu cầu mà thay đổi."
    mend = "Bổ sung nội dung được yêu cầu, hoặc xác nhận gửi lại không thay đổi và ghi rõ vì sao"
    return Objection(Family.PAPERS, text, mend=mend, mend_url=page_of(dossier), waivable=False)


def of_dossier(dossier: Dossier) -> list[CorrectionItem]:
    """Every request to mend it, the newest first, each with its `changes`; `said`: why it came back as it was."""
    rows = CorrectionItem.objects.filter(dossier=dossier).select_related(
        "correction__body", "correction__asked_by", "dossier__nominee"
    )
    found = tell(rows.order_by("-round"))
    if any(item.mended_at and not item.done for item in found):
        sent = Entry.objects.filter(dossier=dossier, act="resubmit").values_list("at", "reason")
        told = dict(sent)
        for item in found:
            item.said = told.get(item.mended_at, "") if item.mended_at else ""
    return found


def tell(items: Iterable[CorrectionItem]) -> list[CorrectionItem]:
    """The requests, each with its `changes`; while one waits it is compared with what stands now. Few queries."""
    rows = list(items)
    waiting = {item.dossier_id: item for item in rows if not item.after}
    now = now_of([item.dossier for item in waiting.values()], waiting)
    after = {item.pk: item.after or now[item.dossier_id] for item in rows}
    papers, names = _papers_in([(item.before, after[item.pk]) for item in rows]), _names(rows)
    for item in rows:
        item.changes = _changes(item, after[item.pk], papers, names)
        item.done = sum(change.changed for change in item.changes)
    return rows


def _changes(
    item: CorrectionItem, after: Picture, papers: Mapping[int, Paper], names: Mapping[str, str]
) -> list[Change]:
    if not item.before:
        return []
    old, new = item.before, after
    fields = [
        Change(MENDABLE[name], old["fields"][name], new["fields"].get(name), old["fields"][name] != new["fields"][name])
        for name in item.fields if name in old["fields"] and name in new["fields"]
    ]
    return fields + [
        Change(
            names.get(code, code), papers.get(old["papers"].get(code)), papers.get(new["papers"].get(code)),
            old["papers"].get(code) != new["papers"].get(code), is_paper=True,
        )
        for code in item.papers
    ]


def _papers_in(pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[int, Paper]:
    wanted = {pk for pair in pairs for picture in pair for pk in picture.get("papers", {}).values() if pk}
    return Paper.objects.select_related("paper_type").in_bulk(wanted) if wanted else {}


def _names(items: Iterable[CorrectionItem]) -> dict[str, str]:
    codes = {code for item in items for code in item.papers}
    return dict(PaperType.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


def keep_before(items: Sequence[CorrectionItem]) -> None:
    """Put the picture of this moment on requests that are about to be saved."""
    now = now_of([item.dossier for item in items], {item.dossier_id: item for item in items})
    for item in items:
        item.before = now[item.dossier_id]


def keep_after(dossiers: Sequence[Dossier], items: Sequence[CorrectionItem]) -> None:
    """Put the picture of this moment on the requests that these dossiers answer; the caller saves them."""
    now = now_of(dossiers, {item.dossier_id: item for item in items})
    for item in items:
        item.after = now[item.dossier_id]
