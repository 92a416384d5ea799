import unicodedata
from datetime import timedelta

import pytest

from dossiers import clock
from dossiers.models import HandIn, Post, RegisterEntry
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Nature, Role
from tests.factories import give_post, make_season
from tests.workflow.decisions.letters import going_to, live, pks
from tests.workflow.stage import LONG_REASON, again, fresh, states
from workflow import engine
from workflow.decisions import papers
from workflow.models import Decision, DecisionItem, Entry, Procedure


class TestSplitting:
    def test_moves_lines_to_a_paper_on_the_deputys_desk(self, stage):
        lines = stage.endorsed(3)
        decision = stage.on_paper(lines)
        apart = papers.split(decision, lines[:1], actor=stage.decider)
        assert (live(decision), live(apart)) == (pks(lines[1:]), pks(lines[:1]))
        assert (apart.kind, apart.title, apart.status) == ("decision", decision.title, "draft")
        assert (apart.procedure.node, apart.procedure.desk_role) == ("sign", Role.DEPUTY)
        assert fresh(lines)[0].desk_role == Role.DEPUTY
        told = Entry.objects.filter(act="split_paper").values_list("subject_kind", "subject_id")
        assert set(told) == {("decision", decision.pk), ("decision", apart.pk), ("dossier", lines[0].pk)}

    def test_both_papers_are_signed_by_themselves(self, stage):
        lines = stage.endorsed(2)
        decision = stage.on_paper(lines)
        apart = papers.split(decision, lines[:1], actor=stage.office)
        papers.sign(apart, actor=stage.deputy)
        papers.sign(decision, actor=stage.decider)
        assert (again(apart).signed_by, again(decision).signed_by) == (stage.deputy, stage.decider)
        assert again(apart).procedure.node == "number"

    def test_what_is_signed_already_goes_on_when_the_waiting_lines_are_split_off(self, stage):
        lines = stage.endorsed(2)
        decision = stage.on_paper(lines)
        papers.sign(decision, actor=stage.decider, dossiers=lines[:1])
        papers.split(decision, lines[1:], actor=stage.decider)
        assert (again(decision).status, again(decision).procedure.node) == ("signed", "number")

    def test_same_key_splits_once(self, stage):
        lines = stage.endorsed(2)
        decision = stage.on_paper(lines)
        first = papers.split(decision, lines[:1], actor=stage.decider, key="k")
        assert papers.split(decision, lines[:1], actor=stage.decider, key="k") == first

    def test_one_line_must_stay(self, stage):
        lines = stage.endorsed(2)
        with pytest.raises(Refused) as refusal:
            papers.split(stage.on_paper(lines), lines, actor=stage.decider)
        assert refusal.value.families == {"papers"}

    def test_without_a_deputy_it_is_refused(self, stage):
        Post.objects.filter(role=Role.DEPUTY).delete()
        lines = stage.endorsed(2)
        with pytest.raises(Refused) as refusal:
            papers.split(stage.on_paper(lines), lines[:1], actor=stage.decider)
        assert refusal.value.families == {"papers"}

    def test_a_signed_line_is_not_split_off_and_others_may_not_split(self, stage):
        lines = stage.endorsed(2)
        decision = stage.on_paper(lines)
        with pytest.raises(Refused) as refusal:
            papers.split(decision, lines[:1], actor=stage.clerk)
        assert refusal.value.families == {"role"}
        papers.sign(decision, actor=stage.decider, dossiers=lines[:1])
        with pytest.raises(Refused) as refusal:
            papers.split(decision, lines[:1], actor=stage.decider)
        assert refusal.value.families == {"state"}


