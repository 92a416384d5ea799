"""What stands against signing, numbering, issuing and recording: one paper, one target, one signer, one number."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from django.utils import timezone

from dossiers import text
from dossiers.models import Dossier, Unit
from dossiers.rules.objection import Objection
from dossiers.rules.registry import Answers, Question, need
from dossiers.vocabulary import Family
from workflow import rights
from workflow.decisions import lines, numbers
from workflow.decisions.models import Decision, DecisionItem, DecisionKind, DecisionStatus


@need("one_target")
def one_target(question: Question) -> Answers:
    """All lines of a paper go the same way: decided here, or to one body. The lines that differ from most are named."""
    targets = {each.pk: lines.target_of(each) for each in question.dossiers}
    names = lines.names_of(target.next_id for target in targets.values() if target)
    common = Counter(target for target in targets.values() if target).most_common(1)
    found: Answers = {}
    for dossier in question.dossiers:
        target = targets[dossier.pk]
        if target is None:
            told = f"{dossier} không có đường trình từ {dossier.body} đến {dossier.deciding_body}."
            found[dossier.pk] = [_authority(told)]
        elif target != common[0][0]:
            told = f"{dossier} {_way(dossier, target, names)}, khác với {common[0][1]} hồ sơ còn lại của văn bản."
            found[dossier.pk] = [rights.incomplete(told, mend="Lập văn bản riêng cho từng nơi nhận")]
    return found


def _way(dossier: Dossier, target: lines.Target, names: dict[int, Unit]) -> str:
    if target.next_id is None:
        return f"do {dossier.body} quyết định"
    return f"phải trình {names[target.next_id]}"


@need("one_signer")
def one_signer(question: Question) -> Answers:
    """All lines of one paper have one signer; they lie on the paper that is being signed."""
    papers = lines.paper_of(question.dossiers)
    wanted = question.facts.get("decision")
    found: Answers = {}
    for dossier in question.dossiers:
        paper = papers.get(dossier.pk)
        if paper is None or (wanted is not None and paper.pk != wanted):
            told = f"{dossier} không nằm trong văn bản đang ký."
            found[dossier.pk] = [rights.incomplete(told, mend="Tải lại trang")]
        elif question.actor is not None and paper.signed_by_id not in (None, question.actor.pk):
            when = f"{timezone.localtime(paper.signed_at):%H:%M ngày %d/%m/%Y}"
            told = f"Văn bản có {dossier} đã do {paper.signer_name} ký lúc {when}; mỗi văn bản có một người ký."
            found[dossier.pk] = [rights.not_yours(told)]
    return found


@need("numbered")
def numbered(question: Question) -> Answers:
    """The paper is signed whole, has number and date, and goes out with all its lines."""
    papers = lines.paper_of(question.dossiers)
    leaving = Counter(paper.pk for paper in papers.values())
    live = lines.live_and_waiting(list({paper.pk: paper for paper in papers.values()}.values()))
    found: Answers = {}
    for dossier in question.dossiers:
        paper = papers.get(dossier.pk)
        told = _unready(paper) if paper else "không nằm trong văn bản nào chờ phát hành"
        if paper and not told and leaving[paper.pk] < live[paper.pk][0]:
            told = f"phải phát hành cùng cả danh sách {live[paper.pk][0]} hồ sơ của văn bản {paper.full_number}"
        if told:
            found[dossier.pk] = [rights.incomplete(f"{dossier} {told}.", mend="Mở văn bản để xử lý")]
    return found


def _unready(paper: Decision) -> str:
    if paper.status != DecisionStatus.SIGNED:
        return f"nằm trong văn bản '{paper.title}' chưa ký xong"
    if paper.number is None or paper.dated is None:
        return f"nằm trong văn bản '{paper.title}' chưa được cấp số"
    return ""


@need("decides_here")
def decides_here(question: Question) -> Answers:
    """The body that holds the dossier is the one that decides it."""
    return {
        each.pk: [_authority(f"{each} do {each.deciding_body} quyết định, không phải {each.body}.")]
        for each in question.dossiers
        if each.deciding_body_id != each.body_id
    }


@need("next_inside")
def next_inside(question: Question) -> Answers:
    """The next body of the route works in this system."""
    return _next(question, external=False)


@need("next_outside")
def next_outside(question: Question) -> Answers:
    """The next body of the route works outside this system; its outcome will be recorded."""
    return _next(question, external=True)


def _next(question: Question, *, external: bool) -> Answers:
    names = lines.names_of(each.next_body_id() for each in question.dossiers)
    found: Answers = {}
    for dossier in question.dossiers:
        after = names.get(dossier.next_body_id() or 0)
        if after is None:
            told = f"{dossier} không còn cấp trên nào để trình sau {dossier.body}."
        elif after.external != external:
            place = "ngoài" if after.external else "trong"
            told = f"{dossier} được trình {after} là cơ quan {place} hệ thống."
        else:
            continue
        found[dossier.pk] = [_authority(told)]
    return found


@need("outside_decision")
def outside_decision(question: Question) -> Answers:
    """Number, symbol and date of the higher body's decision (facts), not already used for another of its decisions."""
    given = [outside_facts(question, each) for each in question.dossiers]
    taken = _taken(given)
    found: Answers = defaultdict(list)
    for dossier, (number, symbol, dated) in zip(question.dossiers, given, strict=True):
        if not isinstance(number, int) or not symbol or not isinstance(dated, date):
            told = f"Phải ghi số, ký hiệu và ngày quyết định của {dossier.deciding_body} về {dossier}."
            found[dossier.pk].append(rights.incomplete(told, mend="Ghi theo quyết định đã nhận"))
            continue
        found[dossier.pk] += numbers.faults(number, symbol)
        if dated > question.day:
            told = f"Ngày quyết định {dated:%d/%m/%Y} của {dossier.deciding_body} ở tương lai."
            found[dossier.pk].append(rights.incomplete(told, mend="Ghi ngày trên quyết định"))
        other = taken.get((dossier.deciding_body_id, symbol, dated.year, number))
        if other and (other.dated != dated or other.kind != DecisionKind.OUTSIDE):
            told = f"Số {other.full_number} của {dossier.deciding_body} đã ghi cho văn bản ngày {other.dated:%d/%m/%Y}."
            found[dossier.pk].append(rights.incomplete(told, mend="Kiểm tra số, ngày trên quyết định"))
    return {pk: listed for pk, listed in found.items() if listed}


