"""The lists of sessions, of papers and of what waits in a pool as they are exported and printed."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from dossiers import access
from dossiers.administration import grants_here
from dossiers.exporting import Column, day_of
from dossiers.lifecycle import POOL_STATES
from dossiers.models import Unit
from dossiers.views.exports import Listing, Selection
from dossiers.vocabulary import State
from workflow.decisions.listing import LABELS
from workflow.forms_pool import PoolFilter
from workflow.models import Session
from workflow.views.council import visible_sessions
from workflow.views.decision import listed_decisions


def standing_of(session: Session) -> str:
    """Where a session stands, in the words of its list."""
    if session.minutes_at:
        return "Đã có biên bản"
    if session.closed_at:
        return "Đã kết thúc biểu quyết, chờ biên bản"
    return "Đang biểu quyết" if session.procedure.open else "Không còn hồ sơ"


def _sessions(request: HttpRequest) -> Selection:
    return Selection(visible_sessions(request).order_by("-held_at", "-pk"))


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
    return Selection(listed_decisions(request), [LABELS[slug]] if slug in LABELS else [])


SESSIONS = Listing(
    "phien-hop", "Danh sách phiên họp Hội đồng",
    (
        Column("Phiên họp", lambda row: row.title, 48),
        Column("Cơ quan", lambda row: row.council.body.name, 36),
        Column("Họp lúc", lambda row: row.held_at, 18),
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
        Column("Đang ở ngoài hệ thống", lambda row: row.outside_body.name if row.outside_body else "", 32),
    ),
    _pool,
)
