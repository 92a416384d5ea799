"""Does every open dossier lie in exactly one place? Every breach of carrier and pool, by name."""

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q

from dossiers.lifecycle import CARRIED_STATES, CLOSED_STATES, DESKS, POOL_STATES
from dossiers.models import Dossier
from dossiers.vocabulary import State
from workflow.models import Consultation, ConsultationItem, DecisionItem, Line, PostingLine, Procedure


def breaches() -> Iterator[str]:
    """Every breach, in Vietnamese; nothing when all is well. A constant number of queries."""
    yield from _carriers()
    yield from _wrong_carriers()
    yield from _desks()
    yield from _procedures()
    yield from _tasks()
    yield from _decisions()
    yield from _postings()
    yield from _consultations()


def _carriers() -> Iterator[str]:
    held = Dossier.objects.annotate(open_lines=Count("lines", filter=Q(lines__left_at__isnull=True)))
    wrong = held.filter(state__in=CARRIED_STATES).exclude(open_lines=1)
    for dossier in wrong:
        yield f"{dossier}: '{State(dossier.state).label}' nhưng nằm trên {dossier.open_lines} việc (phải là 1)"
    free = held.filter(state__in=[State.DRAFT, *POOL_STATES, *CLOSED_STATES], open_lines__gt=0)
    for dossier in free:
        yield f"{dossier}: '{State(dossier.state).label}' nhưng vẫn nằm trên một việc"


# Which kinds of procedure may carry a state.
KINDS: dict[str, tuple[str, ...]] = {
    State.SUBMITTED: ("hand_in", "correction"),
    State.APPRAISING: ("hand_in", "correction"),
    State.CONSULTING: ("hand_in", "correction"),
    State.POSTED: ("hand_in", "correction"),
    State.RETURNED: ("hand_in", "correction"),
    State.IN_COUNCIL: ("council",),
    State.AWAITING_SIGNATURE: ("decision",),
    State.SIGNED: ("decision",),
}


def _wrong_carriers() -> Iterator[str]:
    lines = Line.objects.filter(left_at__isnull=True).select_related("dossier", "procedure")
    for line in lines.iterator():
        if line.procedure.kind not in KINDS.get(line.dossier.state, ()):
            state = State(line.dossier.state).label
            yield f"{line.dossier}: '{state}' nhưng nằm trên việc '{line.procedure.get_kind_display()}'"
        if not line.procedure.open:
            yield f"{line.dossier}: nằm trên việc {line.procedure.code} đã kết thúc"


def _desks() -> Iterator[str]:
    without = Dossier.objects.filter(state__in=list(DESKS)).filter(Q(desk_role="") | Q(desk_unit__isnull=True))
    yield from (f"{dossier}: không rõ ai đang giữ" for dossier in without)


# These have lists of their own: their lines lie elsewhere, or come and go.
WITHOUT_LINES = ("revocation", "council", "posting", "consultation")


def _procedures() -> Iterator[str]:
    live = Count("lines", filter=Q(lines__left_at__isnull=True))
    idle = Procedure.objects.filter(open=True).exclude(kind__in=WITHOUT_LINES).annotate(live=live)
    yield from (f"{each}: còn mở nhưng không còn hồ sơ" for each in idle.filter(live=0))
    for each in Procedure.objects.filter(open=True, desk_role=""):
        yield f"{each}: còn mở nhưng không có nơi giữ"


def _tasks() -> Iterator[str]:
    counted = Procedure.objects.annotate(to_do=Count("task", filter=Q(task__finished=None)))
    yield from (f"{each}: còn mở nhưng không có việc nào để làm" for each in counted.filter(open=True, to_do=0))
    yield from (f"{each}: đã kết thúc nhưng còn việc chưa làm" for each in counted.filter(open=False, to_do__gt=0))


def _decisions() -> Iterator[str]:
    decided = DecisionItem.objects.filter(
        dossier=OuterRef("pk"), live=True, decision__status__in=["issued", "recorded"]
    )
    for dossier in Dossier.objects.filter(~Exists(decided), state=State.GRANTED):
        yield f"{dossier}: đã có quyết định nhưng không tìm thấy quyết định đã phát hành"


def _postings() -> Iterator[str]:
    """A posting carries nothing: its own list must agree with the states, and nothing that is posted be on no list."""
    on_list = PostingLine.objects.filter(dossier=OuterRef("pk"), left_at__isnull=True)
    for dossier in Dossier.objects.filter(~Exists(on_list), state=State.POSTED):
        yield f"{dossier}: đang công khai nhưng không nằm trong danh sách công khai nào"
    stale = PostingLine.objects.filter(left_at__isnull=True).exclude(dossier__state=State.POSTED)
    for line in stale.select_related("dossier", "posting"):
        yield f"{line.dossier}: còn trong danh sách công khai {line.posting.code} nhưng không còn công khai"
    shown = PostingLine.objects.filter(posting__procedure=OuterRef("pk"), left_at__isnull=True)
    for each in Procedure.objects.filter(~Exists(shown), kind="posting", open=True):
        yield f"{each}: còn mở nhưng không còn hồ sơ"


def _consultations() -> Iterator[str]:
    """What is asked about is being consulted on, or on hold meanwhile; a letter is open as long as it asks."""
    astray = ConsultationItem.objects.filter(ended_at__isnull=True).select_related("dossier", "consultation")
    for item in astray.exclude(dossier__state__in=[State.CONSULTING, State.ON_HOLD]):
        state = State(item.dossier.state).label
        yield f"{item.dossier}: '{state}' nhưng vẫn nằm trong văn bản lấy ý kiến {item.consultation}"
    asks = Exists(ConsultationItem.objects.filter(consultation=OuterRef("pk"), ended_at__isnull=True))
    rows = Consultation.objects.annotate(asks=asks)
    for each in rows.filter(asks=True).filter(Q(procedure__open=False) | Q(closed_at__isnull=False)):
        yield f"{each}: đã kết thúc nhưng còn hồ sơ đang hỏi"
    for each in rows.filter(asks=False).filter(Q(procedure__open=True) | Q(closed_at__isnull=True)):
        yield f"{each}: còn mở nhưng không còn hồ sơ nào được hỏi"
