"""What follows a vote: a lower award, minutes, seats."""

from datetime import timedelta

import pytest

from dossiers import clock, roles
from dossiers.models import Post
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role
from tests.factories import (
    be_away,
    give_seat,
    make_award,
    make_body,
    make_council,
    make_draft,
    make_hand_in,
    make_unit,
    make_user,
    relate,
)
from tests.workflow.stage import fresh, states
from workflow.council import sessions
from workflow.models import AgendaItem, Council, Entry, Procedure, Seat, Session

pytestmark = pytest.mark.slow
Outcome = AgendaItem.Outcome


def items_of(session: Session) -> list[AgendaItem]:
    return list(session.items.order_by("position"))


class TestLoweringTheAward:
    @pytest.fixture
    def voted(self, stage):
        lines = stage.awaiting_council(2)
        session = stage.session(lines)
        stage.vote(session, "yes")
        return session, lines

    def test_the_dossier_goes_on_with_the_other_award(self, stage, voted):
        session, lines = voted
        other = make_award(name="Giấy khen khác")
        item = session.items.get(dossier=lines[0])
        sessions.close(session, actor=stage.chair, lower={item.pk: other})
        dossier = fresh(lines)[0]
        assert (dossier.state, dossier.award) == ("endorsed", other)
        assert dossier.award_version == other.versions.get()
        assert dossier.authority == other.authorities.get()
        assert "giay khen khac" in dossier.search_key
        item.refresh_from_db()
        assert (item.outcome, item.lowered_to, item.yes) == (Outcome.LOWERED, other, 5)
        facts = Entry.objects.get(dossier=dossier, act="lower_award").facts
        assert (facts["award_before"], facts["award"]) == (stage.award.name, other.name)

    def test_the_way_to_the_same_body_is_that_of_the_other_award(self, stage):
        above, between = make_body("UBND", level="province", external=True), make_body("SNV")
        relate(stage.body, above)
        longer, straight = make_award(level="province"), make_award(level="province")
        longer.authorities.get().via.create(position=1, body=between)
        lines = stage.awaiting_council(
            3, award=make_award(level="province"), deciding_body=above, route=[stage.body.pk, above.pk]
        )
        session = stage.session(lines)
        stage.vote(session, "yes")
        one, two, _ = items_of(session)
        sessions.close(session, actor=stage.chair, lower={one.pk: longer, two.pk: straight})
        assert [each.authority for each in fresh(lines)[:2]] == [longer.authorities.get(), straight.authorities.get()]
        assert [each.route for each in fresh(lines)] == [
            [stage.body.pk, between.pk, above.pk], [stage.body.pk, above.pk], [stage.body.pk, above.pk],
        ]

    def test_an_award_of_another_body_is_refused_in_family_authority(self, stage, voted):
        session, lines = voted
        item = session.items.get(dossier=lines[0])
        with pytest.raises(Refused) as refusal:
            sessions.close(session, actor=stage.chair, lower={item.pk: make_award(level="province")})
        assert refusal.value.families == {"authority"}
        assert list(refusal.value.by_dossier) == [lines[0].pk]
        assert states(lines) == ["in_council"] * 2

    def test_an_award_for_collectives_is_refused_in_family_subject(self, stage, voted):
        session, lines = voted
        item = session.items.get(dossier=lines[0])
        with pytest.raises(Refused) as refusal:
            sessions.close(session, actor=stage.chair, lower={item.pk: make_award(subject="collective", evidence="T")})
        assert refusal.value.families == {"subject"}

    def test_an_award_that_the_nominee_has_open_is_refused_in_family_subject(self, stage, voted):
        session, lines = voted
        other = make_award()
        hand_in = make_hand_in(stage.unit, stage.body, stage.season)
        make_draft(hand_in=hand_in, award=other, nominee=lines[0].nominee)
        with pytest.raises(Refused) as refusal:
            sessions.close(session, actor=stage.chair, lower={session.items.get(dossier=lines[0]).pk: other})
        assert refusal.value.families == {"subject"}

    def test_the_same_award_is_no_lower_one(self, stage, voted):
        session, lines = voted
        item = session.items.get(dossier=lines[0])
        with pytest.raises(Refused) as refusal:
            sessions.close(session, actor=stage.chair, lower={item.pk: stage.award})
        assert refusal.value.families == {"papers"}

    def test_a_line_that_failed_is_not_lowered(self, stage):
        lines = stage.awaiting_council(1)
        session = stage.session(lines)
        stage.vote(session, "no")
        with pytest.raises(Refused) as refusal:
            sessions.close(session, actor=stage.chair, lower={items_of(session)[0].pk: make_award()})
        assert refusal.value.families == {"papers"}
        assert states(lines) == ["in_council"]

    def test_objections_of_several_kinds_of_result_come_together(self, stage, voted):
        session, lines = voted
        one, two = items_of(session)
        with pytest.raises(Refused) as refusal:
            sessions.close(session, actor=stage.chair, lower={one.pk: make_award(level="province")}, put_off=[two.pk])
        assert refusal.value.families == {"authority", "papers"}
        assert set(refusal.value.by_dossier) == {one.dossier_id, two.dossier_id}


