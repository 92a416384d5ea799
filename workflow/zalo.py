"""Texts to paste into a chat: two lines – code, what to do, by when; then the address. Pure.

Chats are read by bystanders: no name of a third person, no reason, no vote; these stand behind the sign-in.
"""

from datetime import datetime

from django.conf import settings


def to_mend(code: str, *, body: str, what: str, until: str, address: str) -> str:
    """For the unit: `body` asks to mend `what` ('hồ sơ Giấy khen', '3 hồ sơ'); `until` is the last day with who
    set it, empty where there is none."""
    by = f" trước hết ngày {until}" if until else " sớm (thời hạn xét đang tạm dừng tính)"
    told = f"[{code}] {body} yêu cầu bổ sung {what}."
    return _two_lines(f"{told} Cần làm: bổ sung theo yêu cầu rồi gửi lại{by}.", address)


def to_meet(
    code: str, *, title: str, held_at: datetime, place: str, count: int, address: str, vote_by: str = ""
) -> str:
    """For the members: a session at `held_at` (local time) with `count` dossiers, to be voted on until then or until
    the end of `vote_by`."""
    where = f", tại {place}" if place else ""
    when = f"{held_at:%H:%M} ngày {held_at:%d/%m/%Y}"
    until = f"hết ngày {vote_by}" if vote_by else when
    told = f"[{code}] {title}: họp lúc {when}{where}, xét {count} hồ sơ."
    return _two_lines(f"{told} Cần làm: đọc hồ sơ và biểu quyết trước {until}.", address)


def to_hear(code: str, *, what: str, outcome: str, address: str) -> str:
    """For the unit: what became of `what`; `outcome` is 'đã có Quyết định …', 'không được khen thưởng' …"""
    return _two_lines(f"[{code}] {what}: {outcome}. Cần làm: xem kết quả và báo người được đề nghị ngay.", address)


def to_urge(body: str, *, count: int, late: int, address: str) -> str:
    """For a group of an office's people: so many wait, `late` of them overdue; `address` is where work waits."""
    overdue = f", trong đó {late} hồ sơ quá hạn" if late else ""
    return _two_lines(f"[Đôn đốc] {body}: {count} hồ sơ đang chờ xử lý{overdue}. Cần làm: xử lý ngay.", address)


def _two_lines(told: str, address: str) -> str:
    return f"{' '.join(told.split())}\n{settings.BASE_URL}{address}"
