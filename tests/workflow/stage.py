"""A body with its office, council, decider and văn thư; lines come to a state by performed acts only."""

from dataclasses import dataclass, field

from dossiers import clock
from dossiers.models import Award, Dossier, Season, Unit, User
from dossiers.vocabulary import ProcedureType, Role, SimplifiedGround
from tests.factories import (
    make_award,
    make_body,
    make_council,
    make_draft,
    make_hand_in,
    make_holder,
    make_person,
    make_season,
    make_unit,
)
from workflow import engine
from workflow.council import sessions
from workflow.decisions import papers
from workflow.models import Council, Decision, Seat, Session

OPINION = "Hồ sơ đủ điều kiện, đề nghị trình Hội đồng."
LONG_REASON = "Thành tích chưa đủ mức khen thưởng theo quy định."


@dataclass
class Stage:
    body: Unit
    unit: Unit
    season: Season
    award: Award
    head: User
    office: User
    chief: User
    appraiser: User
    decider: User
    deputy: User
    clerk: User
    council: Council
    upper: list[Unit] = field(default_factory=list)

    @property
    def chair(self) -> User:
        return self.seat(Role.CHAIR).user

    @property
    def secretary(self) -> User:
        return self.seat(Role.SECRETARY).user

    @property
    def voters(self) -> list[User]:
        """Everybody with a seat, in order of the seats."""
        return [seat.user for seat in self.council.seats.order_by("pk")]

    def seat(self, role: str) -> Seat:
        return self.council.seats.get(role=role)

    def drafts(self, count: int, *, award: Award | None = None, simplified: bool = False, **fields) -> list[Dossier]:
        about = {"procedure": ProcedureType.SIMPLIFIED, "ground": SimplifiedGround.FOUND} if simplified else {}
        hand_in = make_hand_in(self.unit, self.body, self.season, **about)
        return [make_draft(hand_in=hand_in, award=award or self.award, **fields) for _ in range(count)]

    def own_draft(self, user: User, **fields) -> Dossier:
        """A draft whose nominee is `user`."""
        return make_draft(
            hand_in=make_hand_in(self.unit, self.body, self.season), award=self.award,
            nominee=make_person(self.unit, user=user), **fields,
        )

    def cleared(self, lines: list[Dossier]) -> list[Dossier]:
        """Sent, received and found in order: before the council, or endorsed in the simplified procedure."""
        engine.perform("submit", lines, actor=self.head)
        engine.perform("receive", lines, actor=self.office)
        engine.perform("clear", lines, actor=self.appraiser, opinion=OPINION)
        return fresh(lines)

    def awaiting_council(self, count: int = 1, **about) -> list[Dossier]:
        return self.cleared(self.drafts(count, **about))

    def session(self, lines: list[Dossier], **about) -> Session:
        about = {"title": "Xét thi đua năm nay", "held_at": clock.now(), "place": "Hội trường Sở"} | about
        return sessions.convene(self.body, lines, actor=self.secretary, **about)

    def vote(self, session: Session, choice: str, *voters: User) -> None:
        """These members (or all) vote the same on every line that is not their own."""
        for voter in voters or self.voters:
            items = session.items.filter(outcome="").exclude(dossier__nominee__user=voter)
            sessions.vote(session, {item.pk: choice for item in items}, actor=voter)

    def endorsed(self, count: int = 1, **about) -> list[Dossier]:
        return self.cleared(self.drafts(count, simplified=True, **about))

    def on_paper(self, lines: list[Dossier]) -> Decision:
        return papers.send_for_signature(lines, actor=self.office)

    def signed(self, lines: list[Dossier]) -> Decision:
        decision = self.on_paper(lines)
        papers.sign(decision, actor=self.decider)
        return again(decision)

    def numbered(self, lines: list[Dossier], number: int | None = 215) -> Decision:
        decision = self.signed(lines)
        papers.assign_number(decision, number=number, dated=clock.today(), actor=self.clerk)
        return again(decision)

    def granted(self, lines: list[Dossier], number: int | None = 215) -> Decision:
        decision = self.numbered(lines, number)
        papers.issue(decision, actor=self.clerk)
        return again(decision)


def make_stage(code: str = "STP", *, members: int = 5, body: Unit | None = None, **fields) -> Stage:
    """A department with one unit; its decider chairs a council of `members`."""
    body = body or make_body(code, symbol=code, decider_title="Giám đốc", **fields)
    unit = make_unit(under=body)
    decider = make_holder(Role.DECIDER, body, name="Lê Văn Giám Đốc")
    people = {
        "head": make_holder(Role.UNIT_HEAD, unit), "office": make_holder(Role.OFFICE, body),
        "chief": make_holder(Role.OFFICE_HEAD, body), "appraiser": make_holder(Role.APPRAISER, body),
        "deputy": make_holder(Role.DEPUTY, body, name="Phạm Thị Phó"), "clerk": make_holder(Role.CLERK, body),
    }
    council = make_council(body, chair=decider, members=members)
    season = Season.objects.first() or make_season()
    return Stage(body, unit, season, make_award(), decider=decider, council=council, **people)


def fresh(lines: list[Dossier]) -> list[Dossier]:
    """The same dossiers as they are now, in the same order."""
    rows = Dossier.objects.select_related("nominee", "award", "body").in_bulk([each.pk for each in lines])
    return [rows[each.pk] for each in lines]


def states(lines: list[Dossier]) -> list[str]:
    return [each.state for each in fresh(lines)]


def again(decision: Decision) -> Decision:
    return Decision.objects.select_related("body", "procedure").get(pk=decision.pk)
