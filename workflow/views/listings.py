"""The lists of this floor as they are exported and printed, in the order of their pages."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from dossiers import access
from dossiers.administration import grants_here
from dossiers.exporting import Column, day_of
from dossiers.lifecycle import POOL_STATES
from dossiers.models import HandIn, PaperCheck, Unit
from dossiers.tables import in_order
from dossiers.views import listings
from dossiers.views.exports import Listing, Selection
from dossiers.vocabulary import HandInOrigin, State
from workflow.decisions.listing import LABELS
from workflow.forms_pool import PoolFilter
from workflow.models import Session
from workflow.tables import DecisionTable, EnteredTable, JobTable, SessionTable
from workflow.views.council import listed_sessions
from workflow.views.decision import listed_decisions
from workflow.views.entering import listed_entered
from workflow.views.jobs import mine
from workflow.views.results import selected_lines


def standing_of(session: Session) -> str:
    """Where a session stands, in the words of its list."""
    if session.minutes_at:
        return "Đã có biên bản"
    if session.closed_at:
        return "Đã kết thúc biểu quyết, chờ biên bản"
    return "Đang biểu quyết" if session.procedure.open else "Không còn hồ sơ"


def _sessions(request: HttpRequest) -> Selection:
    return Selection(in_order(SessionTable, listed_sessions(request), request))


def _pool(request: HttpRequest) -> Selection:
    state = request.GET.get("buoc", "")
    if state not in POOL_STATES:
        raise Http404
    unit = get_object_or_404(Unit, code=request.GET.get("co-quan", ""))
    pool = access.visible_by_work(request.user, grants=grants_here(request)).filter(state=state, body=unit)
    form = PoolFilter(request.GET, pool=pool)
    rows = form.narrow(pool).select_related("award", "unit", "season", "outside_body")
    said = [f"{State(state).label}, {unit.name}"]
    for name, value in form.cleaned_data.items():
        if value:
            said.append(f"{form.fields[name].label}: {dict(form.fields[name].choices)[value]}")
    return Selection(rows.order_by("award__position", "unit", "pk"), said)


def _decisions(request: HttpRequest) -> Selection:
    slug = request.GET.get("muc", "")
    rows = in_order(DecisionTable, listed_decisions(request), request)
    return Selection(rows, [LABELS[slug]] if slug in LABELS else [])


def _jobs(request: HttpRequest) -> Selection:
    return Selection(in_order(JobTable, mine(request), request))


def _entered(request: HttpRequest) -> Selection:
    return Selection(in_order(EnteredTable, listed_entered(request), request))


def standing_of_entered(sheet: HandIn) -> str:
    """How far an entered tờ trình (a row of `entered.entered`) is, in the words of its list."""
    if sheet.submitted_at:
        return f"Đã gửi {day_of(sheet.submitted_at):%d/%m/%Y}"
    if sheet.waits:
        return "Chờ đối chiếu"
    return AFTER_CHECK.get(sheet.last_check, "Đang nhập") if sheet.origin == HandInOrigin.PAPER else "Đang nhập"


AFTER_CHECK = {
    str(PaperCheck.Outcome.SENT_BACK): "Phải sửa", str(PaperCheck.Outcome.CONFIRMED): "Đã đối chiếu, chờ gửi",
}
SESSIONS = Listing(
    "phien-hop", "Danh sách phiên họp Hội đồng",
    (
        Column("Phiên họp", lambda row: row.title, 48),
        Column("Cơ quan", lambda row: row.council.body.name, 36),
        Column("Họp lúc", lambda row: row.held_at, 18),
        Column("Số hồ sơ", lambda row: row.count, 10),
        Column("Tình trạng", standing_of, 36),
        Column("Kết thúc biểu quyết", lambda row: row.closed_at, 18),
        Column("Lập biên bản", lambda row: row.minutes_at, 18),
    ),
    _sessions,
)
DECISIONS = Listing(
    "van-ban", "Danh sách quyết định, văn bản",
    (
        Column("Số, ký hiệu", lambda row: row.full_number or "Chưa có số", 18),
        Column("Ngày", lambda row: row.dated, 12),
        Column("Loại", lambda row: row.get_kind_display(), 24),
        Column("Trích yếu", lambda row: row.title, 60),
        Column("Cơ quan", lambda row: row.body.name, 36),
        Column("Người ký", lambda row: row.signer_name, 24),
        Column("Số hồ sơ", lambda row: row.count, 10),
        Column("Tình trạng", lambda row: row.get_status_display(), 20),
        Column("Phát hành ngày", lambda row: day_of(row.issued_at), 14),
    ),
    _decisions,
)
POOL = Listing(
    "ho-so-cho", "Danh sách hồ sơ chờ",
    (
        Column("Mã hồ sơ", lambda row: row.code, 18),
        Column("Cá nhân, tập thể", lambda row: row.nominee_name, 32),
        Column("Danh hiệu, hình thức", lambda row: row.award.name, 32),
        Column("Đơn vị", lambda row: row.unit_name, 32),
        Column("Năm", lambda row: row.season.year, 8),
        Column("Chờ từ", lambda row: day_of(row.since), 12),
        Column("Hạn", lambda row: day_of(row.due_at), 12),
        Column("Hạn do ai đặt", lambda row: row.set_by if row.due_at else "", 24),
        Column("Đang ở ngoài hệ thống", lambda row: row.outside_body.name if row.outside_body else "", 32),
    ),
    _pool,
)
JOBS = Listing(
    "viec-dai", "Danh sách việc dài",
    (
        Column("Việc", lambda row: row.title, 60),
        Column("Người thực hiện", lambda row: str(row.actor), 28),
        Column("Tình trạng", lambda row: row.get_state_display(), 18),
        Column("Tổng số", lambda row: row.total, 10),
        Column("Đã làm", lambda row: row.done, 10),
        Column("Bị từ chối", lambda row: row.refused, 10),
        Column("Lập lúc", lambda row: row.created_at, 18),
        Column("Xong lúc", lambda row: row.finished_at, 18),
    ),
    _jobs,
)
ENTERED = Listing(
    "nhap-ho", "Danh sách tờ trình nhập hộ, cơ quan tự đề nghị",
    (
        Column("Mã", lambda row: row.code, 18),
        Column("Số, ký hiệu", lambda row: row.number, 18),
        Column("Đơn vị", lambda row: row.unit.name, 32),
        Column("Nguồn", lambda row: row.get_origin_display(), 24),
        Column("Nhận bản giấy ngày", lambda row: row.received_on, 14),
        Column("Người nhập", lambda row: str(row.created_by or ""), 28),
        Column("Số hồ sơ", lambda row: row.line_count, 10),
        Column("Tình trạng", standing_of_entered, 24),
    ),
    _entered,
)
RESULT_LINES = Listing(
    "ket-qua", "Danh sách hồ sơ theo kết quả năm", listings.DOSSIERS.columns, selected_lines, listings.tell,
)
