"""The chair ends the vote: counted on all members, each line moved, some put off."""

import pytest

from dossiers import roles
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role
from tests.factories import (
    be_away,
)
from tests.workflow.stage import LONG_REASON, make_stage, states
from workflow import engine
from workflow.council import sessions
from workflow.models import AgendaItem, Entry, Line, Procedure, Session

Outcome = AgendaItem.Outcome


def items_of(session: Session) -> list[AgendaItem]:
    return list(session.items.order_by("position"))


def open_votes(session: Session) -> int:
    tasks = session.procedure.task_set.filter(finished=None)
    return sum(task.flow_task.name == "vote" for task in tasks)


class TestClosing:
    def test_applies_the_result_to_every_line_in_one_batch(self, stage):
        lines = stage.awaiting_council(3)
        session = stage.session(lines)
        one, two, three = items_of(session)
        for voter in stage.voters[:3]:
            sessions.vote(session, {one.pk: "yes", two.pk: "yes", three.pk: "no"}, actor=voter)
        sessions.vote(session, {two.pk: "abstain"}, actor=stage.voters[0])
        entries = sessions.close(session, actor=stage.chair)
        assert len({entry.batch_id for entry in entries}) == 1
        by_item = [item.dossier for item in items_of(session)]
        assert states(by_item) == ["endorsed", "not_endorsed", "not_endorsed"]
        counts = [(i.yes, i.no, i.abstain, i.members, i.outcome) for i in items_of(session)]
        assert counts == [(3, 0, 0, 5, "passed"), (2, 0, 1, 5, "failed"), (0, 3, 0, 5, "failed")]

    def test_the_system_writes_why_a_line_was_turned_down(self, stage):
        lines = stage.awaiting_council(1)
        session = stage.session(lines)
        stage.vote(session, "yes", *stage.voters[:2])
        sessions.close(session, actor=stage.chair)
        assert Entry.objects.get(dossier=lines[0], act="turn_down").reason == (
            "Không đạt tỷ lệ phiếu: 2/5 phiếu đồng ý, 0 không đồng ý, 0 ý kiến khác, 3 không biểu quyết; "
            "cần trên một nửa tổng số thành viên (ít nhất 3 phiếu)."
        )

    def test_a_missed_quorum_is_noted_and_stops_nobody(self, stage):
        session = stage.session(stage.awaiting_council(1))
        stage.vote(session, "yes", *stage.voters[:3])
        sessions.close(session, actor=stage.chair)
        session.refresh_from_db()
        assert session.quorum_note.startswith("Tham khảo: mới có 3/5 thành viên")
        assert (session.closed_by, session.items.get().outcome) == (stage.chair, Outcome.PASSED)

    def test_open_vote_tasks_are_cancelled_and_the_minutes_are_next(self, stage):
        session = stage.session(stage.awaiting_council(1))
        stage.vote(session, "yes", *stage.voters[:4])
        sessions.close(session, actor=stage.chair)
        procedure = Procedure.objects.get(session=session)
        assert open_votes(session) == 0
        assert (procedure.node, procedure.desk_role, procedure.open) == ("minutes", Role.SECRETARY, True)
        assert Line.objects.filter(procedure=procedure, left_at=None).count() == 0

    def test_the_loser_of_vote_against_close_is_told_when_it_was_closed(self, stage):
        session = stage.session(stage.awaiting_council(1))
        item = items_of(session)[0]
        sessions.close(session, actor=stage.chair)
        with pytest.raises(Refused) as refusal:
            sessions.vote(session, {item.pk: "yes"}, actor=stage.voters[4])
        assert refusal.value.families == {"state"}
        assert str(refusal.value).startswith("Chủ tịch Hội đồng đã kết thúc biểu quyết lúc ")
        with pytest.raises(Refused) as refusal:
            sessions.close(session, actor=stage.chair)
        assert refusal.value.families == {"state"}

    def test_the_chair_closes_and_nobody_else(self, stage):
        session = stage.session(stage.awaiting_council(1))
        for user in (stage.voters[1], stage.secretary, stage.voters[4], stage.office):
            with pytest.raises(Refused) as refusal:
                sessions.close(session, actor=user)
            assert refusal.value.families == {"role"}
        assert Session.objects.get().closed_at is None

    def test_the_vice_chair_closes_while_the_chair_is_absent(self, stage):
        session = stage.session(stage.awaiting_council(1))
        be_away(stage.chair)
        vice = stage.seat(Role.VICE_CHAIR).user
        assert roles.holders(Role.CHAIR, stage.body.pk) == [vice]
        sessions.close(session, actor=vice)
        session.refresh_from_db()
        assert session.closed_by == vice
        entry = Entry.objects.get(act="close_session")
        assert (entry.role, entry.on_behalf) == (Role.CHAIR, f"thay Chủ tịch {stage.council} vắng mặt")

    def test_another_chair_does_not_close(self, stage):
        session = stage.session(stage.awaiting_council(1))
        with pytest.raises(Refused) as refusal:
            sessions.close(session, actor=make_stage("SNV").chair)
        assert refusal.value.families == {"role"}

    def test_a_line_that_left_is_not_moved(self, stage):
        lines = stage.awaiting_council(2)
        session = stage.session(lines)
        engine.perform(
            "hold", lines[:1], actor=stage.office, reason="Chờ xác minh.", public_line="Chờ xác minh thông tin."
        )
        stage.vote(session, "yes", *stage.voters)
        sessions.close(session, actor=stage.chair)
        assert states(lines) == ["on_hold", "endorsed"]
        assert [i.outcome for i in items_of(session)] == [Outcome.LEFT, Outcome.PASSED]

    def test_a_session_without_lines_has_ended(self, stage):
        lines = stage.awaiting_council(1)
        session = stage.session(lines)
        engine.perform("withdraw", lines, actor=stage.head, reason="Đơn vị xin rút.")
        assert Procedure.objects.get(session=session).outcome == "không còn hồ sơ"
        with pytest.raises(Refused) as refusal:
            sessions.close(session, actor=stage.chair)
        assert refusal.value.families == {"state"}

    def test_same_key_closes_once(self, stage):
        session = stage.session(stage.awaiting_council(1))
        first = sessions.close(session, actor=stage.chair, key="k")
        assert sessions.close(session, actor=stage.chair, key="k") == first

    @pytest.mark.parametrize("act", ["endorse", "turn_down"])
    def test_no_result_without_a_count(self, stage, act):
        lines = stage.awaiting_council(1)
        session = stage.session(lines)
        for facts in ({}, {"session": session.pk}):
            with pytest.raises(Refused) as refusal:
                engine.perform(act, lines, actor=stage.chair, reason=LONG_REASON, **facts)
            assert refusal.value.families == {"papers"}
        assert states(lines) == ["in_council"]

    def test_the_count_of_an_earlier_session_does_not_serve_a_later_one(self, stage):
        lines = stage.awaiting_council(1)
        first = stage.session(lines)
        sessions.close(first, actor=stage.chair, put_off=[items_of(first)[0].pk], reason="Thiếu thành viên.")
        AgendaItem.objects.update(outcome=Outcome.PASSED)
        stage.session(lines)
        with pytest.raises(Refused) as refusal:
            engine.perform("endorse", lines, actor=stage.chair, session=first.pk)
        assert refusal.value.families == {"papers"}


