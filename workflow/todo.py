"""The inbox in words: of each row the one thing to do ('Tiếp nhận 12 hồ sơ của Phòng …'), and what comes first.

Pure: rows of `workflow.inbox` in, words and order out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from dossiers import origins
from dossiers.desks import desk_words
from dossiers.models import Dossier
from dossiers.vocabulary import State
from workflow.calendar import Calendar, local_day
from workflow.flows.models import Procedure, ProcedureKind
from workflow.inbox import Pool
from workflow.whereabouts import term

K = ProcedureKind
TASKS: dict[tuple[str, str], str] = {
    (K.HAND_IN, "receive"): "Tiếp nhận {n} của {unit}",
    (K.HAND_IN, "mend"): "Bổ sung cả tờ trình ({n}) theo yêu cầu của {body}",
    (K.HAND_IN, "appraise"): "Thẩm định {n} của {unit}",
    (K.CORRECTION, "mend"): "Bổ sung {n} theo yêu cầu của {body}",
    (K.CORRECTION, "recheck"): "Xem lại {n} mà {unit} đã bổ sung",
    (K.POSTING, "watch"): "Theo dõi công khai, ghi ý kiến nhận được",
    (K.POSTING, "finish"): "Kết thúc công khai, ghi kết quả",
    (K.CONSULTATION, "send"): "Gửi văn bản lấy ý kiến",
    (K.CONSULTATION, "close"): "Theo dõi, kết thúc lấy ý kiến",
    (K.COUNCIL, "convene"): "Triệu tập phiên họp cho {n}",
    (K.COUNCIL, "close"): "Kết thúc biểu quyết {n}",
    (K.COUNCIL, "minutes"): "Lập biên bản phiên họp",
    (K.DECISION, "gather"): "Lập danh sách trình ký cho {n}",
    (K.DECISION, "sign"): "Đọc và ký văn bản gồm {n}",
    (K.DECISION, "number"): "Cấp số văn bản gồm {n}",
    (K.DECISION, "issue"): "Phát hành văn bản gồm {n}",
    (K.REVOCATION, "sign"): "Ký quyết định hủy, thu hồi",
    (K.REVOCATION, "number"): "Cấp số quyết định hủy, thu hồi",
    (K.REVOCATION, "issue"): "Phát hành quyết định hủy, thu hồi",
}
POOLS: dict[str, str] = {
    State.AWAITING_COUNCIL: "Triệu tập phiên họp cho {n}",
    State.ENDORSED: "Lập văn bản trình ký cho {n}",
    State.NOT_ENDORSED: "Xem xét {n} Hội đồng không đề nghị",
    State.WITH_HIGHER_BODY: "Theo dõi, ghi kết quả của cấp trên cho {n}",
    State.ON_HOLD: "Theo dõi {n} đang tạm dừng xét",
}
# These wait for others: they are never what should be done first.
WATCHED = (State.WITH_HIGHER_BODY, State.ON_HOLD)
PRESSING_DAYS = 2


@dataclass(frozen=True)
class Term:
    """When it is due, in words; `tone` is late, pressing (at most two working days left) or empty."""

    words: str
    tone: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Task:
    """One row: `what` to do, where, since when, until when; `about` names the paper, `procedure` the work."""

    what: str
    url: str
    about: str
    since: datetime | None
    term: Term
    procedure: Procedure
    own_desk: bool = True


@dataclass(frozen=True)
class First:
    """What should be done before anything else, and why it comes first."""

    what: str
    url: str
    why: str = ""
    late: bool = False


def term_of(due_at: datetime | None, *, now: datetime, calendar: Calendar) -> Term:
    """The term of work due at `due_at`, in working days."""
    if due_at is None:
        return Term("không tính hạn")
    day = local_day(due_at)
    left = calendar.between(now, day)
    left = min(left, -1) if due_at < now else left
    words = term(day, left)
    if left < 0:
        return Term(words, "late", day)
    return Term(words, "pressing" if left <= PRESSING_DAYS else "", day)


def tasks(procedures: Iterable[Procedure], desks: set[tuple[str, int]], *, now: datetime, calendar: Calendar) -> (
    list[Task]
):
    """The rows; `desks` are the reader's very own (beside these, a person sees the desks of colleagues)."""
    return [
        Task(
            task_words(each), reverse("workflow:work", args=[each.pk]), f"{each.title} · {each.code}", each.since,
            term_of(each.due_at, now=now, calendar=calendar), each, (each.desk_role, each.desk_unit_id) in desks,
        )
        for each in procedures
    ]


