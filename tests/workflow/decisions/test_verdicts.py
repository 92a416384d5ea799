"""One answer to a whole list: signed, refused and split off together, or not at all."""

import pytest

from dossiers import clock
from dossiers.rules.objection import Refused
from tests.workflow.decisions.letters import going_to, live, pks
from tests.workflow.stage import LONG_REASON, again, states
from workflow.council import sessions
from workflow.decisions import outcomes, papers, verdicts
from workflow.models import Decision, Entry

pytestmark = pytest.mark.django_db


def with_own_line(stage) -> tuple[Decision, list]:
    """Two lines of others and one of the decider, on one paper."""
    lines = stage.cleared([*stage.drafts(2), stage.own_draft(stage.decider)])
    session = stage.session(lines)
    stage.vote(session, "yes")
    sessions.close(session, actor=stage.chair)
    return stage.on_paper(lines), lines


class TestSigningSome:
    def test_the_others_are_refused_each_for_its_reason(self, stage):
        lines = stage.endorsed(4)
        decision = stage.on_paper(lines)
        other = "Đã có hình thức khen khác cho cùng thành tích này."
        refused = {lines[2].pk: LONG_REASON, lines[3].pk: other}
        verdicts.answer(decision, signed=lines[:2], refused=refused, actor=stage.decider)
        assert states(lines) == ["signed", "signed", "refused", "refused"]
        assert (again(decision).status, live(decision)) == ("signed", pks(lines[:2]))
        told = Entry.objects.filter(act="refuse").order_by("dossier_id").values_list("reason", flat=True)
        assert list(told) == [LONG_REASON, other]

    def test_a_reason_that_is_missing_keeps_everything_as_it_was(self, stage):
        lines = stage.endorsed(3)
        decision = stage.on_paper(lines)
        with pytest.raises(Refused) as refusal:
            verdicts.answer(decision, signed=lines[:2], refused={lines[2].pk: "ngắn"}, actor=stage.decider)
        assert set(refusal.value.by_dossier) == {lines[2].pk}
        assert states(lines) == ["awaiting_signature"] * 3

    def test_an_own_line_goes_to_the_deputy_and_cannot_be_refused(self, stage):
        decision, lines = with_own_line(stage)
        with pytest.raises(Refused) as refusal:
            verdicts.answer(decision, signed=lines[:2], refused={lines[2].pk: LONG_REASON}, actor=stage.decider)
        assert refusal.value.families == {"role"}
        verdicts.answer(decision, signed=lines[:1], refused={lines[1].pk: LONG_REASON}, apart=lines[2:],
                        actor=stage.decider)
        assert states(lines) == ["signed", "refused", "awaiting_signature"]
        apart = Decision.objects.exclude(pk=decision.pk).get()
        assert (live(decision), live(apart), apart.procedure.desk_role) == (pks(lines[:1]), pks(lines[2:]), "deputy")

    def test_nothing_chosen_is_refused(self, stage):
        with pytest.raises(Refused) as refusal:
            verdicts.answer(stage.on_paper(stage.endorsed(1)), signed=[], refused={}, actor=stage.decider)
        assert refusal.value.families == {"papers"}

    def test_the_same_key_answers_once(self, stage):
        lines = stage.endorsed(2)
        decision = stage.on_paper(lines)
        about = {"signed": lines[:1], "refused": {lines[1].pk: LONG_REASON}, "actor": stage.decider, "key": "k"}
        assert verdicts.answer(decision, **about) == verdicts.answer(decision, **about)


class TestNumberingAndIssuingAtOnce:
    def test_the_paper_is_out(self, stage):
        lines = stage.endorsed(2)
        decision = stage.signed(lines)
        papers.number_and_issue(
            decision, number=215, dated=clock.today(), recipients="- Phòng Hành chính;\n- Lưu: VT.", actor=stage.clerk
        )
        decision = again(decision)
        assert (decision.full_number, decision.status) == ("215/QĐ-STP", "issued")
        assert decision.recipients == "Phòng Hành chính\nLưu: VT"
        assert states(lines) == ["granted"] * 2

    def test_a_refused_issue_takes_no_number(self, stage, monkeypatch):
        decision = stage.signed(stage.endorsed(1))
        monkeypatch.setattr(papers, "act_of_issue", lambda paper: "send_out")
        with pytest.raises(Refused):
            papers.number_and_issue(decision, number=None, dated=clock.today(), actor=stage.clerk)
        assert (again(decision).number, Entry.objects.filter(act="number_paper").count()) == (None, 0)


class TestTheAnswerFromAbove:
    def test_is_recorded_line_by_line(self, stage, ministry):
        lines = going_to(stage, ministry, 3)
        stage.granted(lines, 7)
        outcomes.record(
            lines[:1], {lines[1].pk: LONG_REASON}, actor=stage.office, number=900, symbol="QĐ-BTP", dated=clock.today()
        )
        assert states(lines) == ["granted", "refused", "with_higher_body"]
        assert Decision.objects.get(kind="outside").full_number == "900/QĐ-BTP"

    def test_a_grant_without_its_number_records_no_refusal_either(self, stage, ministry):
        lines = going_to(stage, ministry, 2)
        stage.granted(lines, 7)
        with pytest.raises(Refused) as refusal:
            outcomes.record(lines[:1], {lines[1].pk: LONG_REASON}, actor=stage.office)
        assert set(refusal.value.by_dossier) == {lines[0].pk}
        assert states(lines) == ["with_higher_body"] * 2