class TestPuttingOff:
    def test_named_lines_wait_for_another_session(self, stage):
        lines = stage.awaiting_council(2)
        session = stage.session(lines)
        stage.vote(session, "yes")
        sessions.close(session, actor=stage.chair, put_off=[items_of(session)[0].pk], reason="Cần làm rõ thành tích.")
        moved = [item.dossier for item in items_of(session)]
        assert states(moved) == ["awaiting_council", "endorsed"]
        assert [i.outcome for i in items_of(session)] == [Outcome.PUT_OFF, Outcome.PASSED]
        again = stage.session(moved[:1])
        assert again.number == 2

    def test_needs_a_reason_and_then_closes_nothing(self, stage):
        lines = stage.awaiting_council(2)
        session = stage.session(lines)
        with pytest.raises(Refused) as refusal:
            sessions.close(session, actor=stage.chair, put_off=[items_of(session)[0].pk])
        assert refusal.value.families == {"papers"}
        assert states(lines) == ["in_council"] * 2
        session.refresh_from_db()
        assert (session.closed_at, {i.outcome for i in items_of(session)}) == (None, {""})

    def test_the_secretary_puts_a_line_off_before_the_close(self, stage):
        lines = stage.awaiting_council(2)
        session = stage.session(lines)
        engine.perform("put_off", lines[:1], actor=stage.secretary, reason="Hồ sơ cần bổ sung ý kiến.")
        assert session.items.get(dossier=lines[0]).outcome == Outcome.PUT_OFF
        assert states(lines) == ["awaiting_council", "in_council"]
