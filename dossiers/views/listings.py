"""The lists of this floor as they are exported and printed."""

from datetime import datetime

from django.http import HttpRequest

from dossiers import access, clock, queries, rows
from dossiers.exporting import Column, day_of
from dossiers.forms.hand_in_filter import HandInFilter
from dossiers.models import Dossier, Season
from dossiers.tables import SeasonTable, in_order
from dossiers.views.exports import Listing, Selection
from dossiers.views.listing import opened
from dossiers.views.seasons import listed_seasons
from dossiers.vocabulary import Level


def _dossiers(request: HttpRequest) -> Selection:
    chosen = opened(request)
    found = chosen.form.narrow(chosen.rows, clock.now())
    said = [f"{chip.label}: {chip.words}" for chip in chosen.form.chips]
    return Selection(queries.for_list(found).select_related("season", "round"), said)


def tell(dossier: Dossier, at: datetime) -> None:
    dossier.told = rows.tell(dossier, at)


def _hand_ins(request: HttpRequest) -> Selection:
    chosen = HandInFilter(request.GET, queries.hand_ins_for_list(access.visible_hand_ins(request.user)))
    return Selection(chosen.qs, chosen.said)


def _seasons(request: HttpRequest) -> Selection:
    return Selection(in_order(SeasonTable, listed_seasons(request), request))


DOSSIERS = Listing(
    "ho-so", "Danh sách hồ sơ",
    (
        Column("Mã hồ sơ", lambda row: row.code, 18),
        Column("Cá nhân, tập thể", lambda row: row.nominee_name, 32),
        Column("Danh hiệu, hình thức", lambda row: row.award.name, 32),
        Column("Đơn vị", lambda row: row.unit_name, 32),
        Column("Năm, đợt", lambda row: f"{row.season.year}, {row.round}" if row.round else str(row.season.year), 18),
        Column("Cấp quyết định", lambda row: str(Level(row.deciding_body.level).label), 16),
        Column("Trạng thái", lambda row: row.told.state, 24),
        Column("Đang ở", lambda row: row.told.desk, 36),
        Column("Từ ngày", lambda row: day_of(row.told.since), 12),
        Column("Hạn", lambda row: day_of(row.told.due), 12),
        Column("Hạn do ai đặt", lambda row: row.set_by if row.told.due else "", 24),
        Column("Quá hạn", lambda row: "Quá hạn" if row.told.late else "", 10),
        Column("Ghi chú", lambda row: row.told.note, 24),
    ),
    _dossiers, tell,
)
HAND_INS = Listing(
    "to-trinh", "Danh sách tờ trình, đăng ký, báo cáo",
    (
        Column("Mã", lambda row: row.code, 18),
        Column("Số, ký hiệu", lambda row: row.number, 18),
        Column("Ngày", lambda row: row.dated, 12),
        Column("Loại", lambda row: row.called, 24),
        Column("Loại hình khen thưởng", lambda row: row.get_reward_type_display() if row.proposes else "", 24),
        Column("Đơn vị", lambda row: row.unit.name, 32),
        Column("Nơi nhận", lambda row: row.to_body.name, 32),
        Column("Năm, đợt", lambda row: f"{row.season.year}, {row.round}" if row.round else str(row.season.year), 18),
        Column("Chuyên đề", lambda row: row.theme, 24),
        Column("Số hồ sơ", lambda row: row.line_count if row.proposes else None, 10),
        Column("Ngày gửi", lambda row: day_of(row.submitted_at), 12),
        Column("Tình trạng", lambda row: _standing(row.submitted_at is not None, row.is_late), 20),
    ),
    _hand_ins,
)


SEASONS = Listing(
    "nam-thi-dua", "Danh sách năm thi đua",
    (
        Column("Năm thi đua", lambda row: row.title, 32),
        Column("Kỳ xét từ", lambda row: row.achievement_from, 12),
        Column("Kỳ xét đến", lambda row: row.achievement_to, 12),
        Column("Nhận hồ sơ đến (theo kế hoạch năm)", lambda row: row.dossiers_by, 20),
        Column("Số đợt", lambda row: row.round_count, 10),
        Column("Tình trạng", lambda row: _open(row), 24),
    ),
    _seasons,
)


def _open(season: Season) -> str:
    if season.closed_at:
        return f"Đã đóng {day_of(season.closed_at):%d/%m/%Y}"
    return f"Đang mở từ {day_of(season.opened_at):%d/%m/%Y}" if season.opened_at else "Chưa mở"


def _standing(sent: bool, late: bool) -> str:
    if not sent:
        return "Đang soạn thảo"
    return "Đã gửi, nộp sau hạn" if late else "Đã gửi"
