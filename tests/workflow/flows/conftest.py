"""A small office with one unit and its people, and lines that move by performed acts only."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from dossiers.models import Award, Dossier, HandIn, Season, Unit, User
from dossiers.vocabulary import Role
from tests.factories import make_award, make_body, make_draft, make_hand_in, make_holder, make_season, make_unit
from workflow import engine, reconcile
from workflow.models import Entry, Procedure

LONG_REASON = "Đề nghị bổ sung báo cáo thành tích có xác nhận của đơn vị."
OPINION = "Hồ sơ đủ điều kiện, đề nghị trình Hội đồng."


@dataclass
class Office:
    body: Unit
    unit: Unit
    season: Season
    award: Award
    head: User
    office: User
    chief: User
    appraiser: User

    def hand_in(self, count: int, *, unit: Unit | None = None, **fields) -> tuple[HandIn, list[Dossier]]:
        """A tờ trình with `count` draft lines."""
        hand_in = make_hand_in(unit or self.unit, self.body, self.season, **fields)
        return hand_in, [make_draft(hand_in=hand_in, award=self.award) for _ in range(count)]

    def sent(self, count: int, **fields) -> tuple[Procedure, list[Dossier]]:
        """A tờ trình that has been sent, with its procedure."""
        hand_in, lines = self.hand_in(count, **fields)
        self.submit(*lines)
        return Procedure.objects.get(hand_in=hand_in), lines

    def submit(self, *lines: Dossier) -> list[Entry]:
        return engine.perform("submit", lines, actor=self.head)

    def receive(self, *lines: Dossier) -> list[Entry]:
        return engine.perform("receive", lines, actor=self.office)

    def send_back(self, *lines: Dossier, reason: str = LONG_REASON, **facts) -> list[Entry]:
        return engine.perform("return_for_correction", lines, actor=self.office, reason=reason, **facts)

    def resubmit(self, *lines: Dossier) -> list[Entry]:
        return engine.perform("resubmit", lines, actor=self.head, reason="Đã giải trình, gửi lại như cũ")

    def clear(self, *lines: Dossier) -> list[Entry]:
        return engine.perform("clear", lines, actor=self.appraiser, opinion=OPINION)

    def withdraw(self, *lines: Dossier) -> list[Entry]:
        return engine.perform("withdraw", lines, actor=self.head, reason="Đơn vị xin rút hồ sơ.")

    def hold(self, *lines: Dossier, **facts) -> list[Entry]:
        facts.setdefault("public_line", "Tạm dừng để xác minh thêm thông tin.")
        return engine.perform("hold", lines, actor=self.office, reason="Chờ kết quả xác minh.", **facts)

    def release(self, *lines: Dossier) -> list[Entry]:
        return engine.perform("release", lines, actor=self.office)


@pytest.fixture
def office(db) -> Iterator[Office]:
    """The office; after the story every open dossier must lie in exactly one place."""
    body = make_body(name="Sở Tư pháp")
    unit = make_unit(name="Phòng Bổ trợ tư pháp", under=body)
    yield Office(
        body, unit, make_season(), make_award(), make_holder(Role.UNIT_HEAD, unit), make_holder(Role.OFFICE, body),
        make_holder(Role.OFFICE_HEAD, body), make_holder(Role.APPRAISER, body),
    )
    assert list(reconcile.breaches()) == []


def where(procedure: Procedure) -> tuple[str, str, int | None, str]:
    """Node, desk and outcome of the procedure as it is now."""
    procedure.refresh_from_db()
    return procedure.node, procedure.desk_role, procedure.desk_unit_id, procedure.outcome


def carrier(dossier: Dossier) -> Procedure | None:
    """The procedure the dossier lies on now."""
    return Procedure.objects.filter(lines__dossier=dossier, lines__left_at=None).first()
