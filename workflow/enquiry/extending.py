"""Gia hạn trả lời: the sender gives more time by a paper, which the office writes down; counted and shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from dossiers import clock
from dossiers.lifecycle import Reason
from dossiers.models import User
from dossiers.roles import Grant
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Family, Role
from workflow import calendar, journal, rights, terms
from workflow.alarms import arming
from workflow.alarms.kinds import DeadlineKind
from workflow.enquiry import replying
from workflow.enquiry.models import Enquiry, Standing
from workflow.journal_models import Batch, Entry, SubjectKind

DEED = "extend_enquiry"
OPEN = (Standing.DRAFTING, Standing.LAID, Standing.APPROVED)
COLUMNS = ("due_at", "extended_days", "extended_times", "term_no")


@dataclass(frozen=True)
class Granted:
    """The last day by which the sender waits now, the number and day of its paper, why more time is needed."""

    until: date
    number: str
    dated: date
    reason: str

    @property
    def paper(self) -> str:
        return f"Văn bản {self.number.strip()} ngày {self.dated:%d/%m/%Y}"


def extend(enquiry: Enquiry, granted: Granted, *, actor: User, key: str | None = None) -> list[Entry]:
    """Let the term end with the day the sender grants; the days that it adds are calendar days, as the term's own.

    The office's, until the reply is sent. Raises Refused with every objection."""

    def work(batch: Batch, fresh: Enquiry, right: Grant) -> None:
        at, before = clock.now(), fresh.due_at
        days = _lengthen(fresh, granted)
        journal.write(
            batch, [fresh], act=DEED, actor=actor, at=at, role=right.role, on_behalf=right.on_behalf,
            reason=granted.reason.strip(), body_id=fresh.body_id, also=COLUMNS,
            facts={"days": days, "before": before, "due": fresh.due_at, "paper": granted.paper},
        )
        arming.arm(DeadlineKind.ENQUIRY, [fresh], subject_kind=SubjectKind.ENQUIRY, since=at)

    content = {"until": granted.until, "paper": granted.paper, "reason": granted.reason}
    return replying.acting(enquiry, DEED, [Role.OFFICE], OPEN, work, content, actor=actor, key=key)


def _lengthen(enquiry: Enquiry, granted: Granted) -> int:
    """Set the new end in memory; the days added. Raises Refused."""
    found = [*_of_term(enquiry, granted.until), *_of_paper(enquiry, granted)]
    if found:
        raise Refused(general=found)
    last = timezone.localdate(enquiry.due_from) + timedelta(days=enquiry.due_days + enquiry.extended_days)
    days: int = (granted.until - last).days
    enquiry.extended_days, enquiry.extended_times = enquiry.extended_days + days, enquiry.extended_times + 1
    enquiry.term_no += 1
    enquiry.due_at = terms.end_of(enquiry, calendar.current())
    return days


def _of_term(enquiry: Enquiry, until: date) -> Iterator[Objection]:
    if enquiry.due_at is None:
        told = f"Văn bản {enquiry} không đặt hạn trả lời nên không có hạn để gia hạn."
        yield Objection(Family.STATE, told, mend="Cứ trả lời khi xong", waivable=False)
        return
    first = max(timezone.localdate(enquiry.due_at) + timedelta(days=1), clock.today())
    if not 0 <= (until - first).days <= replying.LONGEST:
        told = f"Hạn mới phải từ ngày {first:%d/%m/%Y} trở đi, thêm không quá một năm."
        yield rights.incomplete(told, mend="Ghi lại hạn mới")


def _of_paper(enquiry: Enquiry, granted: Granted) -> Iterator[Objection]:
    if not granted.number.strip() or not enquiry.dated <= granted.dated <= clock.today():
        told = "Phải ghi số, ký hiệu văn bản cho gia hạn; ngày của nó không trước văn bản hỏi và không ở tương lai."
        yield rights.incomplete(told, mend="Ghi lại văn bản")
    if len(granted.reason.strip()) < Reason.GIVEN:
        yield rights.incomplete("Phải ghi lý do gia hạn.", mend="Ghi lý do")
