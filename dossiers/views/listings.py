"""The lists of this floor as they are exported and printed."""

from datetime import datetime

from django.http import HttpRequest

from dossiers import access, clock, queries, rows
from dossiers.exporting import Column, day_of
from dossiers.forms.filters import HandInFilter
from dossiers.models import Dossier
from dossiers.views.exports import Listing, Selection
from dossiers.views.listing import opened
from dossiers.vocabulary import Level


def _dossiers(request: HttpRequest) -> Selection:
    chosen = opened(request)
    found = chosen.form.narrow(chosen.rows, clock.now())
    said = [f"{chip.label}: {chip.words}" for chip in chosen.form.chips]
    return Selection(queries.for_list(found).select_related("season", "round"), said)


def _tell(dossier: Dossier, at: datetime) -> None:
    dossier.told = rows.tell(dossier, at)


def _hand_ins(request: HttpRequest) -> Selection:
    form = HandInFilter(request.GET)
    found = form.narrow(queries.hand_ins_for_list(access.visible_hand_ins(request.user)))
    return Selection(found, form.said)


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
        Column("Quá hạn", lambda row: "Quá hạn" if row.told.late else "", 10),
        Column("Ghi chú", lambda row: row.told.note, 24),
    ),
    _dossiers, _tell,
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


def _standing(sent: bool, late: bool) -> str:
    if not sent:
        return "Đang soạn thảo"
    return "Đã gửi, nộp sau hạn" if late else "Đã gửi"