class TestIssuing:
    def test_grants_every_line_and_writes_the_register(self, stage):
        lines = stage.endorsed(2)
        decision = stage.granted(lines)
        assert (decision.status, decision.full_number, decision.dated) == ("issued", "215/QĐ-STP", clock.today())
        assert states(lines) == ["granted"] * 2
        rows = RegisterEntry.objects.order_by("dossier").values_list(
            "dossier", "nominee", "award", "season", "body", "decision", "decided_on", "revoked_on"
        )
        assert list(rows) == [
            (
                each.pk, each.nominee_id, stage.award.pk, stage.season.pk, stage.body.pk, "215/QĐ-STP",
                clock.today(), None,
            )
            for each in lines
        ]
        assert (decision.procedure.open, decision.procedure.outcome) == (False, "đã phát hành")
        assert Entry.objects.filter(act="issue").first().facts["number"] == "215/QĐ-STP"

    def test_a_refused_line_is_not_granted_by_the_paper_it_left(self, stage):
        lines = stage.endorsed(2)
        decision = stage.on_paper(lines)
        engine.perform("refuse", lines[:1], actor=stage.decider, reason=LONG_REASON)
        papers.sign(decision, actor=stage.decider)
        papers.assign_number(decision, number=7, dated=clock.today(), actor=stage.clerk)
        papers.issue(decision, actor=stage.clerk)
        assert states(lines) == ["refused", "granted"]
        assert list(RegisterEntry.objects.values_list("dossier", flat=True)) == [lines[1].pk]

    def test_without_number_it_is_refused_in_family_papers(self, stage):
        lines = stage.endorsed(1)
        decision = stage.signed(lines)
        with pytest.raises(Refused) as refusal:
            papers.issue(decision, actor=stage.clerk)
        assert refusal.value.families == {"papers"}
        assert states(lines) == ["signed"]

    def test_half_a_paper_is_not_issued(self, stage):
        lines = stage.endorsed(2)
        stage.numbered(lines)
        with pytest.raises(Refused) as refusal:
            engine.perform("issue", lines[:1], actor=stage.clerk)
        assert refusal.value.families == {"papers"}
        assert "phải phát hành cùng cả danh sách 2 hồ sơ của văn bản 215/QĐ-STP" in str(refusal.value)

    def test_only_the_clerk_issues_and_only_once(self, stage):
        decision = stage.numbered(stage.endorsed(1))
        with pytest.raises(Refused) as refusal:
            papers.issue(decision, actor=stage.office)
        assert refusal.value.families == {"role"}
        first = papers.issue(decision, actor=stage.clerk, key="k")
        assert papers.issue(decision, actor=stage.clerk, key="k") == first
        with pytest.raises(Refused) as refusal:
            papers.issue(decision, actor=stage.clerk)
        assert refusal.value.families == {"state"}
        assert "215/QĐ-STP đã phát hành lúc " in str(refusal.value)

    def test_a_decision_of_another_body_is_not_issued_here(self, stage, province):
        lines = going_to(stage, province.body)
        stage.numbered(lines)
        with pytest.raises(Refused) as refusal:
            engine.perform("issue", lines, actor=stage.clerk)
        assert refusal.value.families == {"authority"}

    def test_a_rehearsed_season_stays_out_of_the_register(self, stage):
        stage.season = make_season(2003, nature=Nature.REHEARSAL)
        lines = stage.endorsed(1)
        stage.granted(lines)
        assert (states(lines), RegisterEntry.objects.count()) == (["granted"], 0)


class TestLetters:
    def test_a_letter_to_a_body_inside_hands_in_there(self, stage, province):
        lines = going_to(stage, province.body, 2)
        letter = stage.granted(lines, 31)
        assert (letter.status, letter.full_number) == ("issued", "31/TTr-STP")
        assert states(lines) == ["submitted"] * 2
        assert {each.body for each in fresh(lines)} == {province.body}
        hand_in = HandIn.objects.get(origin="lower_body")
        assert (hand_in.unit, hand_in.to_body, hand_in.number) == (stage.body, province.body, "31/TTr-STP")
        assert Procedure.objects.get(hand_in=hand_in, open=True).node == "receive"

    def test_the_higher_body_grants_what_was_forwarded(self, stage, province):
        lines = going_to(stage, province.body)
        stage.granted(lines, 31)
        engine.perform("receive", lines, actor=province.office)
        engine.perform("clear", lines, actor=province.appraiser, opinion="Đủ điều kiện.")
        decision = province.granted(lines, 31)
        assert (decision.full_number, states(lines)) == ("31/QĐ-UBND", ["granted"])
        assert RegisterEntry.objects.get().body == province.body

    def test_a_letter_out_of_the_system_waits_with_the_outside_body(self, stage, ministry):
        lines = going_to(stage, ministry, 2)
        letter = stage.granted(lines, 32)
        assert (letter.status, letter.target_body) == ("issued", ministry)
        assert states(lines) == ["with_higher_body"] * 2
        assert {(each.body, each.outside_body) for each in fresh(lines)} == {(stage.body, ministry)}
        assert RegisterEntry.objects.count() == 0

    def test_the_wrong_way_out_is_refused_in_family_authority(self, stage, province, ministry):
        inside, outside, here = going_to(stage, province.body), going_to(stage, ministry), stage.endorsed(1)
        for number, lines in enumerate((inside, outside, here), start=1):
            stage.numbered(lines, number)
        for act, lines in (("send_out", inside), ("forward", outside), ("forward", here), ("send_out", here)):
            with pytest.raises(Refused) as refusal:
                engine.perform(act, lines, actor=stage.clerk)
            assert refusal.value.families == {"authority"}


