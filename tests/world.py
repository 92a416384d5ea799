"""A small office in which a dossier can live its whole life: one department, two units, everybody in place.

Dossiers are brought to a state by performing acts, never by writing states.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from dossiers import clock
from dossiers.models import Award, Dossier, Nominee, OwnLineRule, Season, Unit, User
from dossiers.vocabulary import Evidence, Level, ProcedureType, Role, State
from tests import factories as make
from workflow import engine
from workflow.council import sessions
from workflow.council.models import Council, Seat, Session
from workflow.decisions import papers, revocation
from workflow.decisions.models import Decision

REASON = "Cần bổ sung cho đủ theo quy định của cơ quan."


@dataclass
class World:
    """The people of one department and its units; `members` are the seats without another role."""

    body: Unit
    above: Unit
    unit: Unit
    other_unit: Unit
    season: Season
    award: Award
    high_award: Award
    head: User
    drafter: User
    other_head: User
    office_head: User
    appraiser: User
    other_appraiser: User
    secretary: User
    decider: User
    deputy: User
    clerk: User
    inspector: User
    council: Council
    members: list[User] = field(default_factory=list)

    @property
    def voters(self) -> list[User]:
        return [self.decider, self.deputy, self.secretary, *self.members]


def make_world(*, members: int = 2, above_external: bool = True) -> World:
    """One department under one province (outside the system unless said otherwise), all posts filled."""
    above = make.make_body(
        "UBND", name="Ủy ban nhân dân tỉnh", level=Level.PROVINCE, external=above_external, symbol="UBND"
    )
    body = make.make_body("STP", name="Sở Tư pháp", symbol="STP", decider_title="Giám đốc", office_name="Văn phòng Sở")
    make.relate(body, above)
    unit = make.make_unit("P01", name="Phòng Hành chính", under=body)
    other = make.make_unit("P02", name="Phòng Bổ trợ", under=body)
    people = {
        "head": make.make_holder(Role.UNIT_HEAD, unit, name="Nguyễn Thị Thủ Trưởng"),
        "drafter": make.make_holder(Role.DRAFTER, unit, name="Trần Văn Soạn"),
        "other_head": make.make_holder(Role.UNIT_HEAD, other, name="Phạm Văn Khác"),
        "office_head": make.make_holder(Role.OFFICE_HEAD, body, name="Lê Thị Chánh Văn Phòng"),
        "appraiser": make.make_holder(Role.APPRAISER, body, name="Hoàng Văn Thẩm"),
        "other_appraiser": make.make_holder(Role.APPRAISER, body, name="Vũ Thị Định"),
        "decider": make.make_holder(Role.DECIDER, body, name="Đặng Văn Giám Đốc"),
        "deputy": make.make_holder(Role.DEPUTY, body, name="Bùi Thị Phó"),
        "clerk": make.make_holder(Role.CLERK, body, name="Đỗ Thị Văn Thư"),
        "inspector": make.make_holder(Role.INSPECTOR, body, name="Hồ Văn Kiểm Tra"),
        "secretary": make.make_user(name="Ngô Thị Thư Ký"),
    }
    council = Council.objects.create(body=body, name="Hội đồng Thi đua – Khen thưởng Sở", valid_from=make.LONG_AGO)
    others = [make.make_user(name=f"Dương Văn Ủy Viên {n}") for n in range(members)]
    seats = [
        (people["decider"], Role.CHAIR),
        (people["deputy"], Role.VICE_CHAIR),
        (people["secretary"], Role.SECRETARY),
    ]
    for user, role in seats + [(user, Role.MEMBER) for user in others]:
        Seat.objects.create(council=council, user=user, role=role, valid_from=make.LONG_AGO)
    warned = OwnLineRule.Policy.WARNED
    OwnLineRule.objects.get_or_create(act="sign", defaults={"policy": warned, "evidence": Evidence.LOCAL})
    return World(
        body=body, above=above, unit=unit, other_unit=other, season=make.make_season(), award=make.make_award("GK"),
        high_award=make.make_award("BK", level=Level.PROVINCE, name="Bằng khen cấp tỉnh"), council=council,
        members=others, **people,
    )


def drafts(
    world: World, count: int = 1, *, unit: Unit | None = None, award: Award | None = None, simplified: bool = False,
    nominees: list[Nominee] | None = None, above: bool = False,
) -> list[Dossier]:
    """Draft lines on one hand-in; `above`: decided by the body above."""
    unit = unit or world.unit
    fields = {"procedure": ProcedureType.SIMPLIFIED, "ground": "dot_xuat"} if simplified else {}
    hand_in = make.make_hand_in(unit, world.body, world.season, **fields)
    people = nominees or [make.make_person(unit) for _ in range(count)]
    route = {"deciding_body": world.above, "route": [world.body.pk, world.above.pk]} if above else {}
    award = award or (world.high_award if above else world.award)
    return [
        make.make_draft(unit, body=world.body, hand_in=hand_in, award=award, nominee=each, **route) for each in people
    ]


def do(world: World, act: str, dossiers: list[Dossier], actor: User | None = None, **facts) -> list[Dossier]:
    """Perform `act` as the right person (or as `actor`) and read the dossiers fresh."""
    actor = actor or getattr(world, RIGHT[act])
    engine.perform(act, dossiers, actor=actor, **({"reason": REASON} | FACTS.get(act, {}) | facts))
    return fresh(dossiers)


def fresh(dossiers: list[Dossier]) -> list[Dossier]:
    return list(Dossier.objects.filter(pk__in=[each.pk for each in dossiers]).order_by("pk"))


RIGHT = {
    "submit": "head", "resubmit": "head", "withdraw": "head", "receive": "appraiser", "clear": "appraiser",
    "return_for_correction": "appraiser", "propose_ineligible": "appraiser", "declare_ineligible": "office_head",
    "ask_consultation": "appraiser", "close_consultation": "appraiser", "post_publicly": "appraiser",
    "close_posting": "appraiser", "take_up": "decider", "send_back": "decider", "refuse": "decider", "sign": "decider",
    "hold": "appraiser", "release": "appraiser", "reconsider": "office_head", "record_grant": "appraiser",
    "record_refusal": "appraiser", "put_off": "secretary",
}
FACTS = {
    "clear": {"opinion": "Đủ điều kiện, tiêu chuẩn."},
    "return_for_correction": {"fields": ["achievement"], "papers": []},
    "ask_consultation": {
        "question": "Đề nghị cho ý kiến về việc khen thưởng.", "outside": [("Đảng ủy Sở", "")], "days": 5,
    },
    "hold": {"public_line": "Chờ xác minh thông tin"},
    "reconsider": {"paper": "Công văn 12/CV-STP ngày 01/11/2026"},
    "record_grant": {"number": 77, "symbol": "QĐ-UBND", "dated": clock.today()},
}


def convene(world: World, dossiers: list[Dossier], **fields) -> Session:
    held_at = fields.pop("held_at", clock.now() + timedelta(hours=1))
    return sessions.convene(
        world.body, dossiers, actor=world.secretary, title="Phiên họp xét khen thưởng", held_at=held_at, **fields
    )


def vote_all(world: World, session: Session, choice: str = "yes") -> None:
    """Every member votes the same on every line but the own one."""
    for user in world.voters:
        items = session.items.exclude(dossier__nominee__user=user).values_list("pk", flat=True)
        sessions.vote(session, dict.fromkeys(items, choice), actor=user)


def council(world: World, dossiers: list[Dossier], choice: str = "yes") -> list[Dossier]:
    """A whole session: convened, voted, closed, minuted."""
    session = convene(world, dossiers)
    vote_all(world, session, choice)
    sessions.close(session, actor=world.decider)
    sessions.record_minutes(session, actor=world.secretary)
    return fresh(dossiers)


def to_sign(world: World, dossiers: list[Dossier]) -> Decision:
    return papers.send_for_signature(dossiers, actor=world.appraiser)


def number(world: World, decision: Decision, value: int | None = None) -> None:
    papers.assign_number(decision, number=value, dated=clock.today(), actor=world.clerk)


def issue(world: World, dossiers: list[Dossier]) -> list[Dossier]:
    """Send for signature, sign, number and issue on one paper."""
    decision = to_sign(world, dossiers)
    papers.sign(decision, actor=world.decider)
    number(world, decision)
    papers.issue(decision, actor=world.clerk)
    return fresh(dossiers)


def bring(world: World, state: str, count: int = 1, **about) -> list[Dossier]:
    """Dossiers brought to `state` by acts; `about` goes to `drafts`."""
    if state == State.WITH_HIGHER_BODY:
        about["above"] = True
    return PATHS[State(state)](world, drafts(world, count, **about))


def _submitted(world: World, rows: list[Dossier]) -> list[Dossier]:
    return do(world, "submit", rows)


def _appraising(world: World, rows: list[Dossier]) -> list[Dossier]:
    return do(world, "receive", _submitted(world, rows))


def _cleared(world: World, rows: list[Dossier]) -> list[Dossier]:
    return do(world, "clear", _appraising(world, rows))


def _in_council(world: World, rows: list[Dossier]) -> list[Dossier]:
    convene(world, _cleared(world, rows))
    return fresh(rows)


def _endorsed(world: World, rows: list[Dossier]) -> list[Dossier]:
    return council(world, _cleared(world, rows))


def _not_endorsed(world: World, rows: list[Dossier]) -> list[Dossier]:
    return council(world, _cleared(world, rows), "no")


def _awaiting_signature(world: World, rows: list[Dossier]) -> list[Dossier]:
    to_sign(world, _endorsed(world, rows))
    return fresh(rows)


def _signed(world: World, rows: list[Dossier]) -> list[Dossier]:
    papers.sign(to_sign(world, _endorsed(world, rows)), actor=world.decider)
    return fresh(rows)


def _granted(world: World, rows: list[Dossier]) -> list[Dossier]:
    return issue(world, _endorsed(world, rows))


def _ineligible(world: World, rows: list[Dossier]) -> list[Dossier]:
    return do(world, "declare_ineligible", do(world, "propose_ineligible", _appraising(world, rows)))


def _revoked(world: World, rows: list[Dossier]) -> list[Dossier]:
    decision = revocation.propose(_granted(world, rows), ground="a", reason=REASON, actor=world.appraiser)
    revocation.sign(decision, actor=world.decider)
    number(world, decision)
    papers.issue(decision, actor=world.clerk)
    return fresh(rows)


PATHS = {
    State.DRAFT: lambda world, rows: rows,
    State.SUBMITTED: _submitted,
    State.APPRAISING: _appraising,
    State.RETURNED: lambda world, rows: do(world, "return_for_correction", _appraising(world, rows)),
    State.CONSULTING: lambda world, rows: do(world, "ask_consultation", _appraising(world, rows)),
    State.POSTED: lambda world, rows: do(world, "post_publicly", _appraising(world, rows)),
    State.AWAITING_COUNCIL: _cleared,
    State.IN_COUNCIL: _in_council,
    State.ENDORSED: _endorsed,
    State.NOT_ENDORSED: _not_endorsed,
    State.AWAITING_SIGNATURE: _awaiting_signature,
    State.SIGNED: _signed,
    State.WITH_HIGHER_BODY: _granted,
    State.GRANTED: _granted,
    State.REFUSED: lambda world, rows: do(world, "refuse", _not_endorsed(world, rows)),
    State.INELIGIBLE: _ineligible,
    State.WITHDRAWN: lambda world, rows: do(world, "withdraw", _submitted(world, rows)),
    State.ON_HOLD: lambda world, rows: do(world, "hold", _appraising(world, rows)),
    State.REVOKED: _revoked,
}
