from datetime import timedelta

import pytest

from dossiers import clock, roles
from dossiers.models import OwnLineRule, Post
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
    make_person,
    make_unit,
    make_user,
    relate,
)
from tests.workflow.stage import LONG_REASON, fresh, make_stage, states
from workflow import engine
from workflow.council import sessions
from workflow.models import AgendaItem, Ballot, Council, Entry, Line, Procedure, Recusal, Seat, Session

Outcome = AgendaItem.Outcome


def items_of(session: Session) -> list[AgendaItem]:
    return list(session.items.order_by("position"))


class TestConvening:
    def test_opens_a_session_with_agenda_seats_and_procedure(self, stage):
        lines = stage.awaiting_council(3)
        session = stage.session(lines)
        assert (session.number, session.title, session.place) == (1, "Xét thi đua năm nay", "Hội trường Sở")
        assert session.convened_by == stage.secretary
        assert states(lines) == ["in_council"] * 3
        assert list(session.entitled.order_by("pk")) == list(stage.council.seats.order_by("pk"))
        procedure = session.procedure
        assert (procedure.kind, procedure.body, procedure.open) == ("council", stage.body, True)
        assert set(procedure.lines.values_list("dossier", flat=True)) == {each.pk for each in lines}
        assert (procedure.node, procedure.desk_role) == ("close", Role.CHAIR)

    def test_agenda_runs_by_award_then_unit_then_name(self, stage):
        late, early = make_award(position=9), make_award(position=1)
        hand_in = make_hand_in(stage.unit, stage.body, stage.season)
        rows = [(late, "An"), (early, "Tý"), (early, "Ất"), (early, "Bình")]
        lines = [
            make_draft(hand_in=hand_in, award=award, nominee=make_person(stage.unit, name=name)) for award, name in rows
        ]
        session = stage.session(stage.cleared(lines))
        ordered = [(item.dossier.award, item.dossier.nominee_name) for item in items_of(session)]
        assert ordered == [(early, "Bình"), (early, "Tý"), (early, "Ất"), (late, "An")]

    def test_sessions_of_a_year_are_numbered(self, stage):
        first, second = stage.session(stage.awaiting_council(1)), stage.session(stage.awaiting_council(1))
        assert [first.number, second.number] == [1, 2]
        assert first.procedure.code == f"PH-STP-01/{clock.today().year}"

    def test_same_key_convenes_once(self, stage):
        lines, when = stage.awaiting_council(2), clock.now()
        first = stage.session(lines, key="k1", held_at=when)
        assert stage.session(lines, key="k1", held_at=when) == first
        assert Session.objects.count() == 1

    def test_only_the_secretary_convenes(self, stage):
        with pytest.raises(Refused) as refusal:
            sessions.convene(
                stage.body, stage.awaiting_council(1), actor=stage.office, title="Họp", held_at=clock.now()
            )
        assert refusal.value.families == {"role"}

    def test_body_without_council_or_chair_is_refused_in_family_papers(self, stage):
        lines = stage.awaiting_council(1)
        secretary = stage.secretary
        Seat.objects.filter(role=Role.CHAIR).update(valid_to=clock.today() - timedelta(days=1))
        with pytest.raises(Refused) as refusal:
            sessions.convene(stage.body, lines, actor=secretary, title="Họp", held_at=clock.now())
        assert refusal.value.families == {"papers"}
        assert str(refusal.value) == f"{stage.council} chưa có Chủ tịch."

    def test_a_session_is_of_one_body(self, stage):
        other = make_stage("SNV")
        give_seat(stage.secretary, other.council, Role.SECRETARY)
        here, there = stage.awaiting_council(1), other.awaiting_council(1)
        with pytest.raises(Refused) as refusal:
            stage.session(here + there)
        assert list(refusal.value.by_dossier) == [there[0].pk]
        assert refusal.value.families == {"papers"}

    def test_without_a_title_it_has_the_usual_one_and_a_long_one_is_refused(self, stage):
        assert stage.session(stage.awaiting_council(1), title="  ").title == "Xét thi đua, khen thưởng"
        with pytest.raises(Refused) as refusal:
            stage.session(stage.awaiting_council(1), title="x" * 256)
        assert refusal.value.families == {"papers"}

    def test_journal_of_the_session_begins(self, stage):
        lines = stage.awaiting_council(2)
        session = stage.session(lines)
        entry = Entry.objects.get(subject_kind="session", subject_id=session.pk)
        assert (entry.act, entry.actor, entry.role) == ("convene", stage.secretary, Role.SECRETARY)
        assert entry.facts["dossiers"] == sorted(each.pk for each in lines)


