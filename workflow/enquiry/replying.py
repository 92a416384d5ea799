"""An enquiry from its paper to the reply: entered, drafted line by line, laid before the head of the office, approved,
sent with a number. The lock of everything is the enquiry's row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from dossiers import clock, text
from dossiers.models import StoredFile, Unit, User
from dossiers.roles import Grant
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Basis, Counting, Role
from workflow import calendar, engine, journal, recompute, rights, terms
from workflow.alarms import arming, registry
from workflow.alarms.kinds import DeadlineKind
from workflow.decisions import numbers
from workflow.enquiry import known
from workflow.enquiry.models import Enquiry, EnquiryLine, Standing
from workflow.journal_models import Batch, Entry, SubjectKind
from workflow.recompute import TimedSubject

MOST_LINES = 200
LONGEST_TEXT = 4000  # characters of what is said of one person
LONGEST = 366  # days that a sender may give
TERM = ("due_at", "due_from", "due_days", "due_unit", "due_basis", "due_citation", "term_no")
Replies = Mapping[int, tuple[str, str, int | None]]

registry.subjects(SubjectKind.ENQUIRY, Enquiry)
recompute.register(
    TimedSubject(
        SubjectKind.ENQUIRY, rows=Enquiry.objects.all, alarm=lambda row: DeadlineKind.ENQUIRY,
        named=lambda row: row.code,
    )
)


@dataclass(frozen=True)
class Paper:
    """The paper as it came; `due_on`: the last day the sender sets, if it sets one."""

    sender: str
    number: str
    dated: date
    received_on: date
    question: str
    scan: StoredFile
    scan_name: str
    due_on: date | None = None


@dataclass(frozen=True)
class Person:
    """Whom the paper names."""

    name: str
    job: str = ""
    unit_name: str = ""
    award: str = ""


def enter(body: Unit, paper: Paper, people: Sequence[Person], *, actor: User, key: str | None = None) -> Enquiry:
    """Enter a paper with the people it asks about; the office's. Raises Refused with everything that is wrong."""
    entries = engine.transact(
        "enter_enquiry", lambda batch: _enter(batch, body, paper, people, actor), actor=actor, key=key,
        content={
            "body": body.pk, "number": paper.number, "sender": paper.sender, "dated": paper.dated,
            "scan": paper.scan.sha256, "due": paper.due_on, "people": [each.name for each in people],
        },
    )
    return Enquiry.objects.get(pk=entries[-1].subject_id)


def draft(enquiry: Enquiry, replies: Replies, *, actor: User, key: str | None = None) -> list[Entry]:
    """Write the answers: line pk → (opinion or empty, words, nominee pk or None). Until it is laid before the head; not
    about oneself."""

    def work(batch: Batch, fresh: Enquiry, right: Grant) -> None:
        lines = {line.pk: line for line in fresh.lines.filter(pk__in=list(replies))}
        _refuse_replies(lines, replies)
        _refuse_own(lines.values(), actor)
        for pk, line in lines.items():
            line.opinion, words, line.nominee_id = replies[pk]
            line.text = text.nfc(words).strip()
        EnquiryLine.objects.bulk_update(list(lines.values()), ["opinion", "text", "nominee"])
        _tell(batch, fresh, "draft_reply", right, actor, lines=sorted(lines))

    content = {"replies": {str(pk): list(each) for pk, each in sorted(replies.items())}}
    return acting(enquiry, "draft_reply", [Role.OFFICE], [Standing.DRAFTING], work, content, actor=actor, key=key)


def lay(enquiry: Enquiry, *, actor: User, key: str | None = None) -> list[Entry]:
    """Lay the finished draft before the head of the office. Raises Refused, naming who has no answer yet."""

    def work(batch: Batch, fresh: Enquiry, right: Grant) -> None:
        open_lines = list(fresh.lines.filter(opinion="").values_list("name", flat=True))
        if open_lines:
            told = f"Chưa có ý kiến trả lời về {'; '.join(open_lines)}."
            raise Refused(general=[rights.incomplete(told, mend="Ghi ý kiến cho từng trường hợp")])
        fresh.standing, fresh.laid_by, fresh.head_note = Standing.LAID, actor, ""
        _tell(batch, fresh, "lay_reply", right, actor, also=["standing", "laid_by", "head_note"])

    return acting(enquiry, "lay_reply", [Role.OFFICE], [Standing.DRAFTING], work, {}, actor=actor, key=key)


