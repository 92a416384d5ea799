"""What stands against putting a list up, against taking it down, and against going upward without it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import F, QuerySet
from django.utils import timezone

from dossiers import origins
from dossiers.models import Dossier, Paper
from dossiers.rules.mending import page, page_of
from dossiers.rules.objection import Objection
from dossiers.rules.papers import proof
from dossiers.rules.registry import Answers, Question, need
from dossiers.vocabulary import Basis, Counting, Family, SimplifiedGround
from workflow import calendar, rights
from workflow.posting import periods
from workflow.posting.models import Place, Posting, PostingComment, PostingLine
from workflow.posting.periods import Period

RESULT_PAPER = "CONG_KHAI"
CLOSED = "close_posting"
BEFORE = {
    "clear": " trước khi thẩm định xong", "sign": " trước khi ký", "issue": " trước khi phát hành",
    "forward": " trước khi trình", "send_out": " trước khi trình",
}
COMPLAINTS = PostingComment.objects.filter(kind=PostingComment.Kind.COMPLAINT, answered_at=None)


@need("posting_planned")
def posting_planned(question: Question) -> Answers:
    """Whether the list can go up as it was typed, and whether every line may be shown. Never waived."""
    found: Answers = defaultdict(list)
    found[None] = list(_of_the_plan(question))
    start = question.facts.get("from_on") or question.day
    elsewhere = question.facts.get("place") == Place.ELSEWHERE
    for dossier in question.dossiers:
        if dossier.hand_in.ground == SimplifiedGround.SECRET:
            # Luật 06/2022/QH15 Đ.84(4) [T] keeps secret content out of what goes round
            told = f"{dossier} có nội dung thuộc bí mật nhà nước nên không công khai."
            found[dossier.pk].append(Objection(Family.PAPERS, told, mend="Bỏ hồ sơ này khỏi danh sách", waivable=False))
        came = _came_on(dossier)
        if elsewhere and came is not None and start < came:
            told = f"{dossier} trình ngày {came:%d/%m/%Y} nên không thể đã công khai trước ngày đó."
            found[dossier.pk].append(rights.incomplete(told, mend="Sửa ngày bắt đầu công khai"))
    for pk, objection in _too_short(question).items():
        found[pk].append(objection)
    return found


def _came_on(dossier: Dossier) -> date | None:
    """The day on which its tờ trình was sent, or came on paper."""
    sheet = dossier.hand_in
    sent = timezone.localdate(sheet.submitted_at) if sheet.submitted_at else None
    return min(filter(None, (sent, sheet.received_on)), default=None)


def _of_the_plan(question: Question) -> list[Objection]:
    place, today = question.facts.get("place") or Place.PAGE, question.day
    start: date = question.facts.get("from_on") or today
    told = []
    if place == Place.ELSEWHERE and not str(question.facts.get("where") or "").strip():
        told.append("Chưa ghi danh sách được niêm yết, đăng ở đâu.")
    if start > today:
        told.append(f"Ngày bắt đầu công khai ({start:%d/%m/%Y}) còn ở phía trước.")
    if place == Place.PAGE and start < today:
        told.append("Trang công khai trong phần mềm chỉ bắt đầu từ hôm nay.")
    return [rights.incomplete(each, mend="Sửa nơi, ngày công khai") for each in told]


def _too_short(question: Question) -> dict[int, Objection]:
    """Lines whose award asks for more days than were typed."""
    days = question.facts.get("days")
    if not days:
        return {}
    start, rules = question.facts.get("from_on") or question.day, calendar.current()
    typed = Period(int(days), question.facts.get("unit") or Counting.WORKING)
    asked = periods.demanded(question.dossiers, question.day)
    until = periods.end(typed, start, rules)
    return {
        dossier.pk: Objection(
            Family.TIMING, f"{dossier.award.name} phải công khai ít nhất {asked[dossier.pk].words}.",
            citation=asked[dossier.pk].citation, evidence=asked[dossier.pk].evidence, mend="Tăng số ngày công khai",
        )
        for dossier in question.dossiers
        if dossier.pk in asked and periods.end(asked[dossier.pk], start, rules) > until
    }


@need("posting_over")
def posting_over(question: Question) -> Answers:
    """Whether the least period of each line's list has passed, and what was said of the line has been considered."""
    rows = PostingLine.objects.filter(dossier__in=[each.pk for each in question.dossiers], left_at=None)
    lists = {row.dossier_id: row.posting for row in rows.select_related("posting")}
    waiting, whole = _unanswered(question.dossiers), _unanswered_of_lists(lists.values())
    found: Answers = {}
    if whole:
        found[None] = [_not_considered("cả danh sách")]
    for dossier in question.dossiers:
        posting = lists.get(dossier.pk)
        told = [too_early(posting)] if posting and posting.due_at and question.at <= posting.due_at else []
        if dossier.pk in waiting:
            told.append(_not_considered(str(dossier)))
        if told:
            found[dossier.pk] = told
    return found


