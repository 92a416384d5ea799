"""What can be said of the lines of a hand-in before somebody decides: papers there or not, and what the rules find.

Nothing is written. All lines are asked at once, so that thirty cost no more statements than one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from dossiers import mending
from dossiers.meetings import Bar, Outcome, outcomes
from dossiers.models import Dossier
from dossiers.rules import papers
from dossiers.rules.authority import decider
from dossiers.rules.objection import Objection, waive
from dossiers.rules.papers import Checked
from dossiers.rules.registry import Question, evaluators
from dossiers.vocabulary import BLOCKING_EVIDENCE, Evidence, Family, NeededBefore, NomineeKind, Subject, Verdict
from workflow.judging import ACTS, NEEDS_OF_FACTS

# Asked elsewhere: the papers by the list of papers, the rest only of somebody who sends or convenes.
NOT_ASKED = NEEDS_OF_FACTS | {"papers_submit", "papers_table", "season_open", "in_time", "council_seated"}
ASKED = tuple(
    dict.fromkeys(
        name for act in ("submit", "clear", "table") for name in ACTS[act].needs if name not in NOT_ASKED
    )
)
# Asked later, when it can no longer be mended; told to the appraiser, at whose desk it can.
AHEAD = ("posting_done",)
MOMENT = NeededBefore.TABLE


@dataclass(frozen=True)
class Finding:
    """One verdict of a rule, in words, with its source and the mark of its evidence (a code of `Evidence` or "")."""

    family: Family
    verdict: Verdict
    text: str
    citation: str = ""
    evidence: str = ""

    @property
    def mark(self) -> str:
        """The evidence mark in words, as screens show it."""
        return str(Evidence(self.evidence).label) if self.evidence else ""


@dataclass(frozen=True)
class Examined:
    """A line with its papers and what the rules find."""

    dossier: Dossier
    checks: Sequence[Checked]
    findings: Sequence[Finding]
    blank: Sequence[str] = ()

    @property
    def missing(self) -> list[Checked]:
        """Papers without which the dossier should not have been sent."""
        return [one for one in self.checks if one.lacking and one.need.needed_before == NeededBefore.SUBMIT]

    @property
    def to_come(self) -> list[Checked]:
        """Papers still to be brought before the council sees the dossier."""
        return [one for one in self.checks if one.lacking and one.need.needed_before != NeededBefore.SUBMIT]

    @property
    def complete(self) -> bool:
        """'Đủ thành phần': every paper needed when sending is there."""
        return not self.missing

    @property
    def against(self) -> list[Finding]:
        return [one for one in self.findings if one.verdict == Verdict.NOT_MET]

    @property
    def noted(self) -> list[Finding]:
        return [one for one in self.findings if one.verdict == Verdict.NOTED]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """(family in words, how many verdicts 'không đạt'), without the papers, which are counted apart."""
        found = Counter(one.family.label for one in self.against if one.family != Family.PAPERS)
        return list(found.items())


def examine_lines(dossiers: Sequence[Dossier], *, actor: Any, at: datetime) -> dict[int, Examined]:
    """Dossier pk → what is there and what the rules find, at the instant `at`.

    The dossiers have award, nominee, season, round, unit, hand-in, deciding body and authority at hand.
    """
    if not dossiers:
        return {}
    question = Question(act=ACTS["clear"], dossiers=dossiers, actor=actor, reason="", facts={}, at=at)
    checks = papers.checklists(dossiers, MOMENT, question.day)
    objections, voted = _objections(question), outcomes(dossiers)
    found = {}
    for each in dossiers:
        told = [*_findings(each, checks[each.pk], objections[each.pk]), *_of_meeting(voted.get(each.pk))]
        found[each.pk] = Examined(each, checks[each.pk], told, _blank(each))
    return found


def _objections(question: Question) -> dict[int, list[Objection]]:
    found: dict[int, list[Objection]] = {each.pk: [] for each in question.dossiers}
    waived = {each.pk: each.season.waived for each in question.dossiers}
    answers = evaluators()
    for name in ASKED:
        for pk, listed in answers[name](question).items():
            for one in [pk] if pk is not None else found:
                found[one] += [waive(each, waived[one]) for each in listed]
    for name in AHEAD:
        for pk, listed in answers[name](question).items():
            if pk is not None:
                found[pk] += [replace(each, waived=True) for each in listed]
    return found


def _findings(dossier: Dossier, checks: Sequence[Checked], objections: Sequence[Objection]) -> Iterable[Finding]:
    yield from _of_papers(dossier, checks)
    yield from map(_finding, objections)
    objected = {one.family for one in objections}
    if Family.SUBJECT not in objected:
        award = dossier.award
        told = f"Đúng đối tượng: {Subject(dossier.nominee.subject).label.lower()}."
        yield _met(Family.SUBJECT, told, award.citation, award.evidence)
    if Family.AUTHORITY not in objected:
        source = dossier.authority
        told = f"Đúng thẩm quyền: {decider(dossier.deciding_body)} quyết định."
        yield _met(Family.AUTHORITY, told, source.citation if source else "", source.evidence if source else "")
    late = _late(dossier)
    if late:
        yield Finding(Family.TIMING, Verdict.NOTED, late)


def _late(dossier: Dossier) -> str:
    """That it was sent after the last day for hand-ins of its round or year; the plan is the office's own."""
    term = (dossier.round and dossier.round.dossiers_by) or dossier.season.dossiers_by
    sent_at = dossier.hand_in.submitted_at
    if term is None or sent_at is None or timezone.localdate(sent_at) <= term:
        return ""
    return f"Gửi ngày {timezone.localdate(sent_at):%d/%m/%Y}, sau hạn nhận hồ sơ {term:%d/%m/%Y} theo kế hoạch năm."


