"""What stands against tabling a dossier and against the council's results."""

from collections.abc import Collection, Sequence

from django.db.models import F

from dossiers.models import Dossier, PaperType
from dossiers.rules.objection import Objection
from dossiers.rules.papers import proof
from dossiers.rules.registry import Answers, Question, evaluators, need
from dossiers.vocabulary import Producer
from workflow import rights
from workflow.council import lowering, seats
from workflow.council.models import AgendaItem

OUTCOMES = {
    "endorse": AgendaItem.Outcome.PASSED,
    "turn_down": AgendaItem.Outcome.FAILED,
    "lower_award": AgendaItem.Outcome.LOWERED,
}
# The rules of a proposal that another award must meet anew; its papers are those of the line.
ASKED_AGAIN = ("authority", "subject", "one_open")


@need("council_seated")
def council_seated(question: Question) -> Answers:
    """The body's council is in force today and has a chair; one session is of one body."""
    councils = seats.councils_of({each.body_id for each in question.dossiers}, question.day)
    wanted = question.facts.get("body") or question.dossiers[0].body_id
    found: Answers = {}
    for dossier in question.dossiers:
        council = councils.get(dossier.body_id)
        if dossier.body_id != wanted:
            found[dossier.pk] = [_of_another_body(dossier)]
        elif council is None:
            told = f"{dossier.body} chưa có Hội đồng đang hoạt động."
            found[dossier.pk] = [rights.incomplete(told, mend="Khai báo Hội đồng và thành viên trong phần cấu hình")]
        elif not council.has_chair:
            told = f"{council} chưa có Chủ tịch."
            found[dossier.pk] = [rights.incomplete(told, mend="Khai báo Chủ tịch Hội đồng trong phần cấu hình")]
    return found


def _of_another_body(dossier: Dossier) -> Objection:
    told = f"{dossier} đang do {dossier.body} xử lý; một phiên họp chỉ xét hồ sơ của một cơ quan."
    return rights.incomplete(told, mend="Lập phiên họp riêng cho từng cơ quan")


@need("vote_result")
def vote_result(question: Question) -> Answers:
    """The result comes from the counted vote of the session on which the dossier lies now, never from a hand."""
    counted = set(
        AgendaItem.objects.filter(
            dossier__in=[each.pk for each in question.dossiers],
            session=question.facts.get("session"),
            session__closed_at__isnull=False,
            outcome=OUTCOMES[question.act.name],
            session__procedure__lines__dossier=F("dossier"),
            session__procedure__lines__left_at__isnull=True,
        ).values_list("dossier_id", flat=True)
    )
    return {
        each.pk: [
            rights.incomplete(
                f"Kết quả '{question.act.label}' của {each} phải theo kết quả kiểm phiếu của phiên họp.",
                mend="Chủ tịch Hội đồng kết thúc biểu quyết của phiên họp",
            )
        ]
        for each in question.dossiers
        if each.pk not in counted
    }


@need("lower_award")
def lower_award(question: Question) -> Answers:
    """Another award of the same deciding body and subject, not open for this nominee: the rules are asked anew."""
    lowered = lowering.with_awards(question)
    found: Answers = {}
    for dossier in question.dossiers:
        if dossier.pk not in lowered:
            told = f"Chưa chọn danh hiệu, hình thức thấp hơn cho {dossier}."
            found[dossier.pk] = [rights.incomplete(told, mend="Chọn danh hiệu, hình thức khác")]
    again = Question(
        act=question.act, dossiers=list(lowered.values()), actor=question.actor, reason=question.reason,
        facts=question.facts, at=question.at,
    )
    answers = evaluators()
    for name in ASKED_AGAIN if lowered else ():
        for pk, objections in answers[name](again).items():
            found.setdefault(pk, []).extend(objections)
    return found


@proof
def vote_is_counted(dossiers: Sequence[Dossier], codes: Collection[str]) -> set[tuple[int, str]]:
    """The council's own papers are there once its session at the dossier's present body is closed with a count.

    A line the council turned down and the decider took up has its result as well: the council is advisory.
    """
    own = set(PaperType.objects.filter(code__in=codes, producer=Producer.COUNCIL).values_list("code", flat=True))
    if not own:
        return set()
    counted = AgendaItem.objects.filter(
        dossier__in=[each.pk for each in dossiers], session__closed_at__isnull=False, outcome__in=OUTCOMES.values(),
        session__council__body=F("dossier__body"),
    )
    return {(pk, code) for pk in set(counted.values_list("dossier_id", flat=True)) for code in own}
