"""A paper in five minutes: one sentence on the whole, and by each line the vote, the findings, why to look twice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from dossiers.models import Dossier, User
from dossiers.rules.objection import Objection
from dossiers.vocabulary import Family, Subject
from workflow import engine
from workflow.council.models import AgendaItem
from workflow.council.tally import Result
from workflow.decisions.models import Decision
from workflow.journal_models import Entry

# Acts of which the signer should hear before signing what came after them.
TOLD = {"take_up": "Người có thẩm quyền đã đưa lên xem xét", "reconsider": "Đã xem xét lại sau khi từ chối"}
COUNTED = (AgendaItem.Outcome.PASSED, AgendaItem.Outcome.FAILED, AgendaItem.Outcome.LOWERED)
OFTEN = 2  # returns after which a line is named


@dataclass(frozen=True)
class Line:
    """One line: `item` its place on the last agenda that was counted (None without a council), `remarks` why it is an
    exception, `objections` what the door says to signing it."""

    dossier: Dossier
    item: AgendaItem | None
    remarks: tuple[str, ...] = ()
    objections: tuple[Objection, ...] = ()
    own: bool = False

    @property
    def vote(self) -> Result | None:
        return _result(self.item) if self.item is not None else None

    @property
    def unanimous(self) -> bool:
        """Whether everybody who voted on it agreed."""
        return self.vote is not None and not self.vote.no and not self.vote.abstain

    @property
    def exceptional(self) -> bool:
        return bool(self.own or self.remarks or self.objections)


@dataclass(frozen=True)
class Summary:
    """The figures of the one sentence at the top."""

    lines: int
    people: int
    groups: int
    units: int
    sessions: tuple[str, ...]
    voted: int
    unanimous: int

    @property
    def all_agreed(self) -> bool:
        return bool(self.lines) and self.unanimous == self.lines


def read(paper: Decision, dossiers: Sequence[Dossier], *, signer: User | None) -> list[Line]:
    """The lines of the paper, in the order given, `nominee` and `award` read; what `signer` (None: a mere reader) must
    know before signing. A constant number of queries."""
    votes, told = _votes(paper, dossiers), _told(dossiers)
    against: Mapping[int, Sequence[Objection]] = defaultdict(list)
    if signer is not None and dossiers:
        against = engine.examine("sign", dossiers, actor=signer, decision=paper.pk)
    return [
        _line(each, votes.get(each.pk), told.get(each.pk, ()), against.get(each.pk, ()), signer) for each in dossiers
    ]


def summary(lines: Sequence[Line]) -> Summary:
    """Of whom and how many the paper speaks, and what the council said."""
    people = sum(line.dossier.nominee.subject == Subject.INDIVIDUAL for line in lines)
    held = {line.item.session_id: line.item.session for line in lines if line.item is not None}
    sessions = tuple(
        f"phiên họp số {each.number} ngày {timezone.localtime(each.held_at):%d/%m/%Y}"
        for each in sorted(held.values(), key=lambda session: (session.held_at, session.pk))
    )
    return Summary(
        lines=len(lines), people=people, groups=len(lines) - people,
        units=len({line.dossier.unit_id for line in lines}), sessions=sessions,
        voted=sum(line.item is not None for line in lines), unanimous=sum(line.unanimous for line in lines),
    )


def _votes(paper: Decision, dossiers: Sequence[Dossier]) -> dict[int, AgendaItem]:
    """Dossier pk → its place in the last session of the paper's body that counted it."""
    rows = AgendaItem.objects.filter(
        dossier__in=[each.pk for each in dossiers], session__closed_at__isnull=False, outcome__in=COUNTED,
        session__council__body=paper.body_id,
    )
    return {item.dossier_id: item for item in rows.select_related("session").order_by("session__closed_at", "pk")}


def _told(dossiers: Sequence[Dossier]) -> dict[int | None, list[str]]:
    found: dict[int | None, list[str]] = defaultdict(list)
    rows = Entry.objects.filter(dossier__in=[each.pk for each in dossiers], act__in=TOLD).order_by("pk")
    for pk, act, reason in rows.values_list("dossier_id", "act", "reason"):
        found[pk].append(f"{TOLD[act]}: {reason}")
    return found


def _line(
    dossier: Dossier, item: AgendaItem | None, told: Iterable[str], against: Iterable[Objection], signer: User | None
) -> Line:
    own = signer is not None and dossier.nominee.user_id == signer.pk
    # the own line has words of its own on the page
    objections = tuple(one for one in against if not (own and one.family == Family.ROLE))
    returned = [f"Đã yêu cầu bổ sung {dossier.return_count} lần"] if dossier.return_count >= OFTEN else []
    return Line(dossier, item, (*_on_vote(item), *told, *returned), objections, own)


def _on_vote(item: AgendaItem | None) -> list[str]:
    if item is None:
        return []
    result, found = _result(item), []
    if not result.passed:
        found.append("Hội đồng không đề nghị")
    elif item.outcome == AgendaItem.Outcome.LOWERED:
        found.append("Hội đồng đề nghị mức thấp hơn mức đơn vị trình")
    if result.no or result.abstain:
        found.append(_dissent(result))
    if result.passed and is_close(result):
        found.append(f"Sát ngưỡng: cần {result.needed} phiếu, được {result.yes}")
    return found


def _dissent(result: Result) -> str:
    parts = [(result.no, "không đồng ý"), (result.abstain, "ý kiến khác")]
    return "Không nhất trí: " + ", ".join(f"{count} {words}" for count, words in parts if count)


def is_close(result: Result) -> bool:
    """Whether it passed by no more than a tenth of the members above what was needed, and not with all of them."""
    return result.yes < result.members and result.yes - result.needed <= result.members // 10


def _result(item: AgendaItem) -> Result:
    return Result(item.yes, item.no, item.abstain, item.members)
