"""The result of a posting that was held elsewhere: its signed paper, attached to the lines of which a posting is asked.

A line is posted while it is appraised; this is the way on for what left appraisal without, because its list hung on a
board that nobody wrote down here, or because the posting was asked for later.
"""

from collections.abc import Sequence

from dossiers import clock, papers
from dossiers.models import Dossier, PaperType, StoredFile, User
from dossiers.papers import NewPaper
from dossiers.roles import Grant
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role, State
from workflow import engine, journal, rights
from workflow.decisions.models import DecisionItem
from workflow.journal_models import Batch, Entry
from workflow.posting import needs

DEED = "attach_posting_result"
AFTER_APPRAISAL = (
    State.AWAITING_COUNCIL, State.IN_COUNCIL, State.ENDORSED, State.NOT_ENDORSED, State.AWAITING_SIGNATURE,
    State.SIGNED,
)


def attach(
    dossiers: Sequence[Dossier], *, scan: StoredFile, name: str, actor: User, key: str | None = None
) -> list[Entry]:
    """Attach the paper to each of these lines of one body, by its office. Raises Refused, naming what needs none."""
    ids = sorted(each.pk for each in dossiers)

    def work(batch: Batch) -> None:
        if not ids:
            raise Refused(general=[rights.incomplete("Chưa chọn hồ sơ nào.", mend="Chọn ít nhất một hồ sơ")])
        lines = engine.lock_dossiers(ids)
        right = rights.require(actor, DEED, [Role.OFFICE], body=lines[0].body)
        _refuse_strangers(lines)
        kind = PaperType.objects.get(code=needs.RESULT_PAPER)
        new = [NewPaper(file=scan, name=name, paper_type=kind, dossier=each) for each in lines]
        papers.attach_many(new, actor=actor)
        journal.write(
            batch, lines, act=DEED, actor=actor, at=clock.now(), role=right.role, on_behalf=right.on_behalf,
            body_id=lines[0].body_id, facts={"scan": scan.sha256, "file": name},
        )

    content = {"dossiers": ids, "scan": scan.sha256, "name": name}
    return engine.transact(DEED, work, actor=actor, key=key, content=content)


def wanting(dossier: Dossier) -> list[Dossier]:
    """The dossier and the others on its paper that left appraisal without the posting that is asked of them."""
    paper = DecisionItem.objects.filter(dossier=dossier, live=True).values("decision")
    beside = DecisionItem.objects.filter(decision__in=paper, live=True).values("dossier")
    rows = Dossier.objects.filter(pk__in=beside) | Dossier.objects.filter(pk=dossier.pk)
    rows = rows.filter(state__in=AFTER_APPRAISAL, body=dossier.body_id)
    lines = list(rows.select_related("award", "hand_in", "body", "nominee").order_by("award__position", "nominee_name"))
    owing = needs.owing(lines, clock.today())
    return [each for each in lines if each.pk in owing]


def may_attach(dossier: Dossier, grants: Sequence[Grant]) -> bool:
    """Whether the result is lacking and somebody with these grants may attach it. Needs award and hand-in."""
    if dossier.state not in AFTER_APPRAISAL or not _works_at(dossier, grants):
        return False
    return bool(needs.owing([dossier], clock.today()))


def _works_at(dossier: Dossier, grants: Sequence[Grant]) -> bool:
    return any(
        grant.role == Role.OFFICE and grant.unit_id == dossier.body_id and grant.covers(DEED) for grant in grants
    )


def _refuse_strangers(lines: Sequence[Dossier]) -> None:
    owing = needs.owing(lines, clock.today())
    found = {
        each.pk: [rights.too_late(f"{each} không còn cần kết quả công khai, hoặc đã chuyển sang việc khác.")]
        for each in lines
        if each.pk not in owing or each.state not in AFTER_APPRAISAL or each.body_id != lines[0].body_id
    }
    if found:
        raise Refused(found)