class TestOutcomesFromOutside:
    @pytest.fixture
    def sent(self, stage, ministry):
        lines = going_to(stage, ministry, 3)
        stage.granted(lines, 32)
        return lines

    def record(self, stage, lines, **about):
        about = {"number": 1500, "symbol": "QĐ-BTP", "dated": clock.today()} | about
        return papers.record_outcome(lines, granted=True, actor=stage.office, **about)

    def test_a_grant_names_the_decision_and_enters_the_register(self, stage, ministry, sent):
        self.record(stage, sent[:2])
        assert states(sent) == ["granted", "granted", "with_higher_body"]
        decision = Decision.objects.get(kind="outside")
        assert (decision.status, decision.body, decision.full_number) == ("recorded", ministry, "1500/QĐ-BTP")
        assert live(decision) == pks(sent[:2])
        assert set(RegisterEntry.objects.values_list("body", "decision")) == {(ministry.pk, "1500/QĐ-BTP")}

    def test_more_lines_of_the_same_decision_join_it(self, stage, sent):
        self.record(stage, sent[:1])
        self.record(stage, sent[1:])
        assert live(Decision.objects.get(kind="outside")) == pks(sent)

    def test_the_same_number_on_another_day_is_refused(self, stage, sent):
        self.record(stage, sent[:1])
        with pytest.raises(Refused) as refusal:
            self.record(stage, sent[1:], dated=clock.today() - timedelta(days=1))
        assert refusal.value.families == {"papers"}
        assert states(sent) == ["granted", "with_higher_body", "with_higher_body"]

    def test_the_same_symbol_typed_another_way_is_the_same_decision(self, stage, sent):
        self.record(stage, sent[:1], symbol="QĐ-BẢO")
        self.record(stage, sent[1:], symbol=unicodedata.normalize("NFD", "QĐ-BẢO"))
        assert live(Decision.objects.get(kind="outside")) == pks(sent)

    @pytest.mark.parametrize(
        "missing",
        [{"number": None}, {"symbol": " "}, {"dated": None}, {"number": 0}, {"number": 10**12}, {"symbol": "Q" * 33}],
    )
    def test_a_grant_without_its_decision_is_refused(self, stage, sent, missing):
        with pytest.raises(Refused) as refusal:
            self.record(stage, sent, **missing)
        assert refusal.value.families == {"papers"}
        assert set(refusal.value.by_dossier) == set(pks(sent))

    def test_a_decision_of_tomorrow_is_refused(self, stage, sent):
        with pytest.raises(Refused) as refusal:
            self.record(stage, sent, dated=clock.today() + timedelta(days=1))
        assert refusal.value.families == {"papers"}

    def test_a_refusal_needs_its_reason_and_makes_no_decision(self, stage, sent):
        with pytest.raises(Refused) as refusal:
            papers.record_outcome(sent[:1], granted=False, actor=stage.office, reason="Không đạt")
        assert refusal.value.families == {"papers"}
        papers.record_outcome(sent[:1], granted=False, actor=stage.office, reason=LONG_REASON)
        assert states(sent) == ["refused", "with_higher_body", "with_higher_body"]
        assert (Decision.objects.filter(kind="outside").count(), RegisterEntry.objects.count()) == (0, 0)

    def test_only_the_office_records(self, stage, sent):
        with pytest.raises(Refused) as refusal:
            papers.record_outcome(
                sent, granted=True, actor=stage.clerk, number=1, symbol="QĐ-BTP", dated=clock.today()
            )
        assert refusal.value.families == {"role"}

    def test_a_line_not_sent_out_has_no_outcome_from_outside(self, stage):
        lines = stage.endorsed(1)
        with pytest.raises(Refused) as refusal:
            self.record(stage, lines)
        assert refusal.value.families == {"state"}
        assert DecisionItem.objects.count() == 0


def test_a_person_with_two_posts_signs_by_the_first_that_fits(stage):
    give_post(stage.decider, Role.DEPUTY, stage.body)
    assert stage.signed(stage.endorsed(1)).signer_form == ""