def _of_papers(dossier: Dossier, checks: Sequence[Checked]) -> Iterable[Finding]:
    due = [one for one in checks if one.need.needed_before == NeededBefore.SUBMIT]
    lacking = [one for one in due if not one.there]
    for one in lacking:
        yield _finding(waive(papers.objection_to(dossier, one.need), dossier.season.waived))
    if not any(one.lacking for one in lacking):
        told = "Đủ thành phần hồ sơ" if due else "Không có giấy tờ nào được yêu cầu khi gửi"
        source = due[0].need if due else None
        yield _met(
            Family.PAPERS, f"{told}.", source.citation if source else dossier.award.citation,
            source.evidence if source else dossier.award.evidence,
        )


def _of_meeting(outcome: Outcome | None) -> Iterable[Finding]:
    """The vote at the unit's meeting; one that failed without a word stands among the objections."""
    if outcome is None or outcome.unexplained:
        return
    vote, bar = outcome.vote, outcome.bar
    votes = f"{vote.yes}/{vote.meeting.present} người có mặt đồng ý"
    if not outcome.passed:
        told = f"Họp bình xét không đạt ({votes}); đơn vị vẫn đề nghị: {vote.reason.strip()}"
        yield Finding(Family.STANDARD, Verdict.NOTED, told, bar.source)
        return
    evidence = Evidence.MEMORY if bar.source == Bar().source else Evidence.LOCAL
    yield _met(Family.STANDARD, f"Họp bình xét đạt: {votes}.", bar.source, evidence)


def _finding(one: Objection) -> Finding:
    verdict = Verdict.NOT_MET if one.blocks else Verdict.NOTED
    return Finding(one.family, verdict, one.text, one.citation, one.evidence)


def _met(family: Family, told: str, citation: str, evidence: str) -> Finding:
    """Nothing stands against it; whether that is enough depends on whether the source was read."""
    verdict = Verdict.MET if evidence in BLOCKING_EVIDENCE else Verdict.UNFOUNDED
    return Finding(family, verdict, told, citation, evidence)


def _blank(dossier: Dossier) -> list[str]:
    """Fields (codes of MENDABLE) that say nothing though a reader of the dossier needs them."""
    needed = ["job", "achievement"] if dossier.nominee.kind == NomineeKind.PERSON else ["achievement"]
    values = mending.current_values(dossier)
    return [name for name in mending.MENDABLE if name in needed and not str(values[name] or "").strip()]