class TestMinutes:
    @pytest.fixture
    def closed(self, stage):
        session = stage.session(stage.awaiting_council(2))
        one, two = items_of(session)
        for voter in stage.voters[:3]:
            sessions.vote(session, {one.pk: "yes", two.pk: "no"}, actor=voter)
        sessions.close(session, actor=stage.chair)
        session.refresh_from_db()
        return session

    def test_ready_text_says_when_who_and_what_came_out(self, stage, closed):
        text = sessions.default_minutes(closed)
        one, two = items_of(closed)
        assert text.startswith(f"BIÊN BẢN\nPhiên họp số 1 năm {clock.today().year} của {stage.council}\n")
        assert "tại Hội trường Sở." in text
        assert "Tổng số thành viên: 5; tham gia biểu quyết: 3." in text
        assert f"- {stage.chair.full_name}, Chủ tịch Hội đồng" in text
        assert f"Không tham gia biểu quyết:\n- {stage.voters[3].full_name}, Ủy viên Hội đồng" in text
        first = f"1. {one.dossier.nominee_name} ({one.dossier.unit_name}), {stage.award}: Đạt tỷ lệ phiếu: 3/5"
        assert first in text
        assert f"2. {two.dossier.nominee_name}" in text and "Không đạt tỷ lệ phiếu: 0/5" in text
        assert "III. Phiên họp kết thúc biểu quyết lúc " in text
        assert "Tham khảo" not in text

    def test_the_secretary_records_them_and_the_procedure_ends(self, stage, closed):
        sessions.record_minutes(closed, actor=stage.secretary)
        closed.refresh_from_db()
        assert closed.minutes == sessions.default_minutes(closed)
        assert closed.minutes_by == stage.secretary
        procedure = Procedure.objects.get(session=closed)
        assert (procedure.open, procedure.outcome) == (False, "đã lập biên bản")

    def test_own_words_are_kept(self, stage, closed):
        sessions.record_minutes(closed, actor=stage.secretary, text="Biên bản riêng.")
        closed.refresh_from_db()
        assert closed.minutes == "Biên bản riêng."

    def test_they_are_recorded_once(self, stage, closed):
        sessions.record_minutes(closed, actor=stage.secretary)
        with pytest.raises(Refused) as refusal:
            sessions.record_minutes(closed, actor=stage.secretary, text="Khác.")
        assert refusal.value.families == {"state"}

    def test_not_before_the_close_and_by_nobody_else(self, stage, closed):
        session = stage.session(stage.awaiting_council(1))
        with pytest.raises(Refused) as refusal:
            sessions.record_minutes(session, actor=stage.secretary)
        assert refusal.value.families == {"state"}
        with pytest.raises(Refused) as refusal:
            sessions.record_minutes(closed, actor=stage.chair)
        assert refusal.value.families == {"role"}


class TestSeats:
    def test_every_seat_is_a_members_seat_too(self, stage):
        desks = {role: stage.seat(role).user for role in (Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY)}
        for role, user in desks.items():
            assert roles.holds(user, role, stage.body.pk)
            assert roles.holds(user, Role.MEMBER, stage.body.pk)
        assert roles.holders(Role.MEMBER, stage.body.pk) == sorted(stage.voters, key=lambda user: user.pk)
        assert roles.holders(Role.SECRETARY, stage.body.pk) == [desks[Role.SECRETARY]]

    def test_a_seat_gives_nothing_at_another_body_or_after_its_end(self, stage):
        other = make_unit(under=stage.body)
        assert not roles.holds(stage.chair, Role.CHAIR, other.pk)
        Council.objects.update(valid_to=clock.today() - timedelta(days=1))
        assert roles.grants_of(stage.voters[4]) == []
        assert roles.holders(Role.MEMBER, stage.body.pk) == []

    def test_the_vice_chair_is_no_chair_while_one_is_there(self, stage):
        vice = stage.seat(Role.VICE_CHAIR).user
        assert not roles.holds(vice, Role.CHAIR, stage.body.pk, act="close_session")
        Seat.objects.filter(role=Role.CHAIR).update(valid_to=clock.today() - timedelta(days=1))
        assert roles.holds(vice, Role.CHAIR, stage.body.pk, act="close_session")
        assert not roles.holds(vice, Role.CHAIR, stage.body.pk)

    def test_the_newer_of_two_councils_sits(self, stage):
        newer = make_council(stage.body)
        Council.objects.filter(pk=newer.pk).update(valid_from=clock.today())
        give_seat(stage.secretary, newer, Role.SECRETARY)
        assert stage.session(stage.awaiting_council(1)).council == newer

    def test_standing_in_for_an_absent_member_gives_no_vote(self, stage):
        session = stage.session(stage.awaiting_council(1))
        stand_in = make_user()
        be_away(stage.voters[4], stand_in=stand_in)
        with pytest.raises(Refused) as refusal:
            sessions.vote(session, {items_of(session)[0].pk: "yes"}, actor=stand_in)
        assert refusal.value.families == {"role"}
        assert Post.objects.filter(user=stand_in).count() == 0
