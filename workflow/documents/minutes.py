"""The minutes of a session with the table of its votes. Figures only: who voted how is nobody's to read."""

from django.utils import timezone

from dossiers.documents.kinds import file_name
from dossiers.documents.words import NUMBER_TO_COME, PLACE_TO_COME, Values, groups, in_full
from dossiers.vocabulary import Role, State
from workflow.council.minutes import default_minutes
from workflow.council.tally import Result
from workflow.models import AgendaItem, Session

HEADING = "BIÊN BẢN"
WITH = ("dossier__award", "dossier__nominee", "lowered_to")
NOT_VOTED = (AgendaItem.Outcome.PUT_OFF, AgendaItem.Outcome.LEFT, "")


def values_of(session: Session) -> Values:
    """What fills the template: the minutes as the secretary recorded them, or the ready text of a closed session."""
    text = (session.minutes or default_minutes(session)).removeprefix(HEADING).strip()
    items = {each.dossier_id: each for each in session.items.select_related(*WITH).order_by("position")}
    about = _about(session)
    shown = groups([each.dossier for each in items.values()], lambda line: _row(items[line.pk]))
    return _head(session) | shown | {
        "cac_doan": [line for line in text.removeprefix(about).splitlines() if line.strip()],
        "thu_ky": _secretary(session), "chu_tri": session.closed_by.full_name if session.closed_by else "",
        "trich_yeu_danh_sach": session.title, "kem_theo": f"Biên bản {about[:1].lower()}{about[1:]}",
        "tong_so_thanh_vien": session.entitled.count(),
    }


def ballot_of(session: Session) -> Values:
    """What fills the empty ballot: the lines that are still to be voted on."""
    waiting = session.items.filter(outcome="", dossier__state=State.IN_COUNCIL)
    items = {each.dossier_id: each for each in waiting.select_related(*WITH).order_by("position")}
    lines = [each.dossier for each in items.values()]
    return _head(session) | groups(lines, lambda line: {"stt": items[line.pk].position, "don_vi": line.unit_name})


def name_of(kind: str, session: Session) -> str:
    """'bien-ban-hoi-dong-STP-phien-3-2026.docx'."""
    year = timezone.localtime(session.held_at).year
    return file_name(kind, session.council.body.code, f"phien {session.number}", year)


def _about(session: Session) -> str:
    year = timezone.localtime(session.held_at).year
    return f"Phiên họp số {session.number} năm {year} của {session.council.name}"


def _head(session: Session) -> Values:
    """The letterhead of the council and what the paper is about."""
    held, council = timezone.localtime(session.held_at), session.council
    return {
        "co_quan_tren": council.body.name_on(held.date()).upper(), "co_quan": council.name.upper(),
        "co_quan_thuong": council.name, "so_ky_hieu": f"{NUMBER_TO_COME}/BB", "nam": held.year,
        "dia_danh_ngay": f"{council.body.place or PLACE_TO_COME}, {in_full(held.date(), held.year)}",
        "trich_yeu": _about(session), "noi_nhan": [], "chuc_vu_ky": "CHỦ TRÌ",
        "nguoi_ky": session.closed_by.full_name if session.closed_by else "",
    }


def _secretary(session: Session) -> str:
    if session.minutes_by is not None:
        return session.minutes_by.full_name
    seat = session.entitled.filter(role=Role.SECRETARY).select_related("user").first()
    return seat.user.full_name if seat else ""


def _row(item: AgendaItem) -> Values:
    voted = item.outcome not in NOT_VOTED
    result = Result(item.yes, item.no, item.abstain, item.members)
    figures = (item.yes, item.no, item.abstain, result.absent) if voted else ("", "", "", "")
    outcome = f"Đề nghị {item.lowered_to}" if item.lowered_to else item.get_outcome_display()
    return {
        "stt": item.position, "don_vi": item.dossier.unit_name, "ket_qua": outcome,
        **dict(zip(("dong_y", "khong_dong_y", "y_kien_khac", "khong_bieu_quyet"), figures, strict=True)),
    }