def _not_considered(what: str) -> Objection:
    # whoever may ask reads this: it must not tell that somebody complained
    told = f"Chưa ghi kết quả xem xét ý kiến nhận được về {what} trong thời gian công khai."
    return rights.incomplete(told, mend="Bộ phận thường trực ghi kết quả xem xét, hoặc tạm dừng xét")


def too_early(posting: Posting) -> Objection:
    """The objection of family timing against ending a list before its least period has passed."""
    period = periods.of(posting)
    until = timezone.localdate(posting.due_at)
    told = f"Danh sách “{posting.title}” phải công khai đến hết ngày {until:%d/%m/%Y}"
    added = origins.extension(posting)
    told += f" ({period.words}, từ {posting.from_on:%d/%m/%Y}{f'; {added}' if added else ''})." if period else "."
    citation = posting.due_citation or str(Basis(posting.due_basis).label)
    return Objection(
        Family.TIMING, told, citation=citation, evidence=posting.due_evidence,
        mend=f"Kết thúc sau ngày {until:%d/%m/%Y}", mend_url=page("workflow:posting", posting.pk), waivable=False,
    )


def _unanswered(dossiers: Sequence[Dossier]) -> set[int]:
    rows = COMPLAINTS.filter(dossier__in=[each.pk for each in dossiers])
    return set(rows.values_list("dossier_id", flat=True))


def _unanswered_of_lists(lists: Iterable[Posting]) -> bool:
    """Whether a complaint about one of these lists as a whole waits."""
    return COMPLAINTS.filter(posting__in={each.pk for each in lists}, dossier=None).exists()


@need("posting_done")
def posting_done(question: Question) -> Answers:
    """Whether a line of which a posting is asked was posted to the end, or has the paper that says so: before the body
    that decides issues it, before the last letter to that body goes out, and before either is signed, because nothing
    that is signed can be posted any more. What is secret is never posted, so nothing is asked of it."""
    lacking = owing(question.dossiers, question.day)
    return {
        each.pk: [_not_posted(question, each, lacking[each.pk])] for each in question.dossiers if each.pk in lacking
    }


def owing(dossiers: Sequence[Dossier], day: date) -> dict[int, Period]:
    """Dossier pk → the posting that is asked of it at this body and was neither ended nor proved by its paper."""
    last = [
        each for each in dossiers
        if each.next_body_id() in (None, each.deciding_body_id) and each.hand_in.ground != SimplifiedGround.SECRET
    ]
    asked = periods.demanded(last, day)
    lacking = [each for each in last if each.pk in asked]
    done = _posted(lacking, asked) | _with_paper(lacking)
    return {each.pk: asked[each.pk] for each in lacking if each.pk not in done}


def _not_posted(question: Question, dossier: Dossier, period: Period) -> Objection:
    return Objection(
        Family.PAPERS, f"{dossier} chưa được công khai{BEFORE.get(question.act.name, '')} ({period.words}).",
        citation=period.citation or str(Basis(period.basis).label), evidence=period.evidence,
        mend="Bộ phận thường trực công khai danh sách, hoặc đính kèm kết quả công khai", mend_url=page_of(dossier),
    )


@proof
def result_is_kept(dossiers: Sequence[Dossier], codes: Collection[str]) -> set[tuple[int, str]]:
    """The result of a posting is there once its list was closed here and the signed result is attached to it."""
    if RESULT_PAPER not in codes:
        return set()
    rows = _closed(dossiers).filter(posting__scan__isnull=False, posting__body=F("dossier__body"))
    return {(pk, RESULT_PAPER) for pk in rows.values_list("dossier_id", flat=True)}


def _posted(dossiers: Sequence[Dossier], asked: Mapping[int, Period]) -> set[int]:
    """Those whose posting was closed where it is owed: at the body that sends them on; of the body that decides also
    what one below has posted, unless it asks a posting of its own."""
    if not dossiers:
        return set()
    here = {each.pk: each.body_id for each in dossiers if asked[each.pk].own or each.next_body_id() is not None}
    rows = _closed(dossiers).values_list("dossier_id", "posting__body_id")
    return {pk for pk, body_id in rows if here.get(pk, body_id) == body_id}


def _closed(dossiers: Sequence[Dossier]) -> QuerySet[PostingLine]:
    return PostingLine.objects.filter(dossier__in=[each.pk for each in dossiers], left_by=CLOSED)


def _with_paper(dossiers: Sequence[Dossier]) -> set[int]:
    if not dossiers:
        return set()
    rows = Paper.objects.filter(
        dossier__in=[each.pk for each in dossiers], replaced=False, paper_type__code=RESULT_PAPER
    )
    return {pk for pk in rows.values_list("dossier_id", flat=True) if pk is not None}