def task_words(procedure: Any) -> str:
    """What is to be done at the present step of a procedure annotated with `live`, the number of its dossiers."""
    text = TASKS.get((procedure.kind, procedure.node), "Mở việc: {n}")
    unit = str(procedure.unit or procedure.body)
    return text.format(n=f"{procedure.live} hồ sơ", unit=unit, body=procedure.body)


def pool_words(pool: Pool) -> str:
    """What is to be done with the dossiers that wait together."""
    return POOLS[pool.state].format(n=f"{pool.count} hồ sơ")


def desk_beside(procedure: Procedure) -> str:
    """The colleague's desk on which the work lies, in words."""
    return desk_words(procedure.desk_role, procedure.desk_unit)


def first(
    rows: Sequence[Task], sessions: Iterable[Any], pools: Sequence[Pool], drafts: Sequence[Any],
    *, to_approve: Sequence[Any] = (), to_write: Sequence[Dossier] = (), asked: Sequence[Any] = (),
) -> First | None:
    """What to do before anything else: what is late, then a missing vote, then a tờ trình that waits to be approved,
    then work and letters that wait for an answer by their terms, then the own report that was asked for, then a pool,
    then what is still a draft. `rows` and `asked` are in the order of their terms."""
    ours = [row for row in rows if row.own_desk] or list(rows)
    if ours and ours[0].term.tone == "late":
        return First(ours[0].what, ours[0].url, _by_when(ours[0]), late=True)
    vote = next((each for each in sessions if each.missing), None)
    if vote is not None:
        return First(f"Biểu quyết: {vote.title}", reverse("workflow:session", args=[vote.pk]), "chờ phiếu của bạn")
    if to_approve:
        return _approving(to_approve[0])
    if asked and not (ours and _sooner(ours[0], asked[0])):
        return _answering(asked[0])
    if ours:
        return First(ours[0].what, ours[0].url, _by_when(ours[0]))
    if to_write:
        return _writing(to_write[0])
    pool = next((each for each in pools if each.state not in WATCHED), None)
    if pool is not None:
        url = reverse("workflow:pool", args=[pool.unit.code, pool.state])
        return First(pool_words(pool), url, f"chờ lâu nhất từ {local_day(pool.since):%d/%m/%Y}")
    mine = next((each for each in drafts if each.prepared_at is None), None)
    if mine is not None:
        url = reverse("dossiers:hand_in", args=[mine.pk])
        return First(f"Soạn tiếp và gửi {mine.called.lower()} {mine.number or mine.code}", url)
    return None


def _by_when(row: Task) -> str:
    """Its term with who set it: 'còn 5 ngày làm việc (hạn 03/12/2026, cơ quan đặt)'; empty without one."""
    if row.term.day is None:
        return ""
    basis, evidence = (getattr(row.procedure, name, None) or "" for name in ("due_basis", "due_evidence"))
    by = origins.short(basis, evidence)
    return f"{row.term.words.removesuffix(')')}, {by})" if by else row.term.words


def _approving(hand_in: Any) -> First:
    what = f"Đọc và duyệt tờ trình {hand_in.number or hand_in.code}"
    url = reverse("workflow:approve", args=[hand_in.pk])
    return First(what, url, f"{hand_in.prepared_by} trình từ {local_day(hand_in.prepared_at):%d/%m/%Y}")


def _sooner(task: Task, asked: Any) -> bool:
    """Whether the task is due before what is asked; no term is later than any."""
    return task.term.day is not None and (asked.due_at is None or task.term.day < local_day(asked.due_at))


def _answering(asked: Any) -> First:
    due = f"hạn {origins.noted(local_day(asked.due_at), asked.set_by)}" if asked.due_at else ""
    return First(asked.what, asked.url, due)


def _writing(line: Dossier) -> First:
    asked = f"đơn vị đề nghị ngày {local_day(line.report_asked_at):%d/%m/%Y}" if line.report_asked_at else ""
    return First(f"Viết báo cáo thành tích: {line.award.name}", reverse("workflow:own_report", args=[line.code]), asked)