class TestVoting:
    def test_a_vote_is_a_named_ballot_per_item(self, stage):
        session = stage.session(stage.awaiting_council(2))
        voter, (one, two) = stage.voters[4], items_of(session)
        sessions.vote(session, {one.pk: "yes", two.pk: "no"}, actor=voter)
        assert [(b.item, b.choice, b.seat.user, b.cast_by, b.current) for b in Ballot.objects.order_by("item")] == [
            (one, "yes", voter, voter, True), (two, "no", voter, voter, True),
        ]
        entry = Entry.objects.filter(subject_kind="session").last()
        assert (entry.act, entry.actor) == ("vote", voter)
        assert entry.facts["choices"] == {str(one.pk): "yes", str(two.pk): "no"}

    def test_a_changed_mind_is_a_new_ballot_and_the_old_one_stays(self, stage):
        session = stage.session(stage.awaiting_council(1))
        (item,), voter = items_of(session), stage.voters[4]
        for choice in ("yes", "no", "no"):
            sessions.vote(session, {item.pk: choice}, actor=voter)
        assert list(Ballot.objects.order_by("pk").values_list("choice", "current")) == [("yes", False), ("no", True)]

    def test_same_key_votes_once(self, stage):
        session = stage.session(stage.awaiting_council(1))
        (item,), voter = items_of(session), stage.voters[4]
        first = sessions.vote(session, {item.pk: "yes"}, actor=voter, key="k")
        assert sessions.vote(session, {item.pk: "yes"}, actor=voter, key="k") == first
        assert Entry.objects.filter(act="vote").count() == 1

    def test_who_has_no_seat_does_not_vote(self, stage):
        session = stage.session(stage.awaiting_council(1))
        (item,) = items_of(session)
        for stranger in (stage.office, stage.deputy, make_user()):
            with pytest.raises(Refused) as refusal:
                sessions.vote(session, {item.pk: "yes"}, actor=stranger)
            assert refusal.value.families == {"role"}
        assert Ballot.objects.count() == 0

    def test_a_seat_given_after_the_session_was_convened_does_not_vote_in_it(self, stage):
        session = stage.session(stage.awaiting_council(1))
        newcomer = make_user()
        give_seat(newcomer, stage.council)
        with pytest.raises(Refused) as refusal:
            sessions.vote(session, {items_of(session)[0].pk: "yes"}, actor=newcomer)
        assert refusal.value.families == {"role"}

    def test_a_seat_that_has_ended_votes_no_more(self, stage):
        session = stage.session(stage.awaiting_council(1))
        voter = stage.voters[4]
        Seat.objects.filter(user=voter).update(valid_to=clock.today() - timedelta(days=1))
        with pytest.raises(Refused) as refusal:
            sessions.vote(session, {items_of(session)[0].pk: "yes"}, actor=voter)
        assert refusal.value.families == {"role"}

    @pytest.mark.parametrize("choice", ["", "maybe", "YES"])
    def test_an_unknown_choice_is_refused_in_words(self, stage, choice):
        session = stage.session(stage.awaiting_council(1))
        with pytest.raises(Refused) as refusal:
            sessions.vote(session, {items_of(session)[0].pk: choice}, actor=stage.voters[4])
        assert refusal.value.families == {"papers"}
        assert str(refusal.value) == (
            "Ý kiến biểu quyết phải là một trong: 'Đồng ý', 'Không đồng ý', 'Ý kiến khác'."
        )

    def test_an_item_of_another_session_is_refused(self, stage):
        session, other = stage.session(stage.awaiting_council(1)), stage.session(stage.awaiting_council(1))
        with pytest.raises(Refused) as refusal:
            sessions.vote(session, {items_of(other)[0].pk: "yes"}, actor=stage.voters[4])
        assert refusal.value.families == {"state"}
        assert Ballot.objects.count() == 0

    def test_voting_on_nothing_is_refused(self, stage):
        session = stage.session(stage.awaiting_council(1))
        with pytest.raises(Refused) as refusal:
            sessions.vote(session, {}, actor=stage.voters[4])
        assert refusal.value.families == {"papers"}

    def test_a_line_that_left_is_named_to_who_votes_on_it(self, stage):
        lines = stage.awaiting_council(2)
        session = stage.session(lines)
        engine.perform("withdraw", lines[:1], actor=stage.head, reason="Đơn vị xin rút.")
        gone = session.items.get(dossier=lines[0])
        assert gone.outcome == Outcome.LEFT
        with pytest.raises(Refused) as refusal:
            sessions.vote(session, {gone.pk: "yes"}, actor=stage.voters[4])
        assert str(refusal.value) == f"Hồ sơ của {lines[0].nominee_name} đã ra khỏi chương trình họp."

    def test_the_vote_task_of_a_seat_ends_when_every_line_is_answered(self, stage):
        session = stage.session(stage.awaiting_council(2))
        (one, two), voter = items_of(session), stage.voters[4]
        sessions.vote(session, {one.pk: "yes"}, actor=voter)
        assert open_votes(session) == 5
        sessions.vote(session, {two.pk: "abstain"}, actor=voter)
        assert open_votes(session) == 4