def outside_facts(source: Any, dossier: Dossier) -> tuple[Any, str, Any]:
    """(number, symbol, date) as the question or the step was given them."""
    symbol = text.nfc(str(source.fact(dossier, "symbol", "") or ""))
    return source.fact(dossier, "number"), symbol, source.fact(dossier, "dated")


def _taken(given: list[tuple[Any, str, Any]]) -> dict[tuple[int, str, int, int], Decision]:
    typed = [(number, symbol) for number, symbol, _ in given if isinstance(number, int)]
    sane = [pair for pair in typed if not numbers.faults(*pair)]
    rows = Decision.objects.filter(number__in={number for number, _ in sane}, symbol__in={each for _, each in sane})
    return {(row.body_id, row.symbol, row.year, row.number): row for row in rows}


@need("revocation_signed")
def revocation_signed(question: Question) -> Answers:
    """A revocation of this award is signed by the decider, numbered and dated; it goes out with all its lines."""
    lying = DecisionItem.objects.filter(
        live=True, decision__kind=DecisionKind.REVOCATION, decision__status=DecisionStatus.SIGNED,
        decision__number__isnull=False,
    )
    paper_of = dict(
        lying.filter(dossier__in=[each.pk for each in question.dossiers]).values_list("dossier_id", "decision_id")
    )
    leaving = Counter(paper_of.values())
    listed = Counter(lying.filter(decision__in=leaving).values_list("decision_id", flat=True))
    found: Answers = {}
    for dossier in question.dossiers:
        paper = paper_of.get(dossier.pk)
        if paper is None:
            told = f"Chưa có quyết định hủy, thu hồi đã ký và cấp số đối với {dossier}."
            mend = "Lập đề nghị hủy, trình người có thẩm quyền ký, cấp số"
            found[dossier.pk] = [rights.incomplete(told, mend=mend)]
        elif leaving[paper] < listed[paper]:
            told = f"{dossier} phải phát hành cùng cả danh sách {listed[paper]} hồ sơ của quyết định hủy, thu hồi."
            found[dossier.pk] = [rights.incomplete(told, mend="Mở văn bản để phát hành")]
    return found


def _authority(text: str) -> Objection:
    return Objection(Family.AUTHORITY, text, mend="Kiểm tra cơ quan quyết định và đường trình", waivable=False)
