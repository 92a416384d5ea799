"""Inviting a unit to hand in late, and taking the invitation back: acts of the office with a reason."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from dossiers import clock
from dossiers.lifecycle import Reason
from dossiers.models import Award, Round, Season, Unit, User
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Basis, Counting, Role
from workflow import calendar, engine, journal, rights, terms
from workflow.alarms import arming
from workflow.alarms.kinds import DeadlineKind
from workflow.invitations.models import Invitation
from workflow.journal_models import Batch, Entry, SubjectKind

LONGEST = 120  # days ahead: an invitation is no second plan


def invite(
    units: Sequence[Unit], *, body: Unit, season: Season, until: date, reason: str, actor: User,
    round: Round | None = None, awards: Sequence[Award] = (), key: str | None = None,
) -> list[Entry]:
    """Invite these units to hand in until the end of `until` (a day off moves to the next working day), for `reason`
    (at least 20 characters: it goes to the unit). Raises Refused."""

    def work(batch: Batch) -> None:
        right = rights.require(actor, "invite_late", [Role.OFFICE], body=body)
        _refuse_plan(units, season, round, until, reason)
        at, rules = clock.now(), calendar.current()
        rows = [
            _invitation(each, body=body, season=season, round=round, until=until, reason=reason, actor=actor, at=at)
            for each in units
        ]
        for row in rows:
            row.due_at = terms.end_of(row, rules)
        _store(rows, awards)
        journal.write(
            batch, rows, act="invite_late", actor=actor, at=at, role=right.role, on_behalf=right.on_behalf,
            reason=reason.strip(), body_id=body.pk, facts={"season": season.pk, "until": rows[0].due_at},
        )
        arming.arm(DeadlineKind.INVITATION, rows, subject_kind=SubjectKind.INVITATION, rules=rules)

    content = {
        "units": sorted(each.pk for each in units), "season": season.pk, "round": round and round.pk, "until": until,
        "reason": reason, "awards": sorted(each.pk for each in awards),
    }
    return engine.transact("invite_late", work, actor=actor, key=key, content=content)


def withdraw(invitation: Invitation, *, actor: User, reason: str, key: str | None = None) -> list[Entry]:
    """Take an invitation back; what was sent on it stays sent. Raises Refused."""

    def work(batch: Batch) -> None:
        locked = Invitation.objects.select_for_update(of=("self",)).select_related("body")
        row = locked.get(pk=invitation.pk)
        right = rights.require(actor, "withdraw_invitation", [Role.OFFICE], body=row.body)
        if row.withdrawn_at is not None:
            raise Refused(general=[rights.too_late("Thư mời này đã được thôi từ trước.")])
        if len(reason.strip()) < Reason.TO_UNIT:
            raise Refused(general=[_no_reason("thôi mời nộp muộn")])
        row.withdrawn_by, row.withdrawn_at, row.withdrawn_why = actor, clock.now(), reason.strip()[:255]
        row.due_at, row.due_from, row.term_no = None, None, row.term_no + 1
        journal.write(
            batch, [row], act="withdraw_invitation", actor=actor, at=row.withdrawn_at, role=right.role,
            on_behalf=right.on_behalf, reason=row.withdrawn_why, body_id=row.body_id,
            also=["withdrawn_by", "withdrawn_at", "withdrawn_why", "due_at", "due_from", "term_no"],
        )

    content = {"invitation": invitation.pk, "reason": reason}
    return engine.transact("withdraw_invitation", work, actor=actor, key=key, content=content)


def _store(rows: Sequence[Invitation], awards: Sequence[Award]) -> None:
    """Save them with their awards; two statements, whatever their number."""
    Invitation.objects.bulk_create(rows)
    through = Invitation.awards.through
    through.objects.bulk_create([through(invitation=row, award=award) for row in rows for award in awards])


def _invitation(unit: Unit, *, until: date, at: datetime, actor: User, reason: str, **about: Any) -> Invitation:
    today = timezone.localdate(at)
    return Invitation(
        unit=unit, invited_by=actor, invited_at=at, reason=reason.strip(), term_no=1, due_basis=Basis.OFFICE,
        due_from=timezone.make_aware(datetime.combine(today, time.min)), due_days=(until - today).days,
        due_unit=Counting.CALENDAR, **about,
    )


def _refuse_plan(units: Sequence[Unit], season: Season, round: Round | None, until: date, reason: str) -> None:
    """Raise Refused with everything that stands against the invitation."""
    today = clock.today()
    faults: list[tuple[bool, Callable[[], Objection]]] = [
        (not units, lambda: rights.incomplete("Chưa chọn đơn vị nào.", mend="Chọn ít nhất một đơn vị")),
        (not season.is_open, lambda: rights.too_late(f"{season} chưa mở hoặc đã đóng.")),
        (
            round is not None and round.season_id != season.pk,
            lambda: rights.incomplete("Đợt này không thuộc năm thi đua đã chọn.", mend="Chọn lại đợt"),
        ),
        (
            not 0 <= (until - today).days <= LONGEST,
            lambda: rights.incomplete(
                f"Hạn nộp muộn phải từ hôm nay và không quá {LONGEST} ngày tới.", mend="Sửa hạn nộp"
            ),
        ),
        (len(reason.strip()) < Reason.TO_UNIT, lambda: _no_reason("mời nộp muộn")),
    ]
    found = [told() for wrong, told in faults if wrong]
    if found:
        raise Refused(general=found)


def _no_reason(what: str) -> Objection:
    text = f"Phải ghi lý do {what} (ít nhất {int(Reason.TO_UNIT)} ký tự, vì lý do gửi tới đơn vị)."
    return rights.incomplete(text, mend="Ghi lý do")
