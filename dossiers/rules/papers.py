"""Family papers: what an award asks for is attached by the moment it is needed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, prefetch_related_objects

from dossiers.catalogue import PaperNeed, rulesets_of
from dossiers.models import Dossier, LegalFigure, Paper
from dossiers.rules.mending import page_of
from dossiers.rules.objection import Objection
from dossiers.rules.registry import Answers, Question, need
from dossiers.vocabulary import Carrier, Family, NeededBefore, Producer

# A later moment asks again for what was due before: a paper may have been taken away since.
DUE_AT: dict[str, tuple[str, ...]] = {
    NeededBefore.SUBMIT: (NeededBefore.SUBMIT,),
    NeededBefore.TABLE: (NeededBefore.SUBMIT, NeededBefore.TABLE),
    NeededBefore.FORWARD: (NeededBefore.SUBMIT, NeededBefore.TABLE, NeededBefore.FORWARD),
    NeededBefore.SIGN: (NeededBefore.SUBMIT, NeededBefore.TABLE, NeededBefore.SIGN),
}
MEND: dict[str, str] = {
    Producer.NOMINEE: "Đính kèm vào hồ sơ (người được đề nghị hoặc đơn vị)",
    Producer.UNIT: "Đơn vị đính kèm",
    Producer.OFFICE: "Bộ phận thường trực đính kèm vào hồ sơ",
    Producer.COUNCIL: "Có sau khi Hội đồng họp và kết thúc phiên",
    Producer.SYSTEM: "Hệ thống lập khi đến bước này",
}

Proof = Callable[[Sequence[Dossier], Collection[str]], set[tuple[int, str]]]
_proofs: list[Proof] = []


def proof(fn: Proof) -> Proof:
    """Register another way a paper can be there, such as the result of a closed session.

    `fn(dossiers, codes)` returns (dossier pk, code of a paper type) for those it vouches for, in constant queries.
    """
    if fn not in _proofs:
        _proofs.append(fn)
    return fn


@dataclass(frozen=True)
class _Relief:
    """What the simplified procedure changes: other papers that may stand for one, and papers not asked for."""

    in_place_of: Mapping[str, Collection[str]] = field(default_factory=dict)
    not_asked: Collection[str] = ()


@need("papers_submit")
def papers_submit(question: Question) -> Answers:
    """Papers needed when the unit sends the dossier."""
    return _missing(question, NeededBefore.SUBMIT)


@need("papers_table")
def papers_table(question: Question) -> Answers:
    """Papers needed before the council sees the dossier."""
    return _missing(question, NeededBefore.TABLE)


@need("papers_forward")
def papers_forward(question: Question) -> Answers:
    """Papers needed before the dossier goes up; those 'before forwarding' only on the last step to the deciding body,
    because opinions and postings are the work of the body that proposes to it."""
    return _missing(question, NeededBefore.FORWARD)


@need("papers_sign")
def papers_sign(question: Question) -> Answers:
    """Papers needed before the signature; those 'before signing' only at the body that decides."""
    return _missing(question, NeededBefore.SIGN)


@need("cited_paper")
def cited_paper(question: Question) -> Answers:
    """Whether the act names the paper it rests on (fact `paper`). Never waived."""
    text = f"Phải ghi văn bản làm căn cứ để '{question.act.label}'."
    missing = Objection(Family.PAPERS, text, mend="Ghi số, ngày và trích yếu của văn bản", waivable=False)
    silent = [each for each in question.dossiers if not str(question.fact(each, "paper") or "").strip()]
    return {dossier.pk: [missing] for dossier in silent}


def asked(dossiers: Sequence[Dossier], moment: str, day: date) -> dict[int, list[PaperNeed]]:
    """Dossier pk → the papers that must be there at `moment` (a code of `NeededBefore`), in the order of screens."""
    return _asked(dossiers, moment, day, _relief(dossiers, day))


def _asked(dossiers: Sequence[Dossier], moment: str, day: date, relief: _Relief) -> dict[int, list[PaperNeed]]:
    rules = rulesets_of(dossiers, day)
    return {
        dossier.pk: [
            paper for paper in rules[dossier.pk].papers
            if paper.needed_before in _due(dossier, moment)
            and not (dossier.simplified and paper.paper_type.code in relief.not_asked)
        ]
        for dossier in dossiers
    }


def _due(dossier: Dossier, moment: str) -> Collection[str]:
    due = DUE_AT[moment]
    if moment == NeededBefore.FORWARD and dossier.next_body_id() not in (None, dossier.deciding_body_id):
        return due[:-1]
    if moment == NeededBefore.SIGN and dossier.body_id != dossier.deciding_body_id:
        return due[:-1]
    return due


@dataclass(frozen=True)
class Checked:
    """A paper that is asked for, and whether it is there."""

    need: PaperNeed
    there: bool

    @property
    def lacking(self) -> bool:
        """Whether the dossier is incomplete without it: what is asked only on a condition may be left out."""
        return not self.there and not self.need.condition


def checklists(dossiers: Sequence[Dossier], moment: str, day: date) -> dict[int, list[Checked]]:
    """Dossier pk → everything asked at `moment`, in the order of screens, each marked whether it is there."""
    prefetch_related_objects(list(dossiers), "award")
    relief = _relief(dossiers, day)
    wanted = _asked(dossiers, moment, day, relief)
    gaps = _gaps(dossiers, wanted, relief)
    return {
        pk: [Checked(paper, paper not in gaps.get(pk, ())) for paper in listed] for pk, listed in wanted.items()
    }


def missing_papers(dossiers: Sequence[Dossier], moment: str, day: date) -> dict[int, list[PaperNeed]]:
    """Dossier pk → what is asked at `moment` and not there; dossiers without a gap are left out."""
    prefetch_related_objects(list(dossiers), "award")
    relief = _relief(dossiers, day)
    return _gaps(dossiers, _asked(dossiers, moment, day, relief), relief)


def _gaps(
    dossiers: Sequence[Dossier], wanted: Mapping[int, list[PaperNeed]], relief: _Relief
) -> dict[int, list[PaperNeed]]:
    attached = _attached(dossiers)
    gaps = {
        dossier.pk: [paper for paper in wanted[dossier.pk] if not _is_there(paper, dossier, attached, relief)]
        for dossier in dossiers
    }
    return _without_vouched(dossiers, {pk: listed for pk, listed in gaps.items() if listed})


def _missing(question: Question, moment: str) -> Answers:
    by_pk = {dossier.pk: dossier for dossier in question.dossiers}
    gaps = missing_papers(list(question.dossiers), moment, question.day)
    return {pk: [objection_to(by_pk[pk], paper) for paper in listed] for pk, listed in gaps.items()}


def objection_to(dossier: Dossier, paper: PaperNeed) -> Objection:
    """What stands against a dossier that lacks `paper`; advice only where the paper is asked for on a condition."""
    about = f"“{paper.paper_type.name}” trong hồ sơ {dossier.award.name} của {dossier.nominee_name}"
    text = f"Chưa có {about} (chỉ cần nếu dùng căn cứ này)." if paper.condition else f"Thiếu {about}."
    return Objection(
        Family.PAPERS, text, citation=paper.citation, evidence=paper.evidence, mend=_where(paper),
        mend_url=page_of(dossier), waived=bool(paper.condition),
    )


def _where(paper: PaperNeed) -> str:
    if paper.carrier == Carrier.HAND_IN and paper.producer == Producer.UNIT:
        return "Đơn vị đính kèm vào tờ trình, dùng chung cho mọi dòng"
    return MEND[paper.producer]


@dataclass(frozen=True)
class _Attached:
    """Codes of the current papers, by dossier and by hand-in."""

    dossiers: Mapping[int, set[str]]
    hand_ins: Mapping[int, set[str]]


def _attached(dossiers: Sequence[Dossier]) -> _Attached:
    on_dossier = Q(dossier__in=[each.pk for each in dossiers])
    on_hand_in = Q(hand_in__in={each.hand_in_id for each in dossiers})
    found = _Attached(defaultdict(set), defaultdict(set))
    rows = Paper.objects.filter(on_dossier | on_hand_in, replaced=False)
    for dossier_pk, hand_in_pk, code in rows.values_list("dossier", "hand_in", "paper_type__code"):
        if dossier_pk:
            found.dossiers[dossier_pk].add(code)
        else:
            found.hand_ins[hand_in_pk].add(code)
    return found


def _is_there(paper: PaperNeed, dossier: Dossier, attached: _Attached, relief: _Relief) -> bool:
    code = paper.paper_type.code
    codes = {code, *(relief.in_place_of.get(code, ()) if dossier.simplified else ())}
    if codes & attached.dossiers.get(dossier.pk, set()):
        return True
    return paper.carrier == Carrier.HAND_IN and bool(codes & attached.hand_ins.get(dossier.hand_in_id, set()))


def _without_vouched(dossiers: Iterable[Dossier], gaps: dict[int, list[PaperNeed]]) -> dict[int, list[PaperNeed]]:
    """Take out what a registered proof vouches for."""
    if not gaps:
        return {}
    open_ones = [dossier for dossier in dossiers if dossier.pk in gaps]
    codes = {paper.paper_type.code for listed in gaps.values() for paper in listed}
    vouched = {pair for fn in _proofs for pair in fn(open_ones, codes)}
    left = {
        pk: [paper for paper in listed if (pk, paper.paper_type.code) not in vouched] for pk, listed in gaps.items()
    }
    return {pk: listed for pk, listed in left.items() if listed}


def _relief(dossiers: Sequence[Dossier], day: date) -> _Relief:
    """What the simplified ones among the dossiers are spared: as of `day`, else what began last before, else first."""
    if not any(dossier.simplified for dossier in dossiers):
        return _Relief()
    rows = list(LegalFigure.objects.filter(kind="simplified_papers").order_by("valid_from"))
    begun = [row for row in rows if row.valid_from <= day] or rows[:1]
    return _Relief(**begun[-1].value) if begun else _Relief()
