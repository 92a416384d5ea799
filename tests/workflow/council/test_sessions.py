"""A session is convened and voted in; own lines are recused."""

from datetime import timedelta

import pytest

from dossiers import clock
from dossiers.models import OwnLineRule
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role
from tests.factories import (
    give_seat,
    make_award,
    make_draft,
    make_hand_in,
    make_person,
    make_user,
)
from tests.workflow.stage import make_stage, states
from workflow import engine
from workflow.council import sessions
from workflow.models import AgendaItem, Ballot, Entry, Recusal, Seat, Session

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
