"""The minutes (biên bản) of a closed session: a ready text, and its recording. No evidence marks stand in minutes."""

from collections import defaultdict

from django.utils import timezone

from dossiers import clock
from dossiers.models import User
from dossiers.rules.objection import Refused
from dossiers.text import nfc
from dossiers.vocabulary import Role
from workflow import engine, journal, rights
from workflow.council import ballots
from workflow.council.models import AgendaItem, Recusal, Seat, Session
from workflow.council.opening import locked, require_seat
from workflow.council.tally import Result
from workflow.flows import carriage
from workflow.journal_models import Batch, Entry


def record_minutes(session: Session, *, actor: User, text: str = "", key: str | None = None) -> list[Entry]:
    """Record the minutes of a closed session, `text` or else the ready text; the secretary's act. Raises Refused."""
    content = {"session": session.pk, "text": text}
    return engine.transact(
        "record_minutes", lambda batch: _record(batch, session, text, actor), actor=actor, key=key, content=content
    )


def default_minutes(session: Session) -> str:
    """The ready text: when and where, who took part, the result of every line, the end. Seven queries."""
    present = ballots.present_seats(session)
    seats = list(session.entitled.select_related("user").order_by("pk"))
    items = list(
        session.items.select_related("dossier__award", "lowered_to").order_by("position")
    )
    parts = [_head(session), _people(seats, present), _recusals(session), _results(items), _end(session)]
    return "\n\n".join(part for part in parts if part)


def _record(batch: Batch, session: Session, typed: str, actor: User) -> None:
    session = locked(session)
    if session.closed_at is None:
        raise Refused(general=[rights.too_late("Phiên họp chưa kết thúc biểu quyết nên chưa lập được biên bản.")])
    if session.minutes_at is not None:
        when = f"{timezone.localtime(session.minutes_at):%H:%M ngày %d/%m/%Y}"
        raise Refused(general=[rights.too_late(f"Biên bản phiên họp đã lập lúc {when}.")])
    right = rights.require(actor, "record_minutes", [Role.SECRETARY], body=session.council.body)
    require_seat(session, actor, Role.SECRETARY)
    at = clock.now()
    session.minutes = nfc(typed) or default_minutes(session)
    session.minutes_at, session.minutes_by = at, actor
    journal.write(
        batch, [session], act="record_minutes", actor=actor, at=at, role=right.role, on_behalf=right.on_behalf,
        facts={"minutes": session.minutes}, body_id=session.council.body_id,
        also=["minutes", "minutes_at", "minutes_by"],
    )
    carriage.settle({session.procedure_id}, actor=actor, at=at)


def _head(session: Session) -> str:
    held = timezone.localtime(session.held_at)
    place = f", tại {session.place}" if session.place else ""
    return (
        f"BIÊN BẢN\nPhiên họp số {session.number} năm {held.year} của {session.council}\n"
        f"Nội dung: {session.title}\n"
        f"Thời gian, địa điểm: {held:%H} giờ {held:%M}, ngày {held:%d/%m/%Y}{place}."
    )


def _people(seats: list[Seat], present: set[int]) -> str:
    there = [seat for seat in seats if seat.pk in present]
    away = [seat for seat in seats if seat.pk not in present]
    lines = [f"I. Thành phần\nTổng số thành viên: {len(seats)}; tham gia biểu quyết: {len(there)}.", *_names(there)]
    if away:
        lines += ["Không tham gia biểu quyết:", *_names(away)]
    return "\n".join(lines)


def _names(seats: list[Seat]) -> list[str]:
    return [f"- {seat.user.full_name}, {seat.get_role_display()}" for seat in seats]


def _recusals(session: Session) -> str:
    names: dict[str, list[str]] = defaultdict(list)
    rows = Recusal.objects.filter(item__session=session).order_by("item__position", "seat")
    for name, position in rows.values_list("seat__user__full_name", "item__position"):
        names[name].append(str(position))
    lines = [f"- {name}: mục {', '.join(positions)}" for name, positions in names.items()]
    return "\n".join(["Không biểu quyết đối với hồ sơ của chính mình:", *lines]) if lines else ""


def _results(items: list[AgendaItem]) -> str:
    return "\n".join(["II. Kết quả biểu quyết", *(_result(item) for item in items)])


def _result(item: AgendaItem) -> str:
    about = f"{item.position}. {item.dossier.nominee_name} ({item.dossier.unit_name})"
    if item.outcome == AgendaItem.Outcome.LOWERED:
        about += f", đề nghị {item.lowered_to}"
    else:
        about += f", {item.dossier.award}"
    if item.outcome in (AgendaItem.Outcome.PUT_OFF, AgendaItem.Outcome.LEFT, ""):
        return f"{about}: {item.get_outcome_display().lower() or 'chưa có kết quả'}."
    return f"{about}: {Result(item.yes, item.no, item.abstain, item.members).sentence}"


def _end(session: Session) -> str:
    if session.closed_at is None:
        return ""
    closed = timezone.localtime(session.closed_at)
    return f"III. Phiên họp kết thúc biểu quyết lúc {closed:%H} giờ {closed:%M}, ngày {closed:%d/%m/%Y}."