def approve(enquiry: Enquiry, *, actor: User, key: str | None = None) -> list[Entry]:
    """The head of the office confirms the answers; from now on they stand. Not whom the paper asks about."""

    def work(batch: Batch, fresh: Enquiry, right: Grant) -> None:
        _refuse_own(fresh.lines.all(), actor)
        fresh.standing, fresh.approved_by = Standing.APPROVED, actor
        _tell(batch, fresh, "approve_reply", right, actor, also=["standing", "approved_by"])

    return acting(enquiry, "approve_reply", [Role.OFFICE_HEAD], [Standing.LAID], work, {}, actor=actor, key=key)


def give_back(enquiry: Enquiry, *, reason: str, actor: User, key: str | None = None) -> list[Entry]:
    """The head of the office wants the draft changed, and says what."""

    def work(batch: Batch, fresh: Enquiry, right: Grant) -> None:
        _refuse_own(fresh.lines.all(), actor)
        if not reason.strip():
            raise Refused(general=[rights.incomplete("Phải ghi điều cần sửa.", mend="Ghi điều cần sửa")])
        fresh.standing, fresh.head_note = Standing.DRAFTING, reason.strip()
        _tell(batch, fresh, "return_reply", right, actor, also=["standing", "head_note"])

    content = {"reason": reason}
    return acting(enquiry, "return_reply", [Role.OFFICE_HEAD], [Standing.LAID], work, content, actor=actor, key=key)


def send(enquiry: Enquiry, *, number: str, dated: date, actor: User, key: str | None = None) -> list[Entry]:
    """The reply has gone out under this number and day of văn thư's register: the enquiry is done, its term over."""

    def work(batch: Batch, fresh: Enquiry, right: Grant) -> None:
        if not number.strip() or not fresh.received_on <= dated <= clock.today():
            first = f"{fresh.received_on:%d/%m/%Y}"
            told = f"Phải ghi số, ký hiệu văn bản trả lời; ngày từ {first} (ngày nhận) đến hôm nay."
            raise Refused(general=[rights.incomplete(told, mend="Ghi lại")])
        fresh.standing, fresh.closed_at = Standing.SENT, clock.now()
        fresh.reply_number, fresh.reply_dated = number.strip(), dated
        fresh.due_at, fresh.due_from, fresh.term_no = None, None, fresh.term_no + 1
        also = ["standing", "closed_at", "reply_number", "reply_dated", *TERM]
        _tell(batch, fresh, "send_reply", right, actor, also=also, number=fresh.reply_number, dated=dated)

    content, wanted = {"number": number, "dated": dated}, [Role.OFFICE, Role.CLERK]
    return acting(enquiry, "send_reply", wanted, [Standing.APPROVED], work, content, actor=actor, key=key)


Work = Callable[[Batch, Enquiry, Grant], None]


def acting(
    enquiry: Enquiry, deed: str, wanted: Sequence[str], standings: Sequence[str], work: Work, content: dict[str, Any],
    *, actor: User, key: str | None,
) -> list[Entry]:
    """Do `work` with the locked, fresh enquiry: by who holds one of the `wanted` roles, in one of these standings.
    Raises Refused."""

    def run(batch: Batch) -> None:
        fresh = Enquiry.objects.select_for_update(of=("self",)).select_related("body").get(pk=enquiry.pk)
        right = rights.require(actor, deed, wanted, body=fresh.body)
        if fresh.standing not in standings:
            told = f"Văn bản {fresh} đang ở tình trạng '{Standing(fresh.standing).label}'."
            raise Refused(general=[rights.too_late(told)])
        work(batch, fresh, right)

    return engine.transact(deed, run, actor=actor, key=key, content={"enquiry": enquiry.pk, **content})


def _enter(batch: Batch, body: Unit, paper: Paper, people: Sequence[Person], actor: User) -> None:
    right = rights.require(actor, "enter_enquiry", [Role.OFFICE], body=body)
    _refuse_entry(body, paper, people)
    at = clock.now()
    year = timezone.localtime(at).year
    code = f"HYK-{body.code}-{numbers.serial(f'enquiry:{body.pk}:{year}'):03d}/{year}"
    enquiry = Enquiry(
        body=body, code=code, sender=text.nfc(paper.sender), number=paper.number.strip(), dated=paper.dated,
        received_on=paper.received_on, question=text.nfc(paper.question), scan=paper.scan,
        scan_name=paper.scan_name, entered_by=actor, entered_at=at,
    )
    _begin(enquiry, paper)
    enquiry.save()
    EnquiryLine.objects.bulk_create(
        EnquiryLine(
            enquiry=enquiry, position=place, name=text.nfc(each.name), job=text.nfc(each.job),
            unit_name=text.nfc(each.unit_name), award=text.nfc(each.award),
        )
        for place, each in enumerate(people, start=1)
    )
    _tell(
        batch, enquiry, "enter_enquiry", right, actor, code=code, sender=enquiry.sender, number=enquiry.number,
        dated=enquiry.dated, scan=paper.scan.sha256, due=enquiry.due_at, people=len(people),
    )
    arming.arm(DeadlineKind.ENQUIRY, [enquiry], subject_kind=SubjectKind.ENQUIRY)


