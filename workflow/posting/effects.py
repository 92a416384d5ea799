"""What the acts around a posting do besides moving dossiers: lists opened, lines taken off them, lists ended.

The carriers are locked first, then the dossiers, then the lists: everybody who holds a list waits for nothing more.
"""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from dossiers.models import Dossier, Unit
from dossiers.vocabulary import State
from workflow import calendar, journal
from workflow.alarms import arming
from workflow.alarms.kinds import DeadlineKind
from workflow.decisions import numbers
from workflow.effects import Step, after
from workflow.flows import carriage
from workflow.flows.models import ProcedureKind
from workflow.flows.opening import grouped
from workflow.journal_models import SubjectKind
from workflow.posting import periods, results
from workflow.posting.models import Place, Posting, PostingLine
from workflow.posting.periods import Period
from workflow.posting.planning import comments_desk

ROW_BATCH = 500
OPENED, ENDED, CLOSED = "open_posting", "end_posting", "close_posting"
KEPT = "keep_posting_result"
RESULT = ("result", "scan", "scan_name")
ENDING = ("closed_at", "closed_by", *RESULT, "due_at", "due_from", "term_no")
PLAN = ("place", "where", "comments_to", "from_on", "title")


@after("post_publicly")
def put_up(step: Step) -> None:
    """One list per body; a further part of the same list of the same day joins it (long work goes part by part)."""
    for lines in grouped(step.dossiers, lambda each: each.body_id).values():
        plan = _plan(step, lines[0].body)
        period = _period(step, lines, plan)
        posting = _same_list(plan, period, step) or _open(step, plan, period, lines)
        _join(step, posting, lines)


@after("release")
def put_up_again(step: Step) -> None:
    """What was held while it was public is public anew, and for the whole period: nobody saw it in between."""
    back = [each for each in step.dossiers if each.state == State.POSTED]
    if not back:
        return
    rows = PostingLine.objects.filter(dossier__in=[each.pk for each in back]).select_related("posting__body")
    before = {row.dossier_id: row.posting for row in rows.order_by("pk")}
    for lines in grouped(back, lambda each: before[each.pk].pk if each.pk in before else None).values():
        earlier = before.get(lines[0].pk)
        plan = _plan(step, lines[0].body)
        if earlier is not None:
            plan |= {name: getattr(earlier, name) for name in PLAN if name != "from_on"}
        _join(step, _open(step, plan, periods.of(earlier) if earlier else None, lines), lines)


@after("close_posting", "hold", "withdraw")
def take_down(step: Step) -> None:
    """Lines leave their list; a list without lines is ended."""
    left = [each.pk for each in step.dossiers if step.from_states[each.pk] == State.POSTED]
    rows = list(
        PostingLine.objects.filter(dossier__in=left, left_at=None).values_list("posting_id", flat=True).distinct()
    )
    if not rows:
        return
    postings = list(Posting.objects.select_for_update().filter(pk__in=rows).order_by("pk"))
    PostingLine.objects.filter(dossier__in=left, left_at=None).update(left_at=step.at, left_by=step.act.name)
    still = set(PostingLine.objects.filter(posting__in=rows, left_at=None).values_list("posting_id", flat=True))
    _keep_result(step, postings, shown=still)
    ended = [each for each in postings if each.pk not in still]
    for posting in ended:
        posting.closed_at, posting.closed_by = step.at, step.actor
        if step.act.name == CLOSED and not posting.result:
            posting.result = results.usual(list(posting.comments.all()))
        # no term runs any more; what was armed for it finds itself stale
        posting.due_at, posting.due_from, posting.term_no = None, None, posting.term_no + 1
    if ended:
        journal.write(
            step.batch, ended, act=ENDED, actor=step.actor, at=step.at, body_id=ended[0].body_id,
            facts={"lines": len(left)}, also=ENDING,
        )
    step.touched |= {each.procedure_id for each in postings}


def _keep_result(step: Step, postings: Sequence[Posting], *, shown: set[int]) -> None:
    """What was found for the lines that end now stands also while others are still on the list (`shown`)."""
    result, scan = str(step.facts.get("result") or ""), step.facts.get("scan")
    for posting in postings:
        posting.result = result or posting.result
        if scan is not None:
            posting.scan, posting.scan_name = scan, str(step.facts.get("scan_name") or "")[:255]
    kept = [each for each in postings if each.pk in shown] if result or scan is not None else []
    if kept:
        facts = {"scan": scan.sha256, "file": kept[0].scan_name} if scan is not None else {}
        journal.write(
            step.batch, kept, act=KEPT, actor=step.actor, at=step.at, body_id=kept[0].body_id, facts=facts, also=RESULT
        )


def _plan(step: Step, body: Unit) -> dict[str, Any]:
    """What was typed, with what is usual for the rest."""
    usual = {
        "place": Place.PAGE, "where": "", "from_on": timezone.localdate(step.at), "comments_to": comments_desk(body),
        "title": f"Danh sách đề nghị khen thưởng năm {step.dossiers[0].season.year}",
    }
    typed = {name: step.facts.get(name) for name in PLAN}
    return usual | {name: value for name, value in typed.items() if value} | {"body": body}


def _period(step: Step, lines: Sequence[Dossier], plan: dict[str, Any]) -> Period | None:
    """The longest that an award on the list asks for; what the office typed where that is longer, or nothing is
    asked."""
    asked = list(periods.demanded(lines, timezone.localdate(step.at)).values())
    typed = step.facts.get("days")
    own = [Period(int(typed), step.facts.get("unit") or "working")] if typed else []
    # of two that end on the same day the first is kept: what the rule says goes before what was typed
    return periods.longest([*asked, *own], plan["from_on"], calendar.current())


def _same_list(plan: dict[str, Any], period: Period | None, step: Step) -> Posting | None:
    """What the same person put up today in the same words, for the same time by the same word."""
    about = {name: plan[name] for name in ("body", "place", "where", "from_on", "title")}
    rows = Posting.objects.select_for_update().filter(
        **about, closed_at=None, created_by=step.actor, due_days=period.days if period else None
    )
    if period is not None:
        rows = rows.filter(due_unit=period.unit, due_basis=period.basis, due_citation=period.citation)
    today = timezone.localdate(step.at)
    return next((each for each in rows.order_by("-pk") if timezone.localdate(each.created_at) == today), None)


def _open(step: Step, plan: dict[str, Any], period: Period | None, lines: Sequence[Dossier]) -> Posting:
    body: Unit = plan["body"]
    year = timezone.localtime(step.at).year
    code = f"CK-{body.code}-{numbers.serial(f'posting:{body.pk}:{year}'):03d}/{year}"
    posting = Posting(**plan, code=code, created_by=step.actor, created_at=step.at)
    periods.begin(posting, period)
    posting.procedure = carriage.open_procedure(
        ProcedureKind.POSTING, body=body, dossiers=[], about=lines, at=step.at, actor=step.actor, code=code,
        title=posting.title,
    )
    posting.save()
    journal.write(
        step.batch, [posting], act=OPENED, actor=step.actor, at=step.at, body_id=body.pk,
        facts={"lines": len(lines), "place": posting.place, "from_on": posting.from_on, "days": posting.due_days},
    )
    arming.arm(DeadlineKind.POSTING, [posting], subject_kind=SubjectKind.POSTING)
    return posting


def _join(step: Step, posting: Posting, lines: Sequence[Dossier]) -> None:
    PostingLine.objects.bulk_create(
        [PostingLine(posting=posting, dossier=each, joined_at=step.at) for each in lines], batch_size=ROW_BATCH
    )
    step.touched.add(posting.procedure_id)