def open_votes(session: Session) -> int:
    tasks = session.procedure.task_set.filter(finished=None)
    return sum(task.flow_task.name == "vote" for task in tasks)


class TestOwnLine:
    @pytest.fixture
    def own(self, stage):
        """A session with the line of one member and one of somebody else."""
        voter = stage.voters[4]
        lines = stage.cleared([stage.own_draft(voter), *stage.drafts(1)])
        session = stage.session(lines)
        return session, voter, session.items.get(dossier=lines[0]), session.items.get(dossier=lines[1])

    def test_a_choice_on_the_own_line_is_refused_in_family_role(self, stage, own):
        session, voter, mine, other = own
        with pytest.raises(Refused) as refusal:
            sessions.vote(session, {mine.pk: "yes", other.pk: "yes"}, actor=voter)
        assert refusal.value.families == {"role"}
        assert list(refusal.value.by_dossier) == [mine.dossier_id]
        assert (Ballot.objects.count(), Recusal.objects.count()) == (0, 0)

    def test_a_recusal_is_recorded_instead_and_the_task_ends(self, stage, own):
        session, voter, mine, other = own
        sessions.vote(session, {other.pk: "yes"}, actor=voter)
        recusal = Recusal.objects.get()
        assert (recusal.item, recusal.seat.user) == (mine, voter)
        assert Entry.objects.filter(act="vote").get().facts["recused"] == [mine.pk]
        assert open_votes(session) == 4

    def test_a_recusal_counts_like_no_vote_among_all_members(self, stage, own):
        session, voter, mine, other = own
        stage.vote(session, "yes", *stage.voters[:2], voter)
        sessions.close(session, actor=stage.chair)
        mine.refresh_from_db()
        assert (mine.yes, mine.members, mine.outcome) == (2, 5, Outcome.FAILED)
        other.refresh_from_db()
        assert (other.yes, other.members, other.outcome) == (3, 5, Outcome.PASSED)

    def test_closing_records_the_recusal_of_who_never_voted(self, stage, own):
        session, voter, mine, _ = own
        sessions.close(session, actor=stage.chair)
        assert list(Recusal.objects.values_list("item", "seat__user")) == [(mine.pk, voter.pk)]

    @pytest.mark.parametrize("policy", ["warned", "free"])
    def test_the_office_may_allow_it(self, stage, own, policy):
        OwnLineRule.objects.create(act="vote", policy=policy)
        session, voter, mine, _ = own
        sessions.vote(session, {mine.pk: "yes"}, actor=voter)
        assert list(Ballot.objects.values_list("item", "choice")) == [(mine.pk, "yes")]
        assert Recusal.objects.count() == 0


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