def _begin(enquiry: Enquiry, paper: Paper) -> None:
    """The sender's last day is the term, counted in days from the day the paper came."""
    if paper.due_on is None:
        return
    enquiry.due_from = timezone.make_aware(datetime.combine(paper.received_on, time.min))
    enquiry.due_days, enquiry.due_unit = (paper.due_on - paper.received_on).days, Counting.CALENDAR
    enquiry.due_basis, enquiry.due_citation = Basis.OFFICE, f"Văn bản {paper.number} của {paper.sender}"[:255]
    enquiry.term_no = 1
    enquiry.due_at = terms.end_of(enquiry, calendar.current())


def _refuse_entry(body: Unit, paper: Paper, people: Sequence[Person]) -> None:
    found = []
    if not paper.sender.strip() or not paper.number.strip() or not paper.question.strip():
        found.append(rights.incomplete("Phải ghi cơ quan hỏi, số văn bản và nội dung hỏi.", mend="Ghi đủ"))
    if not paper.dated <= paper.received_on <= clock.today():
        told = "Ngày nhận phải từ ngày văn bản trở đi và không ở tương lai."
        found.append(rights.incomplete(told, mend="Ghi lại ngày"))
    if paper.due_on is not None and not 0 <= (paper.due_on - paper.received_on).days <= LONGEST:
        told = "Hạn trả lời phải từ ngày nhận trở đi, không quá một năm."
        found.append(rights.incomplete(told, mend="Ghi lại hạn"))
    if not people or any(not each.name.strip() for each in people) or len(people) > MOST_LINES:
        told = f"Phải ghi tên từng cá nhân, tập thể được hỏi (từ 1 đến {MOST_LINES} trường hợp)."
        found.append(rights.incomplete(told, mend="Ghi mỗi dòng một trường hợp"))
    same = Enquiry.objects.filter(
        body=body, sender=text.nfc(paper.sender), number=paper.number.strip(), dated=paper.dated
    )
    if same.exists():
        found.append(rights.too_late(f"Văn bản {same[0]} ngày {paper.dated:%d/%m/%Y} đã được nhập."))
    if found:
        raise Refused(general=found)


def _refuse_replies(lines: Mapping[int, EnquiryLine], replies: Replies) -> None:
    found = []
    if not replies:
        found.append(rights.incomplete("Chưa ghi ý kiến nào.", mend="Ghi ý kiến"))
    if replies.keys() - lines.keys():
        found.append(rights.too_late("Có trường hợp không thuộc văn bản này."))
    for pk, line in lines.items():
        opinion, words, _ = replies[pk]
        if opinion and opinion not in EnquiryLine.Opinion.values:
            found.append(rights.incomplete(f"{line}: ý kiến không đúng.", mend="Chọn lại"))
        elif opinion in (EnquiryLine.Opinion.DISAGREE, EnquiryLine.Opinion.OTHER) and not words.strip():
            told = f"{line}: phải ghi nội dung khi không nhất trí hoặc có ý kiến khác."
            found.append(rights.incomplete(told, mend="Ghi nội dung"))
        if len(words) > LONGEST_TEXT:
            told = f"{line}: nội dung trả lời không dài quá {LONGEST_TEXT} ký tự."
            found.append(rights.incomplete(told, mend="Ghi ngắn lại"))
    if found:
        raise Refused(general=found)


def _refuse_own(lines: Iterable[EnquiryLine], actor: User) -> None:
    if known.about(lines, actor):
        told = "Văn bản hỏi về chính bạn: người khác soạn và duyệt ý kiến trả lời."
        raise Refused(general=[rights.not_yours(told)])


def _tell(
    batch: Batch, enquiry: Enquiry, act: str, right: Grant, actor: User, *, also: Sequence[str] = (), **facts: Any
) -> None:
    """The journal tells what was done, never what was answered about whom."""
    journal.write(
        batch, [enquiry], act=act, actor=actor, at=clock.now(), role=right.role, on_behalf=right.on_behalf, facts=facts,
        body_id=enquiry.body_id, also=also,
    )
