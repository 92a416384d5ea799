"""What a draft still lacks before it can be sent: the needs of the act, asked without acting, and the papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dossiers import clock
from dossiers.catalogue import PaperNeed
from dossiers.lifecycle import read_acts
from dossiers.models import Dossier, HandIn, Paper, PaperType, User
from dossiers.queries import papers_on
from dossiers.rules.objection import Objection, waive
from dossiers.rules.papers import asked as asked_papers
from dossiers.rules.papers import missing_papers
from dossiers.rules.registry import Question, evaluators
from dossiers.vocabulary import BLOCKING_EVIDENCE, Carrier, Evidence, Family, NeededBefore, State

ACT = "submit"


@dataclass(frozen=True)
class Slot:
    """A kind of paper on one carrier: asked for by some rule (`need`), or brought unasked; with its versions, newest
    first. `missing`: the rules still wait for it (or, with a condition, would if that is the case)."""

    paper_type: PaperType
    need: PaperNeed | None
    papers: tuple[Paper, ...]
    missing: bool

    @property
    def waits(self) -> bool:
        """Whether it is asked for without a condition and not there."""
        return self.missing and self.need is not None and not self.need.condition

    @property
    def asked(self) -> str:
        """How firmly it is asked for, in words, with the source."""
        if self.need is None:
            return ""
        if self.need.condition:
            return "chỉ cần nếu dùng căn cứ này"
        how = "phải có" if self.need.evidence in BLOCKING_EVIDENCE else "nên có"
        source = ", ".join(part for part in (self.need.citation, Evidence(self.need.evidence).label) if part)
        return f"{how}; {source}"


@dataclass(frozen=True)
class Folder:
    """The papers of a hand-in: those that serve all lines, and those of each line (by primary key); and what each line
    still lacks, common papers included, conditions left out."""

    common: Sequence[Slot]
    by_dossier: Mapping[int, Sequence[Slot]]
    gaps: Mapping[int, Sequence[PaperNeed]]


def against_sending(dossiers: Sequence[Dossier], *, actor: User) -> dict[int | None, list[Objection]]:
    """Dossier pk (None: all of them) → what the rules say against sending now, advice included. Nothing is written."""
    act = read_acts(Dossier)[ACT]
    question = Question(act=act, dossiers=dossiers, actor=actor, reason="", facts={}, at=clock.now())
    waived = {dossier.pk: dossier.season.waived for dossier in dossiers}
    found: dict[int | None, list[Objection]] = {}
    answers = evaluators()
    for name in act.needs:
        for pk, objections in answers[name](question).items():
            families = waived.get(pk, ()) if pk is not None else ()
            found.setdefault(pk, []).extend(waive(each, families) for each in objections)
    return found


def folder(hand_in: HandIn, dossiers: Sequence[Dossier]) -> Folder:
    """What papers are asked for before sending and what lies there, for all lines with a constant number of queries."""
    day = clock.today()
    asked = asked_papers(dossiers, NeededBefore.SUBMIT, day)
    gaps = missing_papers(dossiers, NeededBefore.SUBMIT, day)
    lying = _lying(hand_in)
    common = _slots(_carried(asked, Carrier.HAND_IN), _carried(gaps, Carrier.HAND_IN), lying.get(None, []))
    own = {
        pk: _slots(_carried({pk: needs}, Carrier.DOSSIER), gaps.get(pk, []), lying.get(pk, []))
        for pk, needs in asked.items()
    }
    firm = {pk: [need for need in needs if not need.condition] for pk, needs in gaps.items()}
    return Folder(common, own, firm)


@dataclass(frozen=True)
class Survey:
    """What stands against sending the drafts of a hand-in: against all of them (`general`), how many of the `drafts`
    are `blocked`, and the primary keys of those that are `ready`."""

    general: Sequence[Objection]
    blocked: int
    drafts: int
    ready: Sequence[int]


@dataclass(frozen=True)
class Group:
    """Lines that are shown together, under a heading (`name`) where there is one."""

    name: str
    lines: Sequence[Any]

    @property
    def called(self) -> str:
        return self.name or "Các dòng của tờ trình"


def grouped(lines: Sequence[Any]) -> list[Group]:
    """Marked lines by what is to be done with them, those that need work first; empty groups are left out."""
    drafts = [line for line in lines if line.is_draft]
    groups = [
        Group("Còn thiếu", [line for line in drafts if line.blocked]),
        Group("Sẵn sàng gửi", [line for line in drafts if not line.blocked]),
        Group("Đã gửi", [line for line in lines if not line.is_draft]),
    ]
    return [group for group in groups if group.lines]


def together(lines: Sequence[Any]) -> list[Group]:
    """All lines as one group without a heading; no group where there is no line."""
    return [Group("", lines)] if lines else []


def mark_papers(hand_in: HandIn, lines: Sequence[Any]) -> Sequence[Slot]:
    """Each line learns whether it `is_draft`, its `slots`, its `gaps` and those of them that are its own alone; answers
    the slots that serve all lines."""
    found = folder(hand_in, lines)
    for line in lines:
        line.is_draft = line.state == State.DRAFT
        line.slots, line.gaps = found.by_dossier[line.pk], found.gaps.get(line.pk, [])
        line.own_gaps = [need for need in line.gaps if need.carrier != Carrier.HAND_IN]
    return found.common


def mark(lines: Sequence[Any], user: User) -> Survey:
    """Each line learns whether it is `blocked`, whether its papers block, and the `objections` other than papers."""
    drafts = [line for line in lines if line.state == State.DRAFT]
    found = against_sending(drafts, actor=user) if drafts else {}
    for line in lines:
        against = found.get(line.pk, [])
        line.blocked = any(each.blocks for each in against)
        # Papers are named in one sentence; their sources stand where they are attached.
        line.objections = [each for each in against if each.family != Family.PAPERS]
        line.papers_block = any(each.blocks for each in against if each.family == Family.PAPERS)
    general = found.get(None, [])
    # What stands against the whole (the year is not open, say) stands against each line.
    shut = any(each.blocks for each in general)
    ready = [] if shut else [line.pk for line in drafts if not line.blocked]
    return Survey(general, sum(line.blocked for line in drafts), len(drafts), ready)


def _carried(needs: Mapping[int, Sequence[PaperNeed]], carrier: str) -> list[PaperNeed]:
    return [need for listed in needs.values() for need in listed if need.carrier == carrier]


def _lying(hand_in: HandIn) -> dict[int | None, list[Paper]]:
    lying: dict[int | None, list[Paper]] = {}
    for paper in papers_on(hand_in):
        lying.setdefault(paper.dossier_id, []).append(paper)
    return lying


def _slots(needs: Sequence[PaperNeed], gaps: Sequence[PaperNeed], papers: Sequence[Paper]) -> list[Slot]:
    asked: dict[PaperType, PaperNeed | None] = {}
    for need in needs:
        asked.setdefault(need.paper_type, need)
    for paper in papers:
        asked.setdefault(paper.paper_type, None)
    missing = {need.paper_type for need in gaps}
    return [
        Slot(each, asked[each], tuple(paper for paper in papers if paper.paper_type == each), each in missing)
        for each in sorted(asked, key=lambda paper_type: (paper_type.position, paper_type.code))
    ]
